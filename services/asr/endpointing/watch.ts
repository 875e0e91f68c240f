/** One utterance being watched for its end: audio to the detector, partial words to whoever judges them. */
import type { PartialHypothesis } from '../engine.ts';
import type { VadStream } from '../vad/detector.ts';
import { type Endpoint, Endpointer, type EndpointingSettings, type Meaning } from './endpointer.ts';

/** Says what words mean; rejecting or `undefined` = nobody can tell. Class *utterance* goes in. */
export type Judge = (text: string, signal: AbortSignal) => Promise<Meaning | undefined>;

export interface EndpointWatchOptions {
  readonly vad: VadStream;
  readonly settings: EndpointingSettings;
  /** Absent: only silence decides. */
  readonly judge?: Judge;
}

/** Answers kept for words that come back, as they do while a decoder makes up its mind. */
const maxRemembered = 32;

export class EndpointWatch {
  readonly #vad: VadStream;
  readonly #endpointer: Endpointer;
  readonly #judge: Judge | undefined;
  readonly #closed = new AbortController();
  readonly #decided = Promise.withResolvers<Endpoint>();
  readonly #remembered = new Map<string, Meaning | undefined>();
  #isJudging = false;
  #latest: PartialHypothesis | undefined;

  constructor(options: EndpointWatchOptions) {
    this.#vad = options.vad;
    this.#endpointer = new Endpointer(options.settings);
    this.#judge = options.judge;
    this.#decided.promise.catch(() => {});
  }

  /** Settles once the utterance is over; rejects when the detector failed; never settles after `close`. */
  get decided(): Promise<Endpoint> {
    return this.#decided.promise;
  }

  /** The decision, if there is one already. */
  get endpoint(): Endpoint | undefined {
    return this.#endpointer.endpoint;
  }

  /** Whether anybody has spoken so far, and when. */
  get speechStartMs(): number | undefined {
    return this.#endpointer.speechStartMs;
  }

  get speechEndMs(): number {
    return this.#endpointer.speechEndMs;
  }

  /** Speech so far without the pauses. */
  get speechMs(): number {
    return this.#endpointer.speechMs;
  }

  /** Audio in the order it came (PCM16LE mono 16 kHz). Need not be awaited: the result is in `decided`. */
  async onAudio(pcm16: Int16Array | Buffer): Promise<void> {
    if (this.#closed.signal.aborted || this.endpoint !== undefined) return;
    try {
      for (const probability of await this.#vad.push(pcm16)) {
        const endpoint = this.#endpointer.onFrame(probability);
        if (endpoint !== undefined) {
          this.#decided.resolve(endpoint);
          this.close();
          return;
        }
      }
    } catch (error) {
      this.#decided.reject(error);
      this.close();
    }
  }

  /** Words as they change. What the engine itself knows of their meaning needs no question. */
  onPartial(partial: PartialHypothesis): void {
    if (partial.progress !== undefined) {
      this.#endpointer.setMeaning(partial.progress, partial.heardMs);
      return;
    }
    if (this.#judge === undefined || this.#closed.signal.aborted) return;
    this.#latest = partial;
    if (!this.#isJudging) void this.#judgeLatest(this.#judge);
  }

  /** Stops watching; idempotent. */
  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#remembered.clear();
    this.#latest = undefined;
    this.#vad.close();
  }

  /** One question at a time; words that came meanwhile replace each other. */
  async #judgeLatest(judge: Judge): Promise<void> {
    this.#isJudging = true;
    for (let partial = this.#latest; partial !== undefined; partial = this.#latest) {
      this.#latest = undefined;
      const { text, heardMs } = partial;
      if (!this.#remembered.has(text)) {
        // A judge that fails is no reason to fail the turn: silence alone decides then.
        const meaning = await judge(text, this.#closed.signal).catch(() => undefined);
        if (this.#closed.signal.aborted) break;
        if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
        this.#remembered.set(text, meaning);
      }
      this.#endpointer.setMeaning(this.#remembered.get(text), heardMs);
    }
    this.#isJudging = false;
  }
}
