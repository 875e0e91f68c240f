/** A pronunciation dictionary in CMU form: `word PH PH`, further pronunciations as `word(2) PH PH`. */
import { readFileSync } from 'node:fs';

/** Pronunciations of each word, each a space-separated phone string of the acoustic model. */
export type Lexicon = ReadonlyMap<string, readonly string[]>;

const line = /^(\S+?)(?:\(\d+\))?\s+(\S.*?)\s*$/;

export function parseLexicon(text: string): Lexicon {
  const lexicon = new Map<string, string[]>();
  for (const row of text.split('\n')) {
    const match = line.exec(row);
    if (!match) continue;
    const [, word, phones] = match as unknown as [string, string, string];
    const known = lexicon.get(word);
    if (known) known.push(phones);
    else lexicon.set(word, [phones]);
  }
  return lexicon;
}

export const readLexicon = (path: string): Lexicon => parseLexicon(readFileSync(path, 'utf8'));

/** The rows of these words only. */
export function withWordsOf(text: string, words: Iterable<string>): string {
  const wanted = new Set(words);
  return text
    .split('\n')
    .filter((row) => row === '' || wanted.has(line.exec(row)?.[1] ?? ''))
    .join('\n');
}

/** Says how a word that no dictionary has is probably pronounced; undefined when that cannot be told. */
export interface Pronouncer {
  pronounce(word: string): readonly string[] | undefined;
}

/** The dictionary file of a language model: its words only, since loading the full one takes seconds. */
export function writeLexicon(
  words: Iterable<string>,
  lexicon: Lexicon,
  pronouncer: Pronouncer,
): TrimmedLexicon {
  const rows: string[] = [];
  const guessed: string[] = [];
  const unsayable: string[] = [];
  for (const word of words) {
    let pronunciations = lexicon.get(word);
    if (!pronunciations) {
      pronunciations = pronouncer.pronounce(word);
      if (!pronunciations || pronunciations.length === 0) {
        unsayable.push(word);
        continue;
      }
      guessed.push(word);
    }
    pronunciations.forEach((phones, index) => {
      rows.push(`${index === 0 ? word : `${word}(${index + 1})`} ${phones}`);
    });
  }
  return { text: `${rows.join('\n')}\n`, guessed, unsayable };
}

export interface TrimmedLexicon {
  readonly text: string;
  /** Words that got a pronunciation by rule: worth showing to the skill's developer. */
  readonly guessed: readonly string[];
  /** Words left out; a model that needs one must not be loaded with it. */
  readonly unsayable: readonly string[];
}
