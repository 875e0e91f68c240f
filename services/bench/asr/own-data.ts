/** Anyone's recordings under anyone's models: the first pass, an engine elsewhere, or both together. */
import type { Locale } from '@earshot/skills-sdk';
import { hookSettings } from '../../asr/hook-settings.ts';
import type { SkillSource } from '../../asr/language-model/compile.ts';
import { usualPolicy } from '../../asr/second-pass/policy.ts';
import { SileroVad } from '../../asr/vad/silero-vad.ts';
import { loadConfig } from '../../common/config.ts';
import { costOf, heardByBoth, hearFirst, isHeardTwice } from './both-passes.ts';
import type { Label } from './dataset.ts';
import { openHouseEar, type SecondEar } from './house-ear.ts';
import { asJson, measure, type Outcome, summarise } from './measure.ts';
import type { BenchRecogniser } from './recogniser.ts';
import { BenchEngine, EngineMissing } from './second-engine.ts';
import { createUnderstander, type Understander } from './understanding.ts';

export interface OwnDataOptions {
  readonly recogniser: BenchRecogniser;
  readonly modelsDir: string;
  readonly dir: string;
  readonly labels: readonly Label[];
  readonly locale: Locale;
  readonly skills: readonly SkillSource[];
  /** `first`, `house`, `open`, or the address of a Wyoming server. */
  readonly engine: string;
  /** The Wyoming server without the first pass. */
  readonly isAlone: boolean;
}

export interface OwnDataResult {
  /** Names that say what they are, for machines and people. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly outcomes: readonly Outcome[];
}

/** @throws EngineMissing when the engine, or the acoustic model, is not there */
export async function measureOwnData(options: OwnDataOptions): Promise<OwnDataResult> {
  const { engine, isAlone, recogniser, locale, skills } = options;
  const understander = createUnderstander(skills, locale);
  const isWyoming = !['first', 'house', 'open'].includes(engine);
  if (isAlone && !isWyoming) throw new EngineMissing('--alone goes with --engine ADDRESS');
  if (!isAlone && !recogniser.locales.includes(locale)) {
    const orAlone = isWyoming ? ', or --alone for the engine by itself' : '';
    throw new EngineMissing(
      `no acoustic model for ${locale} here; try: earshot models pull ${locale}${orAlone}`,
    );
  }
  if (engine === 'house') {
    const house = openHouseEar(options.modelsDir, locale);
    try {
      return await bothPasses(options, understander, house);
    } finally {
      await house.close();
    }
  }
  if (!isWyoming) return firstPass(options, understander);
  const second = await BenchEngine.open({ address: engine, name: engine });
  try {
    return isAlone
      ? await engineAlone(options, understander, second)
      : await bothPasses(options, understander, second);
  } finally {
    await second.close();
  }
}

async function firstPass(options: OwnDataOptions, understander: Understander): Promise<OwnDataResult> {
  const { recogniser, locale, engine } = options;
  const compiled = engine === 'open' ? undefined : await recogniser.compile(locale, options.skills);
  const { figures, outcomes } = await measure({
    ...options,
    understander,
    hear: (samples) => recogniser.hear(samples, locale, compiled?.ref),
  });
  const compileMs = Math.round(compiled?.report.compileMs ?? 0);
  const heardBy = outcomes.find(({ heard }) => heard.hypotheses.length > 0)?.heard.hypotheses[0]?.engine;
  return { json: { locale, engine, heardBy, passes: 'first', compileMs, ...asJson(figures) }, outcomes };
}

async function engineAlone(
  options: OwnDataOptions,
  understander: Understander,
  second: BenchEngine,
): Promise<OwnDataResult> {
  const { locale, engine } = options;
  const { figures, outcomes } = await measure({
    ...options,
    understander,
    hear: async (samples) => {
      const { hypotheses = [], ms } = await second.hear(samples, locale, undefined);
      return { hypotheses, evidence: undefined, audioMs: samples.length / 16, decodeMs: ms, finalMs: ms };
    },
  });
  return { json: { locale, engine, passes: 'second', ...asJson(figures) }, outcomes };
}

async function bothPasses(
  options: OwnDataOptions,
  understander: Understander,
  second: SecondEar,
): Promise<OwnDataResult> {
  const { recogniser, locale, engine, skills } = options;
  const { ref, report } = await recogniser.compile(locale, skills);
  const { sureConfidence } = loadConfig(hookSettings);
  const vad = new SileroVad();
  try {
    const { figures, outcomes } = await measure({
      ...options,
      understander,
      hear: async (samples) => {
        const first = await hearFirst(samples, locale, ref, recogniser, vad);
        const isTwice = isHeardTwice(first, { ...usualPolicy, sureConfidence });
        const again = isTwice ? await second.hear(samples, locale, ref) : undefined;
        return { ...heardByBoth(first, again), first };
      },
    });
    const alone = outcomes.map(({ label, heard: { first } }): Outcome => {
      return { label, heard: first, meaning: understander.ofHypotheses(first.hypotheses) };
    });
    const { exactMatchPercent, falseAcceptancePercent } = asJson(summarise(alone, locale, understander));
    const json = {
      locale,
      engine,
      passes: 'both',
      compileMs: Math.round(report.compileMs),
      ...asJson(figures),
      ...costOf(outcomes.map(({ heard }) => heard)),
      firstPassAlone: { exactMatchPercent, falseAcceptancePercent },
    };
    return { json, outcomes };
  } finally {
    await vad.close();
  }
}
