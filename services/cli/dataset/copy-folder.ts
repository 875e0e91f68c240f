/**
 * A copy of a version as files: `metadata.jsonl` beside its WAV files for each split, as the `audiofolder` loader of
 * Hugging Face's datasets reads them; text alone under `text/`, for its `json` loader; a Kaldi manifest; a data card; and the
 * hash of each file.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

export const splits = ['train', 'dev', 'test'] as const;

/** One line of `metadata.jsonl` or of `text/*.jsonl`. */
export const lineSchema = z.object({
  id: z.uuid(),
  /** Of the WAV file, from the folder of its split; absent when the sample is text alone. */
  file_name: z.string().optional(),
  text: z.string(),
  speaker: z.string(),
  locale: z.string(),
  device_model: z.string(),
  month: z.string(),
  /** Said to a speaker, or written to customer service. */
  source: z.enum(['turn', 'conversation']).default('turn'),
  turn_end: z.string(),
  skill: z.string(),
  expires_on: z.string(),
});
export type Line = z.infer<typeof lineSchema>;

export const manifestSchema = z.object({
  format: z.literal(1),
  copyId: z.uuid(),
  version: z.number().int().positive(),
  recipient: z.string(),
  exportedOn: z.string(),
  consentVersion: z.string(),
  expiresOn: z.string(),
  /** SHA-256 of each file by its path, manifest excluded. */
  files: z.record(z.string(), z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

export type SplitLines = ReadonlyMap<string, readonly Line[]>;

export const metadataPath = (split: string): string => `${split}/metadata.jsonl`;
export const textPath = (split: string): string => `text/${split}.jsonl`;
export const audioPath = (split: string, line: Line): string => `${split}/${line.file_name}`;
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
    }
    if (textAlone.length > 0) await write(textPath(split), jsonl(textAlone));
  }
  await write('README.md', card(about, lines));
  return files;
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await put(folder, 'manifest.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
}

const jsonl = (lines: readonly Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Utterance ids begin with the speaker's, and all lists are in byte order, as Kaldi's tools want them. */
function kaldi(split: string, lines: readonly Line[]): Record<string, string> {
  const rows = lines
    .map((line) => ({ line, id: `${line.speaker}-${line.id}` }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const bySpeaker = new Map<string, string[]>();
  for (const { line, id } of rows) bySpeaker.set(line.speaker, [...(bySpeaker.get(line.speaker) ?? []), id]);
  const list = (value: (row: (typeof rows)[number]) => string) =>
    rows.map((row) => `${row.id} ${value(row)}\n`).join('');
  return {
    'wav.scp': list(({ line }) => audioPath(split, line)),
    text: list(({ line }) => line.text.replace(/\s+/g, ' ')),
    utt2spk: list(({ line }) => line.speaker),
    spk2utt: [...bySpeaker].map(([speaker, ids]) => `${speaker} ${ids.join(' ')}\n`).join(''),
  };
}

function card(about: Omit<Manifest, 'files'>, lines: SplitLines): string {
  const withSound = splits.filter((split) =>
    (lines.get(split) ?? []).some(({ file_name }) => file_name !== undefined),
  );
  // One loader reads a folder: text alone is a folder of its own, whose splits go by the names of its files.
  const configs = withSound.map(
    (split) => `  - split: ${split === 'dev' ? 'validation' : split}\n    path: ${split}/**\n`,
  );
  const rows = splits.map((split) => {
    const all = lines.get(split) ?? [];
    const speakers = new Set(all.map(({ speaker }) => speaker)).size;
    const audio = all.filter((line) => line.file_name !== undefined).length;
    return `| ${split} | ${all.length} | ${audio} | ${speakers} |`;
  });
  const head =
    configs.length === 0
      ? ''
      : `---\nconfigs:\n- config_name: audio\n  data_files:\n${configs.join('')}---\n`;
  return `${head}# Earshot samples, version ${about.version}

Spoken commands of people who allowed it (consent version ${about.consentVersion}), **de-identified**: names, numbers and
addresses in the words are replaced, the recording is silent there, and the voice is altered. This is still personal data:
somebody determined may recognise a voice or a turn of phrase.

- Copy ${about.copyId}, held by ${about.recipient}, of ${about.exportedOn}.
- Every sample names the day on which it must be deleted; the last is ${about.expiresOn}.
- People may withdraw at any time. Run \`earshot dataset verify FOLDER --delete\` at least once a week: it deletes what has gone
  and confirms it.
- Speakers and samples have random names of this version alone. Models of devices are as exact as twenty speakers share.
- Splits are by speaker.
- \`load_dataset(FOLDER)\` of Hugging Face's datasets reads what has sound, \`load_dataset(FOLDER + "/text")\` what has none; Kaldi's
  lists are in \`kaldi/\`, their paths from here.

| split | samples | with sound | speakers |
| --- | --- | --- | --- |
${rows.join('\n')}

How much is found and missed when people are taken out of words, and what an attacker still gets from the altered voice, is
measured in the Earshot pages \`docs/bench-deid.md\`, \`docs/bench-voice.md\` and \`docs/deidentification.md\`.
`;
}
