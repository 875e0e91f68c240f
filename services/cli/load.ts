/** `earshot load`: a crowd of speakers against an Earshot, and a report of how it went. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CollectedSpan } from '../../loadtest/collector.ts';
import type { Spread } from '../../loadtest/figures.ts';
import type { MemoryGrowth } from '../../loadtest/memory.ts';
import type { DriverName, LoadResult } from '../../loadtest/run.ts';
import { scenarios } from '../../loadtest/scenarios/index.ts';
import type { Steadiness } from '../../loadtest/steadiness.ts';
import { between, seconds } from './option-values.ts';

interface LoadOptions {
  readonly speakers?: number;
  readonly for?: number;
  readonly warmUp?: number;
  readonly target?: string;
  readonly tokens?: string;
  readonly recordings?: string;
  readonly driver?: DriverName;
  readonly report: string;
  readonly traces?: string;
  readonly scripted?: string;
  readonly json: boolean;
}

export function register(program: Command): void {
  program
    .command('load')
    .description(
      'a crowd of speakers: starts an Earshot of its own where no target is given, and writes a report',
    )
    .argument('<scenario>', Object.keys(scenarios).join(', '))
    .option('-n, --speakers <number>', 'how many connections', between(1, 100_000))
    .option('--for <time>', 'how long is counted, e.g. 60s or 5m', seconds)
    .option('--warm-up <time>', 'how long before it the same goes on uncounted', seconds)
    .option('--target <url>', 'the WebSocket address of an Earshot that runs; needs --tokens')
    .option('--tokens <file>', 'with --target: one device token on each line')
    .option(
      '--recordings <folder>',
      'WAV files to be said instead of Debian’s; names that begin with “nobody” are meant for nobody; in folders zh-CN and en-US, both are spoken',
    )
    .addOption(
      new Option('--driver <name>', 'who plays the speakers; by default k6 where it is').choices([
        'k6',
        'node',
      ]),
    )
    .option(
      '--scripted <sentence>',
      'of the Earshot that it starts: audio takes its whole way, but nobody is heard and everything said counts as this; shows what all but recognition costs',
    )
    .option('--report <file>', 'where the HTML report goes', 'earshot-load.html')
    .option(
      '--traces <file>',
      'traces every turn of the Earshot that it starts, and writes where the time went',
    )
    .option('--json', 'one JSON object on standard output, no report', false)
    .addHelpText('after', `\nThe status is 1 when a bound of the scenario was not kept.\n\n${list()}`)
    .action(async (name: string, options: LoadOptions) => {
      process.exitCode = await load(name, options);
    });
}

const list = (): string =>
  Object.values(scenarios)
    .map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`)
    .join('\n');

/** @returns the exit status */
async function load(name: string, options: LoadOptions): Promise<number> {
  const base = scenarios[name];
  if (base === undefined)
    throw new Error(`there is no scenario “${name}”; there are ${Object.keys(scenarios).join(', ')}`);
  if ((options.target === undefined) !== (options.tokens === undefined)) {
    throw new Error('--target and --tokens go together');
  }
  const scenario = {
    ...base,
    speakers: options.speakers ?? base.speakers,
    seconds: options.for ?? base.seconds,
    warmUpSeconds: options.warmUp ?? base.warmUpSeconds,
  };
  if (options.traces !== undefined && options.target !== undefined)
    throw new Error('--traces is of an Earshot that this command starts; set EARSHOT_TRACES_URL for another');
  if (options.scripted !== undefined && options.target !== undefined)
    throw new Error('--scripted is of an Earshot that this command starts');
  const { runLoad, runLocally } = await import('../../loadtest/run.ts');
  const common = {
    ...{ scenario, driver: options.driver, recordings: options.recordings },
    say: (line: string) => void process.stderr.write(`load: ${line}\n`),
    onProgress: progress,
  };
  let result: LoadResult;
  if (options.target !== undefined && options.tokens !== undefined) {
    const { remoteTarget } = await import('../../loadtest/target.ts');
    const target = await remoteTarget(options.target, options.tokens);
    const directory = await mkdtemp(join(tmpdir(), 'earshot-load-'));
    try {
      result = await runLoad({ ...common, target, directory });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  } else {
    const { traces, scripted } = options;
    const env = scripted === undefined ? {} : { EARSHOT_ASR_SCRIPTED_SENTENCE: scripted };
    let spans: readonly CollectedSpan[] = [];
    const onSpans = (collected: readonly CollectedSpan[]) => {
      spans = collected;
    };
    result = await runLocally({ ...common, env, onSpans: traces === undefined ? undefined : onSpans });
    if (traces !== undefined) {
      const { tracesText } = await import('../../loadtest/traces.ts');
      await writeFile(traces, tracesText(spans));
    }
  }
  await tell(result, options);
  return result.broken.length === 0 ? 0 : 1;
}

const memoryLine = ({ perSpeakerKb, byService, speakers }: MemoryGrowth): string =>
  `memory    ${perSpeakerKb} kB for each of ${speakers} speakers more (${Object.entries(byService)
    .map(([name, kb]) => `${name} ${kb}`)
    .join(', ')})\n`;

const steadyLine = ({ minutes, memoryMbPerHour, grown }: Steadiness): string =>
  `steady    ${grown.length === 0 ? 'nothing only grew' : `${grown.length} only grew`} in the last ${minutes} min; memory in MB an hour: ${Object.entries(
    memoryMbPerHour,
  )
    .map(([name, mb]) => `${name} ${mb}`)
    .join(', ')}\n`;

/** What each turn took of the machine, what the services do at rest included. */
async function processorLine(result: LoadResult): Promise<string> {
  const { said } = result.counted;
  if (said === 0 || result.looks.length === 0) return '';
  const { useOf } = await import('../../loadtest/capacity.ts');
  const { machineCores, cores } = useOf(result);
  const each = Object.entries(cores).map(
    ([name, used]) => `${name} ${((used * result.scenario.seconds * 1000) / said).toFixed(1)}`,
  );
  return `processor ${machineCores} cores in use; ms of a core for each turn: ${each.join(', ')}\n`;
}

const dialectLine = (name: string, { count, p50, p95, p99 }: Spread): string =>
  `${name.padEnd(10)} ${count} answered aloud, perceived p50 ${p50}  p95 ${p95}  p99 ${p99} ms\n`;

/** On a terminal the line is written over; elsewhere every tenth stands. */
let lines = 0;
function progress(line: string): void {
  lines += 1;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2Kload: ${line}`);
  else if (lines % 10 === 0) process.stderr.write(`load: ${line}\n`);
}

async function tell(result: LoadResult, { json, report }: LoadOptions): Promise<void> {
  const { scenario, counted, warmUp, broken, driver, memory, steadiness, left } = result;
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (json) {
    const { name, speakers, seconds: counts } = scenario;
    process.stdout.write(
      `${JSON.stringify({ scenario: name, speakers, seconds: counts, driver, counted, warmUp, memory, steadiness, left, broken })}\n`,
    );
    return;
  }
  const { renderHtml } = await import('../../loadtest/report/html.ts');
  const path = resolve(report);
  await writeFile(path, renderHtml(result));
  const {
    said,
    completed,
    failed,
    lost,
    perceivedMs,
    platformMs,
    failures,
    dialectsMs,
    connectMs,
    settledMs,
  } = counted;
  const lines = [
    `${said} said, ${completed} completed, ${failed} failed, ${lost} lost\n`,
    `perceived p50 ${perceivedMs.p50}  p95 ${perceivedMs.p95}  p99 ${perceivedMs.p99}  p99.9 ${perceivedMs.p999} ms\n`,
    `platform  p50 ${platformMs.p50}  p95 ${platformMs.p95}  p99 ${platformMs.p99}  p99.9 ${platformMs.p999} ms\n`,
  ];
  if (dialectsMs.xiaozhi.count > 0)
    lines.push(dialectLine('earshot.v1', dialectsMs.earshot), dialectLine('xiaozhi', dialectsMs.xiaozhi));
  for (const [code, count] of Object.entries(failures)) lines.push(`failed    ${code}: ${count}\n`);
  if (scenario.saying === 'greeting')
    lines.push(
      `${warmUp.said} said in the warm-up, ${warmUp.completed} completed, ${warmUp.failed} failed, ${warmUp.lost} lost\n`,
    );
  if (settledMs > 0)
    lines.push(
      `settled   ${settledMs} ms after a break at most; connecting p50 ${connectMs.p50}  p99 ${connectMs.p99} ms\n`,
    );
  if (memory !== undefined) lines.push(memoryLine(memory));
  if (steadiness !== undefined) lines.push(steadyLine(steadiness));
  if (left?.length === 0)
    lines.push('left      nothing: turns, sessions, calls, sockets and timers are as before\n');
  lines.push(await processorLine(result));
  for (const { what, is, limit } of broken) lines.push(`NOT KEPT  ${what}: ${is}, the bound is ${limit}\n`);
  lines.push(`report    ${path}\n`);
  process.stdout.write(lines.join(''));
}
