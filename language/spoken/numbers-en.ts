/** Numbers as English speakers say them, from digits: "1204" as an amount, an ordinal, a year or one by one. */

const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const groups = ['', 'thousand', 'million', 'billion', 'trillion'];
const oddOrdinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

/** Longer integers are read digit by digit: nobody follows quintillions. */
const maxAmountDigits = 15;

function belowHundred(value: number): string {
  if (value < 20) return units[value] ?? '';
  const rest = value % 10;
  return rest === 0 ? `${tens[Math.floor(value / 10)]}` : `${tens[Math.floor(value / 10)]} ${units[rest]}`;
}

function belowThousand(value: number): string {
  if (value < 100) return belowHundred(value);
  const rest = value % 100;
  const head = `${units[Math.floor(value / 100)]} hundred`;
  return rest === 0 ? head : `${head} and ${belowHundred(rest)}`;
}

/** Digits one by one, zero as "oh" as in telephone and room numbers: "4155" is "four one five five". */
export function sayDigits(digits: string): string {
  return [...digits].map((digit) => (digit === '0' ? 'oh' : (units[Number(digit)] ?? digit))).join(' ');
}

/** Digits one by one, zero as "zero": what stands behind a decimal point, in an address or in a version. */
export function sayExactDigits(digits: string): string {
  return [...digits].map((digit) => units[Number(digit)] ?? digit).join(' ');
}

/** An amount: "1204" is "one thousand two hundred and four". Takes digits only. */
export function sayCardinal(digits: string): string {
  const trimmed = digits.replace(/^0+(?=\d)/, '');
  if (trimmed.length > maxAmountDigits) return sayExactDigits(trimmed);
  const said: string[] = [];
  const count = Math.ceil(trimmed.length / 3);
  for (let index = 0; index < count; index++) {
    const end = trimmed.length - 3 * (count - 1 - index);
    const value = Number(trimmed.slice(Math.max(0, end - 3), end));
    if (value === 0 && count > 1) continue;
    const group = groups[count - 1 - index];
    // "one thousand and five", as the slots of the same numbers read it.
    const link = index === count - 1 && said.length > 0 && value < 100 ? 'and ' : '';
    said.push(`${link}${belowThousand(value)}${group === '' ? '' : ` ${group}`}`);
  }
  return said.join(' ');
}

/** "1,234.50" or "3.14": grouped or not, with decimals read one by one. Takes no sign. */
export function sayNumber(text: string): string {
  const [whole = '0', decimals = ''] = text.replaceAll(',', '').split('.');
  const head = sayCardinal(whole === '' ? '0' : whole);
  return decimals === '' ? head : `${head} point ${sayExactDigits(decimals)}`;
}

/** "22" is "twenty second". */
export function sayOrdinal(digits: string): string {
  const words = sayCardinal(digits).split(' ');
  const last = words.pop() ?? '';
  const odd = oddOrdinals[last];
  words.push(odd ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`));
  return words.join(' ');
}

/** "2026" is "twenty twenty six", "1905" "nineteen oh five", "2005" "two thousand and five". Takes four digits. */
export function sayYear(digits: string): string {
  const value = Number(digits);
  const [head, tail] = [Math.floor(value / 100), value % 100];
  if (head % 10 === 0 && tail < 10) return sayCardinal(digits);
  if (tail === 0) return `${belowHundred(head)} hundred`;
  return `${belowHundred(head)} ${tail < 10 ? `oh ${units[tail]}` : belowHundred(tail)}`;
}

/** Room numbers in pairs: "1204" is "twelve oh four", "300" "three hundred", "1214" "twelve fourteen". */
export function sayRoom(digits: string): string {
  if (digits.length < 3 || digits.length > 4 || digits.startsWith('0')) return sayDigits(digits);
  const [head, tail] = [Number(digits.slice(0, -2)), Number(digits.slice(-2))];
  if (tail === 0) return `${belowHundred(head)} hundred`;
  return `${belowHundred(head)} ${tail < 10 ? `oh ${units[tail]}` : belowHundred(tail)}`;
}
