/** One recording heard by both passes, and what stands afterwards: decided and combined as the service does it. */

import type { Locale } from '@earshot/skills-sdk';
import type { LanguageModelRef } from '../../asr/engine.ts';
import { combinePasses } from '../../asr/second-pass/combine.ts';
import { decideSecondPass, type SecondPassPolicy } from '../../asr/second-pass/policy.ts';
import { firstVerdict } from '../../asr/second-pass/refine.ts';
import type { VoiceActivityDetector } from '../../asr/vad/detector.ts';
import { SpeechMeter } from '../../asr/vad/speech-meter.ts';
import { unknownAudience } from '../../common/audience.ts';
import type { BenchRecogniser, Heard } from './recogniser.ts';
import { percentile } from './score.ts';
import { benchRecipient, type SecondHearing } from './second-engine.ts';

export interface FirstHearing extends Heard {
  readonly locale: Locale;
  readonly languageModel: LanguageModelRef | undefined;
  readonly speechMs: number;
}

export async function hearFirst(
  samples: Int16Array,
  locale: Locale,
  languageModel: LanguageModelRef | undefined,
  recogniser: BenchRecogniser,
  vad: VoiceActivityDetector,
): Promise<FirstHearing> {
  const meter = new SpeechMeter(vad, Number.POSITIVE_INFINITY);
  meter.onAudio(samples);
  const speechMs = await meter.measured();
  meter.close();
  return { ...(await recogniser.hear(samples, locale, languageModel)), locale, languageModel, speechMs };
}

export function isHeardTwice(first: FirstHearing, policy: SecondPassPolicy): boolean {
  const { locale, speechMs } = first;
  const verdict = firstVerdict(first.hypotheses, first.languageModel);
  const decision = decideSecondPass(
    verdict,
    { locale, audience: unknownAudience, speechMs, isFreeText: verdict.isFreeText },
    { recipient: benchRecipient, locales: [locale], isResting: false },
    policy,
  );
  return decision.isWanted;
}

export interface HeardByBoth extends Heard {
  /** Time of the second hearing; `undefined` where there was none. */
  readonly addedMs: number | undefined;
  readonly hasSecondVerdict: boolean;
}

/** @param second `undefined` where the first pass stood alone */
export function heardByBoth(first: FirstHearing, second: SecondHearing | undefined): HeardByBoth {
  if (second === undefined) return { ...first, addedMs: undefined, hasSecondVerdict: false };
  const verdict = firstVerdict(first.hypotheses, first.languageModel);
  const { hypotheses } = combinePasses(
    verdict,
    second.hypotheses,
    first.locale,
    undefined,
    verdict.foreseenWords,
  );
  return {
    ...first,
    hypotheses,
    finalMs: first.finalMs + second.ms,
    addedMs: second.ms,
    hasSecondVerdict: second.hypotheses !== undefined,
  };
}

export interface SecondPassCost {
  readonly heardTwice: number;
  /** Of those, how often the engine gave none and the first pass' verdict stood. */
  readonly withoutSecondVerdict: number;
  /** Whole milliseconds, of those heard twice. */
  readonly addedP50Ms: number;
  readonly addedP95Ms: number;
}

export function costOf(heard: readonly HeardByBoth[]): SecondPassCost {
  const twice = heard.filter(({ addedMs }) => addedMs !== undefined);
  const added = twice.map(({ addedMs }) => addedMs!);
  return {
    heardTwice: twice.length,
    withoutSecondVerdict: twice.filter(({ hasSecondVerdict }) => !hasSecondVerdict).length,
    addedP50Ms: Math.round(percentile(added, 50)),
    addedP95Ms: Math.round(percentile(added, 95)),
  };
}
