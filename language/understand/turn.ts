/** One turn of understanding: what goes in and what comes out. */
import type { CompiledIntent } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { DayPart } from '../slots/day-parts.ts';
import { dayAfter, namesHalfOfDay, timeInPart } from '../slots/said-part.ts';
import type { SlotContext } from '../slots/types.ts';
import { type Token, tokenise } from '../text/tokenise.ts';
import { askedAbout, isRepeat } from './about-skills.ts';
import { readAnswer, readChoice, readDevice, readFollowUp, readOpenAnswer } from './answers.ts';
import { arbitrate } from './arbitrate.ts';
import { hypothesisFactor, rejectedFactor } from './confidence.ts';
import { readCorrection } from './corrections.ts';
import { slotsOfFrame } from './frames.ts';
import { interpret, wellSaid } from './interpret.ts';
import { addressedTo } from './invocation.ts';
import type { Outcome, Plan } from './outcome.ts';
import { isCancel, isNo, isYes, plainText, pronouns } from './phrases.ts';
import { Planner } from './planner.ts';
import { compareReadings, type Reading, scopeOf } from './readings.ts';
import { type FilledSlot, mergeSlots, speakSlot } from './slots.ts';
import { type DialogueState, liveState } from './state.ts';
import { asFollowUp, halvesOf } from './two-requests.ts';

/** One utterance as the recogniser heard it, or as it was typed. */
export interface TurnInput {
  /** Best first. */
  readonly hypotheses: readonly {
    readonly text: string /** 0 = not known. */;
    readonly confidence: number;
  }[];
  /** The recogniser itself found that the speech fits nothing. */
  readonly isRejectedByRecogniser: boolean;
  /** Hotel devices keep values of closed types only. */
  readonly isBoundedOnly: boolean;
}

const maxHypotheses = 5;
/** While a question is open, words that no template says must be this sure to be taken for another command. */
const switchAt = 0.75;

/**
 * What an utterance means, given what this session has already said. Pure: everything it depends on comes in,
 * everything it changes goes out.
 */
export function understand(
  input: TurnInput,
  snapshot: Snapshot,
  state: DialogueState,
  context: SlotContext,
): Outcome {
  const live = liveState(state, context.nowMs);
  const planner = new Planner(snapshot, live, context, input.isBoundedOnly);
  const hypotheses = input.hypotheses.filter(({ text }) => text.trim() !== '').slice(0, maxHypotheses);
  const first = hypotheses[0];
  if (!first) return planner.unheard();
  const inFrame = mayContinue(input, live)
    ? firstOf(hypotheses, ({ text }) => continueFrame(text, snapshot, live, context))
    : undefined;
  const readings = readAll(input, hypotheses, snapshot, context);
  const text = first.text;
  const goOn = (plan: Plan): Outcome => ({
    ...planner.run(plan, text, readings),
    isCorrection: plan.kind === 'fill' && plan.isCorrection,
  });
  // A question is on the table: its answer comes first, unless the words are plainly another command.
  if (live.waiting && live.waiting.kind !== 'open' && inFrame && !isPlainCommand(readings, live, inFrame)) {
    return goOn(inFrame);
  }
  // The question again, and not an answer to it; it costs nothing to ask what was asked.
  if (isQuestionOpen(live) && !inFrame && isRepeat(plainTextOf(text, snapshot), snapshot.locale)) {
    return planner.repeated(text, readings);
  }
  const verdict = arbitrate(readings, live);
  const plain = plainTextOf(text, snapshot);
  const isGivingUp = isCancel(plain, snapshot.locale);
  // Words that ask for help of every skill mean it here too, unless a skill's own sample says them.
  const about = inFrame ? undefined : askedAbout(plain, snapshot);
  if (about && !(verdict.kind === 'one' && verdict.reading.source === 'exact')) {
    return planner.helped(about.skill, text);
  }
  if (verdict.kind === 'one' && isMeant(verdict.reading, live, inFrame, isGivingUp)) {
    const plan = startOrMerge(verdict.reading, live, snapshot);
    return planner.run(plan, verdict.reading.text, readings);
  }
  if (inFrame) return goOn(inFrame);
  const two = isQuestionOpen(live) ? undefined : twoRequests(input, text, snapshot, live, context);
  if (two) return two;
  if (verdict.kind === 'which') return planner.which(verdict.readings, text);
  const opened = openedSkill(text, snapshot);
  if (opened) return planner.opened(opened, text);
  if (isGivingUp) return planner.cancel(text);
  if (isRepeat(plain, snapshot.locale)) return planner.repeated(text, readings);
  return planner.fallback(text, readings);
}

const isQuestionOpen = ({ waiting }: DialogueState) => waiting !== undefined && waiting.kind !== 'open';

/** Both halves must be plain requests by themselves; the second may also say the first again of something else. */
const plainAt = 0.8;

/** Two requests in one sentence: the first is done, and then the second is done or asked about. */
function twoRequests(
  input: TurnInput,
  text: string,
  snapshot: Snapshot,
  state: DialogueState,
  context: SlotContext,
): Outcome | undefined {
  const { locale } = snapshot;
  const say = (words: string, after: DialogueState) =>
    understand({ ...input, hypotheses: [{ text: words, confidence: 1 }] }, snapshot, after, context);
  for (const { first, second } of halvesOf(text, locale)) {
    // Most halves are nobody's words, and comparing them is dear.
    if (interpret(first, snapshot, context, true).length === 0) continue;
    if (readAll({ ...input }, [{ text: first, confidence: 1 }], snapshot, context)[0]?.source !== 'exact')
      continue;
    const one = say(first, state);
    const done = one.interpretation;
    if (one.decision !== 'invoke' || !done || done.confidence < plainAt || one.resume !== undefined) continue;
    for (const words of [second, asFollowUp(second, locale)]) {
      const two = say(words, one.nextState);
      const { waiting, frame } = two.nextState;
      if (!two.interpretation || two.interpretation.confidence < plainAt) continue;
      if (two.decision === 'invoke') {
        const also = [two.interpretation, ...(two.also ?? [])];
        return { ...one, also, nextState: two.nextState, resume: two.resume, text };
      }
      if (two.decision !== 'ask' || !frame || (waiting?.kind !== 'slot' && waiting?.kind !== 'confirm'))
        continue;
      return {
        ...one,
        nextState: { ...one.nextState, suspended: { frame, waiting } },
        resume: two.speech,
        text,
      };
    }
  }
  return undefined;
}

/** Whether the best reading by itself is what was meant, beside what the words may say about the talk so far. */
function isMeant(
  reading: HeardReading,
  { frame, waiting }: DialogueState,
  inFrame: Plan | undefined,
  isGivingUp: boolean,
): boolean {
  const isInFocus = reading.skill.skillId === frame?.skillId;
  if (reading.source === 'exact') {
    // "Make it three" corrects what was done last, though another skill has a sample of these words.
    const corrects = inFrame?.kind === 'fill' && inFrame.isCorrection && inFrame.isWhole;
    return !corrects || isInFocus || reading.isAddressed;
  }
  if (inFrame || (isGivingUp && !isInFocus)) return false;
  const isAsked = waiting !== undefined && waiting.kind !== 'open';
  return !isAsked || isInFocus || reading.isAddressed || reading.confidence >= switchAt;
}

/**
 * Speech that the recogniser rejected may still answer a question that has few answers, but it never says yes
 * and never changes what was done.
 */
function mayContinue({ isRejectedByRecogniser }: TurnInput, { waiting }: DialogueState): boolean {
  return !isRejectedByRecogniser || waiting?.kind === 'slot' || waiting?.kind === 'choice';
}

export interface HeardReading extends Reading {
  /** The hypothesis it was read in. */
  readonly text: string;
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Readings over all hypotheses; a later hypothesis has to be better, not just as good. After one that a template says
 * plainly, later ones are only looked up word for word: what is merely like a sample could not win any more.
 */
function readAll(
  input: TurnInput,
  hypotheses: TurnInput['hypotheses'],
  snapshot: Snapshot,
  context: SlotContext,
): HeardReading[] {
  const best = new Map<CompiledIntent, HeardReading>();
  let isPlain = false;
  hypotheses.forEach(({ text, confidence }, rank) => {
    const factor = hypothesisFactor(confidence) * (input.isRejectedByRecogniser ? rejectedFactor : 1);
    for (const reading of interpret(text, snapshot, context, isPlain)) {
      const heard = { ...reading, text, confidence: reading.confidence * factor - 0.03 * rank };
      const known = best.get(reading.intent);
      if (!known || compareReadings(heard, known) < 0) best.set(reading.intent, heard);
      if (heard.source === 'exact' && heard.confidence >= wellSaid) isPlain = true;
    }
  });
  return [...best.values()].sort(compareReadings);
}

const plainTextOf = (text: string, { locale }: Snapshot) => plainText(tokenise(text, locale), locale);

/** A template of some other intent says exactly these words, and more of them than the answer explains. */
function isPlainCommand(readings: readonly HeardReading[], state: DialogueState, plan: Plan): boolean {
  const best = readings[0];
  if (best?.source !== 'exact' || best.confidence < 0.9) return false;
  if (best.isAddressed) return true;
  // What corrects, confirms or cancels the question at hand is for it.
  if (plan.kind !== 'fill' || (plan.isCorrection && plan.isWhole)) return false;
  const isSameIntent = best.skill.skillId === state.frame?.skillId && best.intent.name === state.frame.intent;
  return !isSameIntent && !plan.isWhole;
}

/** The same intent said again fills up what is being asked for; anything else begins anew. */
function startOrMerge(reading: Reading, state: DialogueState, snapshot: Snapshot): Plan {
  const { frame, waiting } = state;
  const isSame = frame?.skillId === reading.skill.skillId && frame.intent === reading.intent.name;
  if (isSame && waiting && waiting.kind !== 'open' && !frame.isInvoked) {
    const kept = restore(state, snapshot);
    return {
      kind: 'fill',
      reading,
      intent: reading.intent,
      slots: mergeSlots(kept, reading.slots),
      isCorrection: false,
      isWhole: true,
    };
  }
  return {
    kind: 'fill',
    reading,
    intent: reading.intent,
    slots: reading.slots,
    isCorrection: false,
    isWhole: true,
    isFresh: true,
  };
}

function restore(state: DialogueState, snapshot: Snapshot): FilledSlot[] {
  return slotsOfFrame(state.frame, snapshot);
}

/** The utterance as something said about the intent in focus; `undefined` when it is not. */
function continueFrame(
  text: string,
  snapshot: Snapshot,
  state: DialogueState,
  context: SlotContext,
): Plan | undefined {
  const { waiting, frame } = state;
  const { locale } = snapshot;
  const tokens = tokenise(text, locale);
  if (tokens.length === 0 || tokens.length > 80) return undefined;
  const plain = plainText(tokens, locale);
  const scope = scopeOf(tokens, snapshot, context);
  if (waiting?.kind === 'choice') {
    if (isCancel(plain, locale) || isNo(plain, locale)) return { kind: 'cancel' };
    return readChoice(scope, waiting.options, snapshot);
  }
  const skill = frame && snapshot.skills.get(frame.skillId);
  const intent = frame && skill?.version === frame.version ? skill.intents.get(frame.intent) : undefined;
  if (!frame || !intent) return undefined;
  if (waiting?.kind === 'confirm') {
    if (isYes(plain, locale)) return { kind: 'confirmed', isYes: true };
    if (isCancel(plain, locale) && !isNo(plain, locale)) return { kind: 'cancel' };
  }
  const kept = restore(state, snapshot);
  if (waiting?.kind === 'device') {
    const device = readDevice(scope, waiting.options, snapshot);
    if (!device) return isCancel(plain, locale) || isNo(plain, locale) ? { kind: 'cancel' } : undefined;
    const { entityId: valueId, roomId } = device;
    // The room that was named with it, if any, is the chosen one's.
    const slots = kept
      .filter(({ typeName }) => typeName !== 'room-name' || roomId === undefined)
      .map((slot) =>
        slot.name === waiting.slot ? { ...slot, value: valueId, valueId, isChosen: true } : slot,
      );
    return { kind: 'fill', intent, slots, isCorrection: false, isWhole: true };
  }
  const correction = readCorrection(
    plain,
    intent,
    kept,
    snapshot,
    context,
    waiting !== undefined || frame.isInvoked,
  );
  if (correction)
    return { kind: 'fill', intent, ...correction, refused: correction.refused ?? [], isCorrection: true };
  if (waiting?.kind === 'confirm') {
    if (isNo(plain, locale)) return { kind: 'confirmed', isYes: false };
    const isOpenYes = readOpenAnswer(plain, intent, locale);
    if (isOpenYes !== undefined) return { kind: 'confirmed', isYes: isOpenYes };
    // "Nine thirty" to "at eight, right?": another value says no to the one that was understood.
    const denied = locale === 'zh-CN' ? `不${plain}` : `no ${plain}`;
    const instead = readCorrection(denied, intent, kept, snapshot, context, true);
    if (!instead?.isWhole) return undefined;
    return { kind: 'fill', intent, ...instead, refused: instead.refused ?? [], isCorrection: true };
  }
  if (waiting?.kind === 'slot') {
    const answer = readAnswer(text, scope, intent, waiting.slot, snapshot, kept);
    // "All" and "none" may be values; only what no value explains gives up.
    if (!answer && isCancel(plain, locale)) return { kind: 'cancel' };
    if (answer && isCancel(plain, locale) && !answer.isWhole) return { kind: 'cancel' };
    if (answer) {
      return {
        kind: 'fill',
        intent,
        slots: inSaidPart(mergeSlots(kept, answer.slots), answer.slots, frame.part),
        isCorrection: false,
        isWhole: answer.isWhole,
        refused: answer.refused ?? [],
      };
    }
    return undefined;
  }
  if (waiting?.kind === 'open' && isCancel(plain, locale)) return { kind: 'cancel' };
  if (!frame.isInvoked) return undefined;
  const followUp = readFollowUp(plain, intent, kept, snapshot, context);
  if (followUp) return { kind: 'fill', intent, slots: followUp, isCorrection: false, isWhole: true };
  return readPronoun(text, tokens, intent, kept, snapshot, context);
}

/** "At nine" after "tonight": in that part of the day, and after midnight on the day after. */
function inSaidPart(
  slots: readonly FilledSlot[],
  answered: readonly FilledSlot[],
  part: DayPart | undefined,
): readonly FilledSlot[] {
  const time = part && answered.find(({ typeName }) => typeName === 'time');
  if (!time || typeof time.value !== 'string' || namesHalfOfDay.test(time.raw)) return slots;
  const settled = timeInPart(time.value, part);
  return slots.map((slot) => {
    if (slot.name === time.name) return { ...slot, value: settled.time };
    const isDay = slot.typeName === 'date' && typeof slot.value === 'string' && settled.daysLater === 1;
    return isDay ? { ...slot, value: dayAfter(slot.value as string) } : slot;
  });
}

/** "Turn it off", 把它关掉 after something was turned on: a sample of the same skill with that thing's name for "it". */
function readPronoun(
  text: string,
  tokens: readonly Token[],
  last: CompiledIntent,
  kept: readonly FilledSlot[],
  snapshot: Snapshot,
  context: SlotContext,
): Plan | undefined {
  const pronoun = tokens.find(({ key }) => pronouns[snapshot.locale].has(key));
  if (!pronoun) return undefined;
  for (const named of kept) {
    if (named.valueId === undefined) continue;
    const name = speakSlot(last, named, context);
    for (const spoken of snapshot.locale === 'en-US' ? [`the ${name}`, name] : [name]) {
      const said = `${text.slice(0, pronoun.start)}${spoken}${text.slice(pronoun.end)}`;
      const reading = interpret(said, snapshot, context).find(
        ({ skill, source, slots }) =>
          skill === last.skill &&
          source === 'exact' &&
          slots.some(({ typeName }) => typeName === named.typeName),
      );
      if (!reading) continue;
      const { intent } = reading;
      // The very thing that was meant before, where others have its name.
      const slots = reading.slots.map((slot) =>
        slot.typeName === named.typeName && spoken.endsWith(slot.raw)
          ? { ...slot, value: named.value, valueId: named.valueId, isChosen: true }
          : slot,
      );
      if (!slots.some(({ valueId }) => valueId === named.valueId)) continue;
      const shared = kept.filter((slot) => intent.slots.get(slot.name)?.typeName === slot.typeName);
      return {
        kind: 'fill',
        reading,
        intent,
        slots: mergeSlots(shared, slots),
        isCorrection: false,
        isWhole: true,
      };
    }
  }
  return undefined;
}

/** "Open bean counter": the skill was named and nothing else was said. */
function openedSkill(text: string, snapshot: Snapshot) {
  const address = addressedTo(tokenise(text, snapshot.locale), snapshot).find(
    ({ rest }) => rest.length === 0,
  );
  return address && snapshot.skills.get(address.skillId);
}
