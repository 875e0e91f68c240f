/**
 * Runs of digits, however they are written or said: "138-0000 1234", 一三八零零零零幺二三四, "one three eight double oh".
 * Sources of the spoken forms: the usual readings of telephone and radio digits in both languages.
 */

export interface DigitRun {
  readonly digits: string;
  /** Offsets into the view. */
  readonly start: number;
  readonly end: number;
  /** Sizes of the groups between separators. */
  readonly groups: readonly number[];
  /** The run with each digit as `9` and everything between as it is: its shape. */
  readonly shape: string;
  readonly isSpoken: boolean;
}

const chineseDigits = new Map<string, string>([
  ...[...'零〇○'].map((c) => [c, '0'] as const),
  ...[...'一幺壹'].map((c) => [c, '1'] as const),
  ...[...'二贰'].map((c) => [c, '2'] as const),
  ...[...'三叁'].map((c) => [c, '3'] as const),
  ...[...'四肆'].map((c) => [c, '4'] as const),
  ...[...'五伍'].map((c) => [c, '5'] as const),
  ...[...'六陆'].map((c) => [c, '6'] as const),
  ...[...'七柒'].map((c) => [c, '7'] as const),
  ...[...'八捌'].map((c) => [c, '8'] as const),
  ...[...'九玖'].map((c) => [c, '9'] as const),
]);
/** Digits only among digits: radio readings and 两, which are words elsewhere. */
const radioDigits = new Map<string, string>([
  ['洞', '0'],
  ['拐', '7'],
  ['勾', '9'],
  ['两', '2'],
  ['腰', '1'],
]);
const chinesePowers = new Set('十百千万亿');

const englishDigits = new Map<string, string>(
  'zero oh o one two three four five six seven eight nine'
    .split(' ')
    .map((word, index) => [word, String(Math.max(0, index - 2))]),
);
const englishTeens = new Map<string, string>(
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, index) => [word, String(10 + index)]),
);
const englishTens = new Map<string, string>(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index) => [word, String(2 + index)]),
);

const isDigit = (code: number) => code >= 48 && code <= 57;
const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** Said while one thinks, or takes a wrong start back; the number goes on behind it. */
const hesitation =
  'uh|um|er|like|okay|then|and then|let me see|no wait|wait|no|no i mean|i mean|sorry|oh sorry|scratch that|make that';
const chineseHesitation =
  '嗯|呃|额|然后|那个|后面是|接着是?|再来|不对|哦不|不是|说错了|应该是|杠|横杠|减号|空格';
/** What may stand between two digits of one number. */
const separator = new RegExp(
  String.raw`[ \t,，、]{0,2}(?:(?:\b(?:dash|hyphen|dot|point|space|${hesitation})\b|${chineseHesitation})[ \t,，、]{0,2}){1,3}|[ ,]{0,2}(?:x|ext\.?|extension|转|分机)[ ]?|[ \t]?[-.()/·_+,，、][ \t]?|[ \t]{1,2}|[)][ \t]?[-]?|[ \t]?[(]`,
  'iy',
);
/** Where the gap that begins at an offset ends; the offset itself where there is none. */
export function gapEnd(text: string, index: number): number {
  const code = text.charCodeAt(index);
  // Letters and signs that begin no gap, without asking the expression.
  if (Number.isNaN(code) || (code >= 48 && code <= 57)) return index;
  separator.lastIndex = index;
  return separator.test(text) ? separator.lastIndex : index;
}

export interface Piece {
  readonly digits: string;
  readonly end: number;
  readonly isSpoken: boolean;
}

function englishPiece(text: string, index: number): Piece | undefined {
  let end = index;
  while (end < text.length && isLetter(text.charCodeAt(end))) end++;
  if (end - index > 9) return undefined;
  const word = text.slice(index, end).toLowerCase();
  const single = englishDigits.get(word) ?? englishTeens.get(word);
  if (single !== undefined) {
    const hundred = /^[ \t]hundred\b/i.exec(text.slice(end, end + 9));
    return hundred === null
      ? { digits: single, end, isSpoken: true }
      : { digits: `${single}00`, end: end + hundred[0].length, isSpoken: true };
  }
  const ten = englishTens.get(word);
  if (ten !== undefined) {
    const unit = /^[ -]([a-z]{3,5})\b/i.exec(text.slice(end, end + 7));
    const digit = unit === null ? undefined : englishDigits.get(unit[1]!.toLowerCase());
    return digit === undefined || digit === '0'
      ? { digits: `${ten}0`, end, isSpoken: true }
      : { digits: ten + digit, end: end + unit![0].length, isSpoken: true };
  }
  if (word === 'double' || word === 'triple') {
    const rest = /^[ \t]([a-z]+|\d)\b/i.exec(text.slice(end, end + 8));
    const digit =
      rest === null
        ? undefined
        : (englishDigits.get(rest[1]!.toLowerCase()) ?? (/\d/.test(rest[1]!) ? rest[1] : undefined));
    return digit === undefined
      ? undefined
      : { digits: digit.repeat(word === 'double' ? 2 : 3), end: end + rest![0].length, isSpoken: true };
  }
  return undefined;
}

export function pieceAt(text: string, index: number, isInside: boolean): Piece | undefined {
  const code = text.charCodeAt(index);
  if (isDigit(code)) {
    let end = index + 1;
    while (end < text.length && isDigit(text.charCodeAt(end))) end++;
    return { digits: text.slice(index, end), end, isSpoken: false };
  }
  if (code > 0x3000) {
    const character = text[index]!;
    const digit = chineseDigits.get(character) ?? (isInside ? radioDigits.get(character) : undefined);
    if (digit === undefined) return undefined;
    // 三个八: three times eight.
    const repeated = text[index + 1] === '个' ? chineseDigits.get(text[index + 2] ?? '') : undefined;
    if (repeated !== undefined && '345'.includes(digit) && !chinesePowers.has(text[index + 3] ?? ''))
      return { digits: repeated.repeat(Number(digit)), end: index + 3, isSpoken: true };
    return chinesePowers.has(text[index + 1] ?? '')
      ? undefined
      : { digits: digit, end: index + 1, isSpoken: true };
  }
  const isWordStart = isLetter(code) && (index === 0 || !isLetter(text.charCodeAt(index - 1)));
  return isWordStart ? englishPiece(text, index) : undefined;
}

/** 洞三八八: a radio reading begins a number where a plain digit follows it and no other word ends in front of it. */
function beginsByRadio(text: string, index: number): boolean {
  const character = text[index]!;
  return (
    (character === '洞' || character === '拐' || character === '勾') &&
    (chineseDigits.has(text[index + 1] ?? '') || radioDigits.has(text[index + 1] ?? ''))
  );
}

/** Cheap test before anything is looked at closely: at least three digits, or a word that begins one. */
const mayHold =
  /\d[^\d]{0,16}\d[^\d]{0,16}\d|[零〇一幺二三四五六七八九壹贰叁肆伍陆柒捌玖][零〇一幺二三四五六七八九壹贰叁肆伍陆柒捌玖洞拐勾两腰个，, 嗯呃然那后再不哦说杠-]|[洞拐勾][零一幺二三四五六七八九]|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|ten|eleven|twelve|[a-z]+teen|[a-z]+ty)[ ,-]+(?:(?:dash|hyphen|uh|um) )?(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|ten|eleven|twelve|[a-z]+teen|[a-z]+ty)\b/i;

/** All runs of at least `minDigits`, in order. */
export function digitRuns(text: string, minDigits = 3): DigitRun[] {
  if (!mayHold.test(text)) return [];
  const runs: DigitRun[] = [];
  let index = 0;
  while (index < text.length) {
    const first = pieceAt(text, index, beginsByRadio(text, index));
    if (first === undefined) {
      index++;
      continue;
    }
    let digits = first.digits;
    let end = first.end;
    let isSpoken = first.isSpoken;
    let shape = '9'.repeat(first.digits.length);
    const groups = [first.digits.length];
    for (;;) {
      const next = pieceAt(text, end, true);
      if (next !== undefined) {
        digits += next.digits;
        shape += '9'.repeat(next.digits.length);
        groups[groups.length - 1]! += next.digits.length;
        end = next.end;
        isSpoken ||= next.isSpoken;
        continue;
      }
      const gap = gapEnd(text, end);
      const after = gap === end ? undefined : pieceAt(text, gap, true);
      if (after === undefined) break;
      digits += after.digits;
      shape += text.slice(end, gap) + '9'.repeat(after.digits.length);
      groups.push(after.digits.length);
      end = after.end;
      isSpoken ||= after.isSpoken;
    }
    if (digits.length >= minDigits) runs.push({ digits, start: index, end, groups, shape, isSpoken });
    index = end;
  }
  return runs;
}
