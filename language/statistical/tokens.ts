/** Tokens of an utterance in either language: words, runs of digits, single Chinese characters. */
import { hashString } from './hashing.ts';
import type { Reading } from './reading.ts';

export interface Token {
  /** Lower case, full-width forms folded; same length as the source range. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly hash: number;
  /** Coarse kind: letters, digits, Chinese, number word, punctuation. */
  readonly shape: number;
}

export interface TokenisedUtterance {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Its words and their meanings, where they were looked up. */
  readonly reading?: Reading;
}

const pattern =
  /\p{Script=Han}|\p{N}+(?:[.:,]\p{N}+)*|(?:(?!\p{Script=Han})[\p{L}\p{M}])+(?:'(?!s(?!\p{L}))(?:(?!\p{Script=Han})\p{L})+)*|'s|[^\s\p{L}\p{N}\p{M}]/gu;

const hanNumerals = '零〇一二两三四五六七八九十百千万亿半几幺';
const englishNumerals = new Set(
  (
    'zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million ' +
    'half quarter first second third fourth fifth sixth seventh eighth ninth tenth dozen'
  ).split(' '),
);

/** Lower case and full-width folding that never changes the length, so that offsets stay true. */
export function foldCase(text: string): string {
  let folded = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 97 && code <= 122) folded += text[i];
    else if (code >= 0xff01 && code <= 0xff5e) folded += String.fromCharCode(code - 0xfee0).toLowerCase();
    else if (code === 0x3000) folded += ' ';
    else if (code === 0x2019) folded += "'";
    else {
      const lower = text[i]!.toLowerCase();
      folded += lower.length === 1 ? lower : text[i];
    }
  }
  return folded;
}

function shapeOf(text: string): number {
  const code = text.codePointAt(0)!;
  if (code >= 48 && code <= 57) return text.includes(':') ? 3 : text.length > 4 ? 2 : 1;
  if (code >= 0x3400) return hanNumerals.includes(text) ? 5 : 4;
  if (englishNumerals.has(text)) return 6;
  return /\p{L}/u.test(text) ? 7 : 8;
}

/** At most `maxTokens` tokens: longer input is cut, because cost must stay bounded whatever arrives. */
export function tokenise(text: string, maxTokens = 256): TokenisedUtterance {
  const folded = foldCase(text.length > maxTokens * 16 ? text.slice(0, maxTokens * 16) : text);
  const tokens: Token[] = [];
  for (const match of folded.matchAll(pattern)) {
    const word = match[0];
    tokens.push({
      text: word,
      start: match.index,
      end: match.index + word.length,
      hash: hashString(word),
      shape: shapeOf(word),
    });
    if (tokens.length >= maxTokens) break;
  }
  return { text, tokens };
}
