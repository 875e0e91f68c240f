/**
 * A rough key of how an English word sounds: recognisers confuse words that share it (right/write, for/four).
 * Vowels inside a word are dropped, voiced and voiceless consonants are kept apart.
 */
const cache = new Map<string, string>();
const maxCached = 50_000;

export function englishSoundKey(word: string): string {
  const known = cache.get(word);
  if (known !== undefined) return known;
  const key = compute(word);
  if (cache.size >= maxCached) cache.clear();
  cache.set(word, key);
  return key;
}

function compute(word: string): string {
  if (!/^[a-z']+$/.test(word)) return word;
  let w = word
    .replace(/'/g, '')
    .replace(/^(kn|gn|pn)/, 'n')
    .replace(/^wr/, 'r')
    .replace(/^wh/, 'w')
    .replace(/^x/, 's')
    .replace(/mb$/, 'm')
    .replace(/ough/g, 'o')
    .replace(/igh/g, 'i')
    .replace(/ph/g, 'f')
    .replace(/tch/g, 'C')
    .replace(/ch/g, 'C')
    .replace(/sh|ti(?=on|a)|ci(?=a|o)/g, 'X')
    .replace(/th/g, '0')
    .replace(/ck|q|x/g, 'k')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/c/g, 'k')
    .replace(/dg(?=[eiy])|j/g, 'J')
    .replace(/z/g, 's')
    .replace(/(.)\1+/g, '$1');
  const first = w[0] ?? '';
  w = (/[aeiouy]/.test(first) ? 'A' : first) + w.slice(1).replace(/[aeiouwyh]/g, '');
  return w;
}

/** Letter edits needed, as a share of the longer word. */
function spellingDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      row[j] = Math.min(
        previous[j]! + 1,
        row[j - 1]! + 1,
        previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    previous = row;
  }
  return previous[b.length]! / Math.max(a.length, b.length, 1);
}

const isInflection = (a: string, b: string) =>
  b.startsWith(a) && /^(?:s|es|ed|d|ing|er|ly)$/.test(b.slice(a.length));

/** One bit for each letter of a word. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << ((word.charCodeAt(i) - 97) & 31);
  return letters;
}

function count(letters: number): number {
  let n = 0;
  for (let rest = letters; rest !== 0; rest &= rest - 1) n += 1;
  return n;
}

/** These stand in the sound key wherever they are written. */
const alwaysHeard = lettersOf('lmnrv');

/** A cheap look: surely nothing in common, neither by letters nor by sound. Most pairs of words are. */
export function isFarApart(a: string, b: string): boolean {
  if (a.length < 2 || b.length < 2 || Math.abs(a.length - b.length) > 4) return a !== b;
  if (a.startsWith(b) || b.startsWith(a)) return false;
  const [own, other] = [lettersOf(a), lettersOf(b)];
  if (((own ^ other) & alwaysHeard) === 0) return false;
  return Math.max(count(own & ~other), count(other & ~own)) > 0.34 * Math.max(a.length, b.length);
}

/** 0 = the same word, 0.1 an inflection, 0.2 the same sound, up to 1 = nothing in common. */
export function wordDistance(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length < 2 || b.length < 2 || Math.abs(a.length - b.length) > 4) return 1;
  if (isInflection(a, b) || isInflection(b, a)) return 0.1;
  const spelling = spellingDistance(a, b);
  if (englishSoundKey(a) === englishSoundKey(b)) return a[0] === b[0] || spelling <= 0.4 ? 0.2 : 0.3;
  if (spelling <= 0.2 && a.length >= 5) return 0.25;
  if (spelling <= 0.34 && a.length >= 4) return 0.5;
  return 1;
}
