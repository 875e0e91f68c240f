/** Recordings of people as raw PCM, with the instant at which each stops speaking. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** 16 kHz, mono, PCM16. */
const samplesPerMs = 16;
const recordings = '/usr/share/pocketsphinx/test/data';

/** From Debian's `pocketsphinx-testdata`; the example skills `rover` and `cards` understand them. */
const files = ['goforward.raw', 'cards/001.wav', 'cards/003.wav'];

/** Silence that a speaker sends after the words, as a held button does. */
const tailMs = 200;
/** Frames louder than this share of the loudest one hold speech. */
const speechShare = 0.05;
const windowMs = 20;

export interface Utterance {
  /** Path of a file with PCM16, 16 kHz, mono. */
  readonly file: string;
  readonly durationMs: number;
  /** End of the last window with speech in it. */
  readonly speechEndMs: number;
}

/** Where the last loud window ends, in milliseconds. */
export function speechEndOf(pcm: Int16Array): number {
  const window = windowMs * samplesPerMs;
  const loudness: number[] = [];
  for (let start = 0; start + window <= pcm.length; start += window) {
    let sum = 0;
    for (let at = start; at < start + window; at++) sum += (pcm[at] as number) ** 2;
    loudness.push(Math.sqrt(sum / window));
  }
  const threshold = Math.max(...loudness) * speechShare;
  return (loudness.findLastIndex((level) => level > threshold) + 1) * windowMs;
}

function pcmOf(name: string, bytes: Buffer): Int16Array {
  // The recordings are canonical WAV files with a header of 44 bytes, or have none.
  const data = name.endsWith('.wav') ? bytes.subarray(44) : bytes;
  return new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + (data.length & ~1)));
}

/** Writes the utterances into `directory`. @throws Error when the recordings are not installed */
export async function prepareUtterances(directory: string): Promise<Utterance[]> {
  if (!existsSync(join(recordings, 'goforward.raw'))) {
    throw new Error('the recordings are missing: sudo apt-get install pocketsphinx-testdata');
  }
  await mkdir(directory, { recursive: true });
  return Promise.all(
    files.map(async (name) => {
      const pcm = pcmOf(name, await readFile(join(recordings, name)));
      const speechEndMs = speechEndOf(pcm);
      const durationMs = speechEndMs + tailMs;
      const padded = new Int16Array(durationMs * samplesPerMs);
      padded.set(pcm.subarray(0, padded.length));
      const file = join(directory, `${basename(name).replace(/\.\w+$/, '')}.pcm`);
      await writeFile(file, Buffer.from(padded.buffer));
      return { file, durationMs, speechEndMs };
    }),
  );
}
