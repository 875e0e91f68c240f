/** Numbers and addresses of machines as they are said aloud. */
import type { Dice } from './random.ts';

const plain = '零一二三四五六七八九';
const radio = '洞幺两三四五六拐八九';

export function saidZh(digits: string, dice: Dice): string {
  const style = dice.one(['plain', 'phone', 'radio', 'groups']);
  const say = (digit: string): string => {
    if (!/\d/u.test(digit)) return digit.toUpperCase();
    if (style === 'radio') return radio[Number(digit)] as string;
    if (style !== 'plain' && digit === '1') return '幺';
    return plain[Number(digit)] as string;
  };
  const words = [...digits].map(say);
  if (style !== 'groups') return words.join('');
  return words
    .map((word, index) => (index > 0 && index % 4 === 3 ? `${dice.one(['，', ' ', '、'])}${word}` : word))
    .join('');
}

const english = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const teens = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const pair = (value: number): string =>
  value < 20
    ? (teens[value - 10] as string)
    : `${tens[Math.floor(value / 10)]}${value % 10 === 0 ? '' : ` ${english[value % 10]}`}`;

export function saidEn(digits: string, dice: Dice): string {
  const zero = dice.one(['zero', 'oh']);
  const one = (digit: string) =>
    digit === '0' ? zero : /\d/u.test(digit) ? (english[Number(digit)] as string) : digit.toLowerCase();
  const style = dice.one(['plain', 'plain', 'double', 'pairs', 'pauses']);
  if (style === 'pairs' && digits.length % 2 === 0 && /^\d+$/u.test(digits))
    return (digits.match(/../gu) ?? [])
      .map((two) =>
        Number(two) < 10 ? `${one(two[0] as string)} ${one(two[1] as string)}` : pair(Number(two)),
      )
      .join(' ');
  const words: string[] = [];
  for (let at = 0; at < digits.length; at++) {
    const digit = digits[at] as string;
    if (style === 'double' && digit === digits[at + 1]) {
      words.push(`double ${one(digit)}`);
      at++;
    } else words.push(one(digit));
    if (style === 'pauses' && at % 3 === 2 && at + 1 < digits.length) words[words.length - 1] += ',';
  }
  return words.join(' ');
}

const handles = ['redkite', 'bluewhale', 'sunnyvale', 'harper lane', 'tobias brandt'];
export const emailEn = (dice: Dice) =>
  `${dice.one(handles).replace(' ', ' dot ')}${dice.chance(0.4) ? ` ${saidEn(dice.digits(2), dice)}` : ''} at ${dice.one(['gmail', 'outlook', 'yahoo', 'proton mail'])} dot com`;
export const emailZh = (dice: Dice) =>
  `${dice.one(['zhouyun', 'lily', 'wxl', 'chenmo'])}${dice.chance(0.5) ? saidZh(dice.digits(3), dice) : ''}${dice.one(['艾特', '圈a', ' at '])}${dice.one(['qq', '幺六三', '一二六', 'gmail'])}点com`;
export const ipEn = (dice: Dice) =>
  ['192', '168', String(dice.below(10)), String(dice.between(2, 250))]
    .map((part) => saidEn(part, dice))
    .join(' dot ');
export const ipZh = (dice: Dice) =>
  ['192', '168', String(dice.below(10)), String(dice.between(2, 250))]
    .map((part) => [...part].map((digit) => plain[Number(digit)]).join(''))
    .join('点');
