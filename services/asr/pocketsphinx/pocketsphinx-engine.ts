/** PocketSphinx as a recognition engine: streams of the service mapped to decoder children. */
import { join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type {
  Hypothesis,
  LanguageModelRef,
  OpenStreamOptions,
  PartialHypothesis,
  RecognitionEngine,
  RecognitionStream,
} from '../engine.ts';
import { joinWords } from '../language-model/words.ts';
import type { DecoderChild } from './decoder-child.ts';
import { DecoderPool, type DecoderPoolOptions, type PoolState } from './decoder-pool.ts';
import type { Evidence, ModelFiles } from './messages.ts';
import { spokenWords } from './spoken-words.ts';

export const pocketSphinxId = 'pocketsphinx';

export interface PocketSphinxOptions extends Omit<DecoderPoolOptions, 'schedulePath'> {
  /** Where it is remembered how many decoders each hour wants. Default: nowhere. */
  readonly stateDir?: string;
  /** Open-vocabulary models by locale; English has one, Mandarin has none. */
  readonly openModels: Partial<Readonly<Record<Locale, ModelFiles>>>;
  /** Locales for which an acoustic model is installed. */
  readonly locales: readonly Locale[];
  /** Files of a compiled language model; undefined when it is unknown here. */
  readonly filesOf: (model: LanguageModelRef) => ModelFiles | undefined;
}

export interface PocketSphinxEngine extends RecognitionEngine {
  readonly pool: PoolState;
  /** Resolves when a first decoder serves. */
  readonly ready: Promise<void>;
  /** Loads an open model into the decoders kept ready, unless a compiled one is there already. */
  warm(): Promise<void>;
  /** Loads a compiled model into children that are idle now. */
  preload(model: LanguageModelRef, copies: number): Promise<void>;
}

export function createPocketSphinxEngine(options: PocketSphinxOptions): PocketSphinxEngine {
  const { stateDir } = options;
  const pool = new DecoderPool({
    ...options,
    ...(stateDir === undefined ? {} : { schedulePath: join(stateDir, 'asr', 'decoder-schedule.json') }),
  });

  const filesFor = ({ locale, languageModel }: OpenStreamOptions): ModelFiles => {
    const files = languageModel ? options.filesOf(languageModel) : options.openModels[locale];
    if (!files || !options.locales.includes(locale)) throw new EarshotError('ASR_LOCALE_UNSUPPORTED');
    return files;
  };

  return {
    id: pocketSphinxId,
    locales: options.locales,
    isOpenVocabulary: (locale) => options.openModels[locale] !== undefined,
    async warm() {
      const [model] = Object.values(options.openModels);
      if (model) await pool.preloadFirst(model);
    },
    ready: pool.ready,
    get pool() {
      return pool.state;
    },
    async openStream(request) {
      const files = filesFor(request);
      const { signal, share, isAhead } = request;
      let stream: PocketSphinxStream | undefined;
      let isRevoked = false;
      const child = await pool.acquire(files, {
        ...(signal && { signal }),
        ...(share !== undefined && { share }),
        ...(isAhead !== undefined && { isAhead }),
        onRevoked: () => {
          isRevoked = true;
          stream?.revoke();
        },
      });
      stream = new PocketSphinxStream(child, files, pool, signal);
      if (isRevoked) stream.revoke();
      return stream;
    },
    async preload(model, copies) {
      const files = options.filesOf(model);
      if (files) await pool.preload(files, copies);
    },
    async close() {
      pool.close();
    },
  };
}

export class PocketSphinxStream implements RecognitionStream {
  readonly #child: DecoderChild;
  readonly #pool: DecoderPool;
  readonly #locale: Locale;
  readonly #engine: ModelFiles['engine'];
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.abort();
  /** Only the newest partial waits for its reader: older ones mean nothing any more. */
  #newest: PartialHypothesis | undefined;
  #wake: (() => void) | undefined;
  #over: EarshotError | 'finished' | undefined;
  #isFinishing = false;
  /** What the verdict was made of, once finished; benches and calibration look at it, the service does not. */
  evidence: Evidence | undefined;
  /** Processor time it took, once finished. */
  cpuMs = 0;

  constructor(child: DecoderChild, files: ModelFiles, pool: DecoderPool, signal: AbortSignal | undefined) {
    this.#child = child;
    this.#pool = pool;
    this.#locale = files.locale;
    this.#engine = files.engine;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    child.begin(files.key, {
      onPartial: (text, heardMs, progress) => {
        this.#newest = { text: this.#readable(text), heardMs, ...(progress ? { progress } : {}) };
        this.#wake?.();
      },
      onFailed: (error) => this.#end(error),
    });
  }

  #readable(text: string): string {
    return joinWords(spokenWords(text), this.#locale);
  }

  #end(how: EarshotError | 'finished'): void {
    if (this.#over) return;
    this.#over = how;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#wake?.();
    this.#pool.release(this.#child);
  }

  async write(pcm16: Int16Array | Buffer): Promise<void> {
    if (this.#over) throw this.#over === 'finished' ? new EarshotError('CANCELLED') : this.#over;
    if (pcm16.byteLength % 2 !== 0) throw new EarshotError('INVALID_ARGUMENT');
    // A copy of just these bytes: a view into a pooled buffer would take the whole pool along.
    const bytes = new Uint8Array(pcm16.buffer, pcm16.byteOffset, pcm16.byteLength).slice();
    await this.#unlessOver(this.#child.write(bytes));
  }

  readonly partials: AsyncIterable<PartialHypothesis> = {
    [Symbol.asyncIterator]: () => this.#readPartials(),
  };

  async *#readPartials(): AsyncGenerator<PartialHypothesis, void, void> {
    for (;;) {
      const partial = this.#newest;
      this.#newest = undefined;
      if (partial) yield partial;
      else if (this.#over) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  async finish(isForWords = false): Promise<readonly Hypothesis[]> {
    if (this.#over) throw this.#over === 'finished' ? new EarshotError('CANCELLED') : this.#over;
    this.#isFinishing = true;
    const { isCrowded } = this.#pool;
    const { hypotheses, evidence, cpuMs } = await this.#unlessOver(this.#child.finish(isCrowded, isForWords));
    this.#end('finished');
    this.evidence = evidence;
    this.cpuMs = cpuMs;
    return hypotheses.map((hypothesis) => ({ ...hypothesis, engine: this.#engine }));
  }

  claim(): void {
    this.#pool.claim(this.#child);
  }

  /** Gives its decoder to somebody else, unless it is about to do so by itself. */
  revoke(): void {
    if (!this.#isFinishing) this.#end(new EarshotError('ASR_BUSY'));
  }

  /** Why it ended says more than what the child says of it. */
  async #unlessOver<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#over instanceof EarshotError ? this.#over : error;
    }
  }

  abort(): void {
    this.#end(new EarshotError('CANCELLED'));
  }
}
