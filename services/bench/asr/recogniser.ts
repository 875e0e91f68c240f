/** The recogniser as the service builds it, without the network: compiled models, decoder children, streams. */
import type { Locale } from '@earshot/skills-sdk';
import type { Hypothesis, LanguageModelRef, RecognitionEngine } from '../../asr/engine.ts';
import type { SkillSource } from '../../asr/language-model/compile.ts';
import { type CompiledModel, ModelStore } from '../../asr/language-model/model-store.ts';
import type { LocaleModel, TuningByLocale } from '../../asr/language-model/tuning.ts';
import { installedModels, openModels } from '../../asr/models/installed.ts';
import type { Evidence } from '../../asr/pocketsphinx/messages.ts';
import { createPocketSphinxEngine, PocketSphinxStream } from '../../asr/pocketsphinx/pocketsphinx-engine.ts';

export interface Heard {
  readonly hypotheses: readonly Hypothesis[];
  readonly evidence: Evidence | undefined;
  readonly audioMs: number;
  /** Processor time of the decoder (wall time for engines elsewhere): real-time factors hold on a busy machine. */
  readonly decodeMs: number;
  /** From the last sample to the hypotheses. */
  readonly finalMs: number;
}

export interface BenchRecogniser {
  readonly engine: RecognitionEngine;
  readonly locales: readonly Locale[];
  compile(locale: Locale, skills: readonly SkillSource[]): Promise<CompiledModel>;
  hear(
    samples: Int16Array,
    locale: Locale,
    model: LanguageModelRef | undefined,
    engine?: RecognitionEngine,
  ): Promise<Heard>;
  close(): Promise<void>;
}

export interface BenchRecogniserOptions {
  readonly modelsDir: string;
  readonly decoders?: number;
  readonly mandarinEngine?: LocaleModel['engine'];
  readonly tuning?: Partial<Readonly<Record<Locale, TuningByLocale>>>;
}

/** One frame of a speaker: 60 ms. */
const frameSamples = 960;

export function openRecogniser(options: BenchRecogniserOptions): BenchRecogniser {
  const { modelsDir, mandarinEngine } = options;
  const installed = installedModels({ modelsDir, ...(mandarinEngine && { mandarinEngine }) });
  const locales = Object.keys(installed) as Locale[];
  const store = new ModelStore({
    locales: installed,
    maxModels: 16,
    maxWaiting: 16,
    ...(options.tuning ? { tuning: options.tuning } : {}),
  });
  const decoders = options.decoders ?? 1;
  const own = createPocketSphinxEngine({
    locales,
    openModels: openModels(installed),
    filesOf: ({ key }) => store.find(key)?.files,
    minDecoders: decoders,
    spareDecoders: 0,
    maxWaitMs: 30_000,
    maxDecoders: decoders,
    maxWaiting: 64,
  });
  return {
    engine: own,
    locales,
    compile: (locale, skills) => store.compile({ locale, skills, names: {} }),
    async hear(samples, locale, model, engine = own) {
      const stream = await engine.openStream({ locale, ...(model ? { languageModel: model } : {}) });
      const startedAt = performance.now();
      for (let at = 0; at < samples.length; at += frameSamples)
        await stream.write(samples.subarray(at, at + frameSamples));
      // Writing runs ahead of decoding by up to a second; the final's latency counts from the last sample heard.
      const writtenAt = performance.now();
      const hypotheses = await stream.finish();
      const endedAt = performance.now();
      return {
        hypotheses,
        evidence: stream instanceof PocketSphinxStream ? stream.evidence : undefined,
        audioMs: samples.length / 16,
        decodeMs: stream instanceof PocketSphinxStream ? stream.cpuMs : endedAt - startedAt,
        finalMs: endedAt - writtenAt,
      };
    },
    async close() {
      await own.close();
      await store.close();
    },
  };
}
