/** The way of a text to a person: a one-time code, an incident, the end of the service. */
import { appendFile, rm } from 'node:fs/promises';
import { EarshotError } from '../../common/errors/earshot-error.ts';

/** Delivers short texts to mail addresses or telephone numbers (E.164). */
export interface Sender {
  /** Whether there is a way to addresses of this kind; says nothing of this one. */
  reaches(to: string): boolean;
  /** @throws EarshotError MESSAGE_NOT_TAKEN, with nothing of the address and of the text in it. */
  send(to: string, text: string): Promise<void>;
  close(): void;
}

/**
 * The way to an address, before anything is known of it.
 * @param to Absent: whether there is any way at all.
 * @throws EarshotError CODES_NOT_SENT
 */
export function requireSender(sender: Sender | undefined, to?: string): Sender {
  const isReached = sender !== undefined && (to === undefined || sender.reaches(to));
  if (!isReached) throw new EarshotError('CODES_NOT_SENT');
  return sender;
}

/** For demonstrations and tests: one JSON line for each text, in a file that only its owner can read. */
export class FileSender implements Sender {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Codes of an earlier start open nothing any more, and whom they went to need not stay. */
  async clear(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  reaches(): boolean {
    return true;
  }

  async send(to: string, text: string): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify({ to, text })}\n`, { mode: 0o600 });
  }

  close(): void {}
}
