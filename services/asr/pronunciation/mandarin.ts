/**
 * Pronunciations of Mandarin words outside the dictionary: characters to toneless pinyin, pinyin to the
 * acoustic model's phones. The second step is learnt from the dictionary itself, from its single characters.
 */
import { pinyin } from 'pinyin-pro';
import type { Lexicon, Pronouncer } from './lexicon.ts';

const syllables = (word: string): string[] =>
  pinyin(word, { toneType: 'none', type: 'array', v: true, nonZh: 'removed' });

/** Toneless pinyin to phones: what most of the characters with that one reading are given by the dictionary. */
export function learnSyllables(lexicon: Lexicon): ReadonlyMap<string, string> {
  const votes = new Map<string, Map<string, number>>();
  for (const [word, pronunciations] of lexicon) {
    if (pronunciations.length !== 1 || !/^\p{Script=Han}$/u.test(word)) continue;
    const [syllable] = syllables(word);
    if (!syllable) continue;
    const row = votes.get(syllable) ?? new Map<string, number>();
    votes.set(syllable, row);
    row.set(pronunciations[0]!, (row.get(pronunciations[0]!) ?? 0) + 1);
  }
  const learnt = new Map<string, string>();
  for (const [syllable, row] of votes) {
    const [best] = [...row].sort((a, b) => b[1] - a[1]);
    if (best) learnt.set(syllable, best[0]);
  }
  return learnt;
}

export function mandarinPronouncer(lexicon: Lexicon): Pronouncer {
  const phonesOf = learnSyllables(lexicon);
  return {
    pronounce(word) {
      // Latin letters inside Chinese (WiFi, USB) are in the dictionary as `A.` and the like.
      if (/^[a-z]{1,8}$/i.test(word)) {
        const letters = [...word.toUpperCase()].map((letter) => lexicon.get(`${letter}.`)?.[0]);
        return letters.includes(undefined) ? undefined : [letters.join(' ')];
      }
      if (!/^\p{Script=Han}{1,32}$/u.test(word)) return undefined;
      const said = syllables(word);
      // 么 and few others have a syllable that no character with one reading taught us.
      const phones = [...word].map((character, index) => {
        const learnt = phonesOf.get(said[index] ?? '');
        return learnt ?? lexicon.get(character)?.[0];
      });
      return phones.length === 0 || phones.includes(undefined) ? undefined : [phones.join(' ')];
    },
  };
}
