/** Two things said after one another, live and in the simulator. */
import { escapeMarks, insideSpeak } from './speech-marks.ts';

/** With a space where a space belongs. */
export function joinedText(first: string, second: string): string {
  return first + gapBetween(first, second) + second;
}

function gapBetween(first: string, second: string): string {
  if (first === '' || second === '') return '';
  return /\p{Script=Han}|[。！？]$/u.test(first.slice(-1)) ? '' : ' ';
}

/** Words, and the same words with their marks where somebody marked them. */
export interface Said {
  readonly text: string;
  readonly ssml?: string | undefined;
}

const marksOf = ({ text, ssml }: Said): string =>
  ssml === undefined ? escapeMarks(text) : insideSpeak(ssml);

/** As {@link joinedText}; what either has of marks stays around its own words. */
export function joinedSpeech(first: Said, second: Said): Said {
  const text = joinedText(first.text, second.text);
  if (first.ssml === undefined && second.ssml === undefined) return { text };
  return {
    text,
    ssml: `<speak>${marksOf(first)}${gapBetween(first.text, second.text)}${marksOf(second)}</speak>`,
  };
}
