/** Numbers of hotel rooms, as they are said. */
import type { Token } from '../text/tokenise.ts';
import { cardinals as cardinalsEn, digitStrings as digitStringsEn } from './numbers-en.ts';
import { cardinals as cardinalsZh, digitStrings as digitStringsZh } from './numbers-zh.ts';
import { lengthOfAny, phrases, type SlotMatch, type SlotParser, sortMatches } from './types.ts';

/** Room numbers: digits that keep their leading zeros, however they are said. */

const maxDigits = 6;

export const roomNumberEn: SlotParser = (tokens, start) => {
  let at = start;
  while (tokens[at]?.text === 'room' || tokens[at]?.text === 'number') at += 1;
  const found: SlotMatch[] = [];
  const visit = (from: number, digits: string, pieces: number): void => {
    if (digits.length > maxDigits || pieces > 4) return;
    if (digits !== '' && pieces > 0) found.push({ end: from, value: digits });
    for (const piece of digitStringsEn(tokens, from)) visit(piece.end, digits + piece.digits, pieces + 1);
    for (const piece of pairsEn(tokens, from)) visit(piece.end, digits + piece.digits, pieces + 1);
  };
  visit(at, '', 0);
  return sortMatches(found);
};

/** Longest first, so that "seventy two" is 72 and not 702: "twelve", "thirty four", "1204", and "two hundred and three" whole. */
function pairsEn(tokens: readonly Token[], at: number): { end: number; digits: string }[] {
  const text = tokens[at]?.text ?? '';
  if (/^[0-9]{2,6}$/.test(text)) return [{ end: at + 1, digits: text }];
  return cardinalsEn(tokens, at)
    .filter(({ value }) => value >= 10)
    .reverse()
    .map(({ end, value }) => ({ end, digits: String(value) }));
}

const suffixes = phrases('号房间|号房|号|房间|房|室');
const prefixes = phrases('房间号|房间|房号');

export const roomNumberZh: SlotParser = (tokens, start) => {
  const at = start + lengthOfAny(tokens, start, prefixes);
  const found: SlotMatch[] = [];
  for (const { end, digits } of digitStringsZh(tokens, at)) {
    if (digits.length <= maxDigits) found.push({ end, value: digits });
  }
  for (const { end, value } of cardinalsZh(tokens, at)) {
    if (value >= 10) found.push({ end, value: String(value) });
  }
  // 十二零四: a pair, then digits.
  for (const { end, value } of cardinalsZh(tokens, at)) {
    if (value < 10 || value > 99) continue;
    for (const tail of digitStringsZh(tokens, end)) {
      if (tail.digits.length === 2) found.push({ end: tail.end, value: `${value}${tail.digits}` });
    }
  }
  for (const match of [...found]) {
    const suffix = lengthOfAny(tokens, match.end, suffixes);
    if (suffix > 0) found.push({ ...match, end: match.end + suffix });
  }
  return sortMatches(found);
};
