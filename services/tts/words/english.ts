/** How English writes what is not a word, and how it is said. Order decides: the first rule that fits wins. */
import {
  sayCardinal,
  sayDigits,
  sayNumber,
  sayOrdinal,
  sayRoom,
  sayYear,
} from '../../../language/spoken/numbers-en.ts';
import { abbreviations } from './english-abbreviations.ts';
import { addressRules, codeRules } from './english-codes.ts';
import { clockRules, monthPattern, monthRules } from './english-dates.ts';
import { type Rule, rule } from './rule.ts';
import { currencyNamed, currencyPattern, unitNamed, unitPattern } from './units.ts';

/** A number as it is written: grouped, with decimals, or either. */
export const number = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+`;
const dash = String.raw`\s?[-–—~～]\s?`;
const minus = String.raw`[-−–]`;
/** A sign and not a hyphen: nothing that it could join stands before it. */
const sign = String.raw`(?<![\p{L}\p{N})\]][ ]?)${minus}|(?<=\p{L} )${minus}(?=\d)`;
const noMore = String.raw`(?![\p{L}\p{N}])`;

const isOne = (digits: string) => /^0*1(?:\.0+)?$/.test(digits.replaceAll(',', ''));
const signed = (mark: string, words: string) => (mark === '' ? words : `minus ${words}`);
const trimZeros = (text: string) => text.replace(/\.0+$/, '');

const scales: Readonly<Record<string, string>> = {
  k: 'thousand',
  K: 'thousand',
  m: 'million',
  M: 'million',
  bn: 'billion',
  B: 'billion',
  tn: 'trillion',
  T: 'trillion',
};

function sayMoney(mark: string, amount: string, scale: string): string | undefined {
  const currency = currencyNamed(mark);
  if (currency === undefined) return undefined;
  const [one, several] = currency.english;
  if (scale !== '') return `${sayNumber(amount)} ${scales[scale] ?? scale.toLowerCase()} ${several}`;
  const [whole = '0', decimals = ''] = amount.replaceAll(',', '').split('.');
  if (decimals.length > 2) return `${sayNumber(amount)} ${several}`;
  const hundredths = String(Number(decimals.padEnd(2, '0')));
  const wholeWords = `${sayCardinal(whole === '' ? '0' : whole)} ${isOne(whole) ? one : several}`;
  if (hundredths === '0') return wholeWords;
  const smallWords = `${sayCardinal(hundredths)} ${currency.cents[hundredths === '1' ? 0 : 1]}`;
  return Number(whole) === 0 ? smallWords : `${wholeWords} and ${smallWords}`;
}

const moneyRules: readonly Rule[] = [
  rule(
    new RegExp(
      String.raw`(${minus}?)(${currencyPattern})\s?(${minus}?)(${number})(?:${dash}(?:${currencyPattern})?\s?(${number}))?(?:\s?(k|K|M|m|bn|B|tn|T|thousand|million|billion|trillion)(?![\p{L}\p{N}]))?(?:\/(\p{L}+))?`,
    ),
    ([, before = '', mark = '', inside = '', amount = '', until = '', scale = '', each = '']) => {
      const words = sayMoney(mark, until === '' ? amount : until, scale);
      if (words === undefined) return undefined;
      const range = until === '' ? words : `${sayNumber(trimZeros(amount))} to ${words}`;
      const total = signed(before + inside, range);
      return each === '' ? total : `${total} per ${unitNamed(each)?.english[0] ?? each}`;
    },
  ),
  rule(new RegExp(String.raw`(${number})\s?(${currencyPattern})${noMore}`), ([, amount = '', mark = '']) =>
    sayMoney(mark, amount, ''),
  ),
  rule(/(\d+)\s?[¢￠]/u, ([, amount = '']) => `${sayCardinal(amount)} ${isOne(amount) ? 'cent' : 'cents'}`),
];

const vulgar: Readonly<Record<string, readonly [number, number]>> = {
  '½': [1, 2],
  '⅓': [1, 3],
  '⅔': [2, 3],
  '¼': [1, 4],
  '¾': [3, 4],
  '⅕': [1, 5],
  '⅖': [2, 5],
  '⅗': [3, 5],
  '⅘': [4, 5],
  '⅙': [1, 6],
  '⅚': [5, 6],
  '⅛': [1, 8],
  '⅜': [3, 8],
  '⅝': [5, 8],
  '⅞': [7, 8],
};

function sayFraction(top: number, bottom: number): string {
  const part = bottom === 2 ? 'half' : bottom === 4 ? 'quarter' : sayOrdinal(String(bottom));
  const several = bottom === 2 ? 'halves' : `${part}s`;
  return `${sayCardinal(String(top))} ${top === 1 ? part : several}`;
}

/** "and a half", as it is said behind a whole number. */
const sayAddedFraction = (top: number, bottom: number) =>
  `and ${top === 1 ? sayFraction(1, bottom).replace(/^one /, bottom === 8 ? 'an ' : 'a ') : sayFraction(top, bottom)}`;

const isProper = (top: number, bottom: number) => top > 0 && top < bottom && bottom >= 2 && bottom <= 100;

const fractionRules: readonly Rule[] = [
  rule(/24\/7(?![\p{L}\p{N}])/u, () => 'twenty four seven'),
  rule(/(\d+)?\s?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])/u, ([, whole = '', glyph = '']) => {
    const [top = 1, bottom = 2] = vulgar[glyph] ?? [];
    return whole === '' ? sayFraction(top, bottom) : `${sayCardinal(whole)} ${sayAddedFraction(top, bottom)}`;
  }),
  rule(/(\d+)\s(\d{1,2})\s?[/⁄]\s?(\d{1,3})(?![\p{L}\p{N}/])/u, ([, whole = '', top = '', bottom = '']) =>
    isProper(Number(top), Number(bottom))
      ? `${sayCardinal(whole)} ${sayAddedFraction(Number(top), Number(bottom))}`
      : undefined,
  ),
  rule(/(\d{1,3})[/⁄](\d{1,3})(?![\p{L}\p{N}/])/u, ([, top = '', bottom = '']) =>
    isProper(Number(top), Number(bottom))
      ? sayFraction(Number(top), Number(bottom))
      : `${sayCardinal(top)} over ${sayCardinal(bottom)}`,
  ),
];

const degree = '[°º˚]';
const scaleNames: Readonly<Record<string, string>> = { C: ' celsius', F: ' fahrenheit', K: ' kelvin' };
const degrees = (amount: string, scale: string) =>
  `${sayNumber(amount)} ${isOne(amount) ? 'degree' : 'degrees'}${scaleNames[scale.toUpperCase()] ?? ''}`;

const quantityRules: readonly Rule[] = [
  rule(
    new RegExp(
      String.raw`(${sign})?(${number})(?:${degree}[CF]?)?(?:${dash}|\s?\.\.\.?\s?)(${minus}?)(${number})\s?(?:(℃|℉)|${degree}\s?([CFcf](?![\p{L}\p{N}]))?)`,
    ),
    ([, mark = '', from = '', second = '', to = '', glyph = '', letter = '']) =>
      `${signed(mark, sayNumber(from))} to ${signed(second, degrees(to, glyph === '℃' ? 'C' : glyph === '℉' ? 'F' : letter))}`,
  ),
  rule(
    new RegExp(
      String.raw`(${sign}|${minus}(?=[\d.]+\s?(?:[°º˚℃℉])))?(${number})\s?(?:(℃|℉)|${degree}\s?([CFcf](?![\p{L}\p{N}]))?)`,
    ),
    ([, mark = '', amount = '', glyph = '', letter = '']) =>
      signed(mark, degrees(amount, glyph === '℃' ? 'C' : glyph === '℉' ? 'F' : letter)),
  ),
  rule(
    new RegExp(String.raw`(${sign})?(${number})%?${dash}(${number})\s?[%％]`),
    ([, mark = '', from = '', to = '']) => `${signed(mark, sayNumber(from))} to ${sayNumber(to)} percent`,
  ),
  rule(
    new RegExp(String.raw`(${sign})?(${number})\s?([%％‰])`),
    ([, mark = '', amount = '', glyph = '']) =>
      `${signed(mark, sayNumber(amount))} ${glyph === '‰' ? 'per mille' : 'percent'}`,
  ),
  rule(
    /(\d{1,2})\s?['′’]\s?(\d{1,2})\s?(?:["″”]|'')/u,
    ([, feet = '', inches = '']) =>
      `${sayCardinal(feet)} ${isOne(feet) ? 'foot' : 'feet'} ${sayCardinal(inches)}`,
  ),
  rule(
    new RegExp(String.raw`(${sign})?(${number})${dash}(${number})[ -]?(${unitPattern})${noMore}`),
    ([, mark = '', from = '', to = '', name = '']) =>
      `${signed(mark, sayNumber(from))} to ${sayNumber(to)} ${unitNamed(name)?.english[1]}`,
  ),
  rule(
    //u "in" is a word more often than an inch: only where it touches the number.
    new RegExp(
      String.raw`(${sign})?(${number})(?:\s?(?!in${noMore}|A |a |I )|(?=in${noMore})|-)(${unitPattern})(?![\p{L}\p{N}/]|'[a-z])`,
    ),
    ([, mark = '', amount = '', name = '']) =>
      signed(mark, `${sayNumber(amount)} ${unitNamed(name)?.english[isOne(amount) ? 0 : 1]}`),
  ),
  rule(
    new RegExp(
      String.raw`(${number})(?:[x×]|\sx\s|\s×\s(?=[\d.,]+\s?(?:${unitPattern})${noMore}))(${number})(?:\s?[x×]\s?(${number}))?(?:\s?(${unitPattern})${noMore})?`,
    ),
    ([, a = '', b = '', c = '', name = '']) =>
      [a, b, c]
        .filter((part) => part !== '')
        .map(sayNumber)
        .join(' by ') + (name === '' ? '' : ` ${unitNamed(name)?.english[1]}`),
  ),
  rule(
    new RegExp(String.raw`(${number})x(?![\p{L}\p{N}])`, 'i'),
    ([, amount = '']) => `${sayNumber(amount)} times`,
  ),
];

const yearWord = String.raw`(?:in|since|of|from|until|till|by|year|before|after|during|around|circa|©|${monthPattern}\.?|spring|summer|autumn|fall|winter|early|late)`;

const yearRules: readonly Rule[] = [
  rule(/(\d+)(st|nd|rd|th)(?![\p{L}\p{N}])/iu, ([, digits = '']) => sayOrdinal(digits)),
  rule(
    /(?:'|’)(\d)0s(?![\p{L}\p{N}])/u,
    ([, digit = '']) => `${sayCardinal(`${digit}0`).replace(/y$/, 'ies')}`,
  ),
  rule(/(1\d|20)(\d)0s(?![\p{L}\p{N}])/u, ([, head = '', digit = '']) =>
    digit === '0'
      ? head === '20'
        ? 'two thousands'
        : `${sayCardinal(head)} hundreds`
      : `${sayCardinal(head)} ${sayCardinal(`${digit}0`).replace(/y$/, 'ies').replace(/n$/, 'ns')}`,
  ),
  rule(
    /((?:1[1-9]|20)\d\d)[-–—]((?:1[1-9]|20)\d\d)(?![\p{L}\p{N}]|[.,]\d)/u,
    ([, from = '', to = '']) => `${sayYear(from)} to ${sayYear(to)}`,
  ),
  rule(
    new RegExp(
      String.raw`(?<=(?<![\p{L}])(?:${yearWord},?|(?:1\d|20)\d\d\s(?:to|and|or|through))\s)((?:1\d|20)\d\d)(?![\p{L}\p{N}%°]|[.,:]\d|\s(?:${unitPattern}|people|times|years|days|hours|minutes|steps|points|items|users|rooms|kilometers|meters|miles|dollars|degrees|calories|percent)${noMore})`,
      'i',
    ),
    ([, year = '']) => sayYear(year),
  ),
];

const numberRules: readonly Rule[] = [
  rule(
    /([48])K(?=\s(?:TVs?|videos?|screens?|displays?|resolution|monitors?|movies?|cameras?))/u,
    ([, digit = '']) => `${sayCardinal(digit)} K`,
  ),
  rule(/#\s?(\d+)/u, ([, digits = '']) => `number ${sayCardinal(digits)}`),
  rule(
    /(?<![\p{L}\d])([A-Z]{1,3})-?(\d{1,4})(?![\p{L}\p{N}]|[.,]\d)/u,
    ([, letters = '', digits = '']) =>
      `${letters.length > 1 && digits.length > 2 ? letters : [...letters].join(' ')} ${digits.length > 2 ? sayRoom(digits) : digits.startsWith('0') ? sayDigits(digits) : sayCardinal(digits)}`,
  ),
  rule(
    new RegExp(String.raw`(${number})\s?([+−×÷*/=<>≤≥≠]|-(?=\s[\d.]+\s?=))\s(?=[-\d(.])`),
    ([, left = '', operator = '']) => {
      const word = operators[operator];
      return word === undefined ? undefined : `${sayNumber(left)} ${word}`;
    },
  ),
  rule(
    /(\d+)\s?:\s?(\d+)(?![\p{L}\p{N}:])/u,
    ([, left = '', right = '']) => `${sayCardinal(left)} to ${sayCardinal(right)}`,
  ),
  rule(
    new RegExp(String.raw`(${sign})?(${number})(?:${dash}|\s?\.\.\.?\s?)(?=\d)(${number})(?![\d-])`),
    ([, mark = '', from = '', to = '']) => `${signed(mark, sayNumber(from))} to ${sayNumber(to)}`,
  ),
  rule(/(0\d+)(?![\d.,])/u, ([, digits = '']) => sayDigits(digits)),
  rule(
    new RegExp(String.raw`(${sign})(?=[\d.]|\.\d)(${number})`),
    ([, , amount = '']) => `minus ${sayNumber(amount)}`,
  ),
  rule(
    new RegExp(String.raw`(?<![\p{L}\p{N}]\s?)\+\s?(${number})`),
    ([, amount = '']) => `plus ${sayNumber(amount)}`,
  ),
  rule(new RegExp(String.raw`±\s?(${number})`), ([, amount = '']) => `plus or minus ${sayNumber(amount)}`),
  rule(new RegExp(String.raw`[~≈～]\s?(${number})`), ([, amount = '']) => `about ${sayNumber(amount)}`),
  rule(
    new RegExp(String.raw`([<>≤≥])\s?(${number})`),
    ([, operator = '', amount = '']) => `${operators[operator]} ${sayNumber(amount)}`,
  ),
  rule(
    new RegExp(String.raw`(${number})(k|K|bn|M|B)${noMore}`),
    ([, amount = '', scale = '']) => `${sayNumber(amount)} ${scales[scale]}`,
  ),
  rule(new RegExp(String.raw`(${number})\+(?!\s?\d)`), ([, amount = '']) => `${sayNumber(amount)} plus`),
  rule(new RegExp(String.raw`(${number})`), ([, amount = '']) => sayNumber(amount)),
];

const operators: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '−': 'minus',
  '×': 'times',
  '*': 'times',
  '÷': 'divided by',
  '/': 'divided by',
  '=': 'equals',
  '≠': 'is not',
  '<': 'less than',
  '>': 'more than',
  '≤': 'at most',
  '≥': 'at least',
};

const signRules: readonly Rule[] = [
  rule(/(?<=\p{L})[-–](\d+)(?![\p{L}\p{N}]|[.,]\d)/u, ([, digits = '']) => sayCardinal(digits)),
  rule(/(?<=\s)&(?=\s)|(?<=\p{L})&(?=\p{L})/u, () => 'and'),
  rule(/(?<=\p{L}\s)[=](?=\s)/u, () => 'equals'),
  rule(/(?<=\s)@(?=\s?\S)/u, () => 'at'),
  rule(/(?<=\d\s?|\p{L}\s)\+(?=\s)/u, () => 'plus'),
];

export const englishRules: readonly Rule[] = [
  ...addressRules,
  ...abbreviations,
  ...clockRules,
  ...monthRules,
  ...moneyRules,
  ...codeRules,
  ...fractionRules,
  ...yearRules,
  ...quantityRules,
  ...numberRules,
  ...signRules,
];
