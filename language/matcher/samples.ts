/** Draws sample utterances from templates, for the statistical model. */
import type { Locale } from '../model/types.ts';
import { colourNames } from '../slots/colours.ts';
import { namesFor } from '../slots/entities.ts';
import { isBuiltInType } from '../slots/registry.ts';
import { speak } from '../slots/speak.ts';
import type { SlotContext, SlotValue } from '../slots/types.ts';
import { createRandom, shuffle } from '../statistical/hashing.ts';
import type { LabelledSlot, LabelledUtterance } from '../statistical/types.ts';
import { atOnce, type Steps } from '../steps.ts';
import { plainSentence, tokenise } from '../text/tokenise.ts';
import {
  type CompiledEnumeration,
  type CompiledIntent,
  type CompiledSkill,
  type CompiledTemplate,
  type SlotType,
  typeAt,
} from './skill.ts';
import { successors } from './trie.ts';

/** Utterances drawn from a skill's templates: what the statistical model learns from. Always the same ones. */

const perTemplate = 6;
/** Few templates are drawn from several times, until there are so many; of more templates each is drawn once. */
const perIntent = 40;
const mostTemplates = 2048;
/** A template with slots is said so often to the slot tagger, so that it meets values in more than one place. */
const perSlotTemplate = 6;
const maxWalkSteps = 60;

/** A fixed moment, so that what is learnt does not depend on the day it was learnt. */
const sampleNowMs = Date.UTC(2026, 0, 5, 4);

const pick = <T>(items: readonly T[], next: () => number): T | undefined =>
  items[Math.floor(next() * items.length)];

/** Hands out all forms of a type before any of them again, in a mixed order: none of a long list is never said. */
class Decks {
  readonly #decks = new Map<CompiledEnumeration, { readonly forms: readonly string[]; at: number }>();

  take(enumeration: CompiledEnumeration, locale: Locale): string | undefined {
    let deck = this.#decks.get(enumeration);
    if (deck === undefined) {
      deck = { forms: mixed(enumeration.values.flatMap(({ forms }) => forms[locale] ?? [])), at: 0 };
      this.#decks.set(enumeration, deck);
    }
    const form = deck.forms[deck.at];
    deck.at = (deck.at + 1) % deck.forms.length;
    return form;
  }
}

function mixed<T>(items: readonly T[]): T[] {
  const order = Int32Array.from(items, (_, index) => index);
  shuffle(order, createRandom(items.length));
  return Array.from(order, (index) => items[index]!);
}

const ranges: Record<string, readonly SlotValue[]> = {
  number: [1, 2, 3, 4, 5, 8, 10, 20],
  ordinal: [1, 2, 3, 5],
  percentage: [10, 20, 30, 50, 80],
  temperature: [
    { degrees: 18, unit: null },
    { degrees: 22, unit: null },
    { degrees: 26, unit: null },
  ],
  duration: [60, 300, 900, 1800, 3600, 7200],
  date: ['2026-01-05', '2026-01-06', '2026-01-08', '2026-02-14'],
  time: ['07:00', '07:30', '08:15', '15:00', '20:00'],
  datetime: ['2026-01-05T20:00', '2026-01-06T07:30', '2026-01-08T15:00'],
  'room-number': ['138', '203', '1204', '808'],
  digits: ['4271', '0042', '815', '90210'],
  'phone-number': ['5550100', '13800001234', '10086'],
  colour: colourNames,
};

const freeTexts = {
  'en-US': {
    text: ['buy some milk', 'the meeting', 'call back later'],
    'person-name': ['mary', 'john smith', 'mom'],
  },
  'zh-CN': { text: ['开会', '买牛奶', '给他回电话'], 'person-name': ['妈妈', '张伟', '李小明'] },
} as const;

const spokenRanges = { 'en-US': new Map<string, string[]>(), 'zh-CN': new Map<string, string[]>() };

/** How the few values of a built-in type are said: always the same, so found once. */
function spokenRange(typeName: string, context: SlotContext): readonly string[] {
  const known = spokenRanges[context.locale].get(typeName);
  if (known) return known;
  const spoken = (ranges[typeName] ?? []).map((value) => speak(typeName, value, context));
  spokenRanges[context.locale].set(typeName, spoken);
  return spoken;
}

function spokenValue(
  slot: SlotType | undefined,
  context: SlotContext,
  next: () => number,
  decks: Decks | undefined,
): string | undefined {
  if (!slot) return undefined;
  if (slot.enumeration) {
    if (decks !== undefined) return decks.take(slot.enumeration, context.locale);
    const value = pick(slot.enumeration.values, next);
    return value ? pick(value.forms[context.locale] ?? [], next) : undefined;
  }
  if (!isBuiltInType(slot.typeName)) return undefined;
  if (slot.typeName === 'text' || slot.typeName === 'person-name') {
    return pick(freeTexts[context.locale][slot.typeName], next);
  }
  if (slot.typeName === 'room-name' || slot.typeName === 'device-name') {
    const entity = pick(namesFor(slot.typeName, context), next);
    return entity ? pick(entity.names, next) : undefined;
  }
  return pick(spokenRange(slot.typeName, context), next);
}

function draw(
  template: CompiledTemplate,
  context: SlotContext,
  next: () => number,
  decks?: Decks,
): LabelledUtterance | undefined {
  const { automaton, intent } = template;
  const slots: LabelledSlot[] = [];
  let text = '';
  let position = -1;
  for (let step = 0; step < maxWalkSteps; step += 1) {
    const options = successors(automaton, position);
    const canStop = position >= 0 && automaton.last.has(position);
    if (options.length === 0 || (canStop && next() < 1 / (options.length + 1))) break;
    position = pick(options, next)!;
    const at = automaton.positions[position]!;
    const spoken = at.kind === 'literal' ? at.key : spokenValue(typeAt(intent, at), context, next, decks);
    if (spoken === undefined) return undefined;
    // As a sentence is compared: "p.m." of a list is said and heard without its dots.
    const piece =
      at.kind === 'literal' ? spoken : plainSentence(tokenise(spoken, context.locale), context.locale);
    if (piece === '') return undefined;
    const isGlued = context.locale === 'zh-CN' && !(/[a-z0-9]$/i.test(text) && /^[a-z0-9]/i.test(piece));
    if (text !== '' && !isGlued) text += ' ';
    if (at.kind === 'slot')
      slots.push({ name: at.name, start: text.length, end: text.length + piece.length, value: piece });
    text += piece;
  }
  return automaton.last.has(position) ? { text, intent: intent.name, slots } : undefined;
}

/** Each shows the values of long lists in turn: what the one has taken is still to be shown to the other. */
interface Shown {
  readonly toIntents: Decks;
  readonly toSlots: Decks;
}

function samplesOf(intent: CompiledIntent, context: SlotContext, shown: Shown): LabelledUtterance[] {
  const found = new Map<string, LabelledUtterance>();
  const quota = Math.max(
    1,
    Math.min(perTemplate, Math.ceil(perIntent / Math.max(intent.templates.length, 1))),
  );
  const stride = Math.max(1, Math.ceil(intent.templates.length / mostTemplates));
  for (let index = 0; index < intent.templates.length; index += stride) {
    const template = intent.templates[index]!;
    const next = createRandom(index + 1);
    const hasSlots = template.automaton.positions.some(({ kind }) => kind === 'slot');
    const wanted = hasSlots ? Math.max(quota, perSlotTemplate) : quota;
    for (let attempt = 0, kept = 0; attempt < wanted * 2 && kept < wanted; attempt += 1) {
      const sample = draw(template, context, next, kept < quota ? shown.toIntents : shown.toSlots);
      if (!sample || found.has(sample.text)) continue;
      found.set(sample.text, { ...sample, template: index, ...(kept < quota ? {} : { isForSlots: true }) });
      kept += 1;
    }
  }
  return [...found.values()];
}

/** At most {@link mostTemplates} utterances for each intent of the skill. */
export function samplesOfSkill(skill: CompiledSkill): LabelledUtterance[] {
  return atOnce(drawingSamples(skill));
}

/** {@link samplesOfSkill}, intent by intent. */
export function* drawingSamples(skill: CompiledSkill): Steps<LabelledUtterance[]> {
  const context: SlotContext = { locale: skill.locale, nowMs: sampleNowMs, timeZone: 'UTC', entities: [] };
  const samples: LabelledUtterance[] = [];
  const shown = { toIntents: new Decks(), toSlots: new Decks() };
  for (const intent of skill.intents.values()) {
    samples.push(...samplesOf(intent, context, shown));
    yield;
  }
  return samples;
}

/** Up to `perTemplate` different sentences of each template of the skill; no slots are marked. */
export function drawSentences(skill: CompiledSkill, perTemplate: number): LabelledUtterance[] {
  const context: SlotContext = { locale: skill.locale, nowMs: sampleNowMs, timeZone: 'UTC', entities: [] };
  const found = new Map<string, LabelledUtterance>();
  for (const [index, template] of skill.templates.entries()) {
    const next = createRandom(index + 1);
    for (let attempt = 0; attempt < perTemplate; attempt += 1) {
      const sample = draw(template, context, next);
      if (sample) found.set(sample.text, { ...sample, slots: [] });
    }
  }
  return [...found.values()];
}
