/** The spoken reply as a WAV file, numbered where there are several. */
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { writeWav } from '../../speaker/index.ts';

export interface ReplyAudio {
  /** PCM16 mono. */
  readonly pcm: Buffer;
  readonly sampleRateHz: number;
}

/** @returns where it was written; nothing where nobody spoke, or no file is wanted */
export async function writeReplyFile(
  path: string | undefined,
  { pcm, sampleRateHz }: ReplyAudio,
  { number, of }: { readonly number: number; readonly of: number },
): Promise<string | undefined> {
  if (path === undefined || pcm.length === 0) return undefined;
  const extension = extname(path);
  const target = of === 1 ? path : `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
  const samples = new Int16Array(pcm.length / 2);
  for (let index = 0; index < samples.length; index += 1) samples[index] = pcm.readInt16LE(index * 2);
  await writeFile(target, writeWav({ sampleRateHz, samples }));
  return target;
}
