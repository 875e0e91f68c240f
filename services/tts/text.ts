/** What a voice is given: clean text, numbers as people say them, cut where a speaker would breathe. */
import type { Locale } from '@earshot/skills-sdk';

/** A piece of text for one voice. */
export interface Segment {
  readonly text: string;
  readonly locale: Locale;
}

const hanCharacter = /\p{Script=Han}/u;
const hanRun = /[\p{Script=Han}][\p{Script=Han}\p{N}，、：；“”《》（）—…·\s]*/gu;

const chineseDigits = ['零', '幺', '二', '三', '四', '五', '六', '七', '八', '九'];

/** Rooms are read digit by digit in Chinese: 1204 -> 幺二零四. */
function spellChinese(digits: string): string {
  return [...digits].map((digit) => chineseDigits[Number(digit)]).join('');
}

/** Rooms are read in pairs in English: 1204 -> 12 oh 4, 1214 -> 12 14, 300 -> 3 hundred. */
function pairEnglish(digits: string): string {
  const head = digits.slice(0, -2);
  const tail = digits.slice(-2);
  if (tail === '00') return `${head} hundred`;
  return tail.startsWith('0') ? `${head} oh ${tail[1]}` : `${head} ${tail}`;
}

function sayNumbersInChinese(text: string): string {
  return text
    .replace(
      /(房间?\s*号?\s*)(\d{3,5})(?!\d)/g,
      (_, label: string, digits: string) => label + spellChinese(digits),
    )
    .replace(/(?<!\d)(\d{3,5})(?=\s*(?:号?房|号房间|房间))/g, (digits) => spellChinese(digits))
    .replace(/(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)/g, (_, hour: string, minute: string) =>
      minute === '00'
        ? `${Number(hour)}点`
        : `${Number(hour)}点${minute.startsWith('0') ? '零' : ''}${Number(minute)}分`,
    )
    .replace(/(\d+(?:\.\d+)?)\s*[%％]/g, '百分之$1')
    .replace(/(\d)\s*(?:°C|℃|°)/g, '$1度');
}

function sayNumbersInEnglish(text: string): string {
  return text
    .replace(/\b(rooms?\s+)(\d{3,4})\b/gi, (_, label: string, digits: string) => label + pairEnglish(digits))
    .replace(/(\d)\s*(?:°C|℃|°)/g, '$1 degrees');
}

/**
 * Text without anything a voice engine could take for an instruction: markup, phoneme brackets, control and
 * invisible characters, emoji. Digits of rooms, clock times, percentages and degrees become words.
 */
export function normaliseText(text: string, locale: Locale): string {
  const clean = text
    .normalize('NFC')
    .replace(/[０-９Ａ-Ｚａ-ｚ]/g, (wide) => wide.normalize('NFKC'))
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u{1F1E6}-\u{1F1FF}]/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, (character) => (character === '\n' ? '\n' : ' '))
    .replace(/<[^<>]{0,100}>/g, ' ')
    .replace(/[<>[\]{}|\\^`~*_#=]/g, ' ');
  const spoken = locale === 'zh-CN' ? sayNumbersInChinese(clean) : sayNumbersInEnglish(clean);
  return spoken
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}

/** Longest piece, in characters: some ten seconds of speech, so that no request holds a worker for long. */
const maxSegmentCharacters: Record<Locale, number> = { 'en-US': 160, 'zh-CN': 50 };

const sentenceEnd = /(?<=[。！？!?；;\n])|(?<=\.)(?=\s+\S)/u;
const clauseEnd = /(?<=[，、,：:])/u;
const wordEnd = /(?<=\s)/u;

/** Joins pieces again as long as they fit; a piece that is too long by itself is cut at the next finer seam. */
function pack(text: string, limit: number, seams: readonly RegExp[]): string[] {
  if (text.length <= limit) return [text];
  const [seam, ...finer] = seams;
  if (seam === undefined) {
    const characters = [...text];
    const pieces: string[] = [];
    for (let index = 0; index < characters.length; index += limit) {
      pieces.push(characters.slice(index, index + limit).join(''));
    }
    return pieces;
  }
  const packed: string[] = [];
  let current = '';
  for (const piece of text.split(seam)) {
    if (current.length + piece.length > limit && current !== '') {
      packed.push(...pack(current, limit, finer));
      current = '';
    }
    current += piece;
  }
  if (current !== '') packed.push(...pack(current, limit, finer));
  return packed;
}

/** An English voice spells Chinese characters out one by one, so they go to the Chinese voice. */
function byScript(text: string, locale: Locale): Segment[] {
  if (locale === 'zh-CN' || !hanCharacter.test(text)) return [{ text, locale }];
  const segments: Segment[] = [];
  let position = 0;
  for (const match of text.matchAll(hanRun)) {
    segments.push({ text: text.slice(position, match.index), locale });
    segments.push({ text: match[0], locale: 'zh-CN' });
    position = match.index + match[0].length;
  }
  segments.push({ text: text.slice(position), locale });
  return segments;
}

/** Anything at all that a voice can say. */
const isSpeakable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/**
 * The text in pieces, one for each sentence, in order. Sentences are never joined: the first piece decides
 * how soon the first audio leaves.
 */
export function splitText(text: string, locale: Locale): Segment[] {
  return normaliseText(text, locale)
    .split(sentenceEnd)
    .flatMap((sentence) => byScript(sentence, locale))
    .flatMap((segment) =>
      pack(segment.text, maxSegmentCharacters[segment.locale], [clauseEnd, wordEnd]).map((piece) => ({
        text: piece.trim(),
        locale: segment.locale,
      })),
    )
    .filter((segment) => isSpeakable(segment.text));
}
