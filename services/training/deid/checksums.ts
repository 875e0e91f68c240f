/** Checks that choose a label. A number that fails them is never let go for it: recognisers drop and swap digits. */

/** ISO/IEC 7812-1 annex B, as on bank cards and IMEIs. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** ISO 7064 MOD 11-2, as on resident identity cards (GB 11643). Takes 17 digits and a digit or `X`. */
export function passesIdCard(number: string): boolean {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return '10X98765432'[sum % 11] === number[17]?.toUpperCase();
}

/** A calendar day, from 1900 to 2099. */
export function isDate(year: number, month: number, day: number): boolean {
  return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** First two digits of GB/T 2260 codes. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);

/** Region, birthday and length fit a resident identity card, whatever its check digit says. */
export function looksLikeIdCard(digits: string): boolean {
  if (digits.length !== 18 && digits.length !== 17) return false;
  return (
    provinces.has(digits.slice(0, 2)) &&
    isDate(Number(digits.slice(6, 10)), Number(digits.slice(10, 12)), Number(digits.slice(12, 14)))
  );
}
