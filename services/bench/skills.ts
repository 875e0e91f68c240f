/** `earshot bench skills`: what the router costs, beside a bare POST and one durable commit in the same run. */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { writeReport } from './report.ts';
import {
  callRouter,
  Floor,
  type Household,
  inFlight,
  makeHousehold,
  paced,
  percentile,
} from './skills/measure.ts';
import { reportPage } from './skills/page.ts';
import type { NeighbourRow, OverheadRow, SkillsBench } from './skills/result.ts';
import { type Stage, startStage } from './skills/stage.ts';
import { measureSteps } from './skills/steps.ts';

const help = `earshot bench skills [--calls 2000] [--skills 1,100,1000] [--json] [--no-page]

Starts durable PostgreSQL, the privacy service, the router and a plain skill, each a process of its own, and times
calls through the router beside the floor: one durable commit and one bare POST. Writes docs/bench-skills.md.

  --calls N    calls for each figure (default 2000)
  --skills L   numbers of enabled skills (default 1,100,1000)
  --json       print the figures as JSON
  --no-page    leave docs/bench-skills.md as it is
`;

/** Calls of floor and router take turns in blocks of this many, so that a disturbance hits both. */
const blockCalls = 100;
const warmUpCalls = 300;

async function measureOverhead(
  stage: Stage,
  floor: Floor,
  household: Household,
  width: number,
  calls: number,
): Promise<OverheadRow> {
  // As many different skills as anybody talks to in an hour; the others are only enabled.
  const spoken = household.skillIds.slice(0, 20);
  const floorMs: number[] = [];
  const routerMs: number[] = [];
  let floorCpuMs = 0;
  let routerCpuMs = 0;
  let privacyCpuMs = 0;
  const viaRouter = async (index: number, samples: number[]) => {
    const { ms, code } = await callRouter(stage, household, spoken[index % spoken.length] ?? '');
    if (code !== '') throw new Error(`a call ended with ${code}`);
    samples.push(ms);
  };
  const warmUp: number[] = [];
  await inFlight(width, warmUpCalls, (index) => viaRouter(index, warmUp));
  await inFlight(width, warmUpCalls, async () => void (await floor.call()));
  for (let block = 0; block < calls / blockCalls; block += 1) {
    const floorStart = process.cpuUsage();
    await inFlight(width, blockCalls, async () => void floorMs.push(await floor.call()));
    const { user, system } = process.cpuUsage(floorStart);
    floorCpuMs += (user + system) / 1000;
    const before = [await stage.cpuMs('skills'), await stage.cpuMs('privacy')] as const;
    await inFlight(width, blockCalls, (index) => viaRouter(index, routerMs));
    routerCpuMs += (await stage.cpuMs('skills')) - before[0];
    privacyCpuMs += (await stage.cpuMs('privacy')) - before[1];
  }
  return {
    skills: household.skillIds.length,
    width,
    calls: routerMs.length,
    floorP50Ms: percentile(floorMs, 0.5),
    floorP99Ms: percentile(floorMs, 0.99),
    routerP50Ms: percentile(routerMs, 0.5),
    routerP99Ms: percentile(routerMs, 0.99),
    floorCpuMs: floorCpuMs / floorMs.length,
    routerCpuMs: routerCpuMs / routerMs.length,
    privacyCpuMs: privacyCpuMs / routerMs.length,
  };
}

/** A good skill at fifty calls a second, alone and beside one that takes 2.5 s and is asked all the time. */
async function measureNeighbours(
  stage: Stage,
  calls: number,
): Promise<Pick<SkillsBench, 'neighbours' | 'slowCalls'>> {
  const good = await makeHousehold(stage, 1);
  const slow = await makeHousehold(stage, 2, '?ms=2500');
  const goodId = good.skillIds[0] ?? '';
  const alone: number[] = [];
  const beside: number[] = [];
  const slowCalls: Record<string, number> = {};
  const measure = (count: number) =>
    paced(20, count, async (dueAt) => (await callRouter(stage, good, goodId, dueAt)).ms);
  await measure(100);
  const rounds = 4;
  for (let round = 0; round < rounds; round += 1) {
    alone.push(...(await measure(calls / rounds)));
    let isOver = false;
    // 40 want it at once: 32 are let in and wait, the others are told at once that it is busy, and come back.
    const pressing = Array.from({ length: 40 }, async (_, index) => {
      // One after the other, as people come: forty at one instant would measure that instant.
      await new Promise((resolve) => setTimeout(resolve, index * 60));
      while (!isOver) {
        const { code } = await callRouter(stage, slow, slow.skillIds[0] ?? '');
        slowCalls[code === '' ? 'answered' : code] = (slowCalls[code === '' ? 'answered' : code] ?? 0) + 1;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    beside.push(...(await measure(calls / rounds)));
    isOver = true;
    await Promise.all(pressing);
  }
  const row = (situation: string, samples: readonly number[]): NeighbourRow => ({
    situation,
    calls: samples.length,
    p50Ms: percentile(samples, 0.5),
    p99Ms: percentile(samples, 0.99),
  });
  return { neighbours: [row('alone', alone), row('beside the slow skill', beside)], slowCalls };
}

/** Runs the bench with command-line options. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '2000' },
      skills: { type: 'string', default: '1,100,1000' },
      json: { type: 'boolean', default: false },
      'no-page': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const calls = Math.max(blockCalls, Number(values.calls));
  const stage = await startStage();
  const floor = new Floor(stage);
  try {
    const overhead: OverheadRow[] = [];
    const loadAverages = [loadavg()[0] ?? 0];
    for (const count of values.skills.split(',').map(Number)) {
      const household = await makeHousehold(stage, count);
      for (const width of [1, 8]) overhead.push(await measureOverhead(stage, floor, household, width, calls));
    }
    loadAverages.push(loadavg()[0] ?? 0);
    const neighbours = await measureNeighbours(stage, calls);
    loadAverages.push(loadavg()[0] ?? 0);
    const bench: SkillsBench = { steps: measureSteps(), overhead, ...neighbours, loadAverages };
    const page = reportPage(bench);
    if (!values['no-page']) process.stderr.write(`${writeReport('bench-skills.md', page)}\n`);
    if (values.json) process.stdout.write(`${JSON.stringify(bench, null, 2)}\n`);
    else
      for (const section of page.sections) process.stdout.write(`${JSON.stringify(section.table?.rows)}\n`);
  } finally {
    await floor.close();
    await stage.close();
  }
}

if (process.argv[1] === import.meta.filename) await run(process.argv.slice(2));
