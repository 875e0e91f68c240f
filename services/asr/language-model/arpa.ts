/** From expected counts and a background distribution to a trigram model in the ARPA format. */
import type { NGramCounts, Vocabulary } from './counts.ts';
import { fillerWord, packHistory, sentenceEnd, sentenceStart, unpackHistory } from './counts.ts';

export interface Smoothing {
  /** Part of the unigram mass that belongs to the background's words; 0 without a background. */
  readonly backgroundShare: number;
  /** Part of each one-word history's mass given to words never seen after it. */
  readonly bigramEscape: number;
  readonly trigramEscape: number;
  /** Escape from the very beginning: how likely somebody speaks to nobody. */
  readonly startEscape: number;
}

/** Relative frequencies of words that people say to each other; they compete with the commands. */
export interface BackgroundModel {
  readonly unigrams: ReadonlyMap<string, number>;
  /** Optional: conditional probabilities word -> next word, incomplete rows allowed. */
  readonly bigrams?: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Trigrams whose probability is within this factor of their bigram's are not written. */
const prunedWithin = 1.3;

interface Row {
  readonly words: Map<number, number>;
  backoff: number;
}

const log10 = (value: number): string => (value <= 1e-99 ? '-99' : Math.log10(value).toFixed(4));

/** Turns one history's counts into probabilities that leave `escapeShare` (more, if fillers followed) to the rest. */
function discount(continuations: Map<number, number>, escapeShare: number): Map<number, number> {
  let total = 0;
  for (const mass of continuations.values()) total += mass;
  const kept = new Map<number, number>();
  for (const [word, mass] of continuations) {
    if (word !== fillerWord) kept.set(word, ((1 - escapeShare) * mass) / total);
  }
  return kept;
}

export function writeArpa(
  counts: NGramCounts,
  vocabulary: Vocabulary,
  smoothing: Smoothing,
  background?: BackgroundModel,
): string {
  const share = background ? smoothing.backgroundShare : 0;
  const unigrams = unigramTable(counts, vocabulary, share, background);
  const p1 = (word: number): number => unigrams.get(word) ?? 0;

  const bigrams = new Map<number, Row>();
  for (const [history, continuations] of counts.bigrams) {
    if (history === fillerWord) continue;
    const escapeShare = history === sentenceStart ? smoothing.startEscape : smoothing.bigramEscape;
    const words = discount(continuations, escapeShare);
    if (background?.bigrams) mixBackground(words, vocabulary, history, background.bigrams, escapeShare);
    bigrams.set(history, { words, backoff: backoffOf(words, p1) });
  }
  for (const [name, next] of background?.bigrams ?? []) {
    const history = vocabulary.id(name);
    if (bigrams.has(history)) continue;
    const words = new Map<number, number>();
    for (const [word, probability] of next) words.set(vocabulary.id(word), probability);
    bigrams.set(history, { words, backoff: backoffOf(words, p1) });
  }
  const p2 = (history: number, word: number): number => {
    const row = bigrams.get(history);
    return row ? (row.words.get(word) ?? row.backoff * p1(word)) : p1(word);
  };

  const trigrams = new Map<number, Row>();
  for (const [history, continuations] of counts.trigrams) {
    const [older, newer] = unpackHistory(history);
    if (older === fillerWord || newer === fillerWord) continue;
    const words = discount(continuations, smoothing.trigramEscape);
    // What the shorter history already says nearly as well is left to it: most of a number's or a time's.
    for (const [word, probability] of words) {
      const ratio = probability / p2(newer, word);
      if (ratio > 1 / prunedWithin && ratio < prunedWithin) words.delete(word);
    }
    if (words.size === 0) continue;
    trigrams.set(history, { words, backoff: backoffOf(words, (word) => p2(newer, word)) });
  }
  return render(vocabulary, unigrams, bigrams, trigrams);
}

function unigramTable(
  counts: NGramCounts,
  vocabulary: Vocabulary,
  share: number,
  background: BackgroundModel | undefined,
): Map<number, number> {
  const table = new Map<number, number>();
  let total = 0;
  for (const [word, mass] of counts.unigrams) if (word !== fillerWord) total += mass;
  for (const [word, mass] of counts.unigrams) {
    if (word !== fillerWord) table.set(word, ((1 - share) * mass) / total);
  }
  if (background && share > 0) {
    let sum = 0;
    for (const frequency of background.unigrams.values()) sum += frequency;
    for (const [name, frequency] of background.unigrams) {
      const word = vocabulary.id(name);
      table.set(word, (table.get(word) ?? 0) + (share * frequency) / sum);
    }
  }
  return table;
}

function mixBackground(
  words: Map<number, number>,
  vocabulary: Vocabulary,
  history: number,
  bigrams: NonNullable<BackgroundModel['bigrams']>,
  escapeShare: number,
): void {
  const next = bigrams.get(vocabulary.words[history]!);
  if (!next) return;
  // Half of what escapes goes to the background's own continuations, the rest stays with the unigrams.
  for (const [name, probability] of next) {
    const word = vocabulary.id(name);
    words.set(word, (words.get(word) ?? 0) + 0.5 * escapeShare * probability);
  }
}

/** Katz's weight: what a history left over, shared among words it does not list by the shorter history. */
function backoffOf(words: ReadonlyMap<number, number>, lower: (word: number) => number): number {
  let listed = 0;
  let listedLower = 0;
  for (const [word, probability] of words) {
    listed += probability;
    listedLower += lower(word);
  }
  return Math.max(1e-9, 1 - listed) / Math.max(1e-6, 1 - listedLower);
}

function render(
  vocabulary: Vocabulary,
  unigrams: ReadonlyMap<number, number>,
  bigrams: ReadonlyMap<number, Row>,
  trigrams: ReadonlyMap<number, Row>,
): string {
  const name = (word: number): string => vocabulary.words[word]!;
  const isSayable = (word: number): boolean => unigrams.has(word);
  const bigramLines: string[] = [];
  for (const [history, row] of bigrams) {
    for (const [word, probability] of row.words) {
      if (!isSayable(word) || (history !== sentenceStart && !isSayable(history))) continue;
      const longer = trigrams.get(packHistory(history, word));
      const line = `${log10(probability)}\t${name(history)} ${name(word)}`;
      bigramLines.push(word === sentenceEnd ? line : `${line}\t${log10(longer ? longer.backoff : 1)}`);
    }
  }
  const trigramLines: string[] = [];
  for (const [history, row] of trigrams) {
    const [older, newer] = unpackHistory(history);
    // The format wants every trigram's history as a bigram; fillers in between may have removed one.
    if (!bigrams.get(older)?.words.has(newer)) continue;
    for (const [word, probability] of row.words) {
      if (isSayable(word)) {
        trigramLines.push(`${log10(probability)}\t${name(older)} ${name(newer)} ${name(word)}`);
      }
    }
  }
  const unigramLines = [`-99\t<s>\t${log10(bigrams.get(sentenceStart)?.backoff ?? 1)}`];
  for (const [word, probability] of unigrams) {
    if (word === sentenceStart) continue;
    const backoff = word === sentenceEnd ? '' : `\t${log10(bigrams.get(word)?.backoff ?? 1)}`;
    unigramLines.push(`${log10(probability)}\t${name(word)}${backoff}`);
  }
  return [
    '\\data\\',
    `ngram 1=${unigramLines.length}`,
    `ngram 2=${bigramLines.length}`,
    `ngram 3=${trigramLines.length}`,
    '',
    '\\1-grams:',
    ...unigramLines,
    '',
    '\\2-grams:',
    ...bigramLines,
    '',
    '\\3-grams:',
    ...trigramLines,
    '',
    '\\end\\',
    '',
  ].join('\n');
}
