/** What speakers are to do follows from the scenario and the seed, and keeps to the scenario's rate. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../property-runs.ts';
import { planSpeakers, type Recording } from './plan.ts';
import { rateAt } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';
import { steady } from './scenarios/steady.ts';

const recordings: Recording[] = [false, false, true].map((isForNobody, index) => ({
  ...{ file: `${index}.pcm`, packetFile: '', durationMs: 2_000, speechEndMs: 1_800, isForNobody },
  locale: 'en-US',
}));
const sentences = ['one', 'two'];
const planOf = (over: Partial<typeof steady>, seed = 1) =>
  planSpeakers({ scenario: { ...steady, ...over }, recordings, sentences }, seed);

test('the same seed makes the same plan, another one another', () => {
  expect(planOf({}, 7)).toEqual(planOf({}, 7));
  expect(planOf({}, 7)).not.toEqual(planOf({}, 8));
});

test('as much is said as the scenario says, whatever the seed', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { speakers } = planOf({ speakers: 100, seconds: 110, everyMs: 12_000 }, seed);
      const said = speakers.flatMap(({ events }) => events).length;
      // 100 speakers for 120 s at one in 12 s, less the first and last seconds.
      expect(said).toBeGreaterThan(850);
      expect(said).toBeLessThan(1_100);
      const forNobody = speakers.flatMap(({ events }) => events).filter(({ what }) => what === 2).length;
      expect(forNobody / said).toBeGreaterThan(0.1);
      expect(forNobody / said).toBeLessThan(0.3);
    }),
    { numRuns: propertyRuns(50) },
  );
});

test('where there are two languages, every other speaker speaks the second, and nothing else', () => {
  const mandarin = recordings.map((one) => ({ ...one, locale: 'zh-CN' as const }));
  const both = [...recordings, ...mandarin];
  const { speakers } = planSpeakers({ scenario: { ...steady, speakers: 10 }, recordings: both, sentences });
  expect(speakers.filter(({ locale }) => locale === 'zh-CN')).toHaveLength(5);
  for (const { locale, events } of speakers) {
    expect(new Set(events.map(({ what }) => both[what]?.locale))).toEqual(new Set([locale]));
  }
});

test('no speaker is to speak while it is spoken to', () => {
  for (const { events } of planOf({ everyMs: 100 }).speakers) {
    const gaps = events.slice(1).map(({ atMs }, index) => atMs - (events[index]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(5_499.99);
  }
});

describe('rates', () => {
  const rate = [
    { at: 0, share: 0 },
    { at: 0.5, share: 1 },
    { at: 1, share: 0 },
  ];

  test('between two points a rate changes evenly', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((at) => rateAt({ rate }, at))).toEqual([0, 0.5, 1, 0.5, 0]);
    expect(rateAt({}, 0.3)).toBe(1);
  });

  test('more is said where the rate is higher', () => {
    const { speakers, durationMs } = planOf({ speakers: 200, rate, warmUpSeconds: 0 });
    const at = speakers.flatMap(({ events }) => events.map(({ atMs }) => atMs / durationMs));
    const middle = at.filter((share) => share > 0.35 && share < 0.65).length;
    expect(middle).toBeGreaterThan(2 * at.filter((share) => share < 0.3).length);
  });
});

test('roles, storms and shared devices come from the scenario', () => {
  const { speakers } = planOf({
    speakers: 10,
    hostileShare: 0.5,
    slowShare: 0.2,
    storms: [0.5],
    socketsPerDevice: 4,
  });
  expect(speakers.map(({ role }) => role).join(' ')).toBe(
    'hostile hostile hostile hostile hostile slow slow good good good',
  );
  expect(speakers.map(({ device }) => device)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
  expect(speakers[0]?.events.map(({ kind }) => kind)).toEqual(['break']);
});

test.each(Object.entries(scenarios))('%s can be planned, and something is done in it', (name, scenario) => {
  expect(scenario.name).toBe(name);
  const small = {
    ...scenario,
    speakers: Math.min(scenario.speakers, 40),
    seconds: Math.max(60, scenario.seconds),
  };
  const { speakers } = planSpeakers({ scenario: small, recordings, sentences });
  const busy = speakers.filter(({ role, events }) => role === 'hostile' || events.length > 0);
  expect(busy.length).toBeGreaterThan(speakers.length / 2);
});
