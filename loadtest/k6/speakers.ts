/**
 * Plays a plan in k6: `k6 run -e EARSHOT_PLAN=plan.json speakers.ts`. Each virtual user carries many speakers, each on a
 * connection that it keeps. `earshot load` makes plan and audio; what a speaker does stands in `../player.ts`.
 */
import { check } from 'k6';
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { clearTimeout, setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';
import type { Plan } from '../plan.ts';
import { Player } from '../player.ts';
import type { Sample, TurnSample } from '../sample.ts';
import type { PlayerSocket, Stage } from '../stage.ts';
import { packetsIn, XiaozhiPlayer } from '../xiaozhi-player.ts';
import { openPartner } from './partner-stream.ts';

/** k6 has it; its types do not. */
declare const console: { log(line: string): void };

const plan = JSON.parse(open(__ENV.EARSHOT_PLAN ?? 'plan.json')) as Plan;
const audio = plan.recordings.map(({ file }) => open(file, 'b'));
const packets = plan.speakers.some(({ dialect }) => dialect === 'xiaozhi')
  ? plan.recordings.map(({ packetFile }) => packetsIn(open(packetFile, 'b')))
  : [];
const {
  platformP95Ms,
  platformP99Ms,
  perceivedP95Ms,
  perceivedP99Ms,
  maxLost = 0,
} = plan.scenario.thresholds;

/** Of several processes that play one plan, each plays every so-manieth speaker. */
const generators = Number(__ENV.EARSHOT_GENERATORS ?? 1);
const generator = Number(__ENV.EARSHOT_GENERATOR ?? 0);
/** Sockets of one virtual user: few interpreters, so that the generator leaves the machine to what it measures. */
const speakersPerUser = 125;
const mostUsers = Math.ceil(8 / generators);
const users = Math.max(
  1,
  Math.min(mostUsers, Math.ceil(plan.speakers.length / generators / speakersPerUser)),
);

const perceived = new Trend('utterance_perceived_ms', true);
const perceivedXiaozhi = new Trend('utterance_perceived_xiaozhi_ms', true);
const platform = new Trend('utterance_platform_ms', true);
const stages = Object.fromEntries(
  ['wake', 'listen', 'recognise', 'understand', 'route', 'act', 'speak'].map((stage) => [
    stage,
    new Trend(`stage_${stage}_ms`, true),
  ]),
);
const ends = {
  completed: new Counter('turns_completed'),
  failed: new Counter('turns_failed'),
  aborted: new Counter('turns_aborted'),
  lost: new Counter('turns_lost'),
};
const refusals = new Counter('refusals');
const connects = new Trend('connect_ms', true);

const below = (percentile: number, ms: number | undefined) =>
  ms === undefined ? [] : [`p(${percentile})<${ms}`];

export const options = {
  scenarios: {
    speakers: {
      executor: 'per-vu-iterations',
      vus: users,
      iterations: 1,
      maxDuration: `${Math.ceil(plan.durationMs / 1000) + 60}s`,
    },
  },
  thresholds: {
    turns_lost: [`count<=${maxLost}`],
    utterance_platform_ms: [...below(95, platformP95Ms), ...below(99, platformP99Ms)],
    utterance_perceived_ms: [...below(95, perceivedP95Ms), ...below(99, perceivedP99Ms)],
  },
  summaryTrendStats: ['min', 'med', 'p(95)', 'p(99)', 'p(99.9)', 'max', 'count'],
};

/** Everybody begins together, once every virtual user of every process is there. */
export function setup(): { readonly startMs: number } {
  const startMs = Math.max(Date.now() + 1_500, Number(__ENV.EARSHOT_START_MS ?? 0));
  console.log(JSON.stringify({ type: 'start', startMs }));
  return { startMs };
}

function count(turn: TurnSample): void {
  ends[turn.end].add(1, { code: turn.code });
  if (turn.end !== 'completed' || turn.role !== 'good') return;
  const spread = turn.dialect === 'xiaozhi' ? perceivedXiaozhi : perceived;
  if (turn.perceivedMs !== undefined) spread.add(turn.perceivedMs);
  if (turn.platformMs !== undefined) platform.add(turn.platformMs);
  for (const [stage, ms] of Object.entries(turn.stages)) stages[stage]?.add(ms);
}

function tell(sample: Sample): void {
  // One line for each, which `earshot load` reads while it runs.
  console.log(JSON.stringify(sample));
  if (sample.type === 'refusal') refusals.add(1, { code: sample.code });
  else if (!sample.isWarmUp && sample.type === 'turn') count(sample);
  else if (!sample.isWarmUp && sample.type === 'connect') connects.add(sample.tookMs);
}

const stage: Stage = {
  open: (url, token, dialect = 'earshot') =>
    new WebSocket(url, (dialect === 'earshot' ? ['earshot.v1'] : []) as unknown as null, {
      headers: { authorization: `Bearer ${token}` },
    }) as unknown as PlayerSocket,
  openPartner,
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.max(1, ms));
    return () => clearTimeout(timer);
  },
  tell,
};

export default function speak({ startMs }: { readonly startMs: number }): void {
  const mine = exec.vu.idInTest - 1;
  check(mine, { 'a virtual user has its speakers': (number) => number < users });
  for (
    let number = mine * generators + generator;
    number < plan.speakers.length;
    number += users * generators
  ) {
    if (plan.speakers[number]?.dialect === 'xiaozhi')
      new XiaozhiPlayer(plan, number, packets, stage, startMs);
    else new Player(plan, number, audio, stage, startMs);
  }
}

/** Everything as JSON for the report; the driver prints the page. */
export function handleSummary(data: unknown): Record<string, string> {
  return { [__ENV.EARSHOT_SUMMARY ?? 'summary.json']: JSON.stringify(data) };
}
