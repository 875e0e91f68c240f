/** Identifiers made of digits and letters as they are written, with the checks that their standards name. */
import type { Dice } from './random.ts';

const luhnDigit = (body: string): number => {
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
};

/** One in eight has a wrong last digit, as a recogniser or a speaker gets it wrong. */
const withLuhn = (dice: Dice, body: string) =>
  body + (dice.chance(1 / 8) ? (luhnDigit(body) + 3) % 10 : luhnDigit(body));

const groups = (digits: string, sizes: readonly number[], separator: string): string => {
  const parts: string[] = [];
  let at = 0;
  for (let turn = 0; at < digits.length; turn++) {
    const size = sizes[Math.min(turn, sizes.length - 1)] as number;
    parts.push(digits.slice(at, at + size));
    at += size;
  }
  return parts.join(separator);
};

const fullWidth = (digits: string) =>
  digits.replaceAll(/\d/gu, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

const hex = '0123456789abcdef';
const two = (value: number) => String(value).padStart(2, '0');

export const mobileDigits = (dice: Dice) => `1${dice.one([3, 5, 7, 8, 9])}${dice.digits(9)}`;

export function phoneZh(dice: Dice): string {
  const mobile = mobileDigits(dice);
  return dice.one([
    () => mobile,
    () => mobile,
    () => groups(mobile, [3, 4, 4], dice.one([' ', '-', '.'])),
    () => `+86 ${groups(mobile, [3, 4, 4], ' ')}`,
    () => `86${mobile}`,
    () => fullWidth(mobile),
    () => `0${dice.one(['10', '21', '28', '571', '755', '25'])}-${dice.between(2, 8)}${dice.digits(7)}`,
    () => `(0${dice.one(['20', '22', '27'])})${dice.between(2, 8)}${dice.digits(7)}`,
    () => `400-${dice.between(6, 9)}${dice.digits(2)}-${dice.digits(4)}`,
  ])();
}

export const nanpDigits = (dice: Dice) =>
  `${dice.one(['212', '312', '415', '503', '617', '702', '919', '720'])}${dice.between(2, 9)}${dice.digits(6)}`;

export function phoneEn(dice: Dice): string {
  const digits = nanpDigits(dice);
  const [area, middle, last] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
  return dice.one([
    `${area}-${middle}-${last}`,
    `(${area}) ${middle}-${last}`,
    `${area}.${middle}.${last}`,
    `${area} ${middle} ${last}`,
    digits,
    `+1 ${area} ${middle} ${last}`,
    `1-${area}-${middle}-${last}`,
    `+44 7${dice.digits(3)} ${dice.digits(6)}`,
  ]);
}

export function idCardDigits(dice: Dice): string {
  const region = dice.one(['110105', '310104', '440305', '330106', '510107', '420111', '610113']);
  const body = `${region}${dice.between(1950, 2008)}${two(dice.between(1, 12))}${two(dice.between(1, 28))}${dice.digits(3)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
  return body + (dice.chance(1 / 8) ? '5' : '10X98765432'[sum % 11]);
}

export const idCardZh = (dice: Dice) => {
  const digits = idCardDigits(dice);
  return dice.one([digits, digits, groups(digits, [6, 8, 4], ' '), digits.toLowerCase(), fullWidth(digits)]);
};

export const bankDigits = (dice: Dice) =>
  withLuhn(dice, dice.one(['622202', '621700', '622848', '625965']) + dice.digits(12));
export const bankZh = (dice: Dice) => {
  const digits = bankDigits(dice);
  return dice.one([digits, groups(digits, [4], ' '), groups(digits, [4], '-'), groups(digits, [6, 13], ' ')]);
};
export const cardDigits = (dice: Dice) =>
  withLuhn(dice, dice.one(['4539', '5412', '4916', '5587']) + dice.digits(11));
export const bankEn = (dice: Dice) => {
  const digits = cardDigits(dice);
  return dice.one([digits, groups(digits, [4], ' '), groups(digits, [4], '-')]);
};

export const ssnDigits = (dice: Dice) =>
  `${dice.between(101, 650)}${two(dice.between(1, 99))}${dice.between(1000, 9999)}`;
export const ssnEn = (dice: Dice) => groups(ssnDigits(dice), [3, 2, 4], dice.one(['-', ' ', '']));

export const imeiDigits = (dice: Dice) => withLuhn(dice, `${dice.one(['86', '35'])}${dice.digits(12)}`);
export const imei = (dice: Dice) => {
  const digits = imeiDigits(dice);
  return dice.one([digits, groups(digits, [2, 6, 6, 1], ' '), groups(digits, [6, 2, 6, 1], '-')]);
};
export const meid = (dice: Dice) => `A${dice.of('0123456789ABCDEF', 13)}`;
export const imsi = (dice: Dice) => `4600${dice.between(0, 9)}${dice.digits(10)}`;
export const iccid = (dice: Dice) => withLuhn(dice, `8986${dice.digits(15)}`);
export const mac = (dice: Dice) => {
  const pairs = Array.from({ length: 6 }, () => dice.of(hex, 2));
  const written = pairs.join(dice.one([':', ':', '-']));
  return dice.chance(0.5) ? written.toUpperCase() : written;
};
export const ip = (dice: Dice) =>
  dice.chance(0.2)
    ? `2001:db8:${dice.of(hex, 4)}::${dice.of(hex, 4)}`
    : `${dice.one(['192.168', '203.0', '81.17', '10.44'])}.${dice.below(256)}.${dice.below(256)}`;
export const deviceId = (dice: Dice) =>
  dice.one([
    () => [8, 4, 4, 4, 12].map((size) => dice.of(hex, size)).join('-'),
    () => [8, 4, 4, 4, 12].map((size) => dice.of('0123456789ABCDEF', size)).join('-'),
    () => dice.of(hex, 16),
  ])();
export const gps = (dice: Dice) =>
  `${dice.between(22, 47)}.${dice.digits(5)}, ${dice.chance(0.5) ? '' : '-'}${dice.between(70, 121)}.${dice.digits(5)}`;
export const plateZh = (dice: Dice) => {
  const head = `${dice.one([...'京沪粤浙苏川鲁湘鄂闽'])}${dice.of('ABCDEFGH', 1)}`;
  const tail = dice.chance(0.3)
    ? `${dice.one(['D', 'F'])}${dice.digits(5)}`
    : `${dice.digits(1)}${dice.of('ABCDEFGHJKLMNPQRSTUVWXYZ', 1)}${dice.digits(3)}`;
  return `${head}${dice.one(['', '·', ' '])}${tail}`;
};
export const plateEn = (dice: Dice) =>
  dice.one([
    `${dice.digits(1)}${dice.of('BCDFGHJKLMNPRSTVWXYZ', 3)}${dice.digits(3)}`,
    `${dice.of('BCDFGHJKLMNPRSTVWXYZ', 3)}-${dice.digits(4)}`,
  ]);
export const passportZh = (dice: Dice) => `${dice.one(['E', 'G'])}${dice.digits(8)}`;
export const passportEn = (dice: Dice) => dice.one([dice.digits(9), `${dice.of('ACX', 1)}${dice.digits(8)}`]);
export const licenceEn = (dice: Dice) => `${dice.of('BDFNSY', 1)}${dice.digits(7)}`;
export const licenceZh = (dice: Dice) => dice.one([dice.digits(12), idCardDigits(dice)]);
export const ibanEn = (dice: Dice) => {
  const body = `${dice.digits(18)}`;
  const rest = BigInt(`${body}131400`) % 97n;
  const written = `DE${two(98 - Number(rest))}${body}`;
  return dice.one([written, groups(written, [4], ' ')]);
};
export const account = (dice: Dice) => dice.between(2, 9) + dice.digits(dice.between(7, 10));
export const order = (dice: Dice) =>
  `${dice.one(['JD', 'SF', 'YT', 'UPS', ''])}${dice.between(1, 9)}${dice.digits(12)}`;
export const code = (dice: Dice) => dice.digits(dice.one([4, 4, 6, 6]));
