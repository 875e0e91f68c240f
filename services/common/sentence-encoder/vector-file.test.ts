import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyOf, VectorFile } from './vector-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-vectors-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const opened = (maxRecords = 10_000) => new VectorFile(folder, 'vectors', maxRecords);
const path = () => join(folder, 'vectors');
/** Vectors that tell their number. */
const numbered = (from: number, to: number) =>
  new Map(
    Array.from({ length: to - from }, (_, n) => [
      keyOf(`sentence ${from + n}`),
      Float32Array.of(from + n, 0.5, -1),
    ]),
  );

test('what was added is read again, over many pieces and by whoever opens it', async () => {
  const file = opened();
  await file.add(numbered(0, 700));
  await file.add(numbered(700, 1_000));
  const wanted = [...numbered(255, 258), ...numbered(699, 701), ...numbered(999, 1_001)];
  for (const one of [file, opened()]) {
    const found = await one.read(wanted.map(([key]) => key));
    expect([...found].sort()).toEqual(wanted.slice(0, -1).sort());
  }
  expect((await opened().keys()).size).toBe(1_000);
});

test('what was there is not written again', async () => {
  const file = opened();
  await file.add(numbered(0, 1_000));
  const { ino } = statSync(path());
  const before = readFileSync(path());
  await file.add(numbered(1_000, 1_001));
  expect(statSync(path()).ino).toBe(ino);
  const after = readFileSync(path());
  expect(after.subarray(0, before.length).equals(before)).toBe(true);
  expect(after.length - before.length).toBe((before.length - 4) / 1_000);
});

test('beyond its bound those that were added first go, and who had it open goes on with the rest', async () => {
  const [file, other] = [opened(100), opened(100)];
  await file.add(numbered(0, 149));
  expect((await other.keys()).size).toBe(149);
  await file.add(numbered(149, 150));
  const left = [...(await opened(100).keys()).keys()];
  expect(left).toEqual([...numbered(50, 150).keys()]);
  expect(await other.read([...numbered(0, 150).keys()])).toEqual(numbered(50, 150));
});

test('a record that says something else than it did counts for nothing, and others do', async () => {
  await opened().add(numbered(0, 3));
  const bytes = readFileSync(path());
  const record = (bytes.length - 4) / 3;
  bytes[4 + record + 25] = (bytes[4 + record + 25] ?? 0) ^ 1;
  writeFileSync(path(), bytes);
  expect([...(await opened().keys()).keys()]).toEqual([keyOf('sentence 0'), keyOf('sentence 2')]);
});

test.each([
  ['holds vectors of another length', () => opened().add(new Map([['0'.repeat(32), Float32Array.of(1)]]))],
  [
    'is most of it no records',
    async () => writeFileSync(path(), Buffer.concat([Buffer.of(3, 0, 0, 0), Buffer.alloc(500, 7)])),
  ],
  ['is something else', async () => writeFileSync(path(), 'something else altogether')],
  ['is empty', async () => writeFileSync(path(), '')],
])('a file that %s is begun anew', async (_what, make) => {
  await make();
  await opened().add(numbered(0, 2));
  expect(await opened().read([...numbered(0, 2).keys()])).toEqual(numbered(0, 2));
  expect((await opened().keys()).size).toBe(2);
});
