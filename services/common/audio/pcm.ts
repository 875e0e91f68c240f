/** Helpers around raw PCM16 little-endian mono audio. */

/** The same bytes as samples; copies only where the buffer starts at an odd address. Refuses half a sample. */
export function samplesOf(pcm16: Buffer): Int16Array {
  if (pcm16.length % 2 !== 0) throw new RangeError('PCM16 audio has an even number of bytes');
  if (pcm16.byteOffset % 2 === 0) {
    return new Int16Array(pcm16.buffer, pcm16.byteOffset, pcm16.length / 2);
  }
  const copy = new Uint8Array(pcm16);
  return new Int16Array(copy.buffer, 0, copy.length / 2);
}

/** The same memory as bytes. */
export function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Samples as a sound from -1 to 1. */
export const soundOf = (samples: Int16Array): Float64Array<ArrayBuffer> =>
  Float64Array.from(samples, (value) => value / 32_768);

/** A sound from -1 to 1 as samples; what is louder is cut off. */
export const samplesOfSound = (sound: ArrayLike<number>): Int16Array<ArrayBuffer> =>
  Int16Array.from(sound, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767))));

export function durationMs(pcm16Bytes: number, sampleRateHz: number): number {
  return (pcm16Bytes / 2 / sampleRateHz) * 1_000;
}

/** Root mean square of the samples, 0 to 32768; 0 for no samples. */
export function rootMeanSquare(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
