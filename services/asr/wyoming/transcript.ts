/** From what an open engine writes to hypotheses in the recogniser's own form, or to nothing. */
import type { Locale } from '@earshot/skills-sdk';
import { Converter } from 'opencc-js/t2cn';
import type { Hypothesis } from '../engine.ts';
import { readNumbers } from '../second-pass/spoken-numbers.ts';

/** Longest transcript taken; nobody says more in one utterance. */
export const maxTranscriptCharacters = 2_000;

/** Built on first use: it reads tables of some hundred kilobytes. */
let converter: ReturnType<typeof Converter> | undefined;

function toSimplified(text: string): string {
  converter ??= Converter({ from: 'tw', to: 'cn' });
  return converter(text);
}

/** Words as spoken, see {@link Hypothesis.text}; several readings where digits can be said in several ways. */
export function readTranscript(transcript: string, locale: Locale): string[] {
  let text = transcript.normalize('NFKC').toLowerCase().replaceAll(/[’‘]/g, "'");
  if (locale === 'zh-CN') text = toSimplified(text);
  const readings = readNumbers(text, locale).map((reading) => {
    const words = reading
      .replaceAll(/(?<![\p{L}])'|'(?![\p{L}])/gu, ' ')
      .replaceAll(/[^\p{L}\p{M}\p{N}']+/gu, ' ')
      .trim();
    // Latin words inside Chinese keep a space between each other.
    return locale === 'en-US' ? words : words.replaceAll(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '');
  });
  return [...new Set(readings)].filter((reading) => reading !== '');
}

/** Sentences that subtitles end with; models trained on them write them into silence. */
const credits =
  /字幕(?:由|组|志愿者|制作|提供)|不吝点赞|打赏支持|明镜与点点|优优独播|amara\.?org|thanks? (?:you )?for watching|subtitles? by|like and subscribe/i;

/** Fastest speech that people manage, with room to spare, in letters or characters a second. */
const mostPerSecond: Record<Locale, number> = { 'en-US': 30, 'zh-CN': 12 };

/**
 * Whether a transcript is more likely made up than heard: credits of films, the same words over and over, or
 * far more words than fit into the audio.
 */
export function isInvented(text: string, locale: Locale, audioMs: number): boolean {
  if (credits.test(locale === 'zh-CN' ? toSimplified(text) : text)) return true;
  const letters = [...text.replaceAll(/[^\p{L}\p{N}]/gu, '')];
  if (letters.length > Math.max(12, (audioMs / 1_000) * mostPerSecond[locale])) return true;
  const units = locale === 'en-US' ? text.split(/\s+/).filter(Boolean) : letters;
  for (let length = 1; length <= 6; length++) {
    let repeats = 1;
    for (let index = length; index + length <= units.length; index += length) {
      const isSame =
        units.slice(index - length, index).join(' ') === units.slice(index, index + length).join(' ');
      repeats = isSame ? repeats + 1 : 1;
      if (repeats >= 5) return true;
    }
  }
  return false;
}

export interface TranscriptOptions {
  readonly locale: Locale;
  readonly engine: string;
  /** Length of the audio that was heard. */
  readonly audioMs: number;
  /** Confidence of an engine that does not say its own, 0 to 1. */
  readonly confidence: number;
}

/** Hypotheses, best first; empty when nothing was heard or the words were made up. */
export function hypothesesOf(transcript: string, options: TranscriptOptions): Hypothesis[] {
  const readings = readTranscript(transcript, options.locale);
  if (readings.length === 0 || isInvented(transcript, options.locale, options.audioMs)) return [];
  return readings.map((text, index) => ({
    text,
    words: [],
    confidence: options.confidence * 0.95 ** index,
    isRejected: false,
    engine: options.engine,
  }));
}
