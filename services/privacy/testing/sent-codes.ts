/** One-time codes as people get them: read from the file that the demonstration's sender writes. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export class SentCodes {
  readonly path = join(mkdtempSync(join(tmpdir(), 'earshot-codes-')), 'codes.jsonl');

  /** How many texts were sent to an address so far. */
  countTo(address: string): number {
    return this.textsTo(address).length;
  }

  /** The newest code for an address, as soon as there are as many as `count` (default: one). */
  async latest(address: string, count = 1): Promise<string> {
    for (let tries = 0; tries < 500; tries += 1) {
      const texts = this.textsTo(address);
      const code = /\d{4} \d{4}/.exec(texts.at(-1) ?? '')?.[0];
      if (code !== undefined && texts.length >= count) return code;
      await wait(10);
    }
    throw new Error('no code was sent');
  }

  /** Everything that was sent so far, to anybody. */
  all(): { readonly to: string; readonly text: string }[] {
    let lines: string[] = [];
    try {
      // What stands after the last line's end is still being written.
      lines = readFileSync(this.path, 'utf8').split('\n').slice(0, -1);
    } catch {
      return [];
    }
    return lines.map((line) => JSON.parse(line) as { to: string; text: string });
  }

  /** The oldest first. */
  textsTo(address: string): string[] {
    return this.all()
      .filter(({ to }) => to === address)
      .map(({ text }) => text);
  }
}
