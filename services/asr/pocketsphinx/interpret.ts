/** From the decoder's raw result to hypotheses with a verdict: is this a command, and how sure is that? */
import type { Locale } from '@earshot/skills-sdk';
import { framesPerSecond, type NativeResult, type NativeSegment } from '../decoder.ts';
import type { Acceptor } from '../language-model/acceptor.ts';
import { joinWords } from '../language-model/words.ts';
import { confidenceOf, rejectionThreshold } from './confidence.ts';
import type { DecodedHypothesis, DecodedWord, Evidence } from './messages.ts';

import { bare, isNoise, spokenWords } from './spoken-words.ts';

/** How far down the n-best list a foreseen sentence is looked for, and how many words it may overlook. */
export const searchedHypotheses = 12;
const maxOverlooked = 2;

export interface Foreseen {
  readonly acceptor: Acceptor;
  readonly commandWords: ReadonlySet<string>;
}

const toMs = (frame: number): number => Math.round((frame * 1_000) / framesPerSecond);

export function heardWords(segments: readonly NativeSegment[]): DecodedWord[] {
  return segments
    .filter(({ word }) => !isNoise(word))
    .map((segment) => ({
      word: bare(segment.word),
      startMs: toMs(segment.startFrame),
      endMs: toMs(segment.endFrame + 1),
      confidence: segment.posterior,
    }));
}

export interface Interpretation {
  readonly hypotheses: readonly DecodedHypothesis[];
  readonly evidence?: Evidence;
}

export function interpret(result: NativeResult, locale: Locale, foreseen?: Foreseen): Interpretation {
  const words = heardWords(result.segments);
  if (words.length === 0) return { hypotheses: [] };
  const best = words.map(({ word }) => word);
  const readings = [best];
  for (const { text } of result.nBest) {
    const reading = spokenWords(text);
    if (reading.length > 0 && !readings.some((known) => known.join(' ') === reading.join(' ')))
      readings.push(reading);
  }
  if (!foreseen) {
    const confidence = mean(words.map((word) => word.confidence));
    return {
      hypotheses: readings.slice(0, 5).map((reading, index) => ({
        text: joinWords(reading, locale),
        words: index === 0 ? words : [],
        confidence: index === 0 ? confidence : confidence / (index + 1),
        isRejected: false,
      })),
    };
  }
  return judge(result, words, readings, locale, foreseen);
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function judge(
  result: NativeResult,
  words: readonly DecodedWord[],
  readings: readonly (readonly string[])[],
  locale: Locale,
  foreseen: Foreseen,
): Interpretation {
  const overlooked = readings.map((reading) => foreseen.acceptor.overlooked(reading, maxOverlooked));
  // A foreseen sentence near the top beats an unforeseen one above it; fewer words overlooked beat rank.
  let rank = 0;
  for (let allowed = 0; allowed <= maxOverlooked; allowed += 1) {
    const found = overlooked.indexOf(allowed);
    if (found >= 0) {
      rank = found;
      break;
    }
  }
  const evidence = gather(result, words, readings[rank]!, rank, overlooked[rank], locale, foreseen);
  const confidence = confidenceOf(evidence, locale);
  const isRejected = confidence < rejectionThreshold;
  const order = [rank, ...[...readings.keys()].filter((index) => index !== rank)].slice(0, 5);
  const hypotheses = order.map((index, place) => ({
    text: joinWords(readings[index]!, locale),
    words: index === 0 ? words : [],
    confidence: place === 0 ? confidence : confidence / (place + 1),
    isRejected,
  }));
  return { hypotheses, evidence };
}

function gather(
  result: NativeResult,
  words: readonly DecodedWord[],
  reading: readonly string[],
  rank: number,
  overlooked: number | undefined,
  locale: Locale,
  foreseen: Foreseen,
): Evidence {
  const spoken = result.segments.filter(({ word }) => !isNoise(word));
  const frames = spoken.reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame + 1, 0);
  const fromBackground = spoken
    .filter(({ word }) => !foreseen.commandWords.has(bare(word)))
    .reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame + 1, 0);
  const letters = reading.join('').length / (locale === 'zh-CN' ? 1 : 4);
  return {
    overlooked: overlooked ?? -1,
    rank,
    backgroundShare: frames === 0 ? 0 : fromBackground / frames,
    posterior: result.posterior,
    meanWordPosterior: mean(words.map(({ confidence }) => confidence)),
    leastWordPosterior: Math.min(...words.map(({ confidence }) => confidence)),
    wordCount: reading.length,
    framesPerUnit: frames / Math.max(1, letters),
    acousticPerFrame: mean(
      spoken.map(
        ({ acousticScore, startFrame, endFrame }) => acousticScore / (endFrame - startFrame + 1) / 1_000,
      ),
    ),
    languagePerWord: mean(spoken.map(({ languageScore }) => languageScore / 1_000)),
  };
}
