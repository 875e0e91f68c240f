/** What gave out first is named from what was seen, and the page says how many speakers are planned with. */
import { describe, expect, test } from 'vitest';
import { renderReport } from '../services/bench/report.ts';
import { capacityPage } from '../services/cli/capacity.ts';
import { type CapacityStep, type MachineUse, whatGaveOut } from './capacity.ts';
import { figuresOf } from './figures.ts';
import type { TurnSample } from './sample.ts';
import { steady } from './scenarios/steady.ts';

const use: MachineUse = {
  ...{
    machineCores: 1,
    cores: { asr: 0.6, gateway: 0.1 },
    memoryMb: { asr: 800, gateway: 100 },
    totalMemoryMb: 900,
  },
  ...{
    worstLoop: { service: 'gateway', delayMs: 3 },
    worstWait: { service: 'tts', share: 0.25 },
    syncP95Ms: 2,
  },
  ...{ decoders: 6, waiting: 0 },
};
const turn: TurnSample = {
  ...{
    type: 'turn',
    speaker: 0,
    role: 'good',
    kind: 'say',
    atMs: 0,
    isWarmUp: false,
    end: 'completed',
    code: '',
  },
  ...{ lateMs: 0, platformMs: 400, perceivedMs: 700, stages: { recognise: 350, understand: 12 } },
};
const step = (speakers: number, isCarried: boolean, seen: Partial<MachineUse> = {}): CapacityStep => {
  const samples = [turn];
  const counted = figuresOf(samples);
  const shared = {
    scenario: steady,
    driver: 'node',
    startedAt: new Date(0),
    samples,
    looks: [],
    k6: undefined,
    memory: undefined,
    steadiness: undefined,
    left: undefined,
  } as const;
  const result = { ...shared, counted, warmUp: counted, broken: [] };
  return { speakers, isCarried, use: { ...use, ...seen }, result };
};

const made = { command: 'earshot capacity', fullAtMs: 300, isOwnSpeech: false };

describe('what gave out', () => {
  test.each([
    [
      { machineCores: 1.95 },
      /^the processor, to others: 1.95 of 2 cores were in use, 0.70 of them by the services; .*tts was ready and had no core for 25 % of the time; .*recognise, p99 350 ms/,
    ],
    [{ waiting: 3 }, /^decoders: up to 3 utterances waited for one of 6/],
    [{ syncP95Ms: 340 }, /^the disk: a durable write took 340 ms at its p95/],
    [{ worstLoop: { service: 'gateway', delayMs: 45 } }, /^the event loop of gateway, which was 45 ms late/],
    [{}, /^nothing that is watched: 1 of 2 cores/],
  ] as const)('%j', (seen, said) => {
    expect(whatGaveOut(step(80, false, seen), 2)).toMatch(said);
  });
});

test('the page has the steps in their order and plans with less than everything', () => {
  const steps = [step(20, true), step(80, false, { machineCores: 2 }), step(40, true)];
  const text = renderReport(capacityPage({ steps, speakers: 40, gaveOut: 'the processor' }, made, 2));
  expect(text).toContain('**40 speakers.** First gave out the processor.');
  expect(text.match(/^\| (\d+) \| (yes|no)/gm)).toEqual(['| 20 | yes', '| 40 | yes', '| 80 | no']);
  expect(text).toContain('Plan with 28 speakers for 2 cores (70 %)');
  expect(text).toContain('| asr | 0.6 | 67 | 800 |');
});

test('a machine that carries nobody has no sizing', () => {
  const text = renderReport(capacityPage({ steps: [step(20, false)], speakers: 0, gaveOut: 'x' }, made, 2));
  expect(text).not.toContain('Sizing');
});
