/** Sound keys: tokens with one key are taken for each other. */
import type { Locale } from '../model/types.ts';
import { englishSoundKey, isFarApart, wordDistance } from './english-sound.ts';
import { characterDistance, soundKey } from './pinyin.ts';

const singleHan = /^\p{Script=Han}$/u;

/** Tokens with one sound key are taken for each other by recognisers. */
export function soundOf(token: string, locale: Locale): string {
  return locale === 'zh-CN' ? soundKey(token) : englishSoundKey(token);
}

const distances = {
  'en-US': new Map<string, Map<string, number>>(),
  'zh-CN': new Map<string, Map<string, number>>(),
};
const maxWords = 20_000;
const maxOthers = 2_000;

/** 0 = the same token, 1 = nothing in common. Remembered: the words of templates come back in every sentence. */
export function tokenDistance(a: string, b: string, locale: Locale): number {
  if (a === b) return 0;
  if (locale === 'en-US' && isFarApart(a, b)) return 1;
  const byWord = distances[locale];
  let others = byWord.get(a);
  if (!others) {
    if (byWord.size >= maxWords) byWord.clear();
    others = new Map();
    byWord.set(a, others);
  }
  let known = others.get(b);
  if (known === undefined) {
    const isHan = locale === 'zh-CN' && singleHan.test(a) && singleHan.test(b);
    known = isHan ? characterDistance(a, b) : wordDistance(a, b);
    if (others.size >= maxOthers) others.clear();
    others.set(b, known);
  }
  return known;
}
