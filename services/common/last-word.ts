/** Why a process ends, for whoever started it: one code of the catalogue, over a pipe that holds nothing else. */
import { writeSync } from 'node:fs';
import { type ErrorCode, isErrorCode } from './errors/catalogue.ts';

/** Says that somebody listens. */
const variable = 'EARSHOT_LAST_WORD';
/** Behind standard error; children of a process do not get it. */
const descriptor = 3;

/** For the environment of a process whose fourth descriptor is a pipe. */
export const lastWordEnvironment: Readonly<Record<string, string>> = { [variable]: '1' };

/** To be said right before the end. */
export function sayLastWord(code: ErrorCode): void {
  if (process.env[variable] !== '1') return;
  try {
    writeSync(descriptor, code);
  } catch {
    // Whoever listened has gone.
  }
}

/** What was said, if it is a code: anything else might be about a person. */
export function lastWordOf(text: string): ErrorCode | undefined {
  return isErrorCode(text) ? text : undefined;
}
