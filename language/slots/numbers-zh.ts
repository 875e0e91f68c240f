/** Chinese numbers, in characters, in digits and mixed ("3万"). */
import { sayNumber } from '../spoken/numbers-zh.ts';
import { plainDigits } from '../spoken/plain-digits.ts';
import type { Token } from '../text/tokenise.ts';
import { maxMagnitude, type NumberMatch } from './numbers-en.ts';
import { hasWords } from './types.ts';

const digitCharacters = '零一二三四五六七八九';
const digits = new Map<string, number>([...digitCharacters].map((character, index) => [character, index]));
digits.set('〇', 0);
digits.set('两', 2);
digits.set('俩', 2);
digits.set('仨', 3);
/** As on cheques. */
for (const [index, character] of [...'壹贰叁肆伍陆柒捌玖'].entries()) digits.set(character, index + 1);
const powers = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
  ['拾', 10],
  ['佰', 100],
  ['仟', 1000],
]);

/** Characters said digit by digit; 幺 is how a one is said in numbers of rooms and telephones. */
const spokenDigits = new Map<string, string>([
  ...[...digits].map(([character, value]) => [character, String(value)] as const),
  ['幺', '1'],
  ['洞', '0'],
]);
spokenDigits.delete('俩');
spokenDigits.delete('仨');

/** "一二零四", "幺三八", "1204": every prefix of the digits, shortest first. */
export function digitStrings(tokens: readonly Token[], start: number): { end: number; digits: string }[] {
  const found: { end: number; digits: string }[] = [];
  let said = '';
  for (let at = start; said.length <= 12; at += 1) {
    const text = tokens[at]?.text ?? '';
    const digit = /^[0-9]+$/.test(text) ? text : spokenDigits.get(text);
    if (digit === undefined) break;
    said += digit;
    found.push({ end: at + 1, digits: said });
  }
  return found;
}

/** Whole numbers at `start`, every prefix that is one, shortest first. */
export function cardinals(tokens: readonly Token[], start: number): NumberMatch[] {
  const found: NumberMatch[] = [];
  let total = 0;
  let section = 0;
  let pending: number | undefined;
  let lastPower = Number.POSITIVE_INFINITY;
  let afterZero = false;
  for (let at = start; ; at += 1) {
    const text = tokens[at]?.text;
    if (text === undefined) break;
    const digit = digits.get(text) ?? (/^[0-9]{1,6}$/.test(text) ? Number(text) : undefined);
    const power = powers.get(text);
    if (digit !== undefined && pending === undefined) {
      if (digit === 0 && at > start) {
        if (lastPower <= 10 || afterZero) break;
        afterZero = true;
        continue;
      }
      const isWritten = /^[0-9]/.test(text);
      if (at > start && (digit > 9 || /^0[0-9]/.test(text))) {
        // 3万4000, 1千零20, 1百05: the rest in figures; 二十26 is no number.
        if (lastPower >= 1e9 || lastPower <= 10 || digit >= lastPower || !isWritten) break;
        found.push({ end: at + 1, value: total + section + digit });
        break;
      }
      pending = digit;
      // 一百五 is 150, 三千二 is 3200; 一百零五 and 十五 are what they say.
      const implied = !afterZero && lastPower >= 100 && lastPower < 1e9 ? lastPower / 10 : 1;
      found.push({ end: at + 1, value: total + section + digit * implied });
      if (digit === 0) break;
    } else if (power !== undefined && power < lastPower && (pending !== undefined || /^[十拾]$/.test(text))) {
      section += (pending ?? 1) * power;
      pending = undefined;
      lastPower = power;
      afterZero = false;
      found.push({ end: at + 1, value: total + section });
    } else if (text === '万' && total === 0 && section + (pending ?? 0) > 0) {
      total = (section + (pending ?? 0)) * 10_000;
      section = 0;
      pending = undefined;
      lastPower = 10_000;
      afterZero = false;
      found.push({ end: at + 1, value: total });
    } else break;
  }
  return found.filter((match) => match.value <= maxMagnitude);
}

/** 三分之一 of the three that stands before it. */
const sharesOf = (base: NumberMatch, tokens: readonly Token[]): NumberMatch[] =>
  base.value > 0 && hasWords(tokens, base.end, ['分', '之'])
    ? cardinals(tokens, base.end + 2)
        .filter(({ value }) => value >= 1)
        .map(({ end, value }) => ({ end, value: Math.round((value / base.value) * 1e4) / 1e4 }))
    : [];

/** Numbers with sign and decimals; longest first. */
export function numbers(tokens: readonly Token[], start: number): NumberMatch[] {
  const word = tokens[start]?.text;
  if (word === undefined) return [];
  if (word === '负') {
    return numbers(tokens, start + 1).map(({ end, value }) => ({ end, value: -value || 0 }));
  }
  const found: NumberMatch[] = [];
  if (/^[0-9]+\.[0-9]+$/.test(word) && Number(word) <= maxMagnitude) {
    found.push({ end: start + 1, value: Number(word) });
    const tenThousands = Number(word) * 10_000;
    if (tokens[start + 1]?.text === '万' && tenThousands <= maxMagnitude) {
      found.push({ end: start + 2, value: Math.round(tenThousands) });
    }
  }
  // 幺三八 is said digit by digit; two digits (三四) are as likely "three or four".
  for (const { end, digits: said } of digitStrings(tokens, start)) {
    const isWritten = end === start + 1;
    if (!isWritten && said.length >= 3 && said.length <= 6) {
      found.push({ end, value: Number(said), isWeak: true });
    }
  }
  for (const whole of cardinals(tokens, start)) {
    found.push(whole);
    // 一个半, 两个半
    if (hasWords(tokens, whole.end, ['个', '半']))
      found.push({ end: whole.end + 2, value: whole.value + 0.5 });
    // 三分之一
    found.push(...sharesOf(whole, tokens));
    // 一又二分之一
    if (tokens[whole.end]?.text === '又') {
      for (const base of cardinals(tokens, whole.end + 1)) {
        for (const { end, value } of sharesOf(base, tokens)) found.push({ end, value: whole.value + value });
      }
    }
    if (tokens[whole.end]?.text !== '点') continue;
    for (const tail of digitStrings(tokens, whole.end + 1)) {
      found.push({ end: tail.end, value: Number(`${whole.value}.${tail.digits}`) });
    }
  }
  if (word === '半') found.push({ end: start + 1, value: 0.5, isWeak: true });
  if (hasWords(tokens, start, ['一', '半'])) found.push({ end: start + 2, value: 0.5 });
  return found.sort((a, b) => b.end - a.end);
}

/** 203 -> 两百零三. */
export function speakNumber(value: number): string {
  if (!Number.isFinite(value)) return '';
  return `${value < 0 ? '负' : ''}${sayNumber(plainDigits(value))}`;
}

/** An amount of something: 两杯, not 二杯. */
export const speakAmount = (value: number): string => (value === 2 ? '两' : speakNumber(value));

export const numberCharacters: ReadonlySet<string> = new Set([
  ...spokenDigits.keys(),
  ...powers.keys(),
  ...'万点负半第俩分之百',
]);
