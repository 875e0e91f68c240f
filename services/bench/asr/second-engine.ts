/** An engine behind a Wyoming address, as the benches ask it: patiently, and without forgetting its answers. */
import type { Locale } from '@earshot/skills-sdk';
import type { Hypothesis, LanguageModelRef } from '../../asr/engine.ts';
import { hypothesesOf } from '../../asr/wyoming/transcript.ts';
import { WyomingEngine, WyomingStream } from '../../asr/wyoming/wyoming-engine.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { parseWyomingAddress } from '../../common/wyoming/address.ts';
import type { EngineRecipient } from '../../common/wyoming/recipients.ts';
import { EngineAnswers } from './engine-answers.ts';

/** The engine cannot be asked; the message says what to do. */
export class EngineMissing extends Error {
  override readonly name = 'EngineMissing';
}

/** Recordings of a bench are nobody's: any engine may hear them. */
export const benchRecipient: EngineRecipient = {
  id: 'second-engine',
  operator: 'bench',
  region: '',
  isInHouse: true,
};

export interface SecondHearing {
  /** Best first; `undefined` when the engine gave no verdict. */
  readonly hypotheses: readonly Hypothesis[] | undefined;
  /** From the first byte sent to the verdict. */
  readonly ms: number;
  /** ISO 8601; absent without a verdict. */
  readonly takenAt?: string;
}

export interface BenchEngineOptions {
  /** `tcp://host:port`, `host:port` or `unix:///path`. Absent: only answers kept earlier. */
  readonly address: string | undefined;
  /** What it runs; answers are kept under this name. */
  readonly name: string;
  /** File that keeps its answers. */
  readonly answersPath?: string | undefined;
}

/** What an engine's transcripts are worth where its declaration does not say, see docs/engines.md. */
const confidence = 0.8;
/** An engine that fails this often in a row has gone. */
const mostFailures = 3;
/** Far more than the service would wait: a bench that shares its machine wants the answer all the same. */
const patienceMs = 60_000;

export class BenchEngine {
  readonly #options: BenchEngineOptions;
  readonly #answers: EngineAnswers;
  readonly #engine: WyomingEngine | undefined;
  #failures = 0;

  private constructor(options: BenchEngineOptions, engine: WyomingEngine | undefined) {
    this.#options = options;
    this.#engine = engine;
    this.#answers = new EngineAnswers(options.answersPath, options.name);
  }

  /** @throws EngineMissing when nothing there recognises speech */
  static async open(options: BenchEngineOptions): Promise<BenchEngine> {
    const { address } = options;
    if (address === undefined) return new BenchEngine(options, undefined);
    try {
      parseWyomingAddress(address);
    } catch (error) {
      throw new EngineMissing((error as Error).message);
    }
    const engine = new WyomingEngine({
      ...benchRecipient,
      address,
      locales: ['en-US', 'zh-CN'],
      connectTimeoutMs: 2_000,
      idleTimeoutMs: patienceMs,
      totalTimeoutMs: patienceMs,
      maxStreams: 1,
      maxQueued: 1,
      maxAudioMs: patienceMs,
      confidence,
      maxBiasWords: 100,
    });
    try {
      const { asr } = await engine.describe(AbortSignal.timeout(5_000));
      if (asr.length === 0) throw new EngineMissing(`the server at ${address} recognises no speech`);
    } catch (error) {
      await engine.close();
      if (error instanceof EngineMissing) throw error;
      throw new EngineMissing(
        `no Wyoming server answers at ${address} (${codeOf(error)}): start one there, see docs/engines.md`,
      );
    }
    return new BenchEngine(options, engine);
  }

  /** @throws EngineMissing when it stopped answering; what it answered so far is kept */
  async hear(
    samples: Int16Array,
    locale: Locale,
    languageModel: LanguageModelRef | undefined,
  ): Promise<SecondHearing> {
    const startedAt = performance.now();
    try {
      const answer = await this.#answers.of(samples, locale, () => this.#ask(samples, locale, languageModel));
      this.#failures = 0;
      const { transcript, ms, takenAt } = answer;
      const audioMs = samples.length / 16;
      const hypotheses = hypothesesOf(transcript, { locale, engine: benchRecipient.id, audioMs, confidence });
      return { hypotheses, ms, takenAt };
    } catch (error) {
      if (error instanceof EngineMissing) throw error;
      if (++this.#failures >= mostFailures) {
        throw new EngineMissing(
          `the engine at ${this.#options.address} stopped answering (${codeOf(error)}); ` +
            'start it again and repeat the run: with --answers it goes on where it ended',
        );
      }
      return { hypotheses: undefined, ms: performance.now() - startedAt };
    }
  }

  /** How long one hearing takes now, whatever was answered before. */
  async time(samples: Int16Array, locale: Locale): Promise<number> {
    return (await this.#ask(samples, locale, undefined)).ms;
  }

  async close(): Promise<void> {
    await this.#engine?.close();
  }

  async #ask(
    samples: Int16Array,
    locale: Locale,
    languageModel: LanguageModelRef | undefined,
  ): Promise<{ transcript: string; ms: number }> {
    if (!this.#engine) {
      throw new EngineMissing('an utterance was not answered earlier: name the engine with --engine ADDRESS');
    }
    const startedAt = performance.now();
    const stream = await this.#engine.openStream({ locale, ...(languageModel && { languageModel }) });
    try {
      await stream.write(samples);
      await stream.finish();
      const transcript = stream instanceof WyomingStream ? (stream.transcript ?? '') : '';
      return { transcript, ms: performance.now() - startedAt };
    } finally {
      stream.abort();
    }
  }
}
