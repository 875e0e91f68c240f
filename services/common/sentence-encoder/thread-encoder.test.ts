import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingShared, sharedPath } from '../testing/shared-data.ts';
import { encoderFiles } from './files.ts';
import { ThreadEncoder } from './thread-encoder.ts';

const missing = missingShared('models/encoders');

describe.skipIf(missing !== undefined)(`sentence vectors (${missing ?? 'present'})`, () => {
  let encoder: ThreadEncoder;
  beforeAll(async () => {
    encoder = new ThreadEncoder(encoderFiles(sharedPath('models'), 'en-US')!);
    await encoder.ready;
  }, 60_000);
  afterAll(() => encoder.close());

  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * b[d]!, 0);

  test('say what sentences mean, whatever their words', async () => {
    const [dark, lamp, train] = await encoder.encode([
      'it is too dark in here',
      'switch on the lamp',
      'when does the next train leave',
    ]);
    expect(dot(lamp!, lamp!)).toBeCloseTo(1, 4);
    expect(dot(dark!, lamp!)).toBeGreaterThan(dot(dark!, train!) + 0.1);
  });

  test('do not depend on what is asked beside them', async () => {
    const [alone] = await encoder.encode(['turn it off']);
    const beside = await encoder.encode([
      'a',
      'turn it off',
      'a much longer sentence that stands beside it',
      'b',
      'c',
    ]);
    expect(beside.length).toBe(5);
    expect(beside[1]).toEqual(alone);
  });
});

test('a model that cannot be read is told to whoever waits', async () => {
  const encoder = new ThreadEncoder({
    modelPath: '/nonexistent',
    tokenizerPath: '/nonexistent',
    pooling: 'mean',
  });
  await expect(encoder.encode(['x'])).rejects.toThrow();
  await expect(encoder.encode(['y'])).rejects.toThrow();
});
