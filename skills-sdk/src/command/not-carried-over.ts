/** What an Alexa skill uses that has no counterpart: found in its code, before people find it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingIn } from '../alexa/without-counterpart.ts';

/** One such thing, and the file that uses it. */
export interface NotCarriedOver {
  readonly file: string;
  readonly what: string;
}

const maxFileBytes = 1024 * 1024;

/** Looks only where something runs handlers of Alexa's. */
export async function notCarriedOver(folder: string): Promise<readonly NotCarriedOver[]> {
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => /\.[cm]?[jt]s$/.test(name) && !/(^|[\\/])(node_modules|dist)[\\/]/.test(name),
  );
  const texts = await Promise.all(
    names.map(async (name) => ({
      name,
      text: (await readFile(join(folder, name), 'utf8')).slice(0, maxFileBytes),
    })),
  );
  if (!texts.some(({ text }) => text.includes('fromAlexa'))) return [];
  return texts.flatMap(({ name, text }) =>
    missingIn(text).map((what) => ({ file: join(folder, name), what })),
  );
}
