/**
 * What guests may say, as an interaction model: for houses whose ears hear only what was foreseen. It serves hearing alone; what
 * the words mean is read by the converter, as everywhere. Wider lists are heard worse, so each thing is called by its first names only.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { locales } from '../../../language/locale.ts';
import type {
  Enumeration,
  IntentDefinition,
  InteractionModel,
  Locale,
} from '../../../language/model/types.ts';
import { expandTemplate } from '../catalogue/expand.ts';
import type { Catalogue, Words } from '../catalogue/types.ts';

/** Names of a thing that are listened for, at most. */
const maxNames = 6;
/** Templates of a whole wish that are listened for, at most. */
const maxTemplates = 6;
/** Of a fact that only suggests one; there are many facts, and each may be heard in place of a wish. */
const maxFacts = 4;

const lines = z.array(z.string()).min(1);
const framesSchema = z.strictObject({
  rules: z.record(z.string(), z.string()),
  bring: lines,
  chase: lines,
  repair: lines,
  room: lines,
  whole: z.string(),
  timed: z.string(),
  topic: z.string(),
  cover: z.string(),
  scene: z.string(),
  degrees: z.string(),
});
type Frames = z.infer<typeof framesSchema>;

const readFrames = (locale: Locale): Frames =>
  framesSchema.parse(parse(readFileSync(new URL(`./frames.${locale}.yaml`, import.meta.url), 'utf8')));
const frames = { 'zh-CN': readFrames('zh-CN'), 'en-US': readFrames('en-US') } satisfies Record<
  Locale,
  Frames
>;

/** The model, and what it is known by: equal catalogues have equal models and equal versions. */
export interface SpokenModel {
  readonly version: string;
  readonly json: string;
}

const made = new WeakMap<Catalogue, SpokenModel>();

export function spokenModelOf(catalogue: Catalogue): SpokenModel {
  const known = made.get(catalogue);
  if (known !== undefined) return known;
  const json = JSON.stringify(spokenModel(catalogue));
  const version = createHash('sha256').update(json).digest('hex').slice(0, 32);
  const model = { version, json };
  made.set(catalogue, model);
  return model;
}

export function spokenModel(catalogue: Catalogue): InteractionModel {
  const { items, objects, devices, scenes, services, topics } = catalogue;
  const whole = Object.values(services).filter(({ question }) => question !== 'time');
  const timed = Object.values(services).filter(({ question }) => question === 'time');
  const faults = Object.values(objects).map((object) => ({ words: object.faults }));
  const needs = Object.values(items).map((item) => ({ words: item.needs }));
  const intents: Record<string, IntentDefinition> = {
    Bring: {
      slots: {
        item: { type: 'Item' },
        second: { type: 'Item' },
        count: { type: 'number', min: 1, max: 20 },
      },
      samples: eachLocale(({ bring }) => bring),
    },
    Chase: { slots: { item: { type: 'Item' } }, samples: eachLocale(({ chase }) => chase) },
    Repair: { slots: { object: { type: 'Object' } }, samples: eachLocale(({ repair }) => repair) },
    Facts: { samples: framed([...faults, ...needs], () => 'WORDS', maxFacts) },
    Wish: { samples: framed(whole, (own) => own.whole) },
    AtTime: { slots: { time: { type: 'time' } }, samples: framed(timed, (own) => own.timed) },
    Ask: { samples: framed(Object.values(topics), (own) => own.topic) },
    Room: { slots: { device: { type: 'Device' } }, samples: eachLocale(({ room }) => room) },
    Cover: { samples: framed([devices['curtains'] ?? {}], (own) => own.cover) },
    Scene: { samples: framed(Object.values(scenes), (own) => own.scene) },
    Degrees: {
      slots: { device: { type: 'Device' }, degrees: { type: 'number', min: 16, max: 30 } },
      samples: eachLocale(({ degrees }) => [degrees]),
    },
  };
  return {
    invocationNames: {},
    intents,
    types: { Item: listOf(items), Object: listOf(objects), Device: listOf(devices) },
    rules: { 'zh-CN': frames['zh-CN'].rules, 'en-US': frames['en-US'].rules },
  };
}

const eachLocale = (of: (own: Frames) => readonly string[]): IntentDefinition['samples'] => ({
  'zh-CN': of(frames['zh-CN']),
  'en-US': of(frames['en-US']),
});

/** The first templates of each, in their frame. */
function framed(
  things: readonly { readonly words?: Words | undefined }[],
  frameOf: (own: Frames) => string,
  most = maxTemplates,
): IntentDefinition['samples'] {
  const samples: Record<Locale, string[]> = { 'zh-CN': [], 'en-US': [] };
  for (const locale of locales) {
    for (const { words } of things)
      for (const template of words?.[locale]?.slice(0, most) ?? [])
        samples[locale].push(frameOf(frames[locale]).replace('WORDS', template));
  }
  return samples;
}

function listOf(things: Readonly<Record<string, { readonly words: Words }>>): Enumeration {
  return {
    values: Object.entries(things).map(([id, { words }]) => ({
      id,
      forms: { 'zh-CN': namesOf(words, 'zh-CN'), 'en-US': namesOf(words, 'en-US') },
    })),
  };
}

const namesOf = (words: Words, locale: Locale): string[] =>
  [...new Set((words[locale] ?? []).flatMap((template) => expandTemplate(template)))].slice(0, maxNames);
