/** The stages route and act: one skill is called, once, and what is known of its answer is kept straight. */
import { joinedSpeech } from '../../../language/answer/joined.ts';
import type { SkillConversation } from '../../../proto/gen/earshot/dialogue/v1/conversation.ts';
import { Confirmation, type Interpretation } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { type InvokeResult, TurnOutcome } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Speech } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { isErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Answer } from './answer.ts';
import type { TurnClocks } from './clocks.ts';
import { type Deed, deeds } from './ends.ts';
import { movesGuarded, namesGuarded, unknownVoice } from './guarded.ts';
import type { PreparedTurn, TurnPorts, TurnSink } from './ports.ts';
import type { StageLog } from './stage-log.ts';
import { toEnd } from './to-end.ts';

/** A skill that is to be called, and the words that led to it. */
export interface Intention {
  readonly chosen: Interpretation;
  readonly utterance: string;
  /** What it has going with the session; goes into the call unread. */
  readonly conversation: SkillConversation | undefined;
  /** Further requests of the same sentence. */
  readonly also?: readonly Interpretation[];
  /** A question to be asked once everything is done. */
  readonly resume?: Speech | undefined;
}

export interface ActingOptions {
  readonly ports: Pick<TurnPorts, 'invoke' | 'outcome'>;
  readonly sink: Pick<TurnSink, 'expect' | 'directive'>;
  readonly stages: StageLog;
  readonly clocks: TurnClocks;
  readonly signal: AbortSignal;
  /** Speech while the skill works on. */
  readonly onProgress: (turn: PreparedTurn, answer: Answer & { readonly speech: Speech }) => void;
}

function joined(first: Speech | undefined, second: Speech | undefined): Speech | undefined {
  if (first === undefined || first.text === '') return second;
  if (second === undefined || second.text === '') return first;
  return { locale: second.locale, ...joinedSpeech(first, second) };
}

const both = (first: Answer, second: Answer) => async () => {
  await first.afterwards?.();
  await second.afterwards?.();
};

const confirmationNames: Partial<Record<Confirmation, string>> = {
  [Confirmation.CONFIRMED]: 'confirmed',
  [Confirmation.DENIED]: 'denied',
};

const isTold = (code: string): boolean => code.startsWith('SKILL_') || code === 'CONVERSATION_NOT_KEPT';

export class Acting {
  readonly #options: ActingOptions;
  #deed: Deed = 'none';

  constructor(options: ActingOptions) {
    this.#options = options;
  }

  /** What the skill did, as far as is known. */
  get deed(): Deed {
    return this.#deed;
  }

  /** One request after the other; what they say is said together, and an open question comes last. */
  async run(turn: PreparedTurn, intention: Intention): Promise<Answer> {
    const { also = [], resume, utterance } = intention;
    let answer = await this.#runOne(turn, intention);
    for (const [index, chosen] of also.entries()) {
      // A skill that asks back is answered first; what was still to be done would come between.
      if (answer.isExpectingSpeech) break;
      // Each request is one of its own for whoever tells repeated ones by the turn.
      const ref = { ...turn.ref, turnId: `${turn.ref.turnId}.${index + 2}` };
      const own = { ...turn, ref };
      const next = await this.#runOne(own, { chosen, utterance, conversation: undefined });
      answer = { ...next, speech: joined(answer.speech, next.speech), afterwards: both(answer, next) };
    }
    if (resume === undefined || answer.isExpectingSpeech) return answer;
    this.#options.sink.expect({ focusSkillId: '', focusSlot: '' });
    return { ...answer, speech: joined(answer.speech, resume), isExpectingSpeech: true };
  }

  async #runOne(turn: PreparedTurn, intention: Intention): Promise<Answer> {
    const { clocks, stages, sink } = this.#options;
    const { chosen } = intention;
    const labels = { skillId: chosen.skill?.skillId ?? '', intent: chosen.intent };
    const mayMove = (isGuarded: boolean) => !isGuarded || turn.isVoiceKnown === true;
    if (!mayMove(namesGuarded(chosen.slots, turn.surroundings)))
      return { speech: unknownVoice(turn.ref.locale), isExpectingSpeech: false, ...labels };
    stages.start('route');
    const routedUs = clocks.nowUs;
    const result = await this.#invoke(turn, intention);
    const answeredUs = clocks.nowUs;
    const skillUs = Math.min(result.skillMs * 1000, answeredUs - routedUs);
    clocks.skillTook(skillUs);
    // Only the router's answer tells how much of the time was the skill's own.
    stages.end('route', answeredUs - skillUs);
    stages.start('act', answeredUs - skillUs);
    stages.end('act', answeredUs);

    // What a skill did wrong, or did and cannot go on with, is told by voice; what we did wrong ends the turn at once,
    // to be said again.
    if (result.errorCode !== '' && !isTold(result.errorCode)) await this.#fail(turn, result);
    if (result.isExpectingSpeech || result.elicitSlot !== '' || result.isConfirming) {
      sink.expect({ focusSkillId: labels.skillId, focusSlot: result.elicitSlot });
    }
    const allowed = result.directives.filter((one) => mayMove(movesGuarded(one, turn.surroundings)));
    for (const directive of allowed) sink.directive(directive, labels.skillId);
    return {
      // Nothing is said to be done that was not.
      speech: allowed.length < result.directives.length ? unknownVoice(turn.ref.locale) : result.speech,
      isExpectingSpeech: result.isExpectingSpeech,
      ...labels,
      afterwards: async () => {
        if (result.errorCode !== '') await this.#fail(turn, result);
      },
    };
  }

  async #invoke(turn: PreparedTurn, { chosen, utterance, conversation }: Intention): Promise<InvokeResult> {
    const { ports, clocks, signal, onProgress } = this.#options;
    // Set before the call leaves: from here on nobody may repeat it blindly.
    this.#deed = 'unknown';
    const responses = ports.invoke(
      {
        turn: turn.ref,
        device: turn.device,
        capabilities: [...turn.capabilities],
        tools: [...turn.tools],
        status: [...turn.status],
        surroundings: turn.surroundings,
        skill: chosen.skill,
        intent: chosen.intent,
        slots: chosen.slots,
        confirmation: confirmationNames[chosen.confirmation] ?? 'none',
        utterance,
        conversation,
      },
      clocks.limits(),
    );
    const parts = responses[Symbol.asyncIterator]();
    for (;;) {
      const { value, done = false } = await parts.next();
      if (signal.aborted) throw new EarshotError('CANCELLED');
      if (done) throw new EarshotError('SERVICE_UNAVAILABLE');
      const { response } = value;
      if (response?.$case === 'progress') {
        const labels = { skillId: chosen.skill?.skillId ?? '', intent: chosen.intent };
        onProgress(turn, { speech: response.value, isExpectingSpeech: false, ...labels });
      }
      if (response?.$case === 'result') {
        // What an error did, ours or the skill's, is looked into by `#fail`; until then it is unknown.
        if (response.value.errorCode === '') this.#deed = 'done';
        void toEnd(parts);
        return response.value;
      }
    }
  }

  /** The skill may have acted before it failed: the router wrote down what is known. */
  async #fail(turn: PreparedTurn, { errorCode }: InvokeResult): Promise<never> {
    const { ports, clocks } = this.#options;
    const outcome = await ports.outcome(turn, clocks.aside()).catch(() => TurnOutcome.UNKNOWN);
    this.#deed = deeds[outcome] ?? 'unknown';
    throw new EarshotError(isErrorCode(errorCode) ? errorCode : 'INTERNAL');
  }
}
