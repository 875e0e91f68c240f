/** Speech of one turn, one piece after another: progress first, then the reply. */
import type { Speech } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { PreparedTurn, TurnPorts, TurnSink } from './ports.ts';

export interface SpeakingOptions {
  readonly ports: Pick<TurnPorts, 'synthesise'>;
  readonly sink: Pick<TurnSink, 'openSpeech'>;
  readonly signal: AbortSignal;
  readonly sampleRateHz: number;
  /** Longest piece of speech, milliseconds. */
  readonly speakMs: number;
  /** Longest wait for the synthesiser's next chunk, milliseconds. */
  readonly stallMs: number;
}

export class Speaking {
  readonly #options: SpeakingOptions;
  #last: Promise<void> = Promise.resolve();

  constructor(options: SpeakingOptions) {
    this.#options = options;
  }

  /** Speaks after whatever is being spoken; resolves when the last frame was sent. */
  async say(turn: PreparedTurn, speech: Speech, onFirstFrame: () => void): Promise<void> {
    const piece = this.#last.then(() => this.#speak(turn, speech, onFirstFrame));
    this.#last = piece.catch(() => {});
    await piece;
  }

  /** Speaks without anybody waiting for it; a piece that fails is left out. */
  interject(turn: PreparedTurn, speech: Speech): void {
    this.#last = this.#last.then(() => this.#speak(turn, speech, () => {})).catch(() => {});
  }

  /** Resolves when nothing is being spoken. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #speak(turn: PreparedTurn, speech: Speech, onFirstFrame: () => void): Promise<void> {
    const { ports, sink, signal, sampleRateHz, speakMs, stallMs } = this.#options;
    if (signal.aborted) return;
    const chunks = ports
      .synthesise({ turn: turn.ref, speech, sampleRateHz }, { deadlineMs: speakMs, signal })
      [Symbol.asyncIterator]();
    try {
      // Nothing is announced before there is something to play.
      let next = await within(stallMs, chunks.next());
      if (next.done === true || signal.aborted) return;
      const output = sink.openSpeech(onFirstFrame);
      while (next.done !== true) {
        await output.push(next.value);
        next = await within(stallMs, chunks.next());
        // A turn that ended meanwhile, in whatever way, says nothing more.
        if (signal.aborted) return;
      }
      await output.end();
    } finally {
      // Leaving early cancels the call; nobody waits for its answer.
      chunks.return?.()?.catch(() => {});
    }
  }
}

async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new EarshotError('DEADLINE_EXCEEDED')), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
