/**
 * How alike two transcripts sound, 0 to 1. Two engines that heard the same speech rarely write the same, but
 * they agree on the sound: 窗帘 and 充联, 22 and twenty two. Two that heard different things do not.
 */
import type { Locale } from '@earshot/skills-sdk';
import { pinyin } from 'pinyin-pro';

/** Sounds that speakers of other regions, and recognisers, do not tell apart. */
function foldSyllable(syllable: string): string[] {
  const [, initial = '', final = ''] = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(.*)$/.exec(syllable) ?? [];
  const initials: Readonly<Record<string, string>> = { zh: 'z', ch: 'c', sh: 's', n: 'l', r: 'l', f: 'h' };
  return [initials[initial] ?? initial, final.replace(/ng$/, 'n').replace(/^u?ei$/, 'ei')];
}

function mandarinUnits(text: string): string[] {
  return pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).flatMap(
    (syllable) => foldSyllable(syllable.toLowerCase()),
  );
}

/** Rough sounds of English letters: enough to tell agreement from chance, not to pronounce. */
function englishUnits(text: string): string[] {
  const rough = text
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, '')
    .replaceAll(/\b(?:a|an|the|please|um|uh)\b/g, '')
    .replaceAll(/ph/g, 'f')
    .replaceAll(/gh/g, '')
    .replaceAll(/ck|q/g, 'k')
    .replaceAll(/c(?=[eiy])/g, 's')
    .replaceAll(/[cg](?![eiy])/g, 'k')
    .replaceAll(/(?:kn)(?=[aeiou])/g, 'n')
    .replaceAll(/wh/g, 'w')
    .replaceAll(/[vf]/g, 'f')
    .replaceAll(/[dt]/g, 't')
    .replaceAll(/[sz]/g, 's')
    .replaceAll(/[aeiouy]+/g, 'a')
    .replaceAll(/ /g, '');
  return [...rough.replaceAll(/(.)\1+/g, '$1')];
}

function editDistance(from: readonly string[], to: readonly string[]): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, unit] of from.entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const substitution = row[column - 1]! + (unit === to[column - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** 1 = the same sounds, 0 = nothing in common. Both texts as words spoken. */
export function soundAlike(one: string, other: string, locale: Locale): number {
  const units = locale === 'zh-CN' ? mandarinUnits : englishUnits;
  const [from, to] = [units(one), units(other)];
  const longest = Math.max(from.length, to.length);
  return longest === 0 ? 0 : 1 - editDistance(from, to) / longest;
}
