/**
 * A copy of a version as files: `metadata.jsonl` beside its WAV files for each split, as the `audiofolder` loader of
 * Hugging Face's datasets reads them; text alone under `text/`, for its `json` loader; manifests for Kaldi and
 * Lhotse; a data card; and the hash of each file.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { card } from './card.ts';
import {
  type Line,
  lineSchema,
  type Manifest,
  manifestSchema,
  metadataPath,
  type SplitLines,
  splits,
  textPath,
} from './lines.ts';
import { jsonl, kaldi, lhotse } from './trainers.ts';

const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a file of the copy. @returns its hash */
export async function put(folder: string, path: string, content: Uint8Array | string): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, { mode: 0o600 });
  return hashOf(content);
}

export async function hashIn(folder: string, path: string): Promise<string | undefined> {
  return readFile(join(folder, path)).then(hashOf, () => undefined);
}

export async function readManifest(folder: string): Promise<Manifest> {
  return manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
}

export async function readLines(folder: string, path: string): Promise<Line[]> {
  const text = await readFile(join(folder, path), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)));
}

/** Everything but the WAV files, from the lines of each split. @returns hashes by path */
export async function writeLists(
  folder: string,
  about: Omit<Manifest, 'files'>,
  lines: SplitLines,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const write = async (path: string, content: string) => {
    files[path] = await put(folder, path, content);
  };
  for (const split of splits) {
    const all = lines.get(split) ?? [];
    const withAudio = all.filter((line) => line.file_name !== undefined);
    const textAlone = all.filter((line) => line.file_name === undefined);
    if (withAudio.length > 0) {
      await write(metadataPath(split), jsonl(withAudio));
      for (const [name, content] of Object.entries(kaldi(split, withAudio)))
        await write(`kaldi/${split}/${name}`, content);
      for (const [name, content] of Object.entries(lhotse(split, withAudio)))
        await write(`lhotse/${split}/${name}`, content);
    }
    if (textAlone.length > 0) await write(textPath(split), jsonl(textAlone));
  }
  await write('README.md', card(about, lines));
  return files;
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await put(folder, 'manifest.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
}
