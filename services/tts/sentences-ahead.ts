/**
 * The sentences of one reply from a voice that takes a while: as soon as one is made the next is begun, so that it is there
 * when the listener has heard the one before. Never more than one ahead: whoever interrupts wastes little.
 */
import { Channel } from '../common/channel.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { abortReason } from '../common/grpc/streams.ts';
import type { SynthesisRequest, TtsEngine } from './engine.ts';

/** More pieces than any sentence has: the voice behind it bounds what one text becomes. */
const maxPieces = 10_000;

interface Begun {
  readonly audio: Channel<Buffer>;
  readonly ending: AbortController;
  isMade: boolean;
}

export class SentencesAhead {
  readonly #voice: Pick<TtsEngine, 'synthesise'>;
  readonly #sentences: readonly SynthesisRequest[];
  readonly #begun = new Map<number, Begun>();
  #lastAsked = -1;
  #isEnded = false;

  constructor(voice: Pick<TtsEngine, 'synthesise'>, sentences: readonly SynthesisRequest[]) {
    this.#voice = voice;
    this.#sentences = sentences;
  }

  /** The voice for one of them; they are asked for in their order. */
  voiceFor(index: number): Pick<TtsEngine, 'synthesise'> {
    return { synthesise: ({ signal }) => this.#read(index, signal) };
  }

  /** Ends what was begun and not asked for. */
  end(): void {
    this.#isEnded = true;
    for (const { ending } of this.#begun.values()) ending.abort(new EarshotError('CANCELLED'));
    this.#begun.clear();
  }

  async *#read(index: number, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
    this.#lastAsked = index;
    const begun = this.#begin(index);
    const { audio, ending } = begun;
    const giveUp = (): void => {
      ending.abort(abortReason(signal));
      audio.fail(abortReason(signal));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      if (signal.aborted) giveUp();
      else if (begun.isMade) this.#begin(index + 1);
      yield* audio;
    } finally {
      signal.removeEventListener('abort', giveUp);
      ending.abort(new EarshotError('CANCELLED'));
      this.#begun.delete(index);
    }
  }

  #begin(index: number): Begun {
    const known = this.#begun.get(index);
    if (known !== undefined) return known;
    const ending = new AbortController();
    const begun: Begun = { audio: new Channel<Buffer>({ limit: maxPieces }), ending, isMade: false };
    const sentence = this.#sentences[index];
    if (sentence === undefined || this.#isEnded) return begun;
    this.#begun.set(index, begun);
    void this.#make(index, begun, { ...sentence, signal: ending.signal });
    return begun;
  }

  async #make(index: number, begun: Begun, request: SynthesisRequest): Promise<void> {
    try {
      for await (const piece of this.#voice.synthesise(request)) begun.audio.push(piece);
      begun.isMade = true;
      begun.audio.close();
      if (index <= this.#lastAsked) this.#begin(index + 1);
    } catch (error) {
      begun.audio.fail(error);
    }
  }
}
