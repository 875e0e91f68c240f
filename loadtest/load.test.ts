/** The Node driver against a real gateway: what is planned is said, over connections that stay, and every end is told. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../services/gateway/testing/harness.ts';
import { playInNode } from './drivers/node.ts';
import { dialectDifference, figuresOf } from './figures.ts';
import type { Plan, PlannedEvent, PlannedSpeaker } from './plan.ts';
import { Player } from './player.ts';
import { packed } from './recordings.ts';
import type { Sample } from './sample.ts';
import { smoke } from './scenarios/smoke.ts';
import type { PlayerSocket, Stage } from './stage.ts';

let harness: Harness;
let directory: string;
beforeAll(async () => {
  harness = await startHarness();
  directory = await mkdtemp(join(tmpdir(), 'earshot-load-test-'));
  const pcm = Buffer.alloc(600 * 32, 0x22);
  await writeFile(join(directory, 'a.pcm'), pcm);
  await writeFile(join(directory, 'a.opus'), packed(pcm));
});
afterAll(async () => {
  await harness.close();
  await rm(directory, { recursive: true, force: true });
});

async function play(speakers: readonly Partial<PlannedSpeaker>[], durationMs = 3_000): Promise<Sample[]> {
  const samples: Sample[] = [];
  const plan: Plan = {
    ...{ scenario: smoke, urls: [`${harness.url}/v1/speaker`], durationMs, warmUpMs: 0 },
    tokens: speakers.map((_, index) => `token-load${index}`),
    recordings: [
      {
        file: join(directory, 'a.pcm'),
        packetFile: join(directory, 'a.opus'),
        durationMs: 600,
        speechEndMs: 400,
        isForNobody: false,
        locale: 'en-US',
      },
    ],
    sentences: ['a large coffee'],
    speakers: speakers.map((speaker, device) => ({
      role: 'good',
      locale: 'en-US',
      device,
      connectAtMs: 0,
      events: [],
      ...speaker,
    })),
  };
  await playInNode(
    plan,
    (sample) => samples.push(sample),
    () => {},
  );
  return samples;
}

const at = (atMs: number, kind: PlannedEvent['kind']): PlannedEvent => ({ atMs, kind, what: 0 });

test('what is planned is said and answered, one connection for each speaker, and waits are counted from the schedule', async () => {
  const samples = await play([
    { events: [at(200, 'say'), at(1_200, 'type')] },
    // Due while its first is still heard: it begins late, and that counts.
    { events: [at(200, 'say'), at(300, 'say')] },
  ]);
  const turns = samples.filter((sample) => sample.type === 'turn');
  expect(figuresOf(samples)).toMatchObject({ said: 4, completed: 4, failed: 0, lost: 0 });
  expect(samples.filter(({ type }) => type === 'connect')).toHaveLength(2);
  const late = turns.find(({ atMs }) => atMs === 300);
  expect(late?.lateMs).toBeGreaterThan(300);
  expect(late?.perceivedMs).toBeGreaterThan(late?.lateMs ?? 0);
  for (const { perceivedMs, platformMs, stages } of turns) {
    expect(platformMs).toBeGreaterThan(0);
    expect(perceivedMs).toBeGreaterThan(0);
    expect(stages).toHaveProperty('understand');
  }
});

test('speakers of another maker beside ours wait for the same, and none of either is lost', async () => {
  const events = [at(200, 'say'), at(1_800, 'say')];
  const samples = await play([{ events }, { dialect: 'xiaozhi', events }], 4_000);
  const figures = figuresOf(samples);
  expect(figures).toMatchObject({ said: 4, completed: 4, failed: 0, lost: 0 });
  expect(figures.dialectsMs).toMatchObject({ earshot: { count: 2 }, xiaozhi: { count: 2 } });
  expect(dialectDifference(figures)).toBeGreaterThanOrEqual(0);
});

test('a reply that is spoken into ends, and the next command begins at once', async () => {
  const samples = await play([{ events: [at(200, 'barge-in')] }]);
  const turns = samples.filter((sample) => sample.type === 'turn');
  // The scripted voice may be done before anybody interrupts it.
  if (turns[0]?.end === 'aborted') {
    expect(turns.map(({ kind, end }) => `${kind} ${end}`)).toEqual(['barge-in aborted', 'again completed']);
    expect(turns[0].silencedMs).toBeGreaterThanOrEqual(0);
  } else expect(turns.map(({ end }) => end)).toEqual(['completed']);
});

test('a broken line is made again, what was under way is lost and said so, and junk costs nobody else anything', async () => {
  const samples = await play([
    { events: [at(300, 'say'), at(600, 'break'), at(2_000, 'type')] },
    { role: 'hostile' },
    { events: [at(500, 'type'), at(1_500, 'type')] },
  ]);
  const { refusals, hostileRefusals, ...figures } = figuresOf(samples);
  expect(figures.failures).toEqual({});
  expect(figures.said).toBe(4);
  // The line breaks in the middle of the first, unless this machine was so slow that it had not begun.
  expect(figures.lost).toBeLessThanOrEqual(1);
  expect(figures.completed + figures.lost).toBe(4);
  expect(figures.settledMs).toBeGreaterThan(0);
  expect(refusals).toEqual({});
  expect(Object.keys(hostileRefusals).length).toBeGreaterThan(0);
});

/** A stage without a clock of its own: timers run when the test says so. */
function still(socket: PlayerSocket) {
  const timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const samples: Sample[] = [];
  let nowMs = 0;
  const stage: Stage = {
    open: () => socket,
    openPartner: () => socket,
    now: () => nowMs,
    after(ms, run) {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => void timers.splice(0, timers.length, ...timers.filter((one) => one !== timer));
    },
    tell: (sample) => samples.push(sample),
  };
  const until = (ms: number) => {
    for (;;) {
      const next = timers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > ms) break;
      timers.splice(timers.indexOf(next), 1);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
    }
    nowMs = ms;
  };
  return { stage, samples, until };
}

test('what was due behind a turn that got no end is lost as well, and none of it goes untold', () => {
  const listeners = new Map<string, (event: never) => void>();
  const { stage, samples, until } = still({
    ...{ binaryType: '', send: () => {}, close: () => {} },
    addEventListener: (type, listener) => void listeners.set(type, listener),
  });
  const plan: Plan = {
    ...{ scenario: smoke, urls: [], tokens: ['t'], recordings: [], sentences: ['a'] },
    speakers: [
      {
        role: 'good',
        locale: 'en-US',
        device: 0,
        connectAtMs: 0,
        events: [at(100, 'type'), at(200, 'type'), at(300, 'type')],
      },
    ],
    ...{ warmUpMs: 0, durationMs: 400 },
  };
  let isDone = false;
  new Player(plan, 0, [], stage, 0, () => {
    isDone = true;
  });
  until(50);
  listeners.get('message')?.({ data: JSON.stringify({ type: 'hello_ack' }) } as never);
  // Nobody answers; its patience and the end of the run come at one time.
  until(60_000);
  expect(isDone).toBe(true);
  expect(figuresOf(samples)).toMatchObject({ said: 3, lost: 3 });
});
