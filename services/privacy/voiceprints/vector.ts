/** How a voice sounds, as numbers: read, averaged, compared. Pure. */
import { EarshotError } from '../../common/errors/earshot-error.ts';

export const voiceNumbers = 192;
const bytesOfVoice = voiceNumbers * 4;

/** As it travels: 32-bit numbers, little-endian. @throws EarshotError INVALID_ARGUMENT for what is no voice */
export function readVoice(bytes: Uint8Array): Float32Array {
  if (bytes.length !== bytesOfVoice)
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'voice' } });
  const voice = new Float32Array(voiceNumbers);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < voiceNumbers; at++) voice[at] = view.getFloat32(at * 4, true);
  const length = lengthOf(voice);
  if (!Number.isFinite(length) || length < 1e-6)
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'voice' } });
  return voice.map((value) => value / length);
}

export function writeVoice(voice: Float32Array): Buffer {
  const bytes = Buffer.alloc(bytesOfVoice);
  for (const [at, value] of voice.entries()) bytes.writeFloatLE(value, at * 4);
  return bytes;
}

const lengthOf = (voice: Float32Array): number =>
  Math.sqrt(voice.reduce((sum, value) => sum + value ** 2, 0));

/** What several recordings of one person have in common. */
export function meanVoice(voices: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(voiceNumbers);
  for (const voice of voices) for (let at = 0; at < voiceNumbers; at++) mean[at] = mean[at]! + voice[at]!;
  const length = lengthOf(mean) || 1;
  return mean.map((value) => value / length);
}

/** Cosine: 1 is the same, 0 has nothing in common. Both of length one. */
export const likeness = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, at) => sum + value * other[at]!, 0);
