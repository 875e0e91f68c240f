/** The better voice of the house: Kokoro-82M in worker threads, both locales, by voices of the model catalogue. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import type { SynthesisRequest, TtsEngine } from '../engine.ts';
import type { PoolCounters } from '../pool/counters.ts';
import { type PoolOptions, SynthesisPool } from '../pool/synthesis-pool.ts';
import { splitText } from '../text.ts';
import type { KokoroFiles } from './model.ts';

export interface KokoroOptions extends Omit<PoolOptions, 'workerUrl' | 'setup'> {
  readonly modelsDir: string;
  readonly voices: Readonly<Record<Locale, string>>;
  /** Cores that one sentence may use. */
  readonly threads: number;
}

/** Where the model catalogue puts its two parts. */
export const kokoroFiles = (modelsDir: string, threads: number): KokoroFiles => ({
  modelDir: join(modelsDir, 'kokoro'),
  runtimeDir: join(modelsDir, 'onnxruntime'),
  threads,
});

/** Whether model, runtime and these voices are there. */
export function isKokoroInstalled(modelsDir: string, voices: readonly string[]): boolean {
  const { modelDir, runtimeDir } = kokoroFiles(modelsDir, 1);
  return [
    join(modelDir, 'kokoro-v1.0.int8.onnx'),
    join(modelDir, 'vocab.json'),
    join(runtimeDir, 'node_modules', 'onnxruntime-node', 'package.json'),
    ...voices.map((voice) => join(modelDir, 'voices', `${voice}.bin`)),
  ].every((path) => existsSync(path));
}

export class KokoroEngine implements TtsEngine {
  readonly id = 'kokoro';
  readonly locales: readonly Locale[] = ['en-US', 'zh-CN'];
  readonly #pool: SynthesisPool;
  readonly #voices: Readonly<Record<Locale, string>>;

  constructor({ modelsDir, voices, threads, ...options }: KokoroOptions) {
    this.#voices = voices;
    this.#pool = new SynthesisPool({
      ...options,
      workerUrl: new URL('./worker.ts', import.meta.url),
      setup: { ...kokoroFiles(modelsDir, threads), voices: Object.values(voices) },
    });
  }

  get counters(): PoolCounters {
    return this.#pool.counters;
  }

  async *synthesise(request: SynthesisRequest): AsyncGenerator<Buffer, void, void> {
    for (const { text, locale } of splitText(request.text, request.locale)) {
      const { sampleRateHz, manner } = request;
      const job = { text, voice: this.#voices[locale], sampleRateHz, manner };
      yield* this.#pool.speak(job, request.signal);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
