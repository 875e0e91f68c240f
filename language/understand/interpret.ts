/** All readings of a sentence, from exact matches to the statistical model. */
import { type Alignment, align } from '../matcher/align.ts';
import { promising } from '../matcher/candidates.ts';
import { type TemplateMatch, walk } from '../matcher/match.ts';
import { isMeantHere } from '../matcher/meant.ts';
import { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledSkill, CompiledTemplate } from '../matcher/skill.ts';
import { type Snapshot, statisticalKey } from '../matcher/snapshot.ts';
import type { DayPart } from '../slots/day-parts.ts';
import type { SlotContext, SlotMatch } from '../slots/types.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';
import { type Token, tokenise } from '../text/tokenise.ts';
import {
  closeConfidence,
  exactConfidence,
  openConfidence,
  rejectBelow,
  statisticalAlone,
} from './confidence.ts';
import { type Variant, variantsOf } from './courtesy.ts';
import { readFramed } from './framed.ts';
import { addressedTo } from './invocation.ts';
import { tellsOfOthers } from './meaning.ts';
import { isEmptyTalk } from './phrases.ts';
import { settle } from './settle.ts';
import { withoutSkipWords } from './skip-words.ts';
import { type FilledSlot, fill, mergeSlots, typeRead, withMeaning } from './slots.ts';
import { spotSlots } from './spot.ts';
import {
  besideTagged,
  isAskedAsSample,
  isBareAsSample,
  isSaidBySample,
  placeLeftover,
  readTagged,
  saysOwnWord,
  taggedFirst,
} from './tagged.ts';

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

/** Longer sentences are not commands. */
export const maxCommandTokens = 80;
const maxAlignedTemplates = 150;
const manyTemplates = 40;
/** What is less likely than this is not even an alternative. */
const leastConfidence = 0.3;
const minSimilarity = 0.68;
const maxReadings = 6;
const farBehind = 0.15;
/** A template that says it as plainly as this needs no comparison. */
export const wellSaid = 0.8;

/** Words that no template says exactly, to be compared with what templates nearly say and with samples. */
interface Unsaid {
  readonly tokens: readonly Token[];
  readonly onlySkill: string | undefined;
  readonly variants: readonly Variant[];
}

/**
 * All readings of one sentence, best first.
 * @param isWordForWord Only what templates say exactly: another sentence was plainly said already, and nothing less beats that.
 */
export function interpret(
  input: string,
  snapshot: Snapshot,
  context: SlotContext,
  isWordForWord = false,
): Reading[] {
  const found = new Readings(input, snapshot, context);
  const unsaidParts = readExactly(found, snapshot);
  for (const unsaid of isWordForWord ? [] : unsaidParts) {
    // What was said to one skill by name may have been understood by now.
    if (unsaid.onlySkill !== undefined || found.best() < wellSaid) addClose(found, unsaid, snapshot);
    else if (found.isWeighed()) weighOpen(found, unsaid, snapshot);
  }
  return found.sorted();
}

/** Whether some template says it word for word: without it, {@link interpret} begins with no exact reading. */
export function isSaidExactly(input: string, snapshot: Snapshot, context: SlotContext): boolean {
  const found = new Readings(input, snapshot, context);
  readExactly(found, snapshot);
  return found.best() > 0;
}

/** The sentences that {@link interpret} will compare with samples: those whose vectors it could use. */
export function comparedSentences(input: string, snapshot: Snapshot, context: SlotContext): string[] {
  if (!snapshot.statistical) return [];
  const unsaid = readExactly(new Readings(input, snapshot, context), snapshot);
  return unsaid.map(({ tokens }) => sentenceOf(tokens, snapshot));
}

const sentenceOf = (tokens: readonly Token[], { locale }: Snapshot): string =>
  tokens
    .map((token) => token.text)
    .join(locale === 'zh-CN' ? '' : ' ')
    .replaceAll(" 's", "'s");

/** Finds what templates say word for word; the result is what remains to be compared. */
function readExactly(found: Readings, snapshot: Snapshot): Unsaid[] {
  const tokens = tokenise(found.input, snapshot.locale);
  if (tokens.length === 0 || tokens.length > maxCommandTokens) return [];
  const variants = variantsOf(tokens, snapshot.locale);
  for (const variant of variants) {
    const scope = found.scopeOf(variant.tokens);
    for (const match of walk(snapshot.trie, scope).matches) found.addExact(match, scope, variant, undefined);
  }
  const unsaid: Unsaid[] = [];
  for (const { skill, rest } of withoutSkipWords(found.scopeOf(tokens), snapshot)) {
    for (const variant of variantsOf(rest, snapshot.locale)) {
      const scope = found.scopeOf(variant.tokens);
      for (const match of walk(snapshot.trie, scope).matches) {
        if (match.template.intent.skill === skill) found.addExact(match, scope, variant, undefined);
      }
    }
  }
  for (const { skillId, rest } of addressedTo(tokens, snapshot)) {
    const skill = snapshot.skills.get(skillId);
    if (!skill || rest.length === 0) continue;
    const restVariants = variantsOf(rest, snapshot.locale);
    for (const variant of restVariants) {
      const scope = found.scopeOf(variant.tokens);
      for (const match of walk(snapshot.trie, scope).matches) {
        if (match.template.intent.skill === skill) found.addExact(match, scope, variant, skillId);
      }
    }
    if (!found.hasSkill(skillId)) unsaid.push({ tokens: rest, onlySkill: skillId, variants: restVariants });
  }
  if (found.best() < wellSaid || found.isWeighed()) unsaid.push({ tokens, onlySkill: undefined, variants });
  return unsaid;
}

export function scopeOf(tokens: readonly Token[], snapshot: Snapshot, context: SlotContext): Scope {
  return new Scope(tokens, context, snapshot.lexicon, snapshot.soundLexicon, snapshot.isSpellingOnly);
}

/** What the templates nearly say, and what the statistical model makes of it. */
function addClose(found: Readings, { tokens, onlySkill, variants }: Unsaid, snapshot: Snapshot): void {
  const hypotheses = statisticalHypotheses(sentenceOf(tokens, snapshot), snapshot, onlySkill);
  // The barest variant is the one that leaves least to bend.
  const barest = variants.at(-1)!;
  const scopes = [variants[0]!, ...(barest === variants[0] ? [] : [barest])].map((variant) => ({
    variant,
    scope: found.scopeOf(variant.tokens),
  }));
  const templates = new Set<CompiledTemplate>();
  for (const { scope } of snapshot.isSpellingOnly === true ? [] : scopes) {
    for (const { template } of walk(snapshot.soundTrie, scope, 0, true).matches) {
      if (templates.size < maxAlignedTemplates) templates.add(template);
    }
  }
  for (const { intent, hypothesis } of hypotheses) {
    // Of an intent with many templates only those whose samples are near could be what was nearly said.
    const near = hypothesis.nearest.map(({ template }) => intent.templates[template]!);
    for (const template of intent.templates.length > manyTemplates ? near : intent.templates)
      if (templates.size < maxAlignedTemplates) templates.add(template);
  }
  const best = new Map<CompiledIntent, { alignment: Alignment; scope: Scope; variant: Variant }>();
  const allowed = [...templates].filter(
    ({ intent }) => onlySkill === undefined || intent.skill.skillId === onlySkill,
  );
  // What is far behind the best so far could not win any more.
  let nearest = 0;
  for (const { scope, variant } of scopes) {
    for (const template of promising(allowed, scope)) {
      const floor = Math.max(
        minSimilarity,
        nearest - 0.15,
        best.get(template.intent)?.alignment.similarity ?? 0,
      );
      const alignment = align(template, scope, floor);
      if (!alignment) continue;
      nearest = Math.max(nearest, alignment.similarity);
      best.set(template.intent, { alignment, scope, variant });
    }
  }
  for (const [intent, { alignment, scope, variant }] of best) {
    const hypothesis = hypotheses.find((candidate) => candidate.intent === intent)?.hypothesis;
    found.addClose(alignment, scope, variant, hypothesis, onlySkill);
  }
  for (const { intent, hypothesis } of hypotheses) {
    if (hypothesis.confidence < leastConfidence) continue;
    // A template that was bent too far to be believed does not stand in the way of its own samples; one that leaves words over does.
    const isBelieved = found.confidenceOf(intent) >= statisticalAlone(hypothesis.confidence);
    if (best.has(intent) && (isBelieved || found.isBlocked(intent))) continue;
    // The likeliest comes first: what is this far behind it could not be meant, and finding its slots is dear.
    if (statisticalAlone(hypothesis.confidence) < found.best() - farBehind) continue;
    found.addStatistical(intent, hypothesis, scopes.at(-1)!.scope, onlySkill);
  }
  const [likeliest] = hypotheses;
  if (likeliest) found.addUnlikely(likeliest.intent, likeliest.hypothesis, scopes.at(-1)!.scope);
}

/** So likely another intent must be to be meant instead of what a template of an open list says word for word. */
const surelyOther = 0.9;

/**
 * "Turn on the {device}" of a skill that has "coffee machine" among its devices says word for word what another skill is there for, and
 * "play {anything}" says what nobody here is. Samples near by, and the background, have a say in what a template with a value of an open
 * list is worth.
 */
function weighOpen(found: Readings, { tokens, variants }: Unsaid, snapshot: Snapshot): void {
  const hypotheses = statisticalHypotheses(sentenceOf(tokens, snapshot), snapshot, undefined);
  const [likeliest] = hypotheses;
  if (likeliest === undefined) return;
  const likelihoodOf = (intent: CompiledIntent) =>
    hypotheses.find((candidate) => candidate.intent === intent)?.hypothesis.confidence ?? 0;
  found.weighOpen(likelihoodOf, likeliest.hypothesis.confidence);
  if (found.has(likeliest.intent) || likeliest.hypothesis.confidence < surelyOther) return;
  const scope = found.scopeOf(variants.at(-1)!.tokens);
  found.addStatistical(likeliest.intent, likeliest.hypothesis, scope, undefined);
}

function statisticalHypotheses(
  text: string,
  snapshot: Snapshot,
  onlySkill: string | undefined,
): { intent: CompiledIntent; hypothesis: SkillHypothesis }[] {
  if (!snapshot.statistical) return [];
  const only = onlySkill === undefined ? undefined : snapshot.skills.get(onlySkill);
  const enabled = only ? new Set([statisticalKey(only)]) : snapshot.statisticalKeys;
  const options = { enabled, locale: snapshot.locale, nBest: 6 };
  return snapshot.statistical.query(text, options).flatMap((hypothesis) => {
    const skillId = hypothesis.skillId.slice(0, hypothesis.skillId.lastIndexOf('@'));
    const intent = snapshot.skills.get(skillId)?.intents.get(hypothesis.intent);
    return intent ? [{ intent, hypothesis }] : [];
  });
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
class Readings {
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
      slots: withMeaning(slots, template, scope.context),
      confidence,
      source: 'close',
      hasOpenValue: false,
      exactness: 0,
      priority: template.meaning.priority,
      isAddressed: address !== undefined,
      refused,
      part: settled.part,
      leftover,
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
    // A value by itself, or no word that means anything, is no command, however alike the few words may look.
    const isMeant =
      !isEmptyTalk([...rest, ...aside], locale) ||
      isSaidBySample(spotted, intent, hypothesis, scope) ||
      isBareAsSample(spotted, intent, hypothesis, locale) ||
      isAskedAsSample(rest, intent, hypothesis);
    if (!isMeant || !saysOwnWord(intent, scope)) return;
    const taken = new Set(tagged.map(({ name }) => name));
    const settled = settle(intent, kept, scope, unexplained, taken);
    const filled = mergeSlots(fill(intent, settled.captures, this.input, scope.tokens), tagged);
    const names = new Set(filled.map(({ name }) => name));
    const { slots, leftover } = placeLeftover(intent, settled.leftover, tagged, names, hypothesis, scope);
    // What the words imply beside what they name is what the nearest sample says that is meant here.
    const like = hypothesis.nearest
      .map(({ template }) => intent.templates[template]!)
      .find((template) => isMeantHere(template, scope.context));
    if (!like) return;
    this.#add({
      skill: intent.skill,
      intent,
      slots: withMeaning(mergeSlots(filled, slots), like, scope.context),
      confidence: statisticalAlone(hypothesis.confidence),
      source: 'statistical',
      hasOpenValue: false,
      exactness: 0,
      priority: 0,
      isAddressed: address !== undefined,
      refused: [],
      part: settled.part,
      leftover,
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
