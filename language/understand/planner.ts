/** What an utterance turned out to be, and what to do next: call, ask, cancel or reject. */
import type { CompiledIntent, CompiledSkill } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { DayPart } from '../slots/day-parts.ts';
import { commonNames, nameIn } from '../slots/entities.ts';
import type { SlotContext } from '../slots/types.ts';
import { examplesOf } from './about-skills.ts';
import { focusOn, frameOf, slotsOfFrame } from './frames.ts';
import type { Decision, Interpretation, Outcome, Plan } from './outcome.ts';
import { Questions } from './questions.ts';
import type { Reading } from './readings.ts';
import { passesCheck } from './slot-check.ts';
import { type FilledSlot, fillPrompt, speakSlot } from './slots.ts';
import {
  conversationLifetimeMs,
  type DialogueState,
  type Frame,
  maxAttempts,
  type Suspended,
  type Waiting,
} from './state.ts';
import { systemSpeech } from './system-speech.ts';
import { type WhichDevice, whichDevice } from './which-device.ts';

const maxNamedSkills = 6;

/** Turns what was understood into what happens next: call, ask, or let go. */
export class Planner {
  readonly #snapshot: Snapshot;
  readonly #state: DialogueState;
  readonly #context: SlotContext;
  readonly #isBoundedOnly: boolean;
  readonly #questions: Questions;
  /** The part of the day that was said, while the hour was not. */
  #part: DayPart | undefined;

  constructor(snapshot: Snapshot, state: DialogueState, context: SlotContext, isBoundedOnly: boolean) {
    this.#snapshot = snapshot;
    this.#state = state;
    this.#context = context;
    this.#isBoundedOnly = isBoundedOnly;
    this.#questions = new Questions(snapshot, context);
  }

  run(plan: Plan, text: string, readings: readonly Reading[]): Outcome {
    switch (plan.kind) {
      case 'fill':
        return this.#advance(plan, text, readings);
      case 'cancel':
        return this.cancel(text);
      case 'confirmed':
        return this.#confirmed(plan.isYes, text);
      case 'chosen': {
        const intent = this.#intentOf(plan.frame);
        if (!intent) return this.notUnderstood(text, readings);
        const slots = slotsOfFrame(plan.frame, this.#snapshot);
        const fresh = {
          kind: 'fill',
          intent,
          slots,
          isCorrection: false,
          isWhole: true,
          isFresh: true,
        } as const;
        return this.#advance(fresh, text, readings);
      }
    }
  }

  /** Nothing was said, or nothing that the recogniser could hear. */
  unheard(): Outcome {
    return this.#again('') ?? this.#say('reject', 'notHeard', '');
  }

  notUnderstood(text: string, readings: readonly Reading[]): Outcome {
    const asked = this.#again(text);
    if (asked) return asked;
    const outcome = this.#say('reject', 'notUnderstood', text);
    return {
      ...outcome,
      alternatives: readings.slice(0, 3).map((reading) => this.#interpretationOf(reading)),
    };
  }

  cancel(text: string): Outcome {
    const frame = this.#state.frame;
    const speech = systemSpeech('cancelled', this.#context.locale, this.#state.turn);
    const nextState = this.#next(undefined, undefined);
    const outcome = this.#outcome('cancel', text, nextState, speech);
    const intent = frame && this.#intentOf(frame);
    const { waiting } = this.#state;
    if (!frame || !intent || waiting?.kind !== 'confirm') return outcome;
    return this.#denied(intent, frame, waiting.askedBy, text);
  }

  /** "Open bean counter": its own greeting where it has one, else what it can do for one who asks. */
  opened(skill: CompiledSkill, text: string): Outcome {
    const launch = skill.intents.get('Launch');
    if (launch) return this.#invoke(launch, [], 'none', text, undefined, []);
    const speech = systemSpeech('opened', this.#context.locale);
    return this.#outcome('ask', text, this.#next(focusOn(skill), { kind: 'open' }), speech);
  }

  /** "What can bean counter do", or "what can you do" of the skill that is talked to, else of all. */
  helped(named: CompiledSkill | undefined, text: string): Outcome {
    const { locale } = this.#context;
    const { frame } = this.#state;
    const skill = named ?? (frame && !frame.isEnded ? this.#snapshot.skills.get(frame.skillId) : undefined);
    const help = skill?.intents.get('Help');
    if (help) return this.#invoke(help, [], 'none', text, undefined, []);
    const nameOf = ({ skillId, model }: CompiledSkill) => model.invocationNames[locale]?.[0] ?? skillId;
    const examples = skill ? examplesOf(skill) : [];
    if (skill && examples.length > 0) {
      const quoted = examples.map((example) => systemSpeech('example', locale).replace('{example}', example));
      const speech = systemSpeech('help', locale)
        .replace('{name}', nameOf(skill))
        .replace('{examples}', quoted.join(systemSpeech('orSay', locale)));
      return this.#outcome('ask', text, this.#next(focusOn(skill), { kind: 'open' }), speech);
    }
    const names = [...this.#snapshot.skills.values()].slice(0, maxNamedSkills).map(nameOf);
    if (names.length === 0) return this.notUnderstood(text, []);
    const speech = systemSpeech('skills', locale).replace(
      '{names}',
      names.join(systemSpeech('comma', locale)),
    );
    return this.#outcome('ask', text, this.#next(this.#state.frame, { kind: 'open' }), speech);
  }

  /** "Say that again": the open question, or what the skill says when it is asked to repeat itself. */
  repeated(text: string, readings: readonly Reading[]): Outcome {
    const { waiting, frame } = this.#state;
    if (waiting && waiting.kind !== 'open') {
      const same = new Planner(
        this.#snapshot,
        { ...this.#state, waiting: { ...waiting, attempts: Math.max(0, waiting.attempts - 1) } },
        this.#context,
        this.#isBoundedOnly,
      );
      return same.notUnderstood(text, readings);
    }
    const repeat = frame && this.#snapshot.skills.get(frame.skillId)?.intents.get('Repeat');
    return repeat
      ? this.#invoke(repeat, [], 'none', text, undefined, [])
      : this.notUnderstood(text, readings);
  }

  /** What nobody understands goes to the skill that is being talked to, if it wants to hear of it. */
  fallback(text: string, readings: readonly Reading[]): Outcome {
    const { waiting, frame } = this.#state;
    const skill = frame && waiting?.kind === 'open' ? this.#snapshot.skills.get(frame.skillId) : undefined;
    const fallback = skill?.intents.get('Fallback');
    return fallback
      ? this.#invoke(fallback, [], 'none', text, undefined, [])
      : this.notUnderstood(text, readings);
  }

  which(readings: readonly Reading[], text: string): Outcome {
    const options = readings.map(({ intent, slots }) => this.#frame(intent, slots, false));
    const attempts = 1;
    const speech = this.#questions.whichSkill(options);
    const outcome = this.#outcome(
      'ask',
      text,
      this.#next(undefined, { kind: 'choice', options, attempts }),
      speech,
    );
    return { ...outcome, alternatives: readings.map((reading) => this.#interpretationOf(reading)) };
  }

  #advance(plan: Extract<Plan, { kind: 'fill' }>, text: string, readings: readonly Reading[]): Outcome {
    const { intent, reading } = plan;
    const { frame } = this.#state;
    const isSame = frame?.skillId === intent.skill.skillId && frame.intent === intent.name;
    this.#part = reading?.part ?? (isSame && plan.isFresh !== true ? frame.part : undefined);
    const which = whichDevice(intent, plan.slots, this.#context);
    if (which.kind === 'ask') return this.#whichDevice(plan, which, text, readings);
    if (which.kind === 'unfit') return this.notUnderstood(text, readings);
    if (which.kind === 'elsewhere') return this.#elsewhere(which, text);
    const unfit = which.slots.find((slot) => {
      const check = intent.slots.get(slot.name)?.definition.check;
      return check !== undefined && !passesCheck(check, slot, this.#context);
    });
    const slots = which.slots.filter((slot) => slot !== unfit);
    const refused = [...(plan.refused ?? reading?.refused ?? []), unfit?.name ?? '']
      .map((name) => intent.slots.get(name))
      .find(Boolean);
    const missing =
      refused ??
      [...intent.slots.values()].find(
        (slot) => slot.definition.required === true && !slots.some(({ name }) => name === slot.name),
      );
    if (missing) {
      const before = this.#state.waiting;
      const isRepeated = before?.kind === 'slot' && before.slot === missing.name && plan.isFresh !== true;
      const attempts = isRepeated ? before.attempts + 1 : 1;
      if (attempts > maxAttempts) return this.#giveUp(text);
      const question = this.#questions.elicit(intent, missing.name, slots, attempts, missing === refused);
      const speech =
        missing === refused
          ? this.#questions.refusing(missing, intent, which.slots, attempts, question)
          : question;
      const next = this.#next(
        this.#frame(intent, slots, false),
        {
          kind: 'slot',
          slot: missing.name,
          attempts,
        },
        this.#suspendedBy(intent),
      );
      const asked = this.#outcome('ask', text, next, speech);
      return {
        ...asked,
        interpretation: this.#interpretation(intent, slots, 'none', reading),
        alternatives: this.#others(readings, intent),
      };
    }
    const { confirm, confirmWhen = 'always' } = intent.skill.model.intents[intent.name] ?? {};
    const prompts = confirm?.[this.#context.locale];
    const isPlain = reading === undefined || reading.source === 'exact';
    if (prompts && prompts.length > 0 && !(isPlain && confirmWhen === 'unsure')) {
      const speech = fillPrompt(prompts[this.#state.turn % prompts.length]!, intent, slots, this.#context);
      const waiting: Waiting = { kind: 'confirm', askedBy: 'model', attempts: 1 };
      const asked = this.#outcome(
        'ask',
        text,
        this.#next(this.#frame(intent, slots, false), waiting, this.#suspendedBy(intent)),
        speech,
      );
      return {
        ...asked,
        interpretation: this.#interpretation(intent, slots, 'none', reading),
        alternatives: this.#others(readings, intent),
      };
    }
    return this.#invoke(intent, slots, 'none', text, reading, readings);
  }

  /** "The kitchen's or the bedroom's?": nothing is done to the wrong one. */
  #whichDevice(
    { intent, slots, reading, isFresh }: Extract<Plan, { kind: 'fill' }>,
    { slot, options }: Extract<WhichDevice, { kind: 'ask' }>,
    text: string,
    readings: readonly Reading[],
  ): Outcome {
    const before = this.#state.waiting;
    const attempts = before?.kind === 'device' && isFresh !== true ? before.attempts + 1 : 1;
    if (attempts > maxAttempts) return this.#giveUp(text);
    const speech = this.#questions.whichDevice(
      slot,
      options.map(({ entityId }) => entityId),
      slots,
      intent,
    );
    const waiting: Waiting = {
      kind: 'device',
      slot,
      options: options.map(({ entityId }) => entityId),
      attempts,
    };
    const frame = this.#frame(intent, slots, false);
    const asked = this.#outcome('ask', text, this.#next(frame, waiting, this.#suspendedBy(intent)), speech);
    return {
      ...asked,
      interpretation: this.#interpretation(intent, slots, 'none', reading),
      alternatives: this.#others(readings, intent),
    };
  }

  #elsewhere({ device, roomId }: Extract<WhichDevice, { kind: 'elsewhere' }>, text: string): Outcome {
    const { locale, entities } = this.#context;
    const room = [...entities, ...commonNames[locale]].find(({ entityId }) => entityId === roomId);
    const speech = systemSpeech('notInRoom', locale)
      .replace('{name}', nameIn(device, locale))
      .replace('{room}', room ? nameIn(room, locale) : '');
    return this.#outcome('reject', text, this.#next(this.#state.frame, undefined), speech);
  }

  #confirmed(isYes: boolean, text: string): Outcome {
    const { frame, waiting } = this.#state;
    const intent = frame && this.#intentOf(frame);
    if (!frame || !intent || waiting?.kind !== 'confirm') return this.notUnderstood(text, []);
    const slots = slotsOfFrame(frame, this.#snapshot);
    if (isYes) return this.#invoke(intent, slots, 'confirmed', text, undefined, []);
    return this.#denied(intent, frame, waiting.askedBy, text);
  }

  /** The skill hears that the answer was no: with the values only where it had them already, as it asked itself. */
  #denied(intent: CompiledIntent, frame: Frame, askedBy: 'model' | 'skill', text: string): Outcome {
    const slots = askedBy === 'skill' ? slotsOfFrame(frame, this.#snapshot) : [];
    return this.#invoke(intent, slots, 'denied', text, undefined, []);
  }

  #invoke(
    intent: CompiledIntent,
    slots: readonly FilledSlot[],
    confirmation: Interpretation['confirmation'],
    text: string,
    reading: Reading | undefined,
    readings: readonly Reading[],
  ): Outcome {
    const suspended = this.#suspendedBy(intent);
    const next = this.#next(this.#frame(intent, slots, true), undefined, suspended);
    const outcome = this.#outcome('invoke', text, next, undefined);
    return {
      ...outcome,
      resume: suspended && this.#questionOf(suspended),
      interpretation: this.#interpretation(intent, this.#spoken(intent, slots), confirmation, reading),
      alternatives: this.#others(readings, intent),
    };
  }

  /** Slots from earlier turns get words again: how their value is said. */
  #spoken(intent: CompiledIntent, slots: readonly FilledSlot[]): FilledSlot[] {
    return slots.map((slot) =>
      slot.raw === '' ? { ...slot, raw: speakSlot(intent, slot, this.#context) } : slot,
    );
  }

  /** Asks the open question again, or gives up; `undefined` when no question is open. */
  #again(text: string): Outcome | undefined {
    const { waiting, frame } = this.#state;
    if (!waiting || waiting.kind === 'open') return undefined;
    const attempts = waiting.attempts + 1;
    if (attempts > maxAttempts) return this.#giveUp(text);
    const next = this.#next(frame, { ...waiting, attempts });
    if (waiting.kind === 'choice')
      return this.#outcome('ask', text, next, this.#questions.whichSkill(waiting.options));
    const intent = frame && this.#intentOf(frame);
    if (!frame || !intent) return undefined;
    const slots = slotsOfFrame(frame, this.#snapshot);
    const interpretation = this.#interpretation(intent, slots, 'none', undefined);
    if (waiting.kind === 'device') {
      const speech = this.#questions.whichDevice(waiting.slot, waiting.options, slots, intent);
      return { ...this.#outcome('ask', text, next, speech), interpretation };
    }
    if (waiting.kind === 'slot') {
      const speech = this.#questions.elicit(intent, waiting.slot, slots, attempts);
      return { ...this.#outcome('ask', text, next, speech), interpretation };
    }
    return {
      ...this.#outcome('ask', text, next, systemSpeech('yesOrNo', this.#context.locale)),
      interpretation,
    };
  }

  #giveUp(text: string): Outcome {
    const speech = systemSpeech('givenUp', this.#context.locale);
    return this.#outcome('cancel', text, this.#next(undefined, undefined), speech);
  }

  #say(decision: Decision, phrase: 'notHeard' | 'notUnderstood', text: string): Outcome {
    const speech = systemSpeech(phrase, this.#context.locale, this.#state.turn);
    return this.#outcome(decision, text, this.#next(this.#state.frame, this.#state.waiting), speech);
  }

  #outcome(decision: Decision, text: string, nextState: DialogueState, speech: string | undefined): Outcome {
    const reprompt = decision === 'ask' ? speech : undefined;
    return { decision, interpretation: undefined, alternatives: [], nextState, speech, reprompt, text };
  }

  /** The open question, when `intent` is not what it was about. It does not come back for ever. */
  #suspendedBy(intent: CompiledIntent): Suspended | undefined {
    const { frame, waiting, suspended } = this.#state;
    const isOpen = waiting?.kind === 'slot' || waiting?.kind === 'confirm';
    if (!isOpen || !frame) return suspended;
    const isSame = frame.skillId === intent.skill.skillId && frame.intent === intent.name;
    if (isSame || waiting.attempts >= maxAttempts) return isSame ? suspended : undefined;
    return { frame, waiting: { ...waiting, attempts: waiting.attempts + 1 } };
  }

  #questionOf({ frame, waiting }: Suspended): string | undefined {
    const intent = this.#intentOf(frame);
    if (!intent) return undefined;
    const slots = slotsOfFrame(frame, this.#snapshot);
    if (waiting.kind === 'slot') return this.#questions.elicit(intent, waiting.slot, slots, 1);
    const prompt = intent.skill.model.intents[intent.name]?.confirm?.[this.#context.locale]?.[0];
    if (prompt === undefined || waiting.askedBy === 'skill')
      return systemSpeech('yesOrNo', this.#context.locale);
    return fillPrompt(prompt, intent, slots, this.#context);
  }

  #next(frame: Frame | undefined, waiting: Waiting | undefined, suspended?: Suspended): DialogueState {
    return {
      formatVersion: 1,
      frame,
      waiting,
      ...(suspended ? { suspended } : {}),
      turn: this.#state.turn + 1,
      expiresAtMs: this.#context.nowMs + conversationLifetimeMs,
    };
  }

  #frame(intent: CompiledIntent, slots: readonly FilledSlot[], isInvoked: boolean): Frame {
    return frameOf(intent, slots, isInvoked, this.#isBoundedOnly, this.#part);
  }

  #intentOf(frame: Frame): CompiledIntent | undefined {
    const skill = this.#snapshot.skills.get(frame.skillId);
    return skill?.version === frame.version ? skill.intents.get(frame.intent) : undefined;
  }

  #interpretation(
    intent: CompiledIntent,
    slots: readonly FilledSlot[],
    confirmation: Interpretation['confirmation'],
    reading: Reading | undefined,
  ): Interpretation {
    const { frame } = this.#state;
    const isOngoing = frame?.skillId === intent.skill.skillId && (frame.isInvoked ? !frame.isEnded : false);
    return {
      skillId: intent.skill.skillId,
      version: intent.skill.version,
      intent: intent.name,
      slots,
      confidence: reading?.confidence ?? 0.95,
      confirmation,
      isNewConversation: !isOngoing,
      reasons: reading?.reasons ?? (() => ['understood from what was said before']),
    };
  }

  #interpretationOf(reading: Reading): Interpretation {
    return this.#interpretation(reading.intent, reading.slots, 'none', reading);
  }

  #others(readings: readonly Reading[], intent: CompiledIntent): Interpretation[] {
    return readings
      .filter((reading) => reading.intent !== intent)
      .slice(0, 3)
      .map((reading) => this.#interpretationOf(reading));
  }
}
