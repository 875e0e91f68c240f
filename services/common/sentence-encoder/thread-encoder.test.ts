import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WordPiece } from '../../../language/encoder/word-piece.ts';
import { loadConfig } from '../config.ts';
import { modelSettings, modelsDirOf } from '../models-dir.ts';
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

const pulled = encoderFiles(modelsDirOf(loadConfig(modelSettings)), 'en-US');

test.skipIf(pulled?.runtimeDir === undefined)(
  'the native runtime that was pulled is used, and says the same',
  async () => {
    const said: Float32Array[] = [];
    for (const [files, runtime] of [
      [pulled!, 'native'],
      [{ ...pulled!, runtimeDir: undefined }, 'wasm'],
    ] as const) {
      const encoder = new ThreadEncoder(files);
      expect(await encoder.ready).toBe(runtime);
      said.push(...(await encoder.encode(['switch on the lamp'])));
      await encoder.close();
    }
    expect(said[0]!.reduce((sum, value, d) => sum + value * said[1]![d]!, 0)).toBeGreaterThan(0.97);
  },
);

test('a model that cannot be read is told to whoever waits', async () => {
  const encoder = new ThreadEncoder({
    modelPath: '/nonexistent',
    tokenizerPath: '/nonexistent',
    pooling: 'mean',
    runtimeDir: '/nonexistent',
  });
  await expect(encoder.encode(['x'])).rejects.toThrow();
  await expect(encoder.encode(['y'])).rejects.toThrow();
});

test.skipIf(missing !== undefined)(`agrees with the published tokenizers (${missing ?? 'present'})`, () => {
  const load = (name: string) =>
    new WordPiece(
      JSON.parse(readFileSync(sharedPath(`models/encoders/${name}-tokenizer.json`), 'utf8')) as unknown,
    );
  // The ids that BERT's own uncased vocabulary gives these words.
  expect(load('all-minilm-l6-v2-q').encode('Hello, world!')).toEqual([101, 7592, 1010, 2088, 999, 102]);
  expect(load('all-minilm-l6-v2-q').encode('embeddings')).toEqual([101, 7861, 8270, 4667, 2015, 102]);
  expect(load('bge-small-zh-v1.5-q').encode('打开客厅的灯')).toEqual([
    101, 2802, 2458, 2145, 1324, 4638, 4128, 102,
  ]);
});
