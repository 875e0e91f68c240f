/** How Mandarin characters sound, with what recognisers confuse folded together. */
import { pinyin } from 'pinyin-pro';

/**
 * How Mandarin characters sound, with what recognisers usually confuse folded together. Recognition errors
 * in Chinese keep the sound (窗帘 becomes 床联), so comparing sounds brings the words back.
 */

const initials = 'zh ch sh b p m f d t n l g k h j q x r z c s y w'.split(' ');
const readings = new Map<string, readonly string[]>();
const folded = new Map<string, string>();
const digitNames: Record<string, string> = { 零: 'ling', 〇: 'ling' };

/** Every toneless reading of one character, commonest first; the character itself when it has none. */
export function readingsOf(character: string): readonly string[] {
  let known = readings.get(character);
  if (!known) {
    const named = digitNames[character];
    known = named
      ? [named]
      : [...new Set(pinyin(character, { toneType: 'none', multiple: true, type: 'array', v: true }))];
    readings.set(character, known);
  }
  return known;
}

/** zh/z, ch/c, sh/s, n/l and ng/n are one sound each. */
export function foldSyllable(syllable: string): string {
  return syllable
    .replace(/^zh/, 'z')
    .replace(/^ch/, 'c')
    .replace(/^sh/, 's')
    .replace(/^n(?=[aeiouv])/, 'l')
    .replace(/(?<=[aei])ng$/, 'n');
}

/** The sound of a character by its commonest reading; other tokens are their own sound. */
export function soundKey(token: string): string {
  let known = folded.get(token);
  if (known === undefined) {
    known = /^\p{Script=Han}$/u.test(token) ? foldSyllable(readingsOf(token)[0] ?? token) : token;
    folded.set(token, known);
  }
  return known;
}

function split(syllable: string): readonly [initial: string, final: string] {
  const initial = initials.find((candidate) => syllable.startsWith(candidate)) ?? '';
  return [initial, syllable.slice(initial.length)];
}

const nearInitials = new Set(
  'b:p d:t g:k z:c z:s c:s j:q j:z q:c x:s j:x q:x f:h l:r l:n m:n h:k h:w z:d c:t p:t'.split(' '),
);
const nearFinals = new Set(
  'en:on en:ong en:un an:en in:en in:un ian:an ian:in uan:ong uan:an uan:uang uang:ong uang:an ao:ou ai:ei e:uo o:uo e:o ui:ei un:ong ie:e i:ei ia:a ua:a uai:ai u:ou ue:ie i:v u:v iu:ou iao:ao ong:iong'.split(
    ' ',
  ),
);
const isNear = (pairs: Set<string>, a: string, b: string) => pairs.has(`${a}:${b}`) || pairs.has(`${b}:${a}`);

function syllableDistance(a: string, b: string): number {
  if (a === b) return 0.04;
  const first = foldSyllable(a);
  const second = foldSyllable(b);
  if (first === second) return 0.1;
  const [initialA, finalA] = split(first);
  const [initialB, finalB] = split(second);
  const isInitialNear = initialA === initialB || isNear(nearInitials, initialA, initialB);
  const isFinalNear = finalA === finalB || isNear(nearFinals, finalA, finalB);
  if (isInitialNear && isFinalNear && (initialA === initialB || finalA === finalB)) return 0.35;
  if (isInitialNear && isFinalNear) return 0.55;
  return initialA === initialB || finalA === finalB ? 0.8 : 1;
}

/** 0 = the same character, 0.04 the same sound, 0.1 usually confused, up to 1 = nothing in common. */
export function characterDistance(a: string, b: string): number {
  if (a === b) return 0;
  let best = 1;
  for (const first of readingsOf(a)) {
    for (const second of readingsOf(b)) best = Math.min(best, syllableDistance(first, second));
  }
  return best;
}
