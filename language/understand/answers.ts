/** Utterances that only mean something after what was said before: answers and corrections. */
import { type Capture, fitsBounds } from '../matcher/match.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledSlot } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { Locale } from '../model/types.ts';
import { isoTime } from '../slots/calendar.ts';
import { personAt } from '../slots/people.ts';
import type { EntityName, SlotContext, SlotValue } from '../slots/types.ts';
import { type Token, tokenise } from '../text/tokenise.ts';
import { answerCore } from './courtesy.ts';
import { scopeOf } from './interpret.ts';
import { meaningsIn, timeAt } from './meaning.ts';
import { correctionsIn, countHeavy, followUpIn, isAddition, isEmptyTalk, openingAnswer } from './phrases.ts';
import type { Plan } from './planner.ts';
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

const sameValue = (a: SlotValue, b: SlotValue) => JSON.stringify(a) === JSON.stringify(b);

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

/** "不是两瓶，是三瓶", "no, the bedroom": all slots of the intent with the corrected ones replaced. */
export function readCorrection(
  plain: string,
  intent: CompiledIntent,
  kept: readonly FilledSlot[],
  snapshot: Snapshot,
  context: SlotContext,
  isInContext: boolean,
): Answer | undefined {
  const { locale } = snapshot;
  for (const correction of correctionsIn(plain, locale)) {
    if (!correction.isExplicit && !isInContext) continue;
    const wrong = correction.wrong ?? correction.target;
    const right = correction.isRun
      ? afterWrong(correction.right, intent, kept, snapshot, context)
      : correction.right;
    if (right === undefined) continue;
    const spoken = tokenise(right, locale);
    // What was wrong tells which slot is meant where several could take the new value.
    const target = wrong === undefined ? undefined : wrongSlot(wrong, intent, kept, snapshot, context);
    // "Set the volume to five" is no word about the towels.
    if (correction.target !== undefined && target === undefined) {
      const vocabulary = vocabularyOf(intent, locale);
      const named = tokenise(correction.target, locale).filter(({ key }) => !vocabulary.has(key));
      if (countHeavy(named, locale) > 0) continue;
    }
    const read = readRight(spoken, target, intent, kept, correction.isExplicit, snapshot, context);
    if (!read) continue;
    const { captures, said, heavy } = read;
    const slots = fill(intent, captures, right, said.tokens).map((slot) => keepDay(slot, kept, said, right));
    if (captures.length === 0) {
      // "No, eleven": a value that the slot cannot have is asked for again, not forgotten.
      return {
        slots: kept.filter(({ name }) => !read.refused.includes(name)),
        isWhole: true,
        refused: read.refused,
      };
    }
    const isChange = slots.some(({ name, value }) => {
      const old = kept.find((slot) => slot.name === name);
      return !old || !sameValue(old.value, value);
    });
    if (!isChange) continue;
    return { slots: mergeSlots(kept, slots), isWhole: heavy === 0 };
  }
  return undefined;
}

/**
 * Without its frame, unless that holds a time: "at nine" is an hour, where "nine" alone would count something.
 */
function asSaid(tokens: readonly Token[], snapshot: Snapshot, context: SlotContext): (readonly Token[])[] {
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

interface Right {
  readonly captures: readonly Capture[];
  readonly said: Scope;
  /** Words that nothing explains. */
  readonly heavy: number;
  readonly refused: readonly string[];
}

/**
 * The right values of a correction. As it was said first: "at nine" is a time, and nine of something only where no
 * time is wanted.
 */
function readRight(
  spoken: readonly Token[],
  target: string | undefined,
  intent: CompiledIntent,
  kept: readonly FilledSlot[],
  isExplicit: boolean,
  snapshot: Snapshot,
  context: SlotContext,
): Right | undefined {
  const { locale } = snapshot;
  const vocabulary = vocabularyOf(intent, locale);
  let refused: readonly string[] = [];
  for (const tokens of asSaid(spoken, snapshot, context)) {
    const said = scopeOf(tokens, snapshot, context);
    const preferred = target ?? preferredSlot(said, intent, kept);
    const spotted = spotSlots(intent, said, { preferred });
    const open = spotOpen(intent, said, spotted.captures, kept, isExplicit);
    const captures = [...spotted.captures, ...open];
    const isGuess = captures.every(({ match }) => match.isWeak === true) && open.length === 0;
    if (isGuess) refused = outOfBounds(intent, said, kept);
    if (refused.length > 0) break;
    const isTaken = (at: number) => captures.some(({ start, end }) => at >= start && at < end);
    const rest = said.tokens.filter((token, at) => !isTaken(at) && !vocabulary.has(token.key));
    const heavy = countHeavy(rest, locale);
    if (
      captures.length === 0 ||
      heavy > 1 ||
      meaningsIn(said, (at) => rest.includes(said.tokens[at]!)).length > 0
    )
      continue;
    return { captures, said, heavy, refused: [] };
  }
  return refused.length === 0
    ? undefined
    : { captures: [], said: scopeOf(spoken, snapshot, context), heavy: 0, refused };
}

/** Filled slots whose type reads the whole of what is said, but not within its bounds. */
function outOfBounds(intent: CompiledIntent, said: Scope, kept: readonly FilledSlot[]): string[] {
  return kept.flatMap(({ name }) => {
    const slot = intent.slots.get(name);
    const match = slot && said.parse(slot.type, 0).find(({ end }) => end === said.tokens.length);
    return slot && match && match.isWeak !== true && !fitsBounds(slot.definition, match) ? [name] : [];
  });
}

/** "No, grandma": a name, or other words for what was said freely, where nothing closed explains them. */
function spotOpen(
  intent: CompiledIntent,
  said: Scope,
  closed: readonly Capture[],
  kept: readonly FilledSlot[],
  isExplicit: boolean,
): Capture[] {
  const { locale } = said.context;
  const isFree = (at: number) => !closed.some(({ start, end }) => at >= start && at < end);
  const isLead = (at: number) =>
    /^(?:for|to|about|it|is|be|are|that|给|是|叫|提醒|让)$/.test(said.keys[at] ?? '');
  let start = said.tokens.findIndex((_, at) => isFree(at));
  if (start < 0) return [];
  while (isLead(start)) start += 1;
  let end = start;
  while (end < said.tokens.length && isFree(end)) end += 1;
  const run = said.tokens.slice(start, end);
  const vocabulary = vocabularyOf(intent, locale);
  const isSaid = run.every(({ key }) => vocabulary.has(key)) || countHeavy(run, locale) === 0;
  if (start >= end || isSaid || isEmptyTalk(run, locale)) return [];
  const stop = personAt(
    said.tokens,
    /^(?:my|our|我)$/.test(said.keys[start] ?? '') ? start + 1 : start,
    locale,
  );
  for (const slot of intent.slots.values()) {
    const isKept = kept.some(({ name }) => name === slot.name);
    // "No, dad" after "call mom" is about the text that names somebody already.
    const isNamed = kept.some(
      ({ typeName, value }) =>
        typeName === 'text' &&
        tokenise(String(value), locale).some((_, at, words) => personAt(words, at, locale) !== undefined),
    );
    const isName = slot.typeName === 'person-name' && (isKept || (stop !== undefined && !isNamed));
    const isText = slot.typeName === 'text' && isKept && isExplicit && closed.length === 0;
    if (!isName && !isText) continue;
    const match = said.parse(slot.type, start).find((found) => found.end === (isName ? (stop ?? end) : end));
    if (match) return [{ name: slot.name, start, end: match.end, match }];
  }
  return [];
}

/** "two three" to "three" where two is what was understood. */
function afterWrong(
  run: string,
  intent: CompiledIntent,
  kept: readonly FilledSlot[],
  snapshot: Snapshot,
  context: SlotContext,
): string | undefined {
  const scope = scopeOf(tokenise(run, snapshot.locale), snapshot, context);
  for (const { name, value } of kept) {
    const slot = intent.slots.get(name);
    const match = slot && scope.parse(slot.type, 0).find((found) => sameValue(found.value, value));
    const rest = match && scope.tokens[match.end];
    if (rest) return run.slice(rest.start);
  }
  return undefined;
}

const namesHalfOfDay =
  /\b(?:am|pm|a m|p m|morning|afternoon|evening|night|tonight|noon|midnight)\b|[早晚夜]|[上中下]午|凌晨|零点|(?:1[3-9]|2[0-4]):/;

/** A new time without a day stays on the day that was said, and in its half where the words leave that open. */
function keepDay(slot: FilledSlot, kept: readonly FilledSlot[], said: Scope, right: string): FilledSlot {
  const old = kept.find(({ name }) => name === slot.name)?.value;
  if (typeof old !== 'string') return slot;
  if (typeof slot.value === 'object' && 'from' in slot.value && slot.typeName === 'datetime') {
    // "No, tomorrow": another day at the same hour.
    const { from, to } = slot.value;
    const isDay = from.slice(0, 10) === to.slice(0, 10) && from.endsWith('T00:00') && to.endsWith('T23:59');
    return isDay ? { ...slot, value: `${from.slice(0, 10)}T${old.slice(11)}` } : slot;
  }
  if (typeof slot.value !== 'string') return slot;
  const settle = (time: string, oldTime: string) => {
    const other = isoTime(minutesOf(time) + 720);
    const isSettled = namesHalfOfDay.test(right) || minutesOf(time) >= 13 * 60;
    return !isSettled && distance(other, oldTime) < distance(time, oldTime) ? other : time;
  };
  if (slot.typeName === 'time') return { ...slot, value: settle(slot.value, old) };
  if (slot.typeName !== 'datetime') return slot;
  const from = said.keys.findIndex((_, at) => said.parse('datetime', at).length > 0);
  const time = said.parse('time', Math.max(from, 0))[0];
  const moment = said.parse('datetime', Math.max(from, 0))[0];
  const [day, oldTime] = old.split('T');
  if (typeof time?.value !== 'string' || day === undefined || oldTime === undefined) return slot;
  // "Tomorrow at nine" names a day of its own.
  if ((moment?.end ?? 0) > time.end || said.parse('date', Math.max(from, 0)).length > 0) return slot;
  return { ...slot, value: `${day}T${settle(time.value, oldTime)}` };
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const distance = (a: string, b: string) => Math.abs(minutesOf(a) - minutesOf(b));

function wrongSlot(
  wrong: string,
  intent: CompiledIntent,
  kept: readonly FilledSlot[],
  snapshot: Snapshot,
  context: SlotContext,
): string | undefined {
  const scope = scopeOf(answerCore(tokenise(wrong, snapshot.locale), snapshot.locale), snapshot, context);
  for (const { name, value } of kept) {
    const slot = intent.slots.get(name);
    for (let at = 0; slot && at < scope.tokens.length; at += 1) {
      if (scope.parse(slot.type, at).some((match) => sameValue(match.value, value))) return name;
    }
  }
  return undefined;
}

/** A filled slot that the new value fits, before an empty one of the same type. */
function preferredSlot(said: Scope, intent: CompiledIntent, kept: readonly FilledSlot[]): string | undefined {
  return kept.find(({ name }) => {
    const slot = intent.slots.get(name);
    return (
      slot &&
      slot.typeName !== 'text' &&
      said.parse(slot.type, 0).some((match) => fitsBounds(slot.definition, match))
    );
  })?.name;
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
