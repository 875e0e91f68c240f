/** Forms that come from pages of ours in the same browser, and from nowhere else. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export class Forms {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** What every form of a page carries: bound to the browser's own cookie, and to the session while there is one. */
  tokenFor(visitor: string, session: string): string {
    return createHmac('sha256', this.#key).update(`earshot.form.1:${visitor}:${session}`).digest('base64url');
  }

  isGood(token: unknown, visitor: string, session: string): boolean {
    if (typeof token !== 'string' || visitor === '') return false;
    const expected = Buffer.from(this.tokenFor(visitor, session));
    const given = Buffer.from(token.slice(0, 100));
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
