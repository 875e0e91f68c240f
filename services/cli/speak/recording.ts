/** Recordings as a speaker's microphone would give them. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readWav, wavAtRate } from '../../speaker/index.ts';

/** The rate at which the command line speaks. */
export const microphoneRateHz = 16_000;

export interface Recording {
  readonly name: string;
  /** PCM16 mono at 16 kHz. */
  readonly pcm: Buffer;
  readonly durationMs: number;
}

/** Reads a WAV file of any rate, or `.raw`: PCM16 mono at 16 kHz without a header. @throws WavError */
export async function readRecording(path: string): Promise<Recording> {
  const file = await readFile(path);
  const pcm = path.endsWith('.raw')
    ? file.subarray(0, file.length & ~1)
    : wavAtRate(readWav(file), microphoneRateHz);
  return { name: basename(path), pcm, durationMs: pcm.length / 2 / (microphoneRateHz / 1000) };
}
