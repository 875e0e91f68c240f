/** Decoders are wanted as they were at this hour, and as they are now; a restart remembers, a spoilt file does not matter. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DecoderSchedule } from './decoder-schedule.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-schedule-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const at = (hour: number, minute = 0) => Date.UTC(2026, 0, 1, hour, minute);

test('what was wanted in this hour stays wanted, and is wanted again a day later, and shortly before', () => {
  const schedule = new DecoderSchedule(at(18));
  expect(schedule.wanted(at(18))).toBe(0);
  schedule.note(9, at(18, 10));
  schedule.note(2, at(18, 20));
  expect(schedule.wanted(at(18, 30))).toBe(9);
  schedule.note(1, at(19));
  expect(schedule.wanted(at(19, 30))).toBe(1);
  expect(schedule.wanted(at(24 + 17, 45))).toBe(0);
  expect(schedule.wanted(at(24 + 17, 52))).toBe(9);
});

test('a busier day counts at once, a quieter one bit by bit', () => {
  const schedule = new DecoderSchedule(at(8));
  for (const [day, wanted] of [4, 10, 2, 2].entries()) {
    schedule.note(wanted, at(day * 24 + 8));
    schedule.note(0, at(day * 24 + 9));
  }
  // 4, 10, (10 + 2) / 2, (6 + 2) / 2
  expect(schedule.wanted(at(4 * 24 + 8))).toBe(4);
});

test('days on which nobody spoke count as quiet ones', () => {
  const schedule = new DecoderSchedule(at(8));
  schedule.note(8, at(8));
  expect(schedule.wanted(at(3 * 24 + 8))).toBe(2);
  expect(schedule.wanted(at(90 * 24 + 8))).toBe(1);
});

test('what is saved in the middle of an hour is not counted again at its end', () => {
  const path = join(directory, 'twice', 'schedule.json');
  const schedule = new DecoderSchedule(at(8), path);
  schedule.note(8, at(8));
  schedule.note(2, at(24 + 8));
  for (const _ of [1, 2, 3]) schedule.save();
  schedule.note(0, at(24 + 9));
  // (8 + 2) / 2
  expect(schedule.wanted(at(48 + 8))).toBe(5);
});

test('it is kept over a restart, and a file that is none is as good as no file', async () => {
  const path = join(directory, 'asr', 'schedule.json');
  const schedule = new DecoderSchedule(at(7), path);
  schedule.note(6, at(7));
  schedule.save();
  expect(new DecoderSchedule(at(24 + 7), path).wanted(at(24 + 7))).toBe(6);
  for (const text of ['', '{}', '[1]', `[${'-1,'.repeat(23)}1]`]) {
    await writeFile(path, text);
    expect(new DecoderSchedule(at(7), path).wanted(at(7))).toBe(0);
  }
});
