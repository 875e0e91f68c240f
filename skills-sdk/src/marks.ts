/** Speech with marks: pauses, emphasis, manner, and what is read one character at a time. */
import { escapeMarks, readSpeechMarks, SpeechMarksError } from '../../language/answer/speech-marks.ts';
import { SkillError } from './errors.ts';

/** `<speak>…</speak>`, checked. Screens show its words. */
export interface MarkedSpeech {
  readonly ssml: string;
}

/**
 * Marks speech with the part of SSML that every voice here can follow: `break`, `emphasis`, `prosody` and `say-as`. What is put in is a
 * text and never a mark. `<speak>` around it may be left out.
 *
 * @example
 * ```ts
 * tell(ssml`Your code is <say-as interpret-as="digits">${code}</say-as>.<break time="500ms"/> Keep it.`);
 * ```
 * @throws SkillError `SPEECH_MARKS` for what is no XML, or beyond these marks; its message says what
 */
export function ssml(
  parts: TemplateStringsArray | string,
  ...values: readonly (string | number)[]
): MarkedSpeech {
  const source =
    typeof parts === 'string'
      ? parts
      : parts.raw.map((part, index) => part + escapeMarks(String(values[index] ?? ''))).join('');
  const whole = /^\s*<speak[\s>]/.test(source) ? source : `<speak>${source}</speak>`;
  checkMarks(whole);
  return { ssml: whole };
}

/** @throws SkillError `SPEECH_MARKS` */
export function checkMarks(source: string): void {
  try {
    readSpeechMarks(source);
  } catch (error) {
    if (!(error instanceof SpeechMarksError)) throw error;
    throw new SkillError('SPEECH_MARKS', `${error.message}.`, { cause: error });
  }
}
