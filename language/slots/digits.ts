/** Digits that name something, said one by one or in groups: codes, order numbers, telephone numbers. */
import type { Locale } from '../model/types.ts';
import type { Token } from '../text/tokenise.ts';
import * as english from './numbers-en.ts';
import * as chinese from './numbers-zh.ts';
import type { SlotMatch, SlotParser } from './types.ts';

/** Longer ones nobody says in one breath. */
const maxDigits = 20;
/** A telephone number with its country has 15 at most; the shortest are emergency calls. */
const telephone = { min: 3, max: 15 };

/** Written groups: "555-0100". */
const written = /^[0-9]+(?:-[0-9]+)*$/;
const silent = new Set(['dash', 'hyphen', '杠']);

interface Piece {
  readonly end: number;
  readonly digits: string;
}

function pieceAt(tokens: readonly Token[], at: number, locale: Locale): Piece | undefined {
  const text = tokens[at]?.text ?? '';
  if (written.test(text)) return { end: at + 1, digits: text.replaceAll('-', '') };
  if (locale === 'zh-CN') return chinese.digitStrings(tokens, at)[0];
  // "Forty two" is 42 and not 402.
  const [whole] = english
    .cardinals(tokens, at)
    .filter(({ value }) => value >= 10 && value < 100)
    .slice(-1);
  const piece = whole ? { end: whole.end, digits: String(whole.value) } : english.digitStrings(tokens, at)[0];
  return piece && tokens[piece.end]?.text === 'hundred'
    ? { end: piece.end + 1, digits: `${piece.digits}00` }
    : piece;
}

/** Every prefix of the digits at `start`, longest first. */
function digitsAt(tokens: readonly Token[], start: number, locale: Locale): Piece[] {
  const found: Piece[] = [];
  let digits = '';
  for (let at = start; ; ) {
    if (digits !== '' && silent.has(tokens[at]?.text ?? '')) {
      at += 1;
      continue;
    }
    const piece = pieceAt(tokens, at, locale);
    if (!piece || digits.length + piece.digits.length > maxDigits) break;
    digits += piece.digits;
    at = piece.end;
    found.push({ end: at, digits });
  }
  return found.reverse();
}

export const digitString: SlotParser = (tokens, start, { locale }) =>
  digitsAt(tokens, start, locale).map(
    ({ end, digits }): SlotMatch => ({
      end,
      value: digits,
      ...(digits.length === 1 ? { isWeak: true } : {}),
    }),
  );

export const phoneNumber: SlotParser = (tokens, start, { locale }) => {
  const isInternational = tokens[start]?.text === (locale === 'zh-CN' ? '加' : 'plus');
  return digitsAt(tokens, isInternational ? start + 1 : start, locale)
    .filter(({ digits }) => digits.length >= telephone.min && digits.length <= telephone.max)
    .map(({ end, digits }): SlotMatch => ({ end, value: `${isInternational ? '+' : ''}${digits}` }));
};
