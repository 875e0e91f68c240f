/** What corrects the last request: "no, the bedroom", 不是两瓶，是三瓶. */
import type { Capture } from '../matcher/capture.ts';
import { fitsBounds } from '../matcher/match.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import { isoTime } from '../slots/calendar.ts';
import { personAt } from '../slots/people.ts';
import { namesHalfOfDay } from '../slots/said-part.ts';
import type { SlotContext } from '../slots/types.ts';
import { type Token, tokenise } from '../text/tokenise.ts';
import { type Answer, asSaid, sameValue, vocabularyOf } from './answers.ts';
import { answerCore } from './courtesy.ts';
import { meaningsIn } from './meaning.ts';
import { correctionsIn, countHeavy, isEmptyTalk } from './phrases.ts';
import { scopeOf } from './readings.ts';
import { type FilledSlot, fill, mergeSlots } from './slots.ts';
import { spotSlots } from './spot.ts';

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
