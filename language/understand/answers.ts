/** Utterances that only mean something after what was said before: answers and corrections. */
import { fitsBounds } from '../matcher/match.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledSlot } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { Locale } from '../model/types.ts';
import type { EntityName, SlotContext, SlotValue } from '../slots/types.ts';
import { type Token, tokenise } from '../text/tokenise.ts';
import { answerCore } from './courtesy.ts';
import { meaningsIn, timeAt } from './meaning.ts';
import type { Plan } from './outcome.ts';
import { countHeavy, followUpIn, isAddition, isEmptyTalk, openingAnswer } from './phrases.ts';
import { scopeOf } from './readings.ts';
import { settle } from './settle.ts';
import { type FilledSlot, fill, mergeSlots } from './slots.ts';
import { soundsLike, spotSlots } from './spot.ts';
import type { Frame } from './state.ts';

const rescope = (scope: Scope, snapshot: Snapshot, tokens = answerCore(scope.tokens, scope.context.locale)) =>
  scopeOf(tokens, snapshot, scope.context);

export interface Answer {
  readonly slots: readonly FilledSlot[];
  /** Nothing but the answer was said. */
  readonly isWhole: boolean;
  /** Slots that were said with a value out of their bounds. */
  readonly refused?: readonly string[];
}

/** The answer to "which size?": the value alone, in a sentence, with other slots beside it, or by its sound. */
export function readAnswer(
  input: string,
  scope: Scope,
  intent: CompiledIntent,
  slotName: string,
  snapshot: Snapshot,
  kept: readonly FilledSlot[] = [],
): Answer | undefined {
  const slot = intent.slots.get(slotName);
  if (!slot) return undefined;
  const core = rescope(scope, snapshot);
  const timed = isOpen(slot)
    ? (momentInstead(scope, intent, kept) ?? momentInstead(core, intent, kept))
    : undefined;
  if (timed) return { slots: fill(intent, [timed.capture], input, timed.scope.tokens), isWhole: true };
  for (const place of [scope, core]) {
    const { length } = place.tokens;
    const match = place
      .parse(slot.type, 0)
      .find((candidate) => candidate.end === length && fitsBounds(slot.definition, candidate));
    if (!match) continue;
    const capture = { name: slotName, start: 0, end: length, match };
    // Free text keeps the whole of what was said, with its courtesy; a time at its edge goes where it belongs.
    const wanted = new Set([slotName, ...kept.map(({ name }) => name)]);
    const captures = isOpen(slot) ? settle(intent, [capture], place, new Set(), wanted).captures : [capture];
    return { slots: fill(intent, captures, input, place.tokens), isWhole: true };
  }
  for (const place of [scope, core]) {
    const match = place.parse(slot.type, 0).find(({ end }) => end === place.tokens.length);
    if (match) return { slots: [], isWhole: true, refused: [slotName] };
  }
  // As it was said first: in "at nine" the nine counts nothing.
  for (const place of asSaid(scope.tokens, snapshot, scope.context).map((tokens) => scope.over(tokens))) {
    const { captures, rest } = spotSlots(intent, place, { preferred: slotName });
    const isAnswered = captures.some(({ name }) => name === slotName);
    const heavy = countHeavy(rest, snapshot.locale);
    const isDropping = meaningsIn(place, (at) => rest.includes(place.tokens[at]!)).length > 0;
    if (captures.length > 0 && !isDropping && heavy <= (isAnswered ? 2 : 0)) {
      return { slots: fill(intent, captures, input, place.tokens), isWhole: heavy === 0 };
    }
  }
  const similar = soundsLike(slot, core);
  if (!similar) return undefined;
  const capture = { name: slotName, start: 0, end: core.tokens.length, match: similar };
  return { slots: fill(intent, [capture], input, core.tokens), isWhole: true };
}

const isOpen = ({ typeName }: CompiledSlot) => typeName === 'text' || typeName === 'person-name';

/** "At nine tonight" after "what should I remind you of?" is when, and no text. */
function momentInstead(scope: Scope, intent: CompiledIntent, kept: readonly FilledSlot[]) {
  for (const { name, typeName, type, definition } of intent.slots.values()) {
    if (!/^(?:datetime|date|time|duration)$/.test(typeName) || kept.some((slot) => slot.name === name))
      continue;
    const match = scope
      .parse(type, 0)
      .find(
        (found) =>
          found.end === scope.tokens.length && found.isWeak !== true && fitsBounds(definition, found),
      );
    if (match) return { scope, capture: { name, start: 0, end: match.end, match } };
  }
  return undefined;
}

export const sameValue = (a: SlotValue, b: SlotValue) => JSON.stringify(a) === JSON.stringify(b);

/** Words that an intent's own samples and questions use. */
export function vocabularyOf(intent: CompiledIntent, locale: Locale): ReadonlySet<string> {
  const prompts = intent.skill.model.intents[intent.name]?.confirm?.[locale] ?? [];
  const asked = prompts.flatMap((prompt) => tokenise(prompt, locale).map(({ key }) => key));
  const said = intent.templates.flatMap(({ automaton }) =>
    automaton.positions.flatMap((position) => (position.kind === 'literal' ? [position.key] : [])),
  );
  return new Set([...asked, ...said]);
}

/** Yes or no with more words that are all about the question: "yes, delete them", 别删. */
export function readOpenAnswer(plain: string, intent: CompiledIntent, locale: Locale): boolean | undefined {
  const opening = openingAnswer(plain, locale);
  if (!opening) return undefined;
  const vocabulary = vocabularyOf(intent, locale);
  const foreign = tokenise(opening.rest, locale).filter(({ key }) => !vocabulary.has(key));
  return isEmptyTalk(foreign, locale) ? opening.isYes : undefined;
}

/**
 * Without its frame, unless that holds a time: "at nine" is an hour, where "nine" alone would count something.
 */
export function asSaid(
  tokens: readonly Token[],
  snapshot: Snapshot,
  context: SlotContext,
): (readonly Token[])[] {
  const core = answerCore(tokens, snapshot.locale);
  const whole = scopeOf(tokens, snapshot, context);
  const isTimed = tokens.some(
    ({ text }, at) =>
      /^(?:at|by|around|on|in)$/.test(text) &&
      (timeAt(whole, at) ?? 0) > at + 1 &&
      !core.includes(tokens[at]!),
  );
  return isTimed ? [tokens, core] : [core];
}

const amounts = new Set(['number', 'percentage', 'duration', 'ordinal']);

/**
 * "And a pair of slippers", 再来双拖鞋, "what about the bedroom": the last intent again with other values.
 * Amounts belong to the thing they were said with, so they are not carried over to another thing.
 */
export function readFollowUp(
  plain: string,
  intent: CompiledIntent,
  kept: readonly FilledSlot[],
  snapshot: Snapshot,
  context: SlotContext,
): FilledSlot[] | undefined {
  const text = followUpIn(plain, snapshot.locale);
  if (text === undefined) return undefined;
  // With its article: "a pair" is one pair.
  const said = scopeOf(tokenise(text, snapshot.locale), snapshot, context);
  const { captures, rest } = spotSlots(intent, said);
  if (captures.every(({ match }) => match.isWeak === true) || countHeavy(rest, snapshot.locale) > 0)
    return undefined;
  const slots = fill(intent, captures, text, said.tokens);
  const carried = isAddition(plain, snapshot.locale)
    ? kept.filter(({ typeName }) => !amounts.has(typeName))
    : kept;
  return mergeSlots(carried, slots);
}

/** Which of several devices of one name: by its room, by another name of it, or by its place in the question. */
export function readDevice(
  scope: Scope,
  options: readonly string[],
  snapshot: Snapshot,
): EntityName | undefined {
  const { entities } = scope.context;
  const devices = options.flatMap((id) => entities.filter(({ entityId }) => entityId === id));
  for (const place of [scope, rescope(scope, snapshot)]) {
    for (let at = 0; at < place.tokens.length; at += 1) {
      const roomId = place.parse('room-name', at)[0]?.valueId;
      const inRoom = devices.filter((device) => roomId !== undefined && device.roomId === roomId);
      if (inRoom.length === 1) return inRoom[0];
      const named = place.parse('device-name', at)[0]?.valueId;
      const isOnly = devices.filter(({ entityId }) => entityId === named).length === 1;
      if (isOnly && new Set(devices.flatMap(({ names }) => names)).size > devices[0]!.names.length) {
        return devices.find(({ entityId }) => entityId === named);
      }
    }
    const ordinal = place.parse('ordinal', 0)[0]?.value;
    if (typeof ordinal === 'number' && devices[ordinal - 1]) return devices[ordinal - 1];
  }
  return undefined;
}

/** Which of several skills was meant, by its name or by its place in the question. */
export function readChoice(scope: Scope, options: readonly Frame[], snapshot: Snapshot): Plan | undefined {
  const core = rescope(scope, snapshot);
  const ordinal = core.parse('ordinal', 0).find(({ end }) => end >= core.tokens.length - 1)?.value;
  if (typeof ordinal === 'number' && options[ordinal - 1])
    return { kind: 'chosen', frame: options[ordinal - 1]! };
  let best: { frame: Frame; distance: number } | undefined;
  for (const frame of options) {
    for (const words of snapshot.skills.get(frame.skillId)?.invocationNames ?? []) {
      for (let at = 0; at + words.length <= scope.keys.length; at += 1) {
        const distance =
          words.reduce((sum, word, index) => sum + scope.distance(word, scope.keys[at + index]!), 0) /
          words.length;
        if (distance <= 0.35 && distance < (best?.distance ?? 1)) best = { frame, distance };
      }
    }
  }
  return best && { kind: 'chosen', frame: best.frame };
}
