import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LearntVectors } from './learnt-vectors.ts';

let folder: string;
let modelPath: string;
let asked: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-vectors-'));
  modelPath = join(folder, 'model.onnx');
  writeFileSync(modelPath, 'a model');
  asked = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const kept = () => join(folder, 'kept');
/** A vector tells its text. */
const encoder = {
  encode: async (texts: readonly string[]) => {
    asked.push(...texts);
    return texts.map((text) => Float32Array.of(text.length, 0.25));
  },
};
const opened = (path = kept()) => new LearntVectors(encoder, path, modelPath);

test('what was learnt is there after a restart, and only the rest is encoded', async () => {
  const first = opened();
  expect(await first.has(['one'])).toBe(false);
  expect(await first.encode(['one', 'three', 'one'])).toEqual([
    Float32Array.of(3, 0.25),
    Float32Array.of(5, 0.25),
    Float32Array.of(3, 0.25),
  ]);
  const second = opened();
  expect(await second.has(['three', 'one'])).toBe(true);
  expect(await second.encode(['seven', 'three'])).toEqual([
    Float32Array.of(5, 0.25),
    Float32Array.of(5, 0.25),
  ]);
  expect(asked).toEqual(['one', 'three', 'seven']);
});

test('another model, and another runtime, count for nothing', async () => {
  await opened().encode(['one']);
  writeFileSync(modelPath, 'another model');
  expect(await opened().has(['one'])).toBe(false);
  expect(await new LearntVectors(encoder, kept(), modelPath, 'another runtime').has(['one'])).toBe(false);
});

test('of a file that was cut all that is whole counts, and what is learnt then lies where it should', async () => {
  await opened().encode(['one', 'three']);
  const [name = ''] = readdirSync(kept());
  truncateSync(join(kept(), name), statSync(join(kept(), name)).size - 3);
  expect(await opened().has(['one'])).toBe(true);
  expect(await opened().has(['three'])).toBe(false);
  await opened().encode(['three', 'seven']);
  expect(await opened().has(['one', 'three', 'seven'])).toBe(true);
  truncateSync(join(kept(), name), 3);
  expect(await opened().has(['one'])).toBe(false);
  await opened().encode(['one']);
  expect(await opened().has(['one'])).toBe(true);
});

test('two processes find what the other learnt', async () => {
  const [one, other] = [opened(), opened()];
  expect(await other.has(['one'])).toBe(false);
  await one.encode(['one']);
  expect(await other.has(['one'])).toBe(true);
  await other.encode(['three']);
  expect(await one.encode(['three', 'one'])).toEqual([Float32Array.of(5, 0.25), Float32Array.of(3, 0.25)]);
  expect(asked).toEqual(['one', 'three']);
});

test('where nothing can be written, what was learnt is there for as long as the process lives', async () => {
  // A file stands where the folder would be.
  const vectors = opened(join(modelPath, 'kept'));
  await vectors.encode(['one']);
  expect(await vectors.has(['one'])).toBe(true);
  expect(asked).toEqual(['one']);
});
