/** Recordings of people as raw PCM, with the instant at which each stops speaking. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { locales } from '../language/locale.ts';
import type { Locale } from '../language/model/types.ts';
import { OpusEncoder } from '../services/common/audio/opus.ts';
import { SpeechTail } from '../services/common/audio/speech-tail.ts';
import { readWav, wavAtRate } from '../services/speaker/index.ts';
import { defaultLocale, type Recording } from './plan.ts';

/** 16 kHz, mono, PCM16. */
const bytesPerMs = 32;
const packetMs = 60;
/** Silence that a speaker sends after the words, as a held button does. */
const tailMs = 200;

const debian = '/usr/share/pocketsphinx/test/data';
/** From Debian's `pocketsphinx-testdata`: commands that the example skills `rover` and `cards` understand… */
const commands = ['goforward.raw', 'cards/001.wav', 'cards/003.wav', 'cards/004.wav'];
/** …and a novel read aloud, cut in pieces of so long: talk that is meant for nobody. */
const novel = 'librivox';
const pieceMs = 3_000;
const maxPieces = 8;

async function pcmOf(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  return path.endsWith('.wav') ? wavAtRate(readWav(bytes), 16_000) : bytes;
}

/**
 * Writes recordings into `directory`, and says what it wrote.
 * @param folder WAV files of your own instead of Debian's; those whose name begins with `nobody` are meant for nobody. They are English,
 *   unless they lie in folders named `en-US` and `zh-CN`: then speakers speak both in turn.
 * @throws Error when there are none
 */
export async function prepareRecordings(directory: string, folder?: string): Promise<Recording[]> {
  await mkdir(directory, { recursive: true });
  const found = folder === undefined ? await debianRecordings() : await ownRecordings(folder);
  return Promise.all(found.map((one, index) => write(join(directory, `${index}.pcm`), one)));
}

type Found = Pick<Recording, 'isForNobody' | 'locale'> & { readonly pcm: Buffer };

async function debianRecordings(): Promise<Found[]> {
  if (!existsSync(join(debian, 'goforward.raw'))) {
    throw new Error('the recordings are missing: sudo apt-get install pocketsphinx-testdata');
  }
  const said = await Promise.all(commands.map((name) => pcmOf(join(debian, name))));
  const chapters = (await readdir(join(debian, novel))).filter((name) => name.endsWith('.wav')).sort();
  const read = await Promise.all(chapters.map((name) => pcmOf(join(debian, novel, name))));
  const pieces = read.flatMap((pcm) =>
    Array.from({ length: Math.floor(pcm.length / (pieceMs * bytesPerMs)) }, (_, index) =>
      pcm.subarray(index * pieceMs * bytesPerMs, (index + 1) * pieceMs * bytesPerMs),
    ),
  );
  return [
    ...said.map((pcm) => ({ pcm, isForNobody: false, locale: defaultLocale })),
    ...pieces.slice(0, maxPieces).map((pcm) => ({ pcm, isForNobody: true, locale: defaultLocale })),
  ];
}

async function ownRecordings(folder: string): Promise<Found[]> {
  const byLocale = locales.filter((locale) => existsSync(join(folder, locale)));
  const found = await Promise.all(
    byLocale.length === 0
      ? [wavFilesIn(folder, defaultLocale)]
      : byLocale.map((locale) => wavFilesIn(join(folder, locale), locale)),
  );
  const all = found.flat();
  if (all.length === 0) throw new Error(`there are no WAV files in ${folder}`);
  return all;
}

async function wavFilesIn(folder: string, locale: Locale): Promise<Found[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.wav')).sort();
  return Promise.all(
    names.map(async (name) => ({
      pcm: await pcmOf(join(folder, name)),
      isForNobody: name.startsWith('nobody'),
      locale,
    })),
  );
}

async function write(file: string, { pcm, ...said }: Found): Promise<Recording> {
  const tail = new SpeechTail();
  tail.push(pcm);
  const { speechEndMs } = tail;
  const durationMs = speechEndMs + tailMs;
  const padded = Buffer.alloc(durationMs * bytesPerMs);
  pcm.copy(padded);
  await writeFile(file, padded);
  const packetFile = `${file}.opus`;
  await writeFile(packetFile, packed(padded));
  return { file, packetFile, durationMs, speechEndMs, ...said };
}

/** Opus packets of 60 ms, each behind its length: speakers of other makers send nothing else. */
export function packed(pcm: Buffer): Buffer {
  const encoder = new OpusEncoder(16_000);
  const pieces: Buffer[] = [];
  try {
    for (let at = 0; at < pcm.length; at += packetMs * bytesPerMs) {
      const frame = Buffer.alloc(packetMs * bytesPerMs);
      pcm.copy(frame, 0, at, at + frame.length);
      const packet = encoder.encode(frame);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(packet.length);
      pieces.push(length, Buffer.from(packet));
    }
  } finally {
    encoder.close();
  }
  return Buffer.concat(pieces);
}

/** What guests ask for, typed; each is answered by the hotel's own catalogue. */
export const roomSentences = [
  'could I get two towels please',
  'please bring me a bottle of water',
  'can somebody clean the room',
  'I need an extra pillow',
  'please send up a toothbrush',
];

export const greetings = ['what time is it'];
