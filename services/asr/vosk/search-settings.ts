/**
 * How widely libvosk searches stands in a file of its model (`conf/model.conf`, one `--name=value` a line). The publisher's file stays as it
 * was checked; the library is shown a folder with links to everything else and a copy of this one with our values, while it reads.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export type SearchSettings = Readonly<Record<string, string | number>>;

const confDir = 'conf';
const confName = 'model.conf';

/** The file's text with these values in place of its own, and those that it has not at its end. */
export function changeSettings(text: string, settings: SearchSettings): string {
  const left = new Map(Object.entries(settings));
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const changed = lines.map((line) => {
    const name = /^--([^=\s]+)=/.exec(line)?.[1];
    const value = name === undefined ? undefined : left.get(name);
    if (name === undefined || value === undefined) return line;
    left.delete(name);
    return `--${name}=${value}`;
  });
  for (const [name, value] of left) changed.push(`--${name}=${value}`);
  return `${changed.join('\n')}\n`;
}

/**
 * @param read reads all that it wants of the folder before it returns
 * @returns what `read` does. Where no folder can be made it is shown the publisher's: it hears as well, and slower
 */
export function readWithSettings<T>(modelDir: string, settings: SearchSettings, read: (dir: string) => T): T {
  const shown = folderWith(modelDir, settings);
  if (shown === undefined) return read(modelDir);
  try {
    return read(shown);
  } finally {
    // Links go, not what they lead to.
    rmSync(shown, { recursive: true, force: true });
  }
}

function folderWith(modelDir: string, settings: SearchSettings): string | undefined {
  let shown: string | undefined;
  try {
    shown = mkdtempSync(join(tmpdir(), 'earshot-vosk-'));
    for (const name of readdirSync(modelDir)) {
      if (name !== confDir) symlinkSync(resolve(modelDir, name), join(shown, name));
    }
    mkdirSync(join(shown, confDir));
    for (const name of readdirSync(join(modelDir, confDir))) {
      copyFileSync(join(modelDir, confDir, name), join(shown, confDir, name));
    }
    const text = readFileSync(join(modelDir, confDir, confName), 'utf8');
    writeFileSync(join(shown, confDir, confName), changeSettings(text, settings));
    return shown;
  } catch {
    if (shown !== undefined) rmSync(shown, { recursive: true, force: true });
    return undefined;
  }
}
