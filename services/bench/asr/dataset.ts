/** Recordings with what was said: `labels.jsonl`, or `transcripts.tsv` where there is none. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import { z } from 'zod';
import { resample } from '../../common/audio/resample.ts';
import { readWav } from '../../common/audio/wav.ts';

const labelSchema = z.object({
  audio: z.string().min(1),
  text: z.string().optional(),
  /** null: no skill should take this. */
  intent: z.string().nullable().optional(),
  slots: z.record(z.string(), z.unknown()).optional(),
  /** `none` is talk that is meant for nobody. */
  group: z.string().optional(),
  /** Who speaks, where that is known. */
  voice: z.string().optional(),
  locale: z.enum(['en-US', 'zh-CN']).optional(),
});

export type Label = z.infer<typeof labelSchema>;

/** A folder that cannot be read as a data set; the message names file and line. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}

export function readLabels(dir: string): Label[] {
  const jsonl = join(dir, 'labels.jsonl');
  const tsv = join(dir, 'transcripts.tsv');
  if (existsSync(jsonl)) {
    return linesOf(jsonl).map(([line, number]) => {
      try {
        return labelSchema.parse(JSON.parse(line));
      } catch (error) {
        const why =
          error instanceof z.ZodError ? error.issues.map((issue) => issue.message).join('; ') : 'not JSON';
        throw new DatasetError(`${jsonl}:${number}: ${why}`);
      }
    });
  }
  if (!existsSync(tsv)) throw new DatasetError(`${dir} has neither labels.jsonl nor transcripts.tsv`);
  return linesOf(tsv).map(([line, number]) => {
    const [audio, text] = line.split('\t');
    if (!audio || text === undefined) throw new DatasetError(`${tsv}:${number}: expected file<TAB>text`);
    return { audio, text };
  });
}

function linesOf(path: string): [line: string, number: number][] {
  return readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .map((line, index): [string, number] => [line, index + 1])
    .filter(([line]) => line.trim() !== '');
}

/** Samples at 16 kHz. `.raw` files are taken to be that already. Paths stay inside the folder. */
export function readAudio(dir: string, label: Label): Int16Array {
  const path = join(dir, label.audio);
  if (!path.startsWith(join(dir, '/'))) throw new DatasetError(`${label.audio} is outside the folder`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new DatasetError(`${basename(path)} is labelled but cannot be read`);
  }
  if (path.endsWith('.raw'))
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
  const { samples, sampleRateHz } = readWav(bytes);
  return sampleRateHz === 16_000 ? samples : resample(samples, sampleRateHz, 16_000);
}

export const isForNobody = (label: Label): boolean =>
  label.intent === null || (label.intent === undefined && label.group === 'none');

/** The locale named, else that of the labels, else by their writing. */
export function localeOfLabels(labels: readonly Label[]): Locale {
  const named = labels.find((label) => label.locale)?.locale;
  return named ?? (labels.some((label) => /\p{Script=Han}/u.test(label.text ?? '')) ? 'zh-CN' : 'en-US');
}
