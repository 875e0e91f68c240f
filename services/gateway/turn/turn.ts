/**
 * One turn: an utterance or a text goes in, events come out, and exactly one of them is the end. `#run` is its
 * stages in their order; each stands in a file of its own.
 *
 * Everything under a turn hangs on one AbortController. `finish` is the only way out: it reports the end,
 * ends what is open and aborts the rest; whatever still comes back afterwards is dropped.
 */
import { TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import { Acting, type Intention } from './acting.ts';
import type { Answer } from './answer.ts';
import { TurnClocks } from './clocks.ts';
import { isRetryableEnd } from './ends.ts';
import { type Heard, Hearing } from './hearing.ts';
import { Offering } from './offering.ts';
import { withOwnNames } from './own-names.ts';
import type {
  AudioStart,
  Clock,
  Prepared,
  PreparedTurn,
  StageName,
  TextStart,
  TurnBudget,
  TurnPorts,
  TurnRefusal,
  TurnResult,
  TurnSink,
} from './ports.ts';
import { Speaking } from './speaking.ts';
import { StageLog } from './stage-log.ts';
import { understand } from './understanding.ts';

export interface TurnOptions {
  readonly input: AudioStart | TextStart;
  /** Last stage: `recognise` transcribes only, `understand` names a meaning, `act` answers in text, `speak` is the whole turn. */
  readonly endStage: StageName;
  /** Of a turn that ends with its meaning: told what would be done, or said. */
  readonly onMeaning?: ((meaning: Intention | Answer) => void) | undefined;
  readonly synthesisRateHz: number;
  readonly budget: TurnBudget;
  readonly ports: TurnPorts;
  readonly sink: TurnSink;
  readonly clock: Clock;
}

const prepareDeadlineMs = 2000;
const tellDeadlineMs = 1000;

export class Turn {
  readonly #options: TurnOptions;
  readonly #controller = new AbortController();
  readonly #clocks: TurnClocks;
  readonly #stages: StageLog;
  /** Absent in a turn from text. */
  readonly #hearing: Hearing | undefined;
  readonly #acting: Acting;
  readonly #speaking: Speaking;
  readonly #offering: Offering;
  #isEnded = false;

  constructor(options: TurnOptions) {
    this.#options = options;
    const { input, endStage, synthesisRateHz, budget, ports, sink, clock } = options;
    const { signal } = this.#controller;
    const fail = (code: ErrorCode) => this.fail(code);
    const clocks = new TurnClocks({ clock, budget, signal, onExpired: fail });
    const stages = new StageLog(clock, sink.stage.bind(sink));
    this.#clocks = clocks;
    this.#stages = stages;
    const shared = { ports, sink, stages, clocks, signal };
    if (input.start !== 'understand') {
      this.#hearing = new Hearing({ ...shared, input, budget, fail });
    }
    this.#offering = new Offering(ports, input.start === 'understand' ? 0 : input.wakeAudioMs);
    this.#speaking = new Speaking({
      ...shared,
      sampleRateHz: synthesisRateHz,
      speakMs: budget.speakMs,
      stallMs: budget.stallMs,
    });
    this.#acting = new Acting({
      ...shared,
      // Said while the skill works on; the reply proper waits for its end.
      onProgress: (turn, { speech, ...labels }) => {
        sink.reply({ text: speech.text, isProgress: true, ...labels });
        if (endStage === 'speak') this.#speaking.interject(turn, speech);
      },
    });
  }

  /** Aborted when the turn has ended. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** True while the utterance is still being taken. */
  get isListening(): boolean {
    return this.#hearing?.isListening ?? false;
  }

  /** Bytes of audio that wait for the recogniser. */
  get queuedAudioBytes(): number {
    return this.#hearing?.audio.queuedBytes ?? 0;
  }

  /** Calls once when at most this much audio waits for the recogniser. */
  whenRoom(maxBytes: number, callback: () => void): void {
    if (this.#hearing === undefined) callback();
    else this.#hearing.audio.whenRoom(maxBytes, callback);
  }

  /** PCM16 at 16 kHz that has just arrived. */
  pushAudio(pcm: Buffer): void {
    if (this.isListening) this.#offering.push(pcm);
    this.#hearing?.push(pcm);
  }

  /** The speaker says that the utterance is over. */
  endAudio(): void {
    this.#hearing?.end();
  }

  /** Barge-in, a change of mind or a lost connection. Ends the turn now. */
  abort(): void {
    this.#offering.refuse();
    this.#finish('aborted', '');
  }

  /** Ends the turn for a reason from outside it. */
  fail(code: ErrorCode): void {
    // Consent that was taken back while somebody spoke covers nothing of what was said.
    if (code === 'CONSENT_REQUIRED') this.#offering.refuse();
    this.#finish('failed', code);
  }

  /** Runs to the end. Never rejects: the end is reported to the sink. */
  async run(): Promise<void> {
    try {
      await this.#run();
      this.#finish('completed', '');
    } catch (error) {
      const code = codeOf(error);
      // We cancelled nothing, or the end would be reported already: a service went away under the call.
      this.#finish('failed', code === 'CANCELLED' ? 'SERVICE_UNAVAILABLE' : code);
    }
    this.#offering.offer();
  }

  /** The turn, from top to bottom. */
  async #run(): Promise<void> {
    const { input, endStage, ports, sink } = this.#options;
    if (input.start === 'understand') this.#clocks.decided(undefined);
    else this.#hearing?.begin();
    const prepared = await ports.prepare(this.#clocks.limits(prepareDeadlineMs));
    const { context, expectation, mayOffer, refusal } = prepared;
    if (refusal !== undefined) return this.#refuse(context, refusal);
    this.#offering.prepared(context, mayOffer, expectation?.focusSkillId ?? '');
    // wake, listen, recognise
    const heard = input.start === 'understand' ? typed(input) : await this.#hear(prepared);
    this.#offering.heard(heard);
    if (endStage === 'recognise') {
      sink.transcript(heard.hypotheses[0]?.text ?? '', true);
      return;
    }
    const turn = await this.#tell(context, heard);
    const shared = { ports, sink, stages: this.#stages, clocks: this.#clocks, signal: this.signal };
    const understood = await understand({ ...shared, expectation }, turn, heard);
    this.#offering.understood(...endOf(understood));
    if (endStage === 'understand') return this.#options.onMeaning?.(understood);
    // route, act
    const answer = 'chosen' in understood ? await this.#acting.run(turn, understood) : understood;
    await this.#speak(turn, answer);
    await answer.afterwards?.();
  }

  /** Says why nobody is listened to, and ends so. */
  async #refuse(turn: PreparedTurn, { code, speech }: TurnRefusal): Promise<never> {
    this.#hearing?.refuse();
    this.#offering.refuse();
    if (this.#options.endStage !== 'recognise') {
      await this.#speak(turn, { speech, isExpectingSpeech: false, skillId: '', intent: '' });
    }
    throw new EarshotError(code);
  }

  /** Whose voice it was, where that may be told: they have things of their own, and those that obey known voices. */
  async #tell(turn: PreparedTurn, { voice }: Heard): Promise<PreparedTurn> {
    if (voice === undefined || voice.length === 0) return turn;
    const { ports } = this.#options;
    // Nobody's turn fails with it: whoever could not be told is unknown.
    const told = await ports
      .tellVoice(turn.device, voice, this.#clocks.limits(tellDeadlineMs))
      .catch(() => undefined);
    voice.fill(0);
    if (this.signal.aborted) throw new EarshotError('CANCELLED');
    if (told?.isKnown !== true) return turn;
    const entities = withOwnNames(turn.surroundings.entities, told.ownThingIds);
    return { ...turn, isVoiceKnown: true, surroundings: { ...turn.surroundings, entities } };
  }

  #hear({ context, expectation }: Prepared): Promise<Heard> {
    return (this.#hearing as Hearing).run(context, expectation);
  }

  async #speak(turn: PreparedTurn, answer: Answer): Promise<void> {
    const { sink, endStage } = this.#options;
    if (this.#isEnded) throw new EarshotError('CANCELLED');
    const { speech, isExpectingSpeech, skillId, intent } = answer;
    if (speech === undefined || speech.text === '') {
      this.#clocks.stop();
      return this.#speaking.settled();
    }
    sink.reply({ text: speech.text, isProgress: false, isExpectingSpeech, skillId, intent });
    if (endStage !== 'speak') {
      this.#clocks.replyBegan();
      return;
    }
    this.#stages.start('speak');
    await this.#speaking.say(turn, speech, () => this.#clocks.replyBegan());
    this.#stages.end('speak');
  }

  #finish(end: TurnResult['end'], code: ErrorCode | ''): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#clocks.stop();
    this.#hearing?.audio.discard();
    this.#stages.close();
    const { deed } = this.#acting;
    const isRetryable = isRetryableEnd(code, deed);
    this.#options.sink.ended({
      ...{ end, code, isRetryable, isOutcomeUnknown: deed === 'unknown' },
      ...this.#clocks.figures,
    });
    this.#controller.abort(turnEnded);
  }
}

/** Made once: an error with its stack for every turn that ends well would be most of what ending one costs. */
const turnEnded = new EarshotError('CANCELLED');

/** How it went on, with whom, and who was nearest where nothing was understood. */
function endOf(understood: Intention | Answer): [end: TurnEnd, skillId: string, nearestSkillId: string] {
  if ('chosen' in understood) return [TurnEnd.ACTED, understood.chosen.skill?.skillId ?? '', ''];
  const { skillId, isExpectingSpeech, isGivenUp = false, nearestSkillId = '' } = understood;
  if (isGivenUp) return [TurnEnd.CANCELLED, skillId, ''];
  return [isExpectingSpeech ? TurnEnd.ASKED : TurnEnd.REJECTED, skillId, nearestSkillId];
}

/** A text is an utterance that was heard for certain. */
function typed({ text }: TextStart): Heard {
  return { hypotheses: [{ text, confidence: 1, words: [] }], isRejected: false };
}
