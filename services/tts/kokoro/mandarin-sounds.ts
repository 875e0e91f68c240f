/** Mandarin in the signs that Kokoro's voices were trained on: pinyin as IPA with arrows for tones. */
import { pinyin } from 'pinyin-pro';

/** As `misaki` (Apache-2.0), which wrote the training texts, has them; its table is pinyin-to-ipa's (MIT). */
const initials: Readonly<Record<string, string>> = {
  ...{ b: 'p', p: 'pʰ', m: 'm', f: 'f', d: 't', t: 'tʰ', n: 'n', l: 'l', g: 'k', k: 'kʰ', h: 'x' },
  ...{ j: 'ʨ', q: 'ʨʰ', x: 'ɕ', zh: 'ꭧ', ch: 'ꭧʰ', sh: 'ʂ', r: 'ɻ', z: 'ʦ', c: 'ʦʰ', s: 's' },
};

/** `0` stands where the tone is written. */
const finals: Readonly<Record<string, string>> = {
  ...{ a: 'a0', ai: 'ai0', an: 'a0n', ang: 'a0ŋ', ao: 'au0', e: 'ɤ0', ei: 'ei0', en: 'ə0n', eng: 'ə0ŋ' },
  ...{ i: 'i0', ia: 'ja0', ian: 'jɛ0n', iang: 'ja0ŋ', iao: 'jau0', ie: 'je0', in: 'i0n', ing: 'i0ŋ' },
  ...{ iu: 'jou0', iong: 'jʊ0ŋ', ong: 'ʊ0ŋ', ou: 'ou0', u: 'u0', ui: 'wei0', ua: 'wa0', uai: 'wai0' },
  ...{ uan: 'wa0n', un: 'wə0n', uang: 'wa0ŋ', ueng: 'wə0ŋ', uo: 'wo0', o: 'wo0', v: 'y0', ve: 'ɥe0' },
  ...{ van: 'ɥɛ0n', vn: 'y0n' },
};

/** Syllables that are no initial and final. */
const whole: Readonly<Record<string, string>> = {
  er: 'ɚ0',
  o: 'ɔ0',
  yo: 'jɔ0',
  hm: 'hm0',
  hng: 'hŋ0',
  m: 'm0',
  n: 'n0',
  ng: 'ŋ0',
};

const tones: Readonly<Record<string, string>> = { 1: '→', 2: '↗', 3: '↓', 4: '↘' };

/** y and w only spell a syllable that begins with its final: yi is i, wo is uo, yu is v. */
function spelledOut(syllable: string): string {
  if (syllable.startsWith('yu')) return `v${syllable.slice(2)}`;
  if (syllable.startsWith('y')) return syllable[1] === 'i' ? syllable.slice(1) : iWith(syllable.slice(1));
  if (syllable.startsWith('w')) return syllable === 'wu' ? 'u' : uWith(syllable.slice(1));
  return syllable.replace(/^([jqx])u/, '$1v');
}
const iWith = (rest: string): string => (rest === 'ou' ? 'iu' : `i${rest}`);
const uWith = (rest: string): string => ({ ei: 'ui', en: 'un' })[rest] ?? `u${rest}`;

/** One syllable with its tone as a digit (0 and 5: none); `undefined` for what is no syllable. */
export function sayMandarinSyllable(numbered: string): string | undefined {
  const [, letters = '', digit = ''] = /^([a-zü]+?)([0-5])$/.exec(numbered) ?? [];
  const tone = tones[digit] ?? '';
  const syllable = letters.replaceAll('ü', 'v');
  const known = whole[syllable];
  if (known !== undefined) return known.replace('0', tone);
  const [, initial = '', final = ''] =
    /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?(.+)$/.exec(spelledOut(syllable)) ?? [];
  // Behind these, i is no vowel but the consonant drawn out.
  const isBuzzing = final === 'i' && /^(?:[zcs]h?|r)$/.test(initial);
  const sound = isBuzzing ? 'ɨ0' : finals[final];
  if (sound === undefined) return undefined;
  return `${initials[initial] ?? ''}${sound.replace('0', tone)}`;
}

/** Of two low tones in one word the first rises: 你好 is ní hǎo. */
const withSandhi = (syllables: readonly string[]): readonly string[] =>
  syllables.map((syllable, at) =>
    syllable.endsWith('3') && syllables[at + 1]?.endsWith('3') === true
      ? `${syllable.slice(0, -1)}2`
      : syllable,
  );

const words = new Intl.Segmenter('zh', { granularity: 'word' });

/** A run of Chinese characters, words apart. */
export function sayMandarin(text: string): string {
  // Read as a whole, for a character's sound depends on its neighbours.
  const syllables = pinyin(text, { toneType: 'num', type: 'array', v: true });
  let at = 0;
  return [...words.segment(text)]
    .map(({ segment }) => {
      const { length } = [...segment];
      const own = withSandhi(syllables.slice(at, at + length));
      at += length;
      return own.map((syllable) => sayMandarinSyllable(syllable) ?? '').join('');
    })
    .join(' ');
}
