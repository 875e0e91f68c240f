/** What is dialled, typed or visited: telephone and room numbers, codes, addresses. */
import { sayCardinal, sayDigits, sayExactDigits, sayRoom } from '../../../language/spoken/numbers-en.ts';
import { type Rule, rule } from './rule.ts';

/** A web address in short: where it leads, not how it is spelt. */
function sayHost(host: string): string {
  return host
    .replace(/^www\./i, '')
    .split(/[.]/)
    .map((part) =>
      part
        .replaceAll('-', ' dash ')
        .replace(/\d+/g, (digits) => ` ${sayExactDigits(digits)} `)
        .trim(),
    )
    .join(' dot ');
}

/** Addresses of the web, of mail and of machines. */
export const addressRules: readonly Rule[] = [
  rule(
    /([\p{L}\p{N}._%+-]+)@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/u,
    ([, user = '', host = '']) =>
      `${user
        .replaceAll('.', ' dot ')
        .replaceAll('_', ' underscore ')
        .replaceAll('-', ' dash ')
        .replaceAll('+', ' plus ')
        .replace(/\d+/g, (digits) => ` ${sayExactDigits(digits)} `)} at ${sayHost(host)}`,
  ),
  rule(
    /https?:\/\/([\p{L}\p{N}.-]+[\p{L}\p{N}])(?::\d+)?(?:[/?#][^\s,;)"']*[\p{L}\p{N}/])?\/?/iu,
    ([, host = '']) => sayHost(host),
  ),
  rule(
    /((?:www\.[\p{L}\p{N}-]+|[\p{L}\p{N}-]+(?=\.(?:com|org|net|io|cn|edu|gov|app|dev|co|ai|uk|de|fr|jp)\b))(?:\.[\p{L}\p{N}-]+)+)(?:[/?#][^\s,;)"']*[\p{L}\p{N}/])?/iu,
    ([, host = '']) => sayHost(host),
  ),
  rule(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![.\d])/u, ([, ...parts]) =>
    parts.map(sayExactDigits).join(' dot '),
  ),
];

/** How many digits are said in one breath, by the length of the number. */
const breaths: Readonly<Record<number, readonly number[]>> = {
  5: [2, 3],
  6: [3, 3],
  7: [3, 4],
  10: [3, 3, 4],
  11: [3, 4, 4],
};

function sayInGroups(digits: string): string {
  if (digits.length < 5) return sayDigits(digits);
  const sizes = breaths[digits.length] ?? Array.from({ length: Math.ceil(digits.length / 4) }, () => 4);
  let position = 0;
  return sizes
    .map((size) => {
      const part = digits.slice(position, position + size);
      position += size;
      return sayDigits(part);
    })
    .join(', ');
}

const grouped = (text: string) =>
  text
    .split(/[^\d]+/)
    .filter((part) => part !== '')
    .map(sayInGroups)
    .join(', ');

/** Eleven digits and the like: a number to be dialled or typed, never an amount. */
export const codeRules: readonly Rule[] = [
  rule(
    /(?:(\+)\s?)?(?:(\d{1,3})[\s.-])?\(?(\d{3})\)?[\s.-]\s?(\d{3})[\s.-](\d{4})(?![\p{L}\p{N}]|-\d)/u,
    ([, plus, ...parts]) => {
      const words = parts
        .filter((part) => part !== '')
        .map(sayDigits)
        .join(', ');
      return plus === '+' ? `plus ${words}` : words;
    },
  ),
  rule(/\+(\d[\d -]{6,16}\d)(?!\d)/u, ([, digits = '']) => `plus ${grouped(digits)}`),
  rule(
    /(?<![\d.,-])(\d{3})-(\d{4})(?![\d-])/u,
    ([, first = '', second = '']) => `${sayDigits(first)}, ${sayDigits(second)}`,
  ),
  rule(/(\d{3,4}(?:[ -]\d{4}){2,4})(?![\d-])/u, ([, digits = '']) => grouped(digits)),
  rule(/(?<![.,])(\d{7,})(?![.,]?\d)/u, ([, digits = '']) =>
    // A round amount written without its commas: 2000000.
    /^[1-9]\d{0,5}0{5,}$/.test(digits) && digits.length < 13 ? undefined : grouped(digits),
  ),
  rule(
    /(rooms?|suites?|apartments?|apt\.?|flight|bus|train|gate|channel)\s+(?:no\.?\s*|number\s+|#\s?)?([A-Z]{0,3})(\d{3,4})(?![\p{N}]|[.,:]\d|%)/iu,
    ([, label = '', letters = '', digits = '']) =>
      `${label.replace(/^apt\.?$/i, 'apartment')} ${[...letters].join(' ')} ${sayRoom(digits)}`,
  ),
  rule(
    /(?<=rooms?\s\d{3,4}(?:,\s\d{3,4}){0,4},?\s(?:and|or|to|through)\s)(\d{3,4})(?![\p{N}]|[.,:]\d|%)/iu,
    ([, digits = '']) => sayRoom(digits),
  ),
  rule(
    /(code|pin|password|passcode|extension|ext\.?|account|order|tracking|zip|confirmation|ticket|booking|serial|reference|id)(\s+(?:number|code|no\.?|is|id))*(\s*[:#]?\s*)([A-Z]{0,3})(\d{3,})(?![\p{N}]|[.,:]\d|%)/iu,
    ([, label = '', words = '', , letters = '', digits = '']) =>
      `${label.replace(/^ext\.?$/i, 'extension')} ${words.replace(/no\.?/i, 'number')} ${[...letters].join(' ')} ${grouped(digits)}`,
  ),
  rule(/(\d{1,4}(?:\.\d{1,4}){2,})(?![\d.])/u, ([, version = '']) =>
    version.split('.').map(sayCardinal).join(' point '),
  ),
  rule(/(911|411|311)(?![\p{L}\p{N}]|[.,:]\d|%)/u, ([, digits = '']) => sayExactDigits(digits)),
];
