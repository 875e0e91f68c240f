/** Numbers as Mandarin speakers say them, from digits: "1204" as an amount, a year or one by one. */

const characters = [...'零一二三四五六七八九'];
const powers = ['', '十', '百', '千'];
const groups = ['', '万', '亿', '万亿'];

/** Longer integers are read digit by digit. */
const maxAmountDigits = 16;

/** Digits one by one, as in a year or behind a decimal point: "2026" is 二零二六. */
export function sayDigits(digits: string): string {
  return [...digits].map((digit) => characters[Number(digit)] ?? digit).join('');
}

/** Digits one by one with 幺 for one, as in telephone, room and flight numbers: "1204" is 幺二零四. */
export function sayCode(digits: string): string {
  return sayDigits(digits).replaceAll('一', '幺');
}

/** Up to four digits of one group; zeros between become one 零. */
function sayGroup(digits: string): string {
  let said = '';
  let hasGap = false;
  [...digits].forEach((digit, index) => {
    const power = powers[digits.length - 1 - index] ?? '';
    if (digit === '0') {
      hasGap = said !== '';
      return;
    }
    // 两百 and 两千, but 二十.
    const head = digit === '2' && (power === '百' || power === '千') ? '两' : characters[Number(digit)];
    said += `${hasGap ? '零' : ''}${head}${power}`;
    hasGap = false;
  });
  return said;
}

/** An amount: "1204" is 一千两百零四. Takes digits only. */
export function sayCardinal(digits: string): string {
  const trimmed = digits.replace(/^0+(?=\d)/, '');
  if (trimmed === '0') return '零';
  if (trimmed.length > maxAmountDigits) return sayDigits(trimmed);
  const count = Math.ceil(trimmed.length / 4);
  let said = '';
  let hasGap = false;
  for (let index = 0; index < count; index++) {
    const end = trimmed.length - 4 * (count - 1 - index);
    const group = trimmed.slice(Math.max(0, end - 4), end);
    if (Number(group) === 0) {
      hasGap = said !== '';
      continue;
    }
    const isGapped = hasGap || (said !== '' && group.startsWith('0'));
    const unit = groups[count - 1 - index] ?? '';
    const words = sayGroup(group.replace(/^0+/, ''));
    said += `${isGapped ? '零' : ''}${words === '二' && unit !== '' ? '两' : words}${unit}`;
    hasGap = false;
  }
  // 一十五 at the front is 十五; inside (一百一十五) it stays.
  return said.replace(/^一十/, '十');
}

/** "1,234.50" or "3.14", decimals one by one. Takes no sign. */
export function sayNumber(text: string): string {
  const [whole = '0', decimals = ''] = text.replace(/[,，]/g, '').split('.');
  const head = sayCardinal(whole === '' ? '0' : whole);
  return decimals === '' ? head : `${head}点${sayDigits(decimals)}`;
}

/** An amount of something: 两瓶, not 二瓶; everything else as {@link sayNumber}. */
export function sayAmount(text: string): string {
  return /^0*2$/.test(text) ? '两' : sayNumber(text);
}
