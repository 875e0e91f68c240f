/** The shape of a manifest, checked at run time. */
import { z } from 'zod';
import { interactionModelSchema, modelLimits } from '../model/schema.ts';
import type { SkillManifest } from './types.ts';

const dataClassNames = [
  'structure',
  'public',
  'operational',
  'command',
  'utterance',
  'audio',
  'identifier',
  'contact',
  'location_coarse',
  'location_precise',
  'biometric',
  'child',
  'credential',
  'government_id',
  'transaction',
  'health',
  'image',
  'preference',
] as const;

/** Most fields that a manifest declares. */
export const maxFields = 50;

/** A public key that a skill signs with, as Standard Webhooks writes it. The last of its letters has two bits to spare: one key is written in one way. */
export const signatureKeyPattern: RegExp = /^whpk_[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** What one response can hold; also the closed list of counters for what was dropped. */
export const returnNames = [
  'speech',
  'reprompt',
  'card',
  'audio',
  'display',
  'device-control',
  'device-tool',
  'timer',
  'attributes',
  'names',
  'permission',
  'listening',
  'elicit',
  'confirm',
  'feedback',
] as const;

/** What a store can hold: no NUL, no half of a character. */
const isStorable = (value: string): boolean => value.isWellFormed() && !value.includes('\u0000');
const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorable, 'holds a character that is none');
/** Controls, and marks that hide or turn what people read before they agree. */
const unseen = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
const shown = (max: number) =>
  text(max).refine((value) => !unseen.test(value), 'holds invisible characters or line breaks');
const localised = <T extends z.ZodType>(value: T) =>
  z
    .strictObject({ 'zh-CN': value.exactOptional(), 'en-US': value.exactOptional() })
    .refine((texts) => Object.keys(texts).length > 0, 'needs a text in at least one locale');
const sentence = localised(shown(300));
/** Https; http is for this machine alone, which is looked at with the addresses (`validate.ts`). */
const webUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https URL' })
  .max(500)
  .meta({ pattern: '^https?://' });

const slotName = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
/** Where a value holds what no store can; undefined where it does not. */
function unstorableIn(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = isStorable(key) ? unstorableIn(inner, [...path, key]) : path;
    if (found) return found;
  }
  return undefined;
}

/** An interaction model as a manifest carries it: a slot's name is part of a field's, and everything is stored. */
const model = interactionModelSchema.superRefine((whole, context) => {
  const { intents, invocationNames } = whole;
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  const names = Object.keys(intents);
  if (names.length === 0) refuse(['intents'], 'needs at least one intent');
  if (names.length > modelLimits.maxIntents)
    refuse(['intents'], `has more than ${modelLimits.maxIntents} intents`);
  for (const [intent, { slots = {} }] of Object.entries(intents)) {
    for (const name of Object.keys(slots)) {
      if (!slotName.test(name))
        refuse(
          ['intents', intent, 'slots', name],
          'must be a letter, then letters, digits or _ (40 at most)',
        );
    }
  }
  if (Object.values(invocationNames).every((own) => (own?.length ?? 0) === 0))
    refuse(['invocationNames'], 'needs a text in at least one locale');
  const unstorable = unstorableIn(whole);
  if (unstorable) {
    const path = unstorable.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    refuse(path, 'holds a character that is none');
  }
});

/** The shape of a manifest. What spans several places is checked in `validate.ts`. */
export const manifestSchema = z.strictObject({
  id: z
    .string()
    .max(100)
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
      'must be a reverse domain name in lower case, e.g. com.example.bean-counter',
    ),
  version: z
    .string()
    .max(60)
    .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'must be a semantic version, e.g. 1.2.0'),
  name: localised(shown(60)),
  developer: z.strictObject({
    operator: shown(120),
    contact: shown(200),
    region: z.string().regex(/^[a-z]{2}$/, 'must be two letters in lower case: a country, or eu'),
    privacyPolicyUrl: webUrl,
  }),
  locales: z
    .array(z.enum(['zh-CN', 'en-US'], { error: 'Earshot speaks zh-CN and en-US, and no others yet' }), {
      error: 'must be a list of zh-CN, en-US or both',
    })
    .min(1, 'must name at least one of zh-CN and en-US')
    .refine((locales) => new Set(locales).size === locales.length, 'names a language twice'),
  model,
  endpoint: z.union([z.literal('in-process'), z.url({ protocol: /^https?$/ }).max(500)], {
    error: 'must be an https URL, or in-process for a skill that Earshot runs itself',
  }),
  protocol: z.enum(['earshot-v1', 'aligenie-v1', 'aligenie-v3']).exactOptional(),
  aligenie: z
    .strictObject({
      skillId: z.int().min(0),
      skillName: shown(120).exactOptional(),
      intents: z.record(
        z.string().max(64),
        z.strictObject({ id: z.int().min(0), name: shown(120).exactOptional() }),
      ),
      publicKey: z.base64().max(2000).exactOptional(),
    })
    .exactOptional(),
  signatureKeys: z
    .array(z.string().regex(signatureKeyPattern, 'must be whpk_ and the base64 of 32 bytes'))
    .max(4)
    .exactOptional(),
  fields: z
    .array(
      z.strictObject({
        name: text(120),
        required: z.boolean(),
        purpose: sentence,
        retentionDays: z.int().min(0).max(180),
      }),
    )
    .max(maxFields),
  returns: z
    .array(z.strictObject({ name: z.enum(returnNames), dataClass: z.enum(dataClassNames).exactOptional() }))
    .max(returnNames.length),
  scopes: z
    .array(
      z.strictObject({ name: text(60), title: sentence, fields: z.array(text(120)).min(1).max(maxFields) }),
    )
    .max(20)
    .exactOptional(),
  accountLinking: z
    .strictObject({
      authorizationUrl: webUrl,
      tokenUrl: webUrl,
      revocationUrl: webUrl.exactOptional(),
      clientId: text(200),
      scopes: z.array(text(200)).max(30),
      skillLearns: sentence,
      earshotLearns: sentence,
    })
    .exactOptional(),
  timeoutMs: z.int().min(100).max(8000).exactOptional(),
  deletionUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .exactOptional(),
});

type Mutable<T> = T extends string | number | boolean | undefined | null
  ? T
  : T extends readonly (infer Item)[]
    ? Mutable<Item>[]
    : { -readonly [K in keyof T]: Mutable<T[K]> };
type Equal<A, B> = [A, B] extends [B, A] ? true : never;

/** Compiles only while the schema and the SDK's `SkillManifest` describe the same thing. */
export const isSameAsTheSdk: Equal<Mutable<z.infer<typeof manifestSchema>>, Mutable<SkillManifest>> = true;
