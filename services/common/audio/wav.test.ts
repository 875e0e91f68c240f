import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readWav, WavError, writeWav } from './wav.ts';

test('reads what it wrote', () => {
  const samples = Int16Array.of(1, -2, 32_767, -32_768);
  const read = readWav(writeWav({ sampleRateHz: 16_000, samples }));
  expect(read.sampleRateHz).toBe(16_000);
  expect([...read.samples]).toEqual([...samples]);
});

test('skips chunks it does not know and averages channels', () => {
  const wav = writeWav({ sampleRateHz: 8_000, samples: Int16Array.of(10, 30, -10, -30) });
  wav.writeUInt16LE(2, 22);
  const list = Buffer.concat([Buffer.from('LIST'), Buffer.from([3, 0, 0, 0]), Buffer.from('abc\0')]);
  const read = readWav(Buffer.concat([wav.subarray(0, 36), list, wav.subarray(36)]));
  expect([...read.samples]).toEqual([20, -20]);
});

test('takes arbitrary bytes without any error but its own', () => {
  const wav = writeWav({ sampleRateHz: 8_000, samples: Int16Array.of(1, 2, 3) });
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(60), value: fc.nat(255) }), { maxLength: 8 }),
      fc.nat(60),
      (edits, length) => {
        const bytes = Buffer.from(wav);
        for (const { at, value } of edits) if (at < bytes.length) bytes[at] = value;
        try {
          readWav(bytes.subarray(0, length));
        } catch (error) {
          expect(error).toBeInstanceOf(WavError);
        }
      },
    ),
  );
});

describe('headers of recorders that stream', () => {
  const audio = { sampleRateHz: 16_000, samples: Int16Array.of(1, -2, 3, -4, 5, -6) };
  test.each([0, 0xffff_ffff])('a data length of %i takes all that is left', (length) => {
    const bytes = writeWav(audio);
    bytes.writeUInt32LE(length, 40);
    expect(readWav(bytes).samples).toEqual(audio.samples);
  });

  test('an empty recording before another chunk stays empty', () => {
    const bytes = Buffer.concat([
      writeWav({ ...audio, samples: new Int16Array() }),
      Buffer.from('LIST\x04\x00\x00\x00INFO', 'latin1'),
    ]);
    expect(readWav(bytes).samples.length).toBe(0);
  });
});
