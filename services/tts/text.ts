/** What a voice is given: clean text, numbers as people say them, cut where a speaker would breathe. */
import type { Locale } from '@earshot/skills-sdk';
import { wordsOf } from './words/index.ts';

/** A piece of text for one voice. */
export interface Segment {
  readonly text: string;
  readonly locale: Locale;
}

const hanCharacter = /\p{Script=Han}/u;
const hanRun = /[\p{Script=Han}][\p{Script=Han}\p{N}，、：；“”《》（）—…·\s]*/gu;

/**
 * Text without anything a voice engine could take for an instruction (markup, phoneme brackets, control and invisible
 * characters, emoji), and with everything that is not a word said in words.
 */
export function normaliseText(text: string, locale: Locale): string {
  const clean = text
    .normalize('NFC')
    .replace(/[０-９Ａ-Ｚａ-ｚ＋－＝／＃＆＠＄￥㎜㎝㎞㎡㎏㎎㎖]/g, (wide) => wide.normalize('NFKC'))
    .replace(/[©®™]/g, ' ')
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u{1F1E6}-\u{1F1FF}]/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, (character) => (character === '\n' ? '\n' : ' '))
    .replace(/<\/?[A-Za-z][^<>]{0,100}>/g, ' ');
  return wordsOf(clean, locale)
    .replace(/[<>[\]{}|\\^`~*_#=]/g, ' ')
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
