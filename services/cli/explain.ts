/** Why a command could not do its work, in one sentence with what to do: the last stop before a stack trace. */
import { ConfigError } from '../common/config.ts';
import { catalogue, type ErrorCode } from '../common/errors/catalogue.ts';
import { isEarshotError } from '../common/errors/earshot-error.ts';

/** A reason that is a sentence already. Commands throw it, or anything below, and never print a stack. */
export class CommandError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'CommandError';
  }
}

const nobodyThere = 'no Earshot answers here; start one with: npm start';

/** Codes after which there is something better to say than the catalogue's sentence. */
const advice: Readonly<Record<string, string>> = {
  SERVICE_UNAVAILABLE: nobodyThere,
  DEADLINE_EXCEEDED: 'Earshot answers too slowly or not at all; look at it with: earshot doctor',
  CLAIM_CODE_WRONG:
    'this claim code is wrong, was used before or has expired; get a new one with: earshot owner claim',
  DEVICE_CODE_WRONG:
    'no speaker shows this code now; look at the speaker again: a code is good for ten minutes',
};

/** One line without a stack. Errors that nobody foresaw keep their message, which is about this machine. */
export function explain(error: unknown): string {
  if (isEarshotError(error)) return advice[error.code] ?? `${catalogue[error.code].message} (${error.code})`;
  if (error instanceof ConfigError)
    return `${error.problems.join('; ')}; has Earshot been started here? (npm start)`;
  const { code, path, message } = (error ?? {}) as NodeJS.ErrnoException & { code?: string };
  if (code !== undefined && advice[code] !== undefined) return advice[code];
  if (code === 'ENOENT' && path !== undefined) return `there is no file ${path}`;
  // All that `fetch` says of an address where nobody answers.
  if (error instanceof TypeError && message === 'fetch failed') return nobodyThere;
  return message === undefined || message === '' ? String(error) : message;
}

/** Waits for a call, some of whose codes mean more here than the catalogue can say. @throws CommandError with that sentence */
export async function explained<Result>(
  call: Promise<Result>,
  sentences: Readonly<Partial<Record<ErrorCode, string>>>,
): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    const sentence = isEarshotError(error) ? sentences[error.code] : undefined;
    throw sentence === undefined ? error : new CommandError(sentence);
  }
}
