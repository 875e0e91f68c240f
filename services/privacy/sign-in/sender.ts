/** The way of a one-time code to a person. */
import { appendFile, rm } from 'node:fs/promises';

/** Delivers one short text to a mail address or a telephone number (E.164). Rejects when it could not. */
export interface Sender {
  send(to: string, text: string): Promise<void>;
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

  async send(to: string, text: string): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify({ to, text })}\n`, { mode: 0o600 });
  }
}
