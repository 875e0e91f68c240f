/** Recordings of people as raw PCM, with the instant at which each stops speaking. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SpeechTail } from '../services/common/audio/speech-tail.ts';

/** 16 kHz, mono, PCM16. */
const bytesPerMs = 32;
const recordings = '/usr/share/pocketsphinx/test/data';

/** From Debian's `pocketsphinx-testdata`; the example skills `rover` and `cards` understand them. */
const files = ['goforward.raw', 'cards/001.wav', 'cards/003.wav'];

/** Silence that a speaker sends after the words, as a held button does. */
const tailMs = 200;

export interface Utterance {
  /** Path of a file with PCM16, 16 kHz, mono. */
  readonly file: string;
  readonly durationMs: number;
  /** End of the last window with speech in it. */
  readonly speechEndMs: number;
}

/** The recordings are canonical WAV files with a header of 44 bytes, or have none. */
const pcmOf = (name: string, bytes: Buffer): Buffer => (name.endsWith('.wav') ? bytes.subarray(44) : bytes);

/** Writes the utterances into `directory`. @throws Error when the recordings are not installed */
export async function prepareUtterances(directory: string): Promise<Utterance[]> {
  if (!existsSync(join(recordings, 'goforward.raw'))) {
    throw new Error('the recordings are missing: sudo apt-get install pocketsphinx-testdata');
  }
  await mkdir(directory, { recursive: true });
  return Promise.all(
    files.map(async (name) => {
      const pcm = pcmOf(name, await readFile(join(recordings, name)));
      const tail = new SpeechTail();
      tail.push(pcm);
      const { speechEndMs } = tail;
      const durationMs = speechEndMs + tailMs;
      const padded = Buffer.alloc(durationMs * bytesPerMs);
      pcm.copy(padded);
      const file = join(directory, `${basename(name).replace(/\.\w+$/, '')}.pcm`);
      await writeFile(file, padded);
      return { file, durationMs, speechEndMs };
    }),
  );
}
