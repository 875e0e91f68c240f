/** The voice that is always there: espeak-ng as WebAssembly, both locales, a few milliseconds to first audio. */
import type { Locale } from '@earshot/skills-sdk';
import type { SynthesisRequest, TtsEngine } from '../engine.ts';
import type { PoolCounters } from '../pool/counters.ts';
import { type PoolOptions, SynthesisPool } from '../pool/synthesis-pool.ts';
import { splitText } from '../text.ts';

const voices = { 'en-US': 'en-us', 'zh-CN': 'cmn' } as const satisfies Record<Locale, string>;

export class EspeakEngine implements TtsEngine {
  readonly id = 'espeak-ng';
  readonly locales: readonly Locale[] = ['en-US', 'zh-CN'];
  readonly #pool: SynthesisPool;

  constructor(options: Omit<PoolOptions, 'workerUrl' | 'setup'>) {
    this.#pool = new SynthesisPool({ ...options, workerUrl: new URL('./worker.ts', import.meta.url) });
  }

  get counters(): PoolCounters {
    return this.#pool.counters;
  }

  /** One job for each sentence, asked for when the one before was read: a long text never holds a worker. */
  async *synthesise(request: SynthesisRequest): AsyncGenerator<Buffer, void, void> {
    for (const segment of splitText(request.text, request.locale)) {
      yield* this.#pool.speak(
        {
          text: segment.text,
          voice: voices[segment.locale],
          sampleRateHz: request.sampleRateHz,
          manner: request.manner,
        },
        request.signal,
      );
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
