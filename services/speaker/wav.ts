/** WAV files, as far as speakers need them: PCM16, any rate, mono or stereo in, mono out. */
import { resample } from '../common/audio/resample.ts';

export class WavError extends Error {
  constructor(problem: string) {
    super(`not a usable WAV file: ${problem}`);
    this.name = 'WavError';
  }
}

export interface Wav {
  readonly sampleRateHz: number;
  /** Mono; stereo is mixed down. */
  readonly samples: Int16Array;
}

/** @throws WavError saying what is wrong with it */
export function readWav(file: Buffer): Wav {
  if (
    file.length < 12 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  ) {
    throw new WavError('it does not begin with RIFF and WAVE');
  }
  let format: { channels: number; sampleRateHz: number } | undefined;
  // Chunks are padded to even lengths; a recorder that was cut off leaves a last one too long for the file.
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + size);
    if (name === 'fmt ') format = readFormat(body);
    if (name === 'data') {
      if (format === undefined) throw new WavError('its audio comes before its format');
      return { sampleRateHz: format.sampleRateHz, samples: mixDown(body, format.channels) };
    }
    at += 8 + size + (size % 2);
  }
  throw new WavError('it holds no audio');
}

function readFormat(body: Buffer): { channels: number; sampleRateHz: number } {
  if (body.length < 16) throw new WavError('its format is cut off');
  const encoding = body.readUInt16LE(0);
  const channels = body.readUInt16LE(2);
  const sampleRateHz = body.readUInt32LE(4);
  // 0xfffe is the extensible form, whose first bytes mean the same for PCM.
  if ((encoding !== 1 && encoding !== 0xfffe) || body.readUInt16LE(14) !== 16) {
    throw new WavError('it is not PCM with 16 bits');
  }
  if (channels !== 1 && channels !== 2) throw new WavError('it has more than two channels');
  if (sampleRateHz < 4_000 || sampleRateHz > 192_000)
    throw new WavError('its sample rate is not one of sound');
  return { channels, sampleRateHz };
}

function mixDown(body: Buffer, channels: number): Int16Array {
  const frames = Math.floor(body.length / 2 / channels);
  const samples = new Int16Array(frames);
  for (let index = 0; index < frames; index++) {
    samples[index] =
      channels === 1
        ? body.readInt16LE(index * 2)
        : (body.readInt16LE(index * 4) + body.readInt16LE(index * 4 + 2)) >> 1;
  }
  return samples;
}

/** A mono file. */
export function writeWav({ sampleRateHz, samples }: Wav): Buffer {
  const audio = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + audio.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(audio.length, 40);
  return Buffer.concat([header, audio]);
}

/** The samples at another rate, as PCM16 bytes. */
export function wavAtRate({ sampleRateHz, samples }: Wav, rateHz: number): Buffer {
  const converted = sampleRateHz === rateHz ? samples : resample(samples, sampleRateHz, rateHz);
  return Buffer.from(converted.buffer, converted.byteOffset, converted.byteLength);
}
