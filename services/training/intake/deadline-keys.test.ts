/** Keys die at their deadline by the clock of whoever reads, and a clock that goes back kills them all. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { DeadlineKeys } from './deadline-keys.ts';

const root = mkdtempSync(join(tmpdir(), 'earshot-deadline-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const minuteMs = 60_000;
let directory: string;
let nowMs: number;
let count = 0;
beforeEach(() => {
  directory = join(root, String(count++));
  nowMs = Date.now();
});
/** A process that starts on the same folder. */
const start = () => new DeadlineKeys({ directory, lifeMs: 60 * minuteMs, now: () => nowMs });
const files = () => readdirSync(directory).filter((name) => name.endsWith('.key'));
const isOpen = (keys: DeadlineKeys, name: string) =>
  keys.get(name).then(
    () => true,
    () => false,
  );

describe('the deadline', () => {
  test('a key opens until it, and from then on its file is gone: whoever asks destroys it', async () => {
    const keys = start();
    const { name, key } = keys.create();
    nowMs += 60 * minuteMs - 1;
    expect((await keys.get(name)).equals(key)).toBe(true);
    nowMs += 1;
    await expect(keys.get(name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(files()).toEqual([]);
  });

  test('while every process is dead the file stays; the first thing a start does is to destroy it', async () => {
    const { name } = start().create();
    nowMs += 61 * minuteMs;
    expect(files()).toEqual([`${name}.key`]);
    const next = start();
    expect(await next.destroyOverdue()).toBe(1);
    expect(files()).toEqual([]);
    expect(await isOpen(next, name)).toBe(false);
  });

  test('nobody stretches it by another setting: the name says when it dies', async () => {
    const { name } = start().create();
    const longer = new DeadlineKeys({ directory, lifeMs: 600 * minuteMs, now: () => nowMs });
    nowMs += 60 * minuteMs;
    expect(await isOpen(longer, name)).toBe(false);
  });

  test('a file of another name, or one from the future, is nobody’s promise', async () => {
    const keys = start();
    writeFileSync(join(directory, `${nowMs}-9-whatever.key`), 'key', { mode: 0o600 });
    writeFileSync(
      join(directory, `${nowMs + 90 * minuteMs}-${nowMs + 99 * minuteMs}-${crypto.randomUUID()}.key`),
      'k',
    );
    expect(await keys.destroyOverdue()).toBe(2);
    await expect(keys.get('../../etc/passwd')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('what was destroyed is overwritten, not only unlinked', async () => {
    const keys = start();
    const { name, key } = keys.create();
    const path = join(directory, `${name}.key`);
    const held = readFileSync(path);
    await keys.destroy(name);
    expect(existsSync(path)).toBe(false);
    expect(held.toString()).toBe(key.toString('base64'));
    await keys.destroy(name);
  });
});

describe('a clock that is set back', () => {
  test('within a process: every key dies at the next look', async () => {
    const keys = start();
    const { name } = keys.create();
    await keys.destroyOverdue();
    nowMs += 50 * minuteMs;
    await keys.destroyOverdue();
    nowMs -= 45 * minuteMs;
    expect(await isOpen(keys, name)).toBe(false);
    expect(files()).toEqual([]);
  });

  test('while everybody was dead: the time that was seen last is kept on disk', async () => {
    const keys = start();
    const { name } = keys.create();
    nowMs += 50 * minuteMs;
    await keys.destroyOverdue();
    nowMs -= 45 * minuteMs;
    const next = start();
    await next.destroyOverdue();
    expect(await isOpen(next, name)).toBe(false);
    // And it goes on from there.
    expect(await isOpen(next, next.create().name)).toBe(true);
  });

  test('whatever the clock and the starts do, no key opens after its deadline of the clock that reads', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 90 * minuteMs }) }),
      fc.record({ kind: fc.constant('back' as const), ms: fc.integer({ min: 20_000, max: 90 * minuteMs }) }),
      fc.constant({ kind: 'make' as const }),
      fc.constant({ kind: 'restart' as const }),
      fc.constant({ kind: 'look' as const }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        directory = join(root, String(count++));
        nowMs = 1_800_000_000_000;
        /** Real time that passed, whatever the clock says. */
        let realMs = 0;
        let keys = start();
        await keys.destroyOverdue();
        const made: { name: string; realMs: number; deadlineMs: number }[] = [];
        for (const next of steps) {
          if (next.kind === 'wait') {
            nowMs += next.ms;
            realMs += next.ms;
          } else if (next.kind === 'back') {
            // As a sweeper does every few seconds, so that the time before is known.
            await keys.destroyOverdue();
            nowMs -= next.ms;
          } else if (next.kind === 'make') made.push({ ...keys.create(), realMs });
          else if (next.kind === 'restart') {
            keys = start();
            await keys.destroyOverdue();
          } else await keys.destroyOverdue();
          for (const one of made) {
            if (!(await isOpen(keys, one.name))) continue;
            expect(one.deadlineMs).toBeGreaterThan(nowMs);
            expect(realMs - one.realMs).toBeLessThan(60 * minuteMs);
          }
        }
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});
