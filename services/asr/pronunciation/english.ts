/** Pronunciations of English words outside the dictionary, from espeak-ng's phonemes (WebAssembly). */
import type { Pronouncer } from './lexicon.ts';

/** espeak-ng's IPA for en-us, longest first at each place, to the phones of the CMU dictionary. */
const arpabetOf: Readonly<Record<string, string>> = {
  aɪɚ: 'AY ER',
  aɪə: 'AY ER',
  aʊɚ: 'AW ER',
  aʊə: 'AW ER',
  ɔɪ: 'OY',
  aɪ: 'AY',
  aʊ: 'AW',
  eɪ: 'EY',
  oʊ: 'OW',
  əʊ: 'OW',
  tʃ: 'CH',
  dʒ: 'JH',
  iə: 'IY AH',
  ɑː: 'AA',
  ɔː: 'AO',
  oː: 'AO',
  iː: 'IY',
  uː: 'UW',
  ɜː: 'ER',
  əl: 'AH L',
  ɛ: 'EH',
  e: 'EH',
  æ: 'AE',
  a: 'AE',
  ʌ: 'AH',
  ə: 'AH',
  ɐ: 'AH',
  ɚ: 'ER',
  ɝ: 'ER',
  ɪ: 'IH',
  i: 'IY',
  ᵻ: 'IH',
  ʊ: 'UH',
  u: 'UW',
  ɑ: 'AA',
  ɒ: 'AA',
  ɔ: 'AO',
  o: 'OW',
  θ: 'TH',
  ð: 'DH',
  ʃ: 'SH',
  ʒ: 'ZH',
  ŋ: 'NG',
  ɹ: 'R',
  r: 'R',
  ɾ: 'T',
  ʔ: 'T',
  j: 'Y',
  ɡ: 'G',
  g: 'G',
  x: 'K',
  ç: 'HH',
  h: 'HH',
  b: 'B',
  d: 'D',
  f: 'F',
  k: 'K',
  l: 'L',
  ɫ: 'L',
  m: 'M',
  n: 'N',
  p: 'P',
  s: 'S',
  t: 'T',
  v: 'V',
  w: 'W',
  z: 'Z',
  ɬ: 'L',
  y: 'UW',
  ø: 'ER',
  œ: 'ER',
  β: 'V',
  c: 'K',
};
const longest = Math.max(...Object.keys(arpabetOf).map((symbol) => symbol.length));

/** IPA as espeak-ng writes it to ARPAbet; stress, length and syllable marks are dropped. */
export function ipaToArpabet(ipa: string): string | undefined {
  const phones: string[] = [];
  for (const segment of ipa
    .normalize('NFC')
    .replaceAll(/[\u02C8\u02CC]|\u0329|\u0303|\u0361/g, '')
    .split(/[_\s]+/)) {
    let at = 0;
    while (at < segment.length) {
      let length = Math.min(longest, segment.length - at);
      while (length > 0 && !arpabetOf[segment.slice(at, at + length)]) length -= 1;
      if (length > 0) phones.push(arpabetOf[segment.slice(at, at + length)]!);
      else if (segment[at] !== 'ː') return undefined;
      at += Math.max(1, length);
    }
  }
  return phones.length > 0 ? phones.join(' ') : undefined;
}

interface EspeakModule {
  readonly HEAPU8: Uint8Array;
  readonly eSpeakNGWorker: new () => {
    set_voice(name: string): number;
    convert_to_phonemes(text: string, isIpa: boolean): { readonly ptr: number };
  };
}

/** Loads espeak-ng; some 100 ms and 30 MB, so only in a compiling worker, and once. */
export async function englishPronouncer(): Promise<Pronouncer> {
  // The package ships no types.
  const packageName: string = '@echogarden/espeak-ng-emscripten';
  const { default: create } = (await import(packageName)) as { default: () => Promise<EspeakModule> };
  const espeak = await create();
  const worker = new espeak.eSpeakNGWorker();
  worker.set_voice('en-us');
  return {
    pronounce(word) {
      if (!/^[\p{Script=Latin}\p{M}'-]{1,64}$/u.test(word)) return undefined;
      const start = worker.convert_to_phonemes(word, true).ptr;
      const end = espeak.HEAPU8.indexOf(0, start);
      const phones = ipaToArpabet(new TextDecoder().decode(espeak.HEAPU8.slice(start, end)));
      return phones ? [phones] : undefined;
    },
  };
}
