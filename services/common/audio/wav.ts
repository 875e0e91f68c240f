/** WAV files with PCM16 audio: what recordings, tests and the reference speaker use. */
import { bytesOf, samplesOf } from './pcm.ts';

export interface WavAudio {
  readonly sampleRateHz: number;
  /** Mono; several channels are averaged. */
  readonly samples: Int16Array;
}

/** Thrown for bytes that are not a WAV file with PCM16 audio; the message says what is wrong. */
export class WavError extends Error {
  override readonly name = 'WavError';
}

/** Reads RIFF/WAVE, skipping chunks it does not know. A data chunk that is cut short is taken as far as it goes. */
export function readWav(bytes: Buffer): WavAudio {
  if (
    bytes.length < 12 ||
    bytes.toString('latin1', 0, 4) !== 'RIFF' ||
    bytes.toString('latin1', 8, 12) !== 'WAVE'
  ) {
    throw new WavError('not a RIFF/WAVE file');
  }
  let format: { channels: number; sampleRateHz: number } | undefined;
  for (let position = 12; position + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', position, position + 4);
    const length = bytes.readUInt32LE(position + 4);
    const start = position + 8;
    if (name === 'fmt ') {
      if (start + 16 > bytes.length) throw new WavError('the format chunk is cut short');
      const encoding = bytes.readUInt16LE(start);
      const bits = bytes.readUInt16LE(start + 14);
      if ((encoding !== 1 && encoding !== 0xfffe) || bits !== 16) throw new WavError('not 16-bit PCM');
      format = { channels: bytes.readUInt16LE(start + 2), sampleRateHz: bytes.readUInt32LE(start + 4) };
      if (format.channels < 1 || format.channels > 8 || format.sampleRateHz < 1_000) {
        throw new WavError('an unusable format');
      }
    } else if (name === 'data') {
      if (format === undefined) throw new WavError('data before its format');
      const frameBytes = 2 * format.channels;
      const available = audioBytes(bytes, start, length);
      const audio = samplesOf(bytes.subarray(start, start + available - (available % frameBytes)));
      return { sampleRateHz: format.sampleRateHz, samples: toMono(audio, format.channels) };
    }
    position = start + length + (length % 2);
  }
  throw new WavError('no audio in it');
}

/**
 * Bytes of audio behind a data header. Recorders that stream cannot know the length beforehand and write 0 or the
 * largest number: then all that is left is audio, unless another chunk plainly follows.
 */
function audioBytes(bytes: Buffer, start: number, declared: number): number {
  const left = bytes.length - start;
  const isUnknown = declared === 0 && left > 0 && !isChunkAt(bytes, start);
  return isUnknown ? left : Math.min(declared, left);
}

function isChunkAt(bytes: Buffer, position: number): boolean {
  if (position + 8 > bytes.length) return false;
  const isName = /^[A-Za-z][A-Za-z0-9 ]{3}$/.test(bytes.toString('latin1', position, position + 4));
  return isName && position + 8 + bytes.readUInt32LE(position + 4) <= bytes.length;
}

function toMono(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  return Int16Array.from({ length: samples.length / channels }, (_, index) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += samples[index * channels + channel]!;
    return Math.round(sum / channels);
  });
}

/** A mono WAV file. */
export function writeWav({ sampleRateHz, samples }: WavAudio): Buffer {
  const data = bytesOf(samples);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
