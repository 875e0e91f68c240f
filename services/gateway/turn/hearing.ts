/** The stages wake, listen and recognise: audio goes to the recogniser until somebody decides that speech has ended. */
import { EndpointReason, type RecogniseResult } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import type { Hypothesis } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import { AudioInput } from './audio-input.ts';
import type { TurnClocks } from './clocks.ts';
import type {
  AudioStart,
  Expectation,
  PreparedTurn,
  Recognition,
  TurnBudget,
  TurnPorts,
  TurnSink,
} from './ports.ts';
import { spokenNames } from './ports.ts';
import type { StageLog } from './stage-log.ts';
import { toEnd } from './to-end.ts';

/** What was said, as far as anybody can tell. */
export interface Heard {
  readonly hypotheses: Hypothesis[];
  /** There was speech, and the recogniser does not believe its own hypotheses. */
  readonly isRejected: boolean;
  /** How the voice sounds, where it may be told apart from others. */
  readonly voice?: Buffer;
}

export const nothingHeard: Heard = { hypotheses: [], isRejected: false };

export interface HearingOptions {
  readonly input: AudioStart;
  readonly budget: Pick<TurnBudget, 'utteranceMs' | 'stallMs' | 'quietMs' | 'maxQueuedAudioBytes'>;
  readonly ports: Pick<TurnPorts, 'recognise'>;
  readonly sink: Pick<TurnSink, 'transcript' | 'listenEnded'>;
  readonly stages: StageLog;
  readonly clocks: TurnClocks;
  /** Aborted when the turn has ended. */
  readonly signal: AbortSignal;
  /** Ends the turn. */
  readonly fail: (code: ErrorCode) => void;
}

export class Hearing {
  readonly audio: AudioInput;
  readonly #options: HearingOptions;

  constructor(options: HearingOptions) {
    this.#options = options;
    this.audio = new AudioInput(options.budget.maxQueuedAudioBytes, !options.input.isEndpointing);
  }

  /** From now on frames are expected. */
  begin(): void {
    this.#options.stages.start(this.#options.input.start);
    this.#awaitAudio();
  }

  /** True while the utterance is still being taken. */
  get isListening(): boolean {
    return !this.#options.clocks.isDecided && !this.#options.signal.aborted;
  }

  /** PCM16 at 16 kHz that has just arrived. */
  push(pcm: Buffer): void {
    if (!this.isListening) return;
    try {
      this.audio.push(pcm, this.#options.clocks.nowUs);
    } catch (error) {
      this.#options.fail(codeOf(error));
      return;
    }
    this.#awaitAudio();
    if (this.audio.receivedMs >= this.#options.budget.utteranceMs) this.end();
  }

  /** The speaker says that the utterance is over. */
  end(): void {
    if (!this.isListening || this.audio.isEnded) return;
    this.audio.end();
    this.#decide(this.audio.receivedMs);
  }

  /** Nobody is to listen after all: what came is dropped unread. */
  refuse(): void {
    const { stages, sink, clocks } = this.#options;
    this.audio.discard();
    if (clocks.isDecided) return;
    clocks.decided(undefined);
    stages.end('wake');
    stages.end('listen');
    sink.listenEnded(0);
  }

  /** Resolves when the utterance was recognised, or nothing was said. */
  async run(turn: PreparedTurn, expectation: Expectation | undefined): Promise<Heard> {
    try {
      return await this.#recognise(turn, expectation);
    } catch (error) {
      if (codeOf(error) === 'NO_SPEECH') return nothingHeard;
      throw error;
    }
  }

  async #recognise(turn: PreparedTurn, expectation: Expectation | undefined): Promise<RecogniseResult> {
    const { ports, input, clocks } = this.#options;
    const recognition = ports.recognise(
      {
        turn: turn.ref,
        sampleRateHz: 16_000,
        wakeAudioMs: input.wakeAudioMs,
        wakeWords: [...input.wakeWords],
        focusSkillId: expectation?.focusSkillId ?? '',
        focusSlot: expectation?.focusSlot ?? '',
        isEndpointing: input.isEndpointing,
        device: turn.device,
        skillSet: turn.skillSet,
        entities: [...spokenNames(turn.surroundings), ...(expectation?.names ?? [])],
      },
      clocks.limits(),
    );
    const feeding = this.#feed(recognition);
    try {
      return await this.#read(recognition);
    } finally {
      this.audio.discard();
      await feeding;
    }
  }

  async #read(recognition: Recognition): Promise<RecogniseResult> {
    const { stages, sink, clocks, signal } = this.#options;
    const parts = recognition.responses[Symbol.asyncIterator]();
    for (;;) {
      const { value: part, done = false } = await parts.next();
      if (signal.aborted) throw new EarshotError('CANCELLED');
      if (done) throw new EarshotError('SERVICE_UNAVAILABLE');
      const { response } = part;
      switch (response?.$case) {
        case 'ready':
          stages.end('wake');
          if (!clocks.isDecided) stages.start('listen');
          break;
        case 'partial':
          sink.transcript(response.value.text, false);
          break;
        case 'speechEnded':
          this.#decide(response.value.speechEndMs);
          // After a released button, too, speech ended before the audio did.
          clocks.speechEnded(this.audio.arrivedAtUs(response.value.speechEndMs));
          if (response.value.reason !== EndpointReason.CLIENT) this.audio.discard();
          break;
        case 'result':
          this.#decide(this.audio.receivedMs);
          stages.end('recognise');
          void toEnd(parts);
          return response.value;
        case undefined:
          break;
      }
    }
  }

  /** Moves audio to the recogniser at the pace it takes it. What goes wrong shows in the responses too. */
  async #feed(recognition: Recognition): Promise<void> {
    const { signal } = this.#options;
    try {
      for await (const pcm of this.audio) {
        if (signal.aborted) return;
        await recognition.write(pcm);
      }
      if (!signal.aborted) recognition.end();
    } catch {
      this.audio.discard();
    }
  }

  /** The end-of-speech decision. The first one counts. */
  #decide(speechEndMs: number): void {
    const { stages, sink, clocks } = this.#options;
    if (clocks.isDecided) return;
    clocks.decided(this.audio.arrivedAtUs(speechEndMs));
    stages.end('wake');
    stages.end('listen');
    stages.start('recognise');
    sink.listenEnded(Math.round(speechEndMs));
  }

  #awaitAudio(): void {
    if (!this.isListening) return;
    const { budget, clocks, fail } = this.#options;
    // What was said is never lost: a speaker that stopped sending in mid-speech has said it all.
    if (this.audio.receivedMs > 0) clocks.awaitAudio(budget.quietMs, this.#quiet);
    else clocks.awaitAudio(budget.stallMs, () => fail('LISTEN_STALLED'));
  }

  /** One function for all frames of a listen: a timer that is only set back costs less than a new one for each. */
  readonly #quiet = (): void => {
    const { budget, clocks, fail } = this.#options;
    if (this.audio.queuedBytes === 0) {
      this.end();
      return;
    }
    // What still waits for the recogniser says that it, not the speaker, has stopped.
    const leftMs = Math.max(0, budget.stallMs - budget.quietMs);
    clocks.awaitAudio(leftMs, () => {
      if (this.audio.queuedBytes > 0) fail('OVERLOADED');
      else this.end();
    });
  };
}
