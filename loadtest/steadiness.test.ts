/** What only grows is found, and what moves up and down is not taken for it. */
import { expect, test } from 'vitest';
import { brokenThresholds, figuresOf } from './figures.ts';
import { lineThrough, steadiness } from './steadiness.ts';
import type { Look } from './watch.ts';

const scenario = { warmUpSeconds: 60, seconds: 1_800 };
/** A look each second; figures by the second of the run. */
const run = (of: (second: number) => { memoryMb: number; timers: number }): Look[] =>
  Array.from({ length: 1_860 }, (_, second) => {
    const { memoryMb, timers } = of(second);
    const service = { memoryMb, cores: 0, processes: 1, loopDelayP99Ms: 0, coreWait: 0 };
    const services = { gateway: { ...service, queues: { earshot_process_timers: timers } } };
    return { atMs: second * 1000, machineCores: 1, syncMs: 1, services };
  });
/** Up and down by so much, and nothing that lasts. */
const noise = (second: number, size: number) => size * Math.sin(second * 1.7) * Math.cos(second / 37);

test('a line is not bent by a few points that are far off', () => {
  const points = Array.from({ length: 100 }, (_, x) => [x, x === 97 ? 10_000 : 2 * x + 5] as const);
  const line = lineThrough(points);
  expect(line.slope).toBeCloseTo(2);
  expect(line.at(10)).toBeCloseTo(25);
});

test('memory that goes up and down, and what a start leaves behind, is steady', () => {
  const looks = run((second) => ({
    memoryMb: 150 + noise(second, 40) - (second < 400 ? second / 10 : 40),
    timers: 300 + noise(second, 200),
  }));
  expect(steadiness(looks, scenario)?.grown).toEqual([]);
});

test('a slow leak under the same noise is found, and fails a run that is to be steady', () => {
  // A megabyte a minute, and a timer every three seconds.
  const looks = run((second) => ({
    memoryMb: 150 + second / 60 + noise(second, 10),
    timers: 300 + second / 3 + noise(second, 50),
  }));
  const found = steadiness(looks, scenario);
  expect(found?.memoryMbPerHour['gateway']).toBeGreaterThan(50);
  expect(found?.grown.map(({ service, what }) => `${service} ${what}`)).toEqual([
    'gateway memory in MB',
    'gateway earshot_process_timers',
  ]);
  const broken = brokenThresholds(figuresOf([]), { isSteady: true }, { steadiness: found });
  expect(broken.map(({ what }) => what)).toEqual([
    'gateway: memory in MB grew',
    'gateway: earshot_process_timers grew',
  ]);
  expect(brokenThresholds(figuresOf([]), {}, { steadiness: found })).toEqual([]);
});

test('a run of seconds says nothing', () => {
  expect(steadiness(run(() => ({ memoryMb: 1, timers: 1 })).slice(0, 65), scenario)).toBeUndefined();
});
