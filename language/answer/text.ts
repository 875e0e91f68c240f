/** Text that may be spoken or shown: without markup, controls and what turns the reading direction. */
import { AnswerRefused } from './refused.ts';

/** Tags of any kind. A lone `<` is a character like any other. */
const markup = /<[a-z!/?]/i;
/** Controls, and the marks that turn the reading direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text of a skill as it may be spoken or shown: plain, well-formed, bounded.
 * @throws AnswerRefused when it is not a text, too long, or carries markup, which a screen somewhere
 *   behind us might take for its own.
 */
export function plainText(value: unknown, maxLength: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string' || value.length > maxLength || !value.isWellFormed() || markup.test(value)) {
    throw new AnswerRefused();
  }
  return value.replaceAll(controls, '').trim();
}
