import type { Locale } from '@earshot/skills-sdk';
import { englishSoundKey, wordDistance } from './english-sound.ts';
import { characterDistance, soundKey } from './pinyin.ts';

const singleHan = /^\p{Script=Han}$/u;

/** Tokens with one sound key are taken for each other by recognisers. */
export function soundOf(token: string, locale: Locale): string {
  return locale === 'zh-CN' ? soundKey(token) : englishSoundKey(token);
}

/** 0 = the same token, 1 = nothing in common. */
export function tokenDistance(a: string, b: string, locale: Locale): number {
  if (a === b) return 0;
  if (locale === 'zh-CN' && singleHan.test(a) && singleHan.test(b)) return characterDistance(a, b);
  return wordDistance(a, b);
}
