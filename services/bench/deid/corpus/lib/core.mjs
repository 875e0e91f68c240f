// Seeded PRNG, checksums, number words. No dependencies.
export function makeRng(seed) {
  let a = seed >>> 0;
  const r = () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return r;
}
export const R = { f: makeRng(1) };
export const rnd = () => R.f();
export const chance = (p) => rnd() < p;
export const int = (a, b) => a + Math.floor(rnd() * (b - a + 1));
export const pick = (l) => l[Math.floor(rnd() * l.length)];
export const shuffle = (l) => {
  l = l.slice();
  for (let i = l.length - 1; i > 0; i--) {
    const j = int(0, i);
    [l[i], l[j]] = [l[j], l[i]];
  }
  return l;
};
// pick from the half of a list that belongs to the part, so that dev and test do not share e.g. given names
export const pickPart = (l, part) => {
  const m = l.filter((_, i) => i % 5 < 2 === (part === 'dev'));
  return pick(m);
};
export const digits = (n) => {
  let s = '';
  while (s.length < n) s += int(0, 9);
  return s;
};
export const hex = (n) => {
  let s = '';
  while (s.length < n) s += '0123456789abcdef'[int(0, 15)];
  return s;
};
export const pad = (n, w) => String(n).padStart(w, '0');
export const luhnDigit = (s) => {
  let t = 0;
  for (let i = 0; i < s.length; i++) {
    let d = +s[s.length - 1 - i];
    if (i % 2 === 0) {
      d *= 2;
      if (d > 9) d -= 9;
    }
    t += d;
  }
  return String((10 - (t % 10)) % 10);
};
export const luhnOk = (s) => luhnDigit(s.slice(0, -1)) === s.slice(-1);
export const idCheck = (s17) => {
  const w = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  let t = 0;
  for (let i = 0; i < 17; i++) t += w[i] * +s17[i];
  return '10X98765432'[t % 11];
};
export const mod97 = (s) => {
  let m = 0;
  for (const ch of s) m = (m * (ch >= 'A' ? 100 : 10) + (ch >= 'A' ? ch.charCodeAt(0) - 55 : +ch)) % 97;
  return m;
};
// one wrong digit (never the first six characters, so that the prefix stays plausible)
export const spoil = (s) => {
  const idx = [...s].map((_c, i) => i).filter((i) => i >= Math.min(6, s.length - 2) && /\d/.test(s[i]));
  const i = pick(idx);
  return s.slice(0, i) + ((+s[i] + int(1, 9)) % 10) + s.slice(i + 1);
};
// every tenth value of each length, so that rare types get their share too
const spoilCount = {};
export const maybeSpoil = (s) => {
  const k = s.length;
  spoilCount[k] = (spoilCount[k] ?? k % 7) + 1;
  return spoilCount[k] % 10 === 0 ? spoil(s) : s;
};
export const groupBy = (s, sizes, sep) => {
  const o = [];
  let p = 0;
  for (const z of sizes) {
    if (p >= s.length) break;
    o.push(s.slice(p, p + z));
    p += z;
  }
  if (p < s.length) o.push(s.slice(p));
  return o.join(sep);
};
export const fullWidth = (s) =>
  s.replace(/[0-9A-Za-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'x x twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
export const n2w = (n) =>
  n < 20
    ? ONES[n]
    : n < 100
      ? TENS[Math.floor(n / 10)] + (n % 10 ? ` ${ONES[n % 10]}` : '')
      : n < 1000
        ? `${ONES[Math.floor(n / 100)]} hundred${n % 100 ? ` ${n2w(n % 100)}` : ''}`
        : `${n2w(Math.floor(n / 1000))} thousand${n % 1000 ? ` ${n2w(n % 1000)}` : ''}`;
// house numbers, years: 1422 -> fourteen twenty two
export const pairW = (n) => {
  const s = String(n);
  if (s.length <= 2) return n2w(n);
  const h = s.slice(0, -2),
    t = +s.slice(-2);
  return `${n2w(+h)} ${t === 0 ? 'hundred' : t < 10 ? `oh ${n2w(t)}` : n2w(t)}`;
};
const ZD = '零一二三四五六七八九';
export const zhNum = (n) => {
  if (n < 10) return ZD[n];
  if (n < 20) return `十${n % 10 ? ZD[n % 10] : ''}`;
  if (n < 100) return `${ZD[Math.floor(n / 10)]}十${n % 10 ? ZD[n % 10] : ''}`;
  if (n < 1000) {
    const r = n % 100;
    return (
      ZD[Math.floor(n / 100)] +
      '百' +
      (r === 0 ? '' : r < 10 ? `零${ZD[r]}` : r < 20 ? `一${zhNum(r)}` : zhNum(r))
    );
  }
  const r = n % 1000;
  return `${zhNum(Math.floor(n / 1000))}千${r === 0 ? '' : r < 100 ? `零${zhNum(r)}` : zhNum(r)}`;
};
export const zhDig = (s) => [...s].map((c) => (/\d/.test(c) ? ZD[+c] : c)).join('');

// --- numbers read out ---
export function spellZh(s, { sizes = null, noise = true } = {}) {
  const style = pick(['yao', 'yao', 'yao', 'yi', 'yi', 'mil']);
  const m = { yao: '零幺二三四五六七八九', yi: '零一二三四五六七八九', mil: '洞幺两三四五六拐八勾' }[
    style
  ].split('');
  const mixed = chance(0.06),
    reps = chance(0.12);
  const say = (part) => {
    let o = '';
    for (let i = 0; i < part.length; i++) {
      const c = part[i];
      if (reps && /\d/.test(c) && part[i + 1] === c && part[i + 2] === c) {
        let k = 3;
        while (part[i + k] === c && k < 5) k++;
        o += `${ZD[k]}个${m[+c]}`;
        i += k - 1;
        continue;
      }
      o += /\d/.test(c)
        ? m[+c]
        : c === '-'
          ? '杠'
          : c === '.'
            ? '点'
            : c === ':'
              ? '冒号'
              : c === '_'
                ? '下划线'
                : c;
    }
    return o;
  };
  const parts = sizes ? groupBy(s, sizes, '\u0001').split('\u0001') : [s];
  const first = mixed && parts.length > 1 && /^\d+$/.test(parts[0]) ? parts[0] : say(parts[0]);
  const out = [first, ...parts.slice(1).map(say)];
  if (noise && parts.length > 1 && chance(0.12)) {
    const i = int(1, out.length - 1);
    out[i] = pick(['嗯', '呃', '然后', '那个', '后面是', '再来']) + out[i];
  } else if (noise && parts.length > 1 && chance(0.08)) {
    const wrong = say(digits(parts[0].length).replace(/./, parts[0][0]));
    out[0] = wrong + pick(['不对', '，不对，', '哦不', '说错了，']) + out[0];
  }
  return out.join(pick(['', '', ' ', '，']));
}
const NATO = {
  A: 'alpha',
  B: 'bravo',
  C: 'charlie',
  D: 'delta',
  E: 'echo',
  F: 'foxtrot',
  G: 'golf',
  H: 'hotel',
  I: 'india',
  J: 'juliet',
  K: 'kilo',
  L: 'lima',
  M: 'mike',
  N: 'november',
  O: 'oscar',
  P: 'papa',
  Q: 'quebec',
  R: 'romeo',
  S: 'sierra',
  T: 'tango',
  U: 'uniform',
  V: 'victor',
  W: 'whiskey',
  X: 'x-ray',
  Y: 'yankee',
  Z: 'zulu',
};
const ASIN = {
  A: 'apple',
  B: 'boy',
  C: 'cat',
  D: 'dog',
  E: 'easy',
  F: 'fish',
  G: 'girl',
  H: 'house',
  J: 'jack',
  K: 'king',
  L: 'lemon',
  M: 'mother',
  N: 'nancy',
  P: 'peter',
  R: 'robert',
  S: 'sam',
  T: 'tom',
  V: 'victor',
  W: 'water',
  X: 'x-ray',
  Z: 'zebra',
};
export function spellEn(s, { sizes = null, noise = true, pairs = false } = {}) {
  const zero = pick(['zero', 'oh', 'oh', 'zero']),
    dbl = chance(0.35),
    nato = chance(0.15),
    asin = chance(0.12),
    pr = pairs && chance(0.25);
  const letter = (c) => {
    const u = c.toUpperCase();
    return nato ? NATO[u] : asin && ASIN[u] ? `${u} as in ${ASIN[u]}` : u;
  };
  const say = (part) => {
    if (pr && /^[1-9]\d[1-9]\d$/.test(part)) return `${n2w(+part.slice(0, 2))} ${n2w(+part.slice(2))}`;
    const o = [];
    for (let i = 0; i < part.length; i++) {
      const c = part[i];
      if (/\d/.test(c)) {
        const w = c === '0' ? zero : n2w(+c);
        if (dbl && part[i + 1] === c && part[i + 2] === c) {
          o.push(`triple ${w}`);
          i += 2;
          continue;
        }
        if (dbl && part[i + 1] === c) {
          o.push(`double ${w}`);
          i++;
          continue;
        }
        o.push(w);
      } else if (/[a-z]/i.test(c)) o.push(letter(c));
      else o.push({ '-': 'dash', '.': 'dot', ':': 'colon', _: 'underscore', '/': 'slash' }[c] || c);
    }
    return o.join(' ');
  };
  const parts = sizes ? groupBy(s, sizes, '\u0001').split('\u0001') : [s];
  const out = parts.map(say);
  if (out.length > 1 && chance(0.06)) {
    const i = int(0, out.length - 1);
    if (/^\d+$/.test(parts[i])) out[i] = parts[i];
  } // recognisers leave some groups as digits
  if (noise && out.length > 1 && chance(0.12)) {
    const i = int(1, out.length - 1);
    out[i] = `${pick(['uh', 'um', 'then', 'and then', 'uh let me see'])} ${out[i]}`;
  } else if (noise && out.length > 1 && chance(0.08)) {
    out[0] =
      say(digits(parts[0].length)) +
      ' ' +
      pick(['no wait', 'sorry', 'no I mean', 'scratch that']) +
      ' ' +
      out[0];
  }
  return out.join(pick([' ', ' ', ' ', ', ', ' dash ']));
}
