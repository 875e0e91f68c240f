/** Figures of a run: who is counted, what is lost, which bounds were not kept; and what the report shows of them. */
import { describe, expect, test } from 'vitest';
import { brokenThresholds, figuresOf, percentile } from './figures.ts';
import { Progress } from './progress.ts';
import { renderHtml } from './report/html.ts';
import type { Sample, TurnSample } from './sample.ts';
import { smoke } from './scenarios/smoke.ts';

const turn = (over: Partial<TurnSample>): TurnSample => ({
  ...{
    type: 'turn',
    speaker: 0,
    role: 'good',
    kind: 'say',
    atMs: 6_000,
    isWarmUp: false,
    end: 'completed',
    code: '',
  },
  ...{ lateMs: 0, perceivedMs: 300, platformMs: 100, stages: { recognise: 40, understand: 10 } },
  ...over,
});
const hundred = Array.from({ length: 100 }, (_, index) => turn({ platformMs: index + 1 }));

test('percentiles are by nearest rank', () => {
  expect([0.5, 0.99, 0.999, 1].map((share) => percentile([...Array(1000).keys()], share))).toEqual([
    499, 989, 998, 999,
  ]);
  expect(figuresOf(hundred).platformMs).toMatchObject({ count: 100, p50: 50, p95: 95, p99: 99, max: 100 });
});

test('the warm-up, the slow and the hostile are not counted; the lost are, and have no latency', () => {
  const figures = figuresOf([
    turn({}),
    turn({ isWarmUp: true, platformMs: 9_000 }),
    turn({ role: 'slow', platformMs: 9_000 }),
    turn({ role: 'hostile', end: 'failed' }),
    turn({ end: 'lost', platformMs: 9_000 }),
    turn({ end: 'failed', code: 'ASR_BUSY', platformMs: 9_000 }),
    { type: 'refusal', atMs: 1, role: 'hostile', code: 'MESSAGE_FLOOD' },
  ]);
  expect(figures).toMatchObject({ said: 3, completed: 1, failed: 1, lost: 1 });
  expect(figures.platformMs.max).toBe(100);
  expect(figures.failures).toEqual({ ASR_BUSY: 1 });
  expect(figures.refusals).toEqual({});
  expect(figures.hostileRefusals).toEqual({ MESSAGE_FLOOD: 1 });
  expect(figuresOf([turn({ isWarmUp: true, platformMs: 9_000 })], true).platformMs.max).toBe(9_000);
});

test('a crowd has settled when its last is back; the next storm counts from its own begin', () => {
  const back = (atMs: number, tookMs: number): Sample => ({
    type: 'connect',
    role: 'good',
    atMs,
    tookMs,
    isAgain: true,
    isWarmUp: false,
  });
  expect(
    figuresOf([back(10_000, 100), back(10_900, 2_600), back(30_000, 50), back(30_500, 1_000)]).settledMs,
  ).toBe(3_500);
  expect(
    figuresOf([{ type: 'connect', role: 'good', atMs: 0, tookMs: 9_000, isAgain: false, isWarmUp: false }])
      .settledMs,
  ).toBe(0);
});

describe('bounds', () => {
  test('each that was not kept is named', () => {
    const figures = figuresOf([...hundred, turn({ end: 'lost' }), turn({ end: 'failed', code: 'X' })]);
    const broken = brokenThresholds(figures, { platformP99Ms: 98, platformP95Ms: 95, perceivedP99Ms: 300 });
    expect(broken.map(({ what }) => what)).toEqual([
      'platform p99 in ms',
      'turns lost',
      'share of turns that failed',
    ]);
    expect(brokenThresholds(figures, { maxLost: 1, maxFailedShare: 0.02 })).toEqual([]);
  });

  test('a run without any turn breaks none', () => {
    expect(brokenThresholds(figuresOf([]), { platformP99Ms: 1 })).toEqual([]);
  });
});

test('a line of progress says which part runs, and how it goes', () => {
  const progress = new Progress(smoke);
  expect(progress.line(2_000)).toBe('warm-up 2 s: 0 said, 0 failed, 0 lost');
  for (const sample of hundred.toReversed()) progress.note(sample);
  expect(progress.line(9_000)).toBe('4 of 15 s: 100 said, 0 failed, 0 lost, platform p50 50.0 p99 99.0 ms');
});

test('how long connecting takes is said of good speakers; hostile ones are thrown out and come back', () => {
  const connect = { type: 'connect', atMs: 6_000, isWarmUp: false, isAgain: false } as const;
  const { connectMs } = figuresOf([
    { ...connect, role: 'good', tookMs: 10 },
    { ...connect, role: 'hostile', tookMs: 9_000 },
  ]);
  expect(connectMs).toMatchObject({ count: 1, max: 10 });
});

test('the report is one file that loads nothing from elsewhere and says what was not kept', () => {
  const samples: Sample[] = [...hundred, turn({ end: 'failed', code: 'A<B' })];
  const service = {
    cores: 0.5,
    memoryMb: 90,
    processes: 1,
    loopDelayP99Ms: 3,
    coreWait: 0.1,
    queues: { earshot_asr_waiting: 2 },
  };
  const looks = [0, 1_000, 2_000].map((atMs) => ({
    atMs,
    machineCores: 1,
    syncMs: 2,
    services: { asr: service },
  }));
  const counted = figuresOf(samples);
  const html = renderHtml({
    ...{ scenario: smoke, driver: 'node', startedAt: new Date(0), samples, looks, k6: undefined, counted },
    memory: undefined,
    steadiness: undefined,
    left: undefined,
    ...{ warmUp: figuresOf(samples, true), broken: brokenThresholds(counted, { platformP99Ms: 10 }) },
  });
  expect(html).toContain('Not kept: platform p99 in ms was 99, the bound is 10');
  expect(html).toContain('A&lt;B');
  expect(html).not.toMatch(/<script|https?:\/\/|@import|url\(/);
  for (const title of [
    'over the run',
    'spread',
    'Where the time goes',
    'Processor',
    'Memory',
    'Event loops',
    'Queues',
  ]) {
    expect(html).toContain(title);
  }
  expect(html).not.toContain('NaN');
});
