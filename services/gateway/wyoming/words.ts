/** What Wyoming clients say and are told in words: languages, texts, and why not. */
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { WyomingData } from '../../common/wyoming/codec.ts';
import { maxTextLength } from '../limits.ts';
import type { ControlMessage } from '../session/link.ts';
import { isRefusal, refusalText } from '../session/refusals.ts';

export const known = (code: string): ErrorCode =>
  Object.hasOwn(catalogue, code) ? (code as ErrorCode) : 'INTERNAL';

/** Nobody spoke, which is no failure. */
export const isSilence = (code: string): boolean =>
  code === '' || code === 'NO_SPEECH' || code === 'LISTEN_STALLED';

/** What the session would have said, had it known. */
export function errorMessage(code: ErrorCode): ControlMessage {
  const { message, isRetryable } = catalogue[code];
  const value = { code, message, isFatal: true, listenId: '', isRetryable, retryAfterMs: 0 };
  return { $case: 'error', value };
}

/** As an `error` event says it; a refusal to listen in the language that was spoken. */
export const errorData = (error: unknown, locale: string): WyomingData => {
  const code = typeof error === 'string' ? known(error) : codeOf(error);
  return { text: isRefusal(code) ? refusalText(code, locale) : catalogue[code].message, code };
};

export const languageOf = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 40).replace('_', '-') : '';

/** @throws EarshotError TEXT_UNUSABLE */
export function textOf(data: WyomingData): string {
  const { text } = data;
  if (typeof text !== 'string' || text.trim() === '' || text.length > maxTextLength) {
    throw new EarshotError('TEXT_UNUSABLE');
  }
  return text;
}
