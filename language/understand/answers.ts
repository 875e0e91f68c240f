import { fitsBounds } from '../matcher/match.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { Locale } from '../model/types.ts';
import { isoTime } from '../slots/calendar.ts';
import type { SlotContext, SlotValue } from '../slots/types.ts';
import { tokenise } from '../text/tokenise.ts';
import { answerCore } from './courtesy.ts';
import { scopeOf } from './interpret.ts';
import { correctionsIn, countHeavy, followUpIn, isAddition, isEmptyTalk, openingAnswer } from './phrases.ts';
import type { Plan } from './planner.ts';
import { type FilledSlot, fill, mergeSlots } from './slots.ts';
import { soundsLike, spotSlots } from './spot.ts';
import type { Frame } from './state.ts';

/** Utterances that only mean something after what was said before. */

const rescope = (scope: Scope, snapshot: Snapshot, tokens = answerCore(scope.tokens, scope.context.locale)) =>
  scopeOf(tokens, snapshot, scope.context);

export interface Answer {
  readonly slots: readonly FilledSlot[];
  /** Nothing but the answer was said. */
  readonly isWhole: boolean;
}

/** The answer to "which size?": the value alone, in a sentence, with other slots beside it, or by its sound. */
export function readAnswer(
  input: string,
  scope: Scope,
  intent: CompiledIntent,
  slotName: string,
  snapshot: Snapshot,
): Answer | undefined {
  const slot = intent.slots.get(slotName);
  if (!slot) return undefined;
  const core = rescope(scope, snapshot);
  for (const place of [scope, core]) {
    const { length } = place.tokens;
    const match = place
      .parse(slot.type, 0)
      .find((candidate) => candidate.end === length && fitsBounds(slot.definition, candidate));
    if (!match) continue;
    // Free text keeps the whole of what was said, with its courtesy.
    return {
      slots: fill(intent, [{ name: slotName, start: 0, end: length, match }], input, place.tokens),
      isWhole: true,
    };
  }
  const { captures, rest } = spotSlots(intent, core, { preferred: slotName });
  const isAnswered = captures.some(({ name }) => name === slotName);
  const heavy = countHeavy(rest, snapshot.locale);
  if (captures.length > 0 && heavy <= (isAnswered ? 2 : 0)) {
    return { slots: fill(intent, captures, input, core.tokens), isWhole: heavy === 0 };
  }
  const similar = soundsLike(slot, core);
  if (!similar) return undefined;
  const capture = { name: slotName, start: 0, end: core.tokens.length, match: similar };
  return { slots: fill(intent, [capture], input, core.tokens), isWhole: true };
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
    const said = scopeOf(answerCore(tokenise(right, snapshot.locale), snapshot.locale), snapshot, context);
    // What was wrong tells which slot is meant where several could take the new value.
    const target = wrong === undefined ? undefined : wrongSlot(wrong, intent, kept, snapshot, context);
    // "Set the volume to five" is no word about the towels.
    if (correction.target !== undefined && target === undefined) {
      const vocabulary = vocabularyOf(intent, locale);
      const named = tokenise(correction.target, locale).filter(({ key }) => !vocabulary.has(key));
      if (countHeavy(named, locale) > 0) continue;
    }
    const filledFirst = target ?? preferredSlot(said, intent, kept);
    const { captures, rest } = spotSlots(intent, said, { preferred: filledFirst });
    const heavy = countHeavy(rest, locale);
    if (captures.length === 0 || heavy > 1) continue;
    const slots = fill(intent, captures, right, said.tokens).map((slot) => keepDay(slot, kept, said, right));
    const isChange = slots.some(({ name, value }) => {
      const old = kept.find((slot) => slot.name === name);
      return !old || !sameValue(old.value, value);
    });
    if (!isChange) continue;
    return { slots: mergeSlots(kept, slots), isWhole: heavy === 0 };
  }
  return undefined;
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
  /am|pm|a m|p m|morning|afternoon|evening|night|noon|midnight|[早晚夜]|[上中下]午|凌晨|零点|(?:1[3-9]|2[0-4]):/;

/** A new time without a day stays on the day that was said, and in its half where the words leave that open. */
function keepDay(slot: FilledSlot, kept: readonly FilledSlot[], said: Scope, right: string): FilledSlot {
  const old = kept.find(({ name }) => name === slot.name)?.value;
  if (slot.typeName !== 'datetime' || typeof old !== 'string') return slot;
  const time = said.parse('time', 0).find(({ end }) => end === said.tokens.length)?.value;
  const [day, oldTime] = old.split('T');
  if (typeof time !== 'string' || day === undefined || oldTime === undefined) return slot;
  const other = isoTime(minutesOf(time) + 720);
  const isOtherNearer = distance(other, oldTime) < distance(time, oldTime);
  const settled = isOtherNearer && !namesHalfOfDay.test(right) ? other : time;
  return { ...slot, value: `${day}T${settled}` };
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
