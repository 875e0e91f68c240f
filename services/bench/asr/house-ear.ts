/** The open ears of the house, as the benches ask them. */
import type { Locale } from '@earshot/skills-sdk';
import type { LanguageModelRef } from '../../asr/engine.ts';
import { installedModels, secondHearing } from '../../asr/models/installed.ts';
import { openInHouseEngine } from '../../asr/second-pass/in-house.ts';
import type { SecondEngine } from '../../asr/second-pass/second-pass.ts';
import { EngineMissing, type SecondHearing } from './second-engine.ts';

/** Whoever hears an utterance for the second time. */
export interface SecondEar {
  hear(
    samples: Int16Array,
    locale: Locale,
    languageModel: LanguageModelRef | undefined,
    /** See `RecognitionStream.finish`. */
    isForWords?: boolean,
  ): Promise<SecondHearing>;
  close(): Promise<void>;
}

/** Far more than the service would wait. */
const patienceMs = 60_000;

/** @throws EngineMissing where none is installed for this locale */
export function openHouseEar(modelsDir: string, locale: Locale): SecondEar {
  const engine = openInHouseEngine(secondHearing(installedModels({ modelsDir }), modelsDir), {
    maxWaitMs: patienceMs,
  });
  if (!engine?.locales.includes(locale)) {
    const model = locale === 'zh-CN' ? 'vosk-zh-CN' : 'moonshine-en-US';
    throw new EngineMissing(`nothing here hears ${locale} again; try: earshot models pull ${model}`);
  }
  return {
    hear: (samples, _locale, _foreseen, isForWords) => hear(engine, samples, locale, isForWords),
    close: () => engine.close(),
  };
}

async function hear(
  engine: SecondEngine,
  samples: Int16Array,
  locale: Locale,
  isForWords = false,
): Promise<SecondHearing> {
  const startedAt = performance.now();
  const stream = await engine.openStream({ locale });
  await stream.write(samples);
  const hypotheses = await stream.finish(isForWords);
  return { hypotheses, ms: performance.now() - startedAt };
}
