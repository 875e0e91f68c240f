/**
 * Where recordings and corpora for development live, beside the checkout and never inside it.
 * Tests that need them skip, saying which folder is missing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root =
  process.env['EARSHOT_SHARED_DIR'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));

/** Absolute path of a folder or file below the shared directory, e.g. `data/speech/en-US-commands`. */
export function sharedPath(relative: string): string {
  return join(root, relative);
}

/** `undefined` when everything is there, else one sentence that says what is missing, for `test.skipIf`. */
export function missingShared(...relatives: string[]): string | undefined {
  const absent = relatives.filter((relative) => !existsSync(sharedPath(relative)));
  return absent.length === 0
    ? undefined
    : `shared data not present beside the checkout: ${absent.join(', ')} (set EARSHOT_SHARED_DIR)`;
}
