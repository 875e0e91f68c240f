/** What the turn stands on after both passes. Pure. */
import type { Locale } from '@earshot/skills-sdk';
import type { Hypothesis } from '../engine.ts';
import { joinWords } from '../language-model/words.ts';
import { mergeByWord } from './by-word.ts';
import type { FirstPassResult } from './policy.ts';
import { soundAlike } from './sound-alike.ts';

export interface CombinedResult {
  /** Best first. */
  readonly hypotheses: readonly Hypothesis[];
  readonly isRejected: boolean;
  /** Which pass the turn stands on. */
  readonly pass: 1 | 2;
}

export interface CombineSettings {
  /** From this likeness on, both passes heard the same words, 0 to 1. See docs/bench-second-pass.md. */
  readonly agreement: Readonly<Record<Locale, number>>;
  /** The same for a reading that the first pass itself held to be no command: that takes more to be believed. */
  readonly agreementOnRejected: Readonly<Record<Locale, number>>;
  /** How many of the first pass' readings the second may confirm: the dialogue looks at five in all. */
  readonly maxConfirmed: number;
  /**
   * From this confidence on the first pass' words are believed where the second heard others; a reading for each, in this order. Absent:
   * nothing is put together word by word. Found on synthesised commands of our own (docs/bench-ears.md).
   */
  readonly sureOfWord: Readonly<Partial<Record<Locale, readonly number[]>>>;
}

export const defaultCombineSettings: CombineSettings = {
  agreement: { 'en-US': 0.7, 'zh-CN': 0.6 },
  agreementOnRejected: { 'en-US': 0.9, 'zh-CN': 0.6 },
  maxConfirmed: 2,
  sureOfWord: { 'en-US': [0.5, 0.9] },
};

/** Whether a reading of the first pass holds words that no command has. Unknown without a list of them. */
export function holdsFreeText(
  hypothesis: Hypothesis,
  foreseenWords: ReadonlySet<string> | undefined,
): boolean {
  if (foreseenWords === undefined) return false;
  return hypothesis.words.some(({ word }) => !foreseenWords.has(word));
}

/**
 * One engine that hears the same sounds twice, with its grammar and without: that vouches for nothing, and what it held
 * to be no command is none for sounding alike.
 */
function isOwnEcho(hypothesis: Hypothesis, second: readonly Hypothesis[]): boolean {
  return hypothesis.isRejected && second.some(({ engine }) => engine === hypothesis.engine);
}

/** What both heard of it, each where it is to be believed; nothing where the first knows nothing of its single words. */
function mergedReadings(
  first: Hypothesis | undefined,
  second: Hypothesis | undefined,
  locale: Locale,
  { sureOfWord }: CombineSettings,
): Hypothesis[] {
  if (first === undefined || second === undefined || first.isRejected) return [];
  if (
    joinWords(
      first.words.map(({ word }) => word),
      locale,
    ) !== first.text
  )
    return [];
  const texts = (sureOfWord[locale] ?? []).flatMap((sureFrom) => {
    const merged = mergeByWord(first.words, second.text.split(' '), sureFrom);
    return merged === undefined ? [] : [joinWords(merged, locale)];
  });
  return [...new Set(texts)].map((text) => ({ ...second, text, words: [] }));
}

/**
 * The second pass hears anything, the first spells the commands: where both heard the same sounds, the first
 * pass' words stand, confirmed; where they did not, the words of the second stand alone, and whether they mean
 * anything is for the dialogue to say. A second pass without an answer (`undefined`) or without words changes
 * nothing.
 * @param foreseenWords words of the commands: a reading with others in it holds free text, which the second
 *   pass spells better
 */
export function combinePasses(
  first: FirstPassResult,
  second: readonly Hypothesis[] | undefined,
  locale: Locale,
  settings: CombineSettings = defaultCombineSettings,
  foreseenWords?: ReadonlySet<string>,
): CombinedResult {
  const standing: CombinedResult = { ...first, pass: 1 };
  if (second === undefined || second.length === 0) return standing;
  const confirmed = first.hypotheses
    .slice(0, settings.maxConfirmed)
    .filter((hypothesis) => !isOwnEcho(hypothesis, second))
    .map((hypothesis) => ({
      hypothesis,
      likeness: Math.max(...second.map((other) => soundAlike(hypothesis.text, other.text, locale))),
    }))
    .filter(({ hypothesis: { isRejected }, likeness }) => {
      const { agreement, agreementOnRejected } = settings;
      return likeness >= (isRejected ? agreementOnRejected : agreement)[locale];
    })
    .sort((one, other) => other.likeness - one.likeness);
  const isConfirmed = confirmed.length > 0;
  const hypotheses: Hypothesis[] = confirmed.map(({ hypothesis, likeness }) => ({
    ...hypothesis,
    isRejected: false,
    confidence: Math.max(hypothesis.confidence, likeness),
  }));
  const known = new Set(hypotheses.map(({ text }) => text));
  // Two engines that agree on the sounds vouch for both spellings of them.
  const agreed = confirmed[0]?.likeness ?? 0;
  const others = second
    .filter(({ text }) => !known.has(text))
    .map((hypothesis) => ({ ...hypothesis, confidence: Math.max(hypothesis.confidence, agreed) }));
  const merged = mergedReadings(first.hypotheses[0], second[0], locale, settings);
  others.unshift(...merged.filter(({ text }) => !known.has(text)));
  const [top] = hypotheses;
  const isFreeText =
    first.isFreeTextAsked === true || (top !== undefined && holdsFreeText(top, foreseenWords));
  if (isFreeText) hypotheses.unshift(...others);
  else hypotheses.push(...others);
  return { hypotheses, isRejected: false, pass: isConfirmed && !first.isRejected ? 1 : 2 };
}
