/** One load test: plays a scenario against a target, watches, and hands back what happened. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CollectedSpan, startCollector } from './collector.ts';
import { findK6, howToGetK6, type K6Summary, playInK6 } from './drivers/k6.ts';
import { playInNode } from './drivers/node.ts';
import { type Broken, brokenThresholds, figuresOf, type LoadFigures } from './figures.ts';
import { heldNow, type Left, leftBehind } from './left-behind.ts';
import { type MemoryGrowth, memoryGrowth } from './memory.ts';
import { type Plan, planSpeakers, type Recording, spokenIn } from './plan.ts';
import { Progress } from './progress.ts';
import { greetings, prepareRecordings, roomSentences } from './recordings.ts';
import type { Sample } from './sample.ts';
import { type Scenario, withArrival } from './scenario.ts';
import { type Steadiness, steadiness } from './steadiness.ts';
import { localTarget, type Target } from './target.ts';
import { type Look, watchStack } from './watch.ts';

export type DriverName = 'k6' | 'node';

export interface LoadResult {
  readonly scenario: Scenario;
  readonly driver: DriverName;
  readonly startedAt: Date;
  readonly counted: LoadFigures;
  readonly warmUp: LoadFigures;
  readonly broken: readonly Broken[];
  readonly samples: readonly Sample[];
  readonly looks: readonly Look[];
  /** What each speaker more took, where they came one after the other and the processes are ours. */
  readonly memory: MemoryGrowth | undefined;
  /** Whether anything only grew, where that is asked. */
  readonly steadiness: Steadiness | undefined;
  /** What was still held when everybody had gone, where that is asked. */
  readonly left: readonly Left[] | undefined;
  /** What k6 counted by itself. */
  readonly k6: K6Summary | undefined;
}

export interface RunOptions {
  readonly scenario: Scenario;
  readonly target: Target;
  readonly directory: string;
  /** A folder of WAV files instead of Debian's, or what `prepareRecordings` made of one. */
  readonly recordings?: string | readonly Recording[] | undefined;
  /** Default: k6 where it is and can play it. */
  readonly driver?: DriverName | undefined;
  readonly say: (line: string) => void;
  /** A line that replaces the last one. */
  readonly onProgress?: (line: string) => void;
}

const progressEveryMs = 1_000;

function driverFor({ driver, scenario, say }: RunOptions): {
  readonly name: DriverName;
  readonly k6: string;
} {
  const k6 = findK6();
  const needsNode = (scenario.slowShare ?? 0) > 0;
  if (driver === 'k6' && needsNode)
    throw new Error(`${scenario.name} needs the Node driver: k6 cannot stop reading`);
  if (driver === 'k6' && k6 === undefined) throw new Error(`k6 is not installed: ${howToGetK6}`);
  if (driver !== 'node' && !needsNode && k6 === undefined) {
    say(
      `k6 is not here, so Node plays the speakers in this process; for a generator of its own: ${howToGetK6}`,
    );
  }
  const isK6 = driver !== 'node' && !needsNode && k6 !== undefined;
  return { name: isK6 ? 'k6' : 'node', k6: k6 ?? '' };
}

/** Nothing for a scenario in which nobody speaks aloud. */
async function recordingsOf({
  scenario,
  recordings,
  directory,
}: Pick<RunOptions, 'scenario' | 'recordings' | 'directory'>): Promise<readonly Recording[]> {
  if (scenario.saying !== 'recordings') return [];
  return recordings === undefined || typeof recordings === 'string'
    ? prepareRecordings(join(directory, 'audio'), recordings)
    : recordings;
}

export async function runLoad(options: RunOptions): Promise<LoadResult> {
  const { target, directory, onProgress = () => {} } = options;
  const scenario = withArrival(options.scenario);
  const driver = driverFor(options);
  const recordings = await recordingsOf(options);
  const sentences = scenario.saying === 'rooms' ? roomSentences : greetings;
  const { urls, partnerAddress, tokens } = target;
  if ((scenario.partnerShare ?? 0) > 0 && partnerAddress === undefined)
    throw new Error(`${scenario.name} is played against an Earshot that this command starts`);
  const plan: Plan = {
    ...{ scenario, urls, partnerAddress, tokens, recordings, sentences },
    ...planSpeakers({ scenario, recordings, sentences }),
  };
  const devices = Math.max(...plan.speakers.map(({ device }) => device)) + 1;
  if (tokens.length < devices)
    throw new Error(`${devices} device tokens are needed, and there are ${tokens.length}`);
  const samples: Sample[] = [];
  const progress = new Progress(scenario);
  const isSteady = scenario.thresholds.isSteady === true;
  const before = isSteady ? await heldNow(target) : undefined;
  const watch = watchStack(target.stack, target.further);
  let startMs = Date.now();
  const startedAt = new Date();
  const timer = setInterval(
    () => onProgress(`${progress.line(Date.now() - startMs)}${inUse(watch.last)}`),
    progressEveryMs,
  );
  const tell = (sample: Sample) => {
    samples.push(sample);
    progress.note(sample);
  };
  const onStart = (ms: number) => {
    startMs = ms;
    watch.startsAt(ms);
  };
  let k6: K6Summary | undefined;
  let looks: readonly Look[] = [];
  try {
    if (driver.name === 'k6') k6 = await playInK6({ k6: driver.k6, plan, directory, tell, onStart });
    else await playInNode(plan, tell, onStart);
  } finally {
    clearInterval(timer);
    looks = await watch.stop();
  }
  const counted = figuresOf(samples);
  const memory = memoryGrowth(looks, scenario);
  const { thresholds } = scenario;
  const steady = isSteady ? steadiness(looks, scenario) : undefined;
  const left = before && (await leftBehind(() => heldNow(target), before));
  const broken = brokenThresholds(counted, thresholds, { memory, steadiness: steady, left });
  const result = {
    scenario,
    driver: driver.name,
    startedAt,
    counted,
    broken,
    samples,
    looks,
    memory,
    k6,
    steadiness: steady,
    left,
  };
  return { ...result, warmUp: figuresOf(samples, true) };
}

const inUse = (look: Look | undefined): string =>
  look === undefined ? '' : `, ${look.machineCores} cores in use`;

export interface LocalRunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Has every turn traced, and gets the spans once everything has stopped. */
  readonly onSpans?: ((spans: readonly CollectedSpan[]) => void) | undefined;
}

/** Runs a scenario against an Earshot of its own that is gone afterwards. */
export async function runLocally(
  options: Omit<RunOptions, 'target' | 'directory'> & LocalRunOptions,
): Promise<LoadResult> {
  const directory = await mkdtemp(join(tmpdir(), 'earshot-load-'));
  const collector = options.onSpans && (await startCollector());
  try {
    const recordings = await recordingsOf({ ...options, directory });
    const target = await localTarget({
      directory,
      ...localNeeds(options.scenario),
      locales: spokenIn(recordings),
      say: options.say,
      env: { ...options.env, ...(collector && { EARSHOT_TRACES_URL: collector.url }) },
    });
    try {
      return await runLoad({ ...options, recordings, target, directory });
    } finally {
      await target.stop();
      if (collector) options.onSpans?.(collector.spans());
    }
  } finally {
    await collector?.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** What a local target has to have for a scenario. */
export function localNeeds({ speakers, socketsPerDevice = 1, gateways = 1, saying }: Scenario) {
  return { devices: Math.ceil(speakers / socketsPerDevice), connections: speakers, gateways, saying };
}
