/**
 * The second hearing while somebody still speaks, or the first one still thinks. Its engine gets the audio as soon as it becomes likely that its words will be
 * wanted, from the first sample on, so that after the last word only the rest of it is left to hear. A guess: where it was wrong, what
 * was heard is dropped; where no decoder is free, or somebody who waits takes it, the utterance is heard after its end as before.
 */
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Hypothesis, PartialHypothesis, RecognitionStream } from '../engine.ts';

/**
 * Silence that has not ended the utterance, in milliseconds: a whole command would have ended it by then, so what was said is none so
 * far, and there is time until the silence that ends everything.
 */
const undecidedSilenceMs = 350;
/** Audio that the first pass has not got to, in milliseconds: a machine that is so far behind has nothing to spare for guesses. */
const maxBehindMs = 600;
const bytesPerMs = 32;
/** So many readings in a row that are whole commands: the first pass has found back. */
const wholeInARow = 2;

export interface AlongOptions {
  /** A decoder that nobody waits for. Rejects where there is none. */
  readonly open: (signal: AbortSignal) => Promise<RecognitionStream>;
  /** Its words are wanted whatever the first pass hears: an open question for any words. */
  readonly isCertain: Promise<boolean>;
  /**
   * It hears whole utterances: it begins with the last sample, while the first pass looks at what it has once more, and not before. Only
   * where the words so far are no beginning of a command.
   */
  readonly isWhole?: boolean;
}

export class HearingAlong {
  readonly #options: AlongOptions;
  readonly #closed = new AbortController();
  /** Everything that was said so far; the buffers belong to the utterance, which overwrites them. */
  readonly #audio: Buffer[] = [];
  #stream: RecognitionStream | undefined;
  #heardMs = 0;
  #given = 0;
  #isGiving = false;
  #giving: Promise<void> = Promise.resolve();
  #isOpening = false;
  #isCertain = false;
  /** What the first pass heard last was no command and no beginning of one. */
  #isLeft = false;
  /** What it says of an utterance whose audio is over. */
  #result: Promise<readonly Hypothesis[] | undefined> | undefined;
  /** It had a decoder and lost it: what it heard is gone, and it would never catch up. */
  #isLost = false;
  #whole = 0;

  constructor(options: AlongOptions) {
    this.#options = options;
    options.isCertain.then(
      (isCertain) => {
        this.#isCertain = isCertain;
        if (isCertain && !options.isWhole) void this.#begin();
      },
      // Whoever asked will hear of it.
      () => {},
    );
  }

  /** Whether an engine hears it now. */
  get isHearing(): boolean {
    return this.#stream !== undefined;
  }

  /**
   * Audio in the order it came (PCM16LE mono 16 kHz), not copied.
   * @param silentMs since the last speech, while the end is looked for; 0 while somebody speaks or nobody knows
   */
  onAudio(pcm16: Buffer, silentMs: number): void {
    if (this.#closed.signal.aborted) return;
    this.#audio.push(pcm16);
    this.#heardMs += pcm16.length / bytesPerMs;
    if (silentMs >= undecidedSilenceMs && !this.#options.isWhole) void this.#begin();
    this.#give();
  }

  /** What the first pass hears, as it changes. */
  onPartial({ progress, heardMs }: PartialHypothesis): void {
    if (progress === undefined) return;
    this.#isLeft = !progress.isComplete && !progress.isPrefix;
    if (this.#options.isWhole) return;
    this.#whole = progress.isComplete ? this.#whole + 1 : 0;
    if (!progress.isComplete && !progress.isPrefix) {
      if (this.#heardMs - heardMs <= maxBehindMs) void this.#begin();
    } else if (this.#whole >= wholeInARow && !this.#isCertain) this.#drop();
  }

  /** No more audio. An engine that hears whole utterances begins now, if its words are likely to be wanted. */
  onEnd(): void {
    if (!this.#options.isWhole || !(this.#isLeft || this.#isCertain) || this.#closed.signal.aborted) return;
    this.#result = this.#begin().then(() => this.#hearRest(this.#isCertain));
    // Whoever asks will hear of it; often nobody does.
    this.#result.catch(() => {});
  }

  /**
   * What was heard, with all audio in it. `undefined` where it is not hearing, or lost its decoder: then it is to be heard whole.
   * @param isForWords see `RecognitionStream.finish`
   * @throws EarshotError what the engine says, and the reason of the signal
   */
  async finish(signal: AbortSignal, isForWords = false): Promise<readonly Hypothesis[] | undefined> {
    const onAbort = (): void => this.close();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const result = this.#result ?? this.#hearRest(isForWords);
      this.#stream?.claim?.();
      const heard = await result;
      signal.throwIfAborted();
      return heard;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.close();
    }
  }

  async #hearRest(isForWords: boolean): Promise<readonly Hypothesis[] | undefined> {
    const stream = this.#stream;
    if (stream === undefined) return undefined;
    while (this.#stream === stream && (this.#isGiving || this.#given < this.#audio.length)) {
      this.#give();
      await this.#giving;
    }
    return this.#stream === stream ? stream.finish(isForWords) : undefined;
  }

  /** Gives its decoder back; idempotent, never throws. */
  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(new EarshotError('CANCELLED'));
    this.#audio.length = 0;
    this.#drop();
  }

  async #begin(): Promise<void> {
    const { signal } = this.#closed;
    if (this.#stream !== undefined || this.#isOpening || this.#isLost || signal.aborted) return;
    this.#isOpening = true;
    try {
      const stream = await this.#options.open(signal);
      if (signal.aborted) stream.abort();
      else this.#stream = stream;
    } catch {
      // None is free, or the engine fails: it is asked again when there is another sign, and after the end at the latest.
    } finally {
      this.#isOpening = false;
    }
    this.#give();
  }

  /** Hands over what the engine has not got, as fast as it takes it. */
  #give(): void {
    if (this.#stream === undefined || this.#isGiving) return;
    this.#giving = this.#giveAll(this.#stream);
  }

  async #giveAll(stream: RecognitionStream): Promise<void> {
    this.#isGiving = true;
    try {
      while (this.#stream === stream && this.#given < this.#audio.length) {
        await stream.write(this.#audio[this.#given++]!);
      }
    } catch {
      // What this class dropped by itself is not lost: it may begin anew.
      if (this.#stream !== stream) return;
      this.#isLost = true;
      this.#drop();
    } finally {
      this.#isGiving = false;
    }
  }

  #drop(): void {
    this.#stream?.abort();
    this.#stream = undefined;
    this.#given = 0;
  }
}
