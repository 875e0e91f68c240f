/** The readings of one sentence while they are found: the best of each intent, and which of two is meant. */
import type { Alignment } from '../matcher/align.ts';
import type { TemplateMatch } from '../matcher/match.ts';
import { isMeantHere } from '../matcher/meant.ts';
import { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledSkill, CompiledTemplate } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { DayPart } from '../slots/day-parts.ts';
import type { SlotContext, SlotMatch } from '../slots/types.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';
import type { Token } from '../text/tokenise.ts';
import {
  closeConfidence,
  exactConfidence,
  openConfidence,
  rejectBelow,
  statisticalAlone,
} from './confidence.ts';
import type { Variant } from './courtesy.ts';
import { readFramed } from './framed.ts';
import { tellsOfOthers } from './meaning.ts';
import { isAskedAsSample, isBareAsSample, isBegunAsSample, isSaidBySample } from './meant-as-sample.ts';
import { templatesNear } from './near-samples.ts';
import { isEmptyTalk } from './phrases.ts';
import { settle } from './settle.ts';
import { asSaid, type FilledSlot, fill, mergeSlots, typeRead, withMeaning } from './slots.ts';
import { spotSlots } from './spot.ts';
import { strayNumbers } from './stray-numbers.ts';
import { besideTagged, placeLeftover, readTagged, saysOwnWord, taggedFirst } from './tagged.ts';

/** One reading of a sentence. */
export interface Reading {
  readonly skill: CompiledSkill;
  readonly intent: CompiledIntent;
  readonly slots: readonly FilledSlot[];
  readonly confidence: number;
  readonly source: 'exact' | 'close' | 'statistical';
  /** A value of an open list stands in it, where any words might: samples near by say whether it is meant at all. */
  readonly hasOpenValue: boolean;
  /** Orders readings of equal confidence: words that the template names, then closed slots, then free text. */
  readonly exactness: number;
  /** As the author of the skill set it for the sample. */
  readonly priority: number;
  /** The skill was addressed by its name. */
  readonly isAddressed: boolean;
  /** Slots that were said with a value out of their bounds; they are asked for again. */
  readonly refused: readonly string[];
  /** The part of the day that was said, for an hour still to be said. */
  readonly part: DayPart | undefined;
  readonly reasons: () => readonly string[];
}

/** What is less likely than this is not even an alternative. */
export const leastConfidence = 0.3;
const maxReadings = 6;
/** What is this far behind the best could not be meant, and finding its slots is dear. */
export const farBehind = 0.15;

export function scopeOf(tokens: readonly Token[], snapshot: Snapshot, context: SlotContext): Scope {
  return new Scope(tokens, context, snapshot.lexicon, snapshot.soundLexicon, snapshot.isSpellingOnly);
}

const hasOpenList = ({ slots }: CompiledIntent): boolean =>
  [...slots.values()].some(({ enumeration }) => enumeration?.isOpen === true);

/** What was read by a template, as the tagger of the skill would have it, and what then is left over. */
function asTagged(
  intent: CompiledIntent,
  filled: readonly FilledSlot[],
  leftover: readonly string[],
  hypothesis: SkillHypothesis,
  scope: Scope,
): { slots: readonly FilledSlot[]; leftover: readonly string[] } {
  const { slots, tagged } = taggedFirst(intent, filled, hypothesis, scope);
  const names = new Set(slots.map(({ name }) => name));
  const placed = placeLeftover(intent, leftover, tagged, names, hypothesis, scope);
  return { slots: mergeSlots(slots, placed.slots), leftover: placed.leftover };
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
const describe = (template: CompiledTemplate) =>
  `sample "${template.source}" of ${template.intent.skill.skillId} ${template.intent.name}`;

/** Far below what is believed; the reading is kept so that a developer sees why it was not. */
const blockedFactor = 0.4;

/** Less than a word, a slot or a name makes. */
const likelierExactness = 0.2;

const typeReadOf = ({ slots }: CompiledIntent, name: string, value: SlotMatch) => {
  const slot = slots.get(name);
  return slot && typeRead(slot, value);
};

/** Keeps the best reading of each intent. */
export class Readings {
  readonly input: string;
  readonly #byIntent = new Map<CompiledIntent, Reading & { readonly isBlocked?: boolean }>();
  readonly #snapshot: Snapshot;
  readonly #context: SlotContext;
  readonly #scopes = new Map<readonly Token[], Scope>();

  constructor(input: string, snapshot: Snapshot, context: SlotContext) {
    this.input = input;
    this.#snapshot = snapshot;
    this.#context = context;
  }

  /** What the words hold is read once, however often they are looked at. */
  scopeOf(tokens: readonly Token[]): Scope {
    let scope = this.#scopes.get(tokens);
    if (scope === undefined) {
      scope = scopeOf(tokens, this.#snapshot, this.#context);
      this.#scopes.set(tokens, scope);
    }
    return scope;
  }

  addExact(match: TemplateMatch, scope: Scope, variant: Variant, address: string | undefined): void {
    const { intent } = match.template;
    const { captures, leftover, part } = settle(intent, match.captures, scope);
    const settled = { ...match, captures };
    const confidence = exactConfidence(settled, scope.tokens.length, variant.penalty);
    const free = captures.reduce(
      (sum, { match: value, start, end }) => sum + (value.isWeak === true ? end - start : 0),
      0,
    );
    const exactness =
      match.literalCount * 2 - free * 0.5 + captures.length + acquaintance(settled, scope.context);
    this.#add({
      skill: intent.skill,
      intent,
      slots: withMeaning(fill(intent, captures, this.input, scope.tokens), match.template, scope.context),
      confidence,
      source: 'exact',
      hasOpenValue: captures.some(
        ({ name, match: value }) => typeReadOf(intent, name, value)?.enumeration?.isOpen === true,
      ),
      exactness,
      priority: match.template.meaning.priority,
      isAddressed: address !== undefined,
      refused: match.refused,
      part,
      leftover,
      reasons: () => [`${describe(match.template)} matches word for word`, ...notes(variant, address)],
    });
  }

  addClose(
    alignment: Alignment,
    scope: Scope,
    variant: Variant,
    hypothesis: SkillHypothesis | undefined,
    address: string | undefined,
  ): void {
    const { template, similarity, changes, extra, refused } = alignment;
    const unexplained = tellsOfOthers(scope) ? new Set([...extra, 0]) : extra;
    const { intent } = template;
    const settled = settle(intent, alignment.captures, scope, unexplained);
    const confidence = closeConfidence(alignment, variant.penalty, hypothesis?.confidence ?? 0);
    const filled = fill(intent, settled.captures, this.input, scope.tokens);
    // Finding slots by samples is dear: only for what could still be meant.
    const isLikely = confidence >= Math.max(rejectBelow, this.best() - farBehind);
    const { slots, leftover } =
      hypothesis === undefined || !hasOpenList(intent) || !isLikely
        ? { slots: filled, leftover: settled.leftover }
        : asTagged(intent, filled, settled.leftover, hypothesis, scope);
    this.#add({
      skill: intent.skill,
      intent,
      slots: withMeaning(
        slots.map((slot) => asSaid(slot, this.input, scope)),
        template,
        scope.context,
      ),
      confidence,
      source: 'close',
      hasOpenValue: false,
      exactness: 0,
      priority: template.meaning.priority,
      isAddressed: address !== undefined,
      refused,
      part: settled.part,
      leftover: [...leftover, ...strayNumbers(intent, slots, scope)],
      reasons: () => [
        `${describe(template)} matches at ${percent(similarity)}`,
        ...changes,
        ...(hypothesis ? [`the statistical model gives it ${percent(hypothesis.confidence)}`] : []),
        ...notes(variant, address),
      ],
    });
  }

  addStatistical(
    intent: CompiledIntent,
    hypothesis: SkillHypothesis,
    scope: Scope,
    address: string | undefined,
  ): void {
    const { captures: spotted, rest } = spotSlots(intent, scope);
    const { locale } = scope.context;
    const marked = readTagged(intent, hypothesis.tagging.slots, scope);
    const tagged = readFramed(intent, hypothesis, marked, spotted, scope) ?? marked;
    const { captures: kept, unexplained, aside } = besideTagged(spotted, tagged, intent, hypothesis, scope);
    const valued = new Set([...kept, ...tagged].map(({ name }) => name));
    // A value by itself, or no word that means anything, is no command, however alike the few words may look.
    const isMeant =
      !isEmptyTalk([...rest, ...aside], locale) ||
      isSaidBySample(spotted, intent, hypothesis, scope) ||
      isBareAsSample(valued, intent, hypothesis, locale) ||
      isAskedAsSample(rest, intent, hypothesis) ||
      isBegunAsSample(valued, rest, intent, hypothesis, scope);
    if (!isMeant || !saysOwnWord(intent, scope)) return;
    const taken = new Set(tagged.map(({ name }) => name));
    const settled = settle(intent, kept, scope, unexplained, taken);
    const filled = mergeSlots(fill(intent, settled.captures, this.input, scope.tokens), tagged);
    const names = new Set(filled.map(({ name }) => name));
    const { slots, leftover } = placeLeftover(intent, settled.leftover, tagged, names, hypothesis, scope);
    // What the words imply beside what they name is what the nearest sample says that is meant here.
    const like = templatesNear(intent, hypothesis).find((template) => isMeantHere(template, scope.context));
    if (!like) return;
    this.#add({
      skill: intent.skill,
      intent,
      slots: withMeaning(
        mergeSlots(filled, slots).map((slot) => asSaid(slot, this.input, scope)),
        like,
        scope.context,
      ),
      confidence: statisticalAlone(hypothesis.confidence),
      source: 'statistical',
      hasOpenValue: false,
      exactness: 0,
      priority: 0,
      isAddressed: address !== undefined,
      refused: [],
      part: settled.part,
      leftover: [...leftover, ...strayNumbers(intent, [...filled, ...slots], scope)],
      reasons: () => [
        `no sample fits; the statistical model says ${intent.skill.skillId} ${intent.name} at ${percent(hypothesis.confidence)}`,
        ...hypothesis
          .explain()
          .slice(0, 4)
          .map(({ feature, weight }) => `${feature}: ${weight.toFixed(2)}`),
      ],
    });
  }

  /** What nothing speaks for but a distant sample is never done; it is kept so that a developer sees what was nearest. */
  addUnlikely(intent: CompiledIntent, hypothesis: SkillHypothesis, scope: Scope): void {
    if (this.#byIntent.size > 0) return;
    this.#add({
      skill: intent.skill,
      intent,
      slots: [],
      confidence: Math.min(leastConfidence, statisticalAlone(hypothesis.confidence)),
      source: 'statistical',
      hasOpenValue: false,
      exactness: 0,
      priority: 0,
      isAddressed: false,
      refused: [],
      part: undefined,
      leftover: [],
      reasons: () => [
        `no sample fits; nearest is "${hypothesis.nearest[0]?.text ?? ''}" of ${intent.skill.skillId} ${intent.name}, likely at ${percent(hypothesis.confidence)}`,
        ...(saysOwnWord(intent, scope)
          ? []
          : ['none of its own words was said, only what could be its text']),
      ],
    });
  }

  has(intent: CompiledIntent): boolean {
    return this.#byIntent.has(intent);
  }

  hasSkill(skillId: string): boolean {
    return [...this.#byIntent.values()].some(({ skill }) => skill.skillId === skillId);
  }

  /** Words that carry meaning had no place in its best reading. */
  isBlocked(intent: CompiledIntent): boolean {
    return this.#byIntent.get(intent)?.isBlocked === true;
  }

  confidenceOf(intent: CompiledIntent): number {
    return this.#byIntent.get(intent)?.confidence ?? 0;
  }

  best(): number {
    return Math.max(0, ...[...this.#byIntent.values()].map(({ confidence }) => confidence));
  }

  /** Whether what is best so far is a template in which a value of an open list stands. */
  isWeighed(): boolean {
    const [best] = this.sorted();
    return best?.hasOpenValue === true && !best.isAddressed;
  }

  /** Where templates with values of open lists are less likely than another intent, that one has its chance. */
  weighOpen(likelihoodOf: (intent: CompiledIntent) => number, highest: number): void {
    for (const [intent, reading] of this.#byIntent) {
      if (reading.source !== 'exact' || !reading.hasOpenValue) continue;
      const weighed = openConfidence(reading.confidence, likelihoodOf(intent), highest);
      const exactness = reading.exactness + (likelihoodOf(intent) >= highest / 2 ? likelierExactness : 0);
      this.#byIntent.set(intent, { ...reading, confidence: weighed, exactness });
    }
  }

  sorted(): Reading[] {
    return [...this.#byIntent.values()].sort(compareReadings).slice(0, maxReadings);
  }

  /** Words that carry meaning are never dropped: a reading that has no place for them is not believed. */
  #add({ leftover, ...read }: Reading & { readonly leftover: readonly string[] }): void {
    const confidence = leftover.length === 0 ? read.confidence : read.confidence * blockedFactor;
    const reading = {
      ...read,
      confidence,
      isBlocked: leftover.length > 0,
      reasons: () => [
        ...read.reasons(),
        ...(leftover.length === 0 ? [] : [`left over: ${leftover.join(', ')}`]),
        ...(confidence >= rejectBelow
          ? []
          : [`too unsure: ${percent(confidence)}, and ${percent(rejectBelow)} is wanted`]),
      ],
    };
    const known = this.#byIntent.get(reading.intent);
    if (!known || compareReadings(reading, known) < 0) this.#byIntent.set(reading.intent, reading);
  }
}

/**
 * A name that the household gave says more than a skill's own word for the thing, and the longer it is the more: the
 * "office main light" is meant before the "main light" in the office. A name that everybody uses, where the household
 * gave none, says less.
 */
function acquaintance({ template, captures }: TemplateMatch, context: SlotContext): number {
  return captures.reduce((sum, { name, match, start, end }) => {
    const type = template.intent.slots.get(name)?.typeName;
    if (type !== 'device-name' && type !== 'room-name') return sum;
    const isOwn = context.entities.some(({ entityId }) => entityId === match.valueId);
    if (!isOwn) return sum - 0.5;
    // 卧室的灯 is the light of the bedroom where a sample says so, and else the 卧室灯.
    if (match.isVariant === true) return sum;
    return sum + (type === 'device-name' ? 0.75 + 2 * (end - start - 1) : 0.5);
  }, 0);
}

function notes(variant: Variant, address: string | undefined): string[] {
  return [
    ...(variant.note === '' ? [] : [variant.note]),
    ...(address === undefined ? [] : [`the skill ${address} was named`]),
  ];
}

/** Best first: addressed by name, then confidence in steps too coarse to be noise, then exactness. */
export function compareReadings(a: Reading, b: Reading): number {
  if (a.isAddressed !== b.isAddressed) return a.isAddressed ? -1 : 1;
  // A sample that takes the value is meant before one that has to refuse it.
  if (a.source === 'exact' && b.source === 'exact' && a.refused.length !== b.refused.length)
    return a.refused.length - b.refused.length;
  if ((a.source === 'exact') !== (b.source === 'exact') && Math.max(a.confidence, b.confidence) >= 0.6) {
    const exact = a.source === 'exact' ? a : b;
    if (exact.confidence >= 0.7) return exact === a ? -1 : 1;
  }
  const step = Math.round(b.confidence * 25) - Math.round(a.confidence * 25);
  if (a.source === 'exact' && b.source === 'exact' && a.skill === b.skill && a.priority !== b.priority)
    return b.priority - a.priority;
  if (a.source === 'exact' && b.source === 'exact' && Math.abs(b.confidence - a.confidence) < 0.12) {
    if (a.exactness !== b.exactness) return b.exactness - a.exactness;
  }
  if (step !== 0) return step;
  return b.exactness - a.exactness || b.confidence - a.confidence;
}
