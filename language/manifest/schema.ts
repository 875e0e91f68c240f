/** The shape of a manifest, checked at run time. */
import { z } from 'zod';
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

/** What one response can hold; also the closed list of counters for what was dropped. */
export const returnNames = [
  'speech',
  'reprompt',
  'card',
  'audio',
  'display',
  'device-control',
  'timer',
  'attributes',
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
const httpsUrl = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .max(500)
  .meta({ pattern: '^https://' });

const forms = localised(z.array(text(300)).min(1).max(500));
const slot = z.strictObject({
  type: text(64),
  required: z.boolean().exactOptional(),
  elicit: localised(z.array(text(300)).min(1).max(20)).exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
});
const slotName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'must be a letter, then letters, digits or _ (40 at most)');
const intentName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_.]{0,59}$/, 'must be a letter, then letters, digits, _ or . (60 at most)');

const model = z.strictObject({
  invocationNames: localised(z.array(text(60)).min(1).max(10)),
  intents: z
    .record(
      intentName,
      z.strictObject({
        slots: z.record(slotName, slot).exactOptional(),
        samples: forms,
        confirm: localised(z.array(text(300)).min(1).max(20)).exactOptional(),
      }),
    )
    .refine((intents) => Object.keys(intents).length > 0, 'needs at least one intent')
    .refine((intents) => Object.keys(intents).length <= 200, 'has more than 200 intents'),
  types: z
    .record(
      text(64),
      z.strictObject({
        values: z
          .array(z.strictObject({ id: text(80), forms: localised(z.array(text(120)).min(1).max(50)) }))
          .min(1)
          .max(5000),
        dataClass: z.enum(['command', 'preference', 'health', 'transaction']).exactOptional(),
      }),
    )
    .exactOptional(),
  rules: localised(z.record(text(64), text(1000))).exactOptional(),
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
    privacyPolicyUrl: httpsUrl,
  }),
  locales: z
    .array(z.enum(['zh-CN', 'en-US']))
    .min(1)
    .max(2),
  model,
  endpoint: z.union([z.literal('in-process'), z.url({ protocol: /^https?$/ }).max(500)], {
    error: 'must be an https URL, or in-process for a skill that Earshot runs itself',
  }),
  signatureKeys: z
    .array(z.string().regex(/^whpk_[A-Za-z0-9+/]{43}=$/, 'must be whpk_ and the base64 of 32 bytes'))
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
    .max(50),
  returns: z
    .array(z.strictObject({ name: z.enum(returnNames), dataClass: z.enum(dataClassNames).exactOptional() }))
    .max(returnNames.length),
  scopes: z
    .array(z.strictObject({ name: text(60), title: sentence, fields: z.array(text(120)).min(1).max(50) }))
    .max(20)
    .exactOptional(),
  accountLinking: z
    .strictObject({
      authorizationUrl: httpsUrl,
      tokenUrl: httpsUrl,
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
