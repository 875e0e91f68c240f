/** What a speaker costs is what memory grew by after the first tenth had come and rested, and no boot of a service counts for it. */
import { expect, test } from 'vitest';
import { brokenThresholds, figuresOf } from './figures.ts';
import { memoryGrowth } from './memory.ts';
import { arrivesAtMs, firstArrived, withArrival } from './scenario.ts';
import { idle } from './scenarios/idle.ts';
import { steady } from './scenarios/steady.ts';
import type { Look } from './watch.ts';

const arrival = { perSecond: 10, restSeconds: 5 };
const scenario = withArrival({ ...idle, speakers: 100, warmUpSeconds: 3, seconds: 10, arrival });
const look = (atMs: number, gateway: number, privacy: number): Look => {
  const of = (memoryMb: number) => ({
    ...{ memoryMb, cores: 0, processes: 1, loopDelayP99Ms: 0, coreWait: 0, queues: {} },
  });
  return { atMs, machineCores: 1, syncMs: 1, services: { gateway: of(gateway), privacy: of(privacy) } };
};

test('a tenth comes first and rests, and all have come before anything is counted', () => {
  const times = Array.from({ length: 100 }, (_, index) => arrivesAtMs(index, 100, arrival));
  expect(times.slice(9, 11)).toEqual([900, 6_000]);
  expect(times.at(-1)).toBe(14_900);
  expect(firstArrived(scenario)).toEqual({ count: 10, restEndsMs: 6_000 });
  expect(scenario.warmUpSeconds).toBe(18);
});

test('memory is held against the end of the first rest, and a bound on it fails the run', () => {
  const looks = [
    // Still starting, and full of what starting leaves.
    look(0, 300, 200),
    look(6_000, 100, 80),
    look(12_000, 400, 90),
    look(27_900, 145, 71),
    // Everybody has gone again.
    look(29_000, 100, 70),
  ];
  const grown = memoryGrowth(looks, scenario);
  expect(grown).toEqual({ perSpeakerKb: 512, byService: { gateway: 512, privacy: -102.4 }, speakers: 90 });
  const bounds = { maxKbPerSpeaker: 20 };
  expect(brokenThresholds(figuresOf([]), bounds, { memory: grown })).toEqual([
    { what: 'memory of each speaker in kB', is: 512, limit: 20 },
  ]);
  // Where nobody arrives one by one, there is nothing to hold it against.
  expect(memoryGrowth(looks, steady)).toBeUndefined();
});
