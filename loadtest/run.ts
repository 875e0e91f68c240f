/**
 * Runs the k6 scenario against a local Earshot and writes `docs/loadtest.md`.
 *
 *   node start.mjs exec loadtest/run.ts [--speakers 1,10,30] [--seconds 60] [--json]
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ReportTable, writeReport } from '../services/bench/report.ts';
import { startExampleSkills } from '../services/cli/up/demo.ts';
import { createDevice, enableSkills } from '../services/cli/up/household.ts';
import { freePort } from '../services/cli/up/ports.ts';
import { type Stack, startStack } from '../services/cli/up/stack.ts';
import { checkoutDir } from '../services/common/addresses.ts';
import { createLogger } from '../services/common/log.ts';
import { type LoadSummary, readSummary } from './summary.ts';
import { prepareUtterances, type Utterance } from './utterances.ts';

const help = `Load test: speakers stream recorded utterances on the clock; k6 counts from the scheduled end of speech.

  node start.mjs exec loadtest/run.ts [options]

  --speakers LIST   how many speakers talk at a time, e.g. 1,10,30   (default 1,10,30)
  --seconds N       length of each step                             (default 60)
  --cycle MS        mean time from one utterance of a speaker to its next (default 6000)
  --json            one JSON object on standard output, no page
  --help            this text

k6 is needed: go install go.k6.io/k6@v1.8.1
`;

interface Options {
  readonly speakers: readonly number[];
  readonly seconds: number;
  readonly cycleMs: number;
  readonly isJson: boolean;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      speakers: { type: 'string', default: '1,10,30' },
      seconds: { type: 'string', default: '60' },
      cycle: { type: 'string', default: '6000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    speakers: values.speakers.split(',').map(Number),
    seconds: Number(values.seconds),
    cycleMs: Number(values.cycle),
    isJson: values.json,
  };
}

/** Path of k6, or `undefined`. */
function findK6(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), join(process.env['HOME'] ?? '', 'go/bin')];
  return folders.map((folder) => join(folder, 'k6')).find((path) => existsSync(path));
}

async function runStep(
  k6: string,
  stack: Stack,
  tokens: readonly string[],
  utterances: readonly Utterance[],
  speakers: number,
  options: Options,
  directory: string,
): Promise<LoadSummary> {
  const plan = join(directory, 'plan.json');
  const summary = join(directory, 'summary.json');
  const { cycleMs, seconds } = options;
  await writeFile(
    plan,
    JSON.stringify({
      url: `${stack.speakerUrl}/v1/speaker`,
      tokens,
      utterances,
      speakers,
      cycleMs,
      seconds,
      maxLostShare: 0.01,
    }),
  );
  const child = spawn(
    k6,
    ['run', '--quiet', '--no-usage-report', join(checkoutDir, 'loadtest/k6/steady.ts')],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, EARSHOT_PLAN: plan, EARSHOT_SUMMARY: summary },
    },
  );
  await new Promise((resolve) => child.once('exit', resolve));
  return readSummary(await readFile(summary, 'utf8'), speakers, seconds);
}

function table(steps: readonly LoadSummary[]): ReportTable {
  return {
    columns: [
      'speakers',
      'utterances',
      'failed',
      'lost',
      'perceived p50',
      'p95',
      'p99',
      'platform p50',
      'p95',
      'p99',
    ],
    rows: steps.map(({ speakers, completed, failed, lost, perceivedMs, platformMs }) => [
      speakers,
      completed,
      failed,
      lost,
      perceivedMs.p50,
      perceivedMs.p95,
      perceivedMs.p99,
      platformMs.p50,
      platformMs.p95,
      platformMs.p99,
    ]),
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    process.stdout.write(help);
    return;
  }
  const k6 = findK6();
  if (k6 === undefined) {
    process.stderr.write('loadtest: k6 is not installed: go install go.k6.io/k6@v1.8.1\n');
    process.exitCode = 1;
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), 'earshot-load-'));
  const log = createLogger('loadtest', { write: () => {} });
  const say = (line: string) => process.stderr.write(`loadtest: ${line}\n`);
  const stack = await startStack({
    stateDir: join(directory, 'state'),
    log,
    gatewayPort: 0,
    pullPort: 0,
    stderr: 'ignore',
    onProgress: say,
  });
  const skills: Awaited<ReturnType<typeof startExampleSkills>> = [];
  try {
    const utterances = await prepareUtterances(join(directory, 'audio'));
    // Every virtual user is a device of its own, in a household of its own.
    const most = Math.max(...options.speakers) * 2 + 2;
    say(`making ${most} devices`);
    const devices = await Promise.all(Array.from({ length: most }, () => createDevice(stack, 'k6')));
    const ports = { rover: await freePort(), cards: await freePort() };
    skills.push(...(await startExampleSkills(stack, devices[0]?.householdId ?? '', log, ports)));
    const skillIds = skills.map(({ skillId }) => skillId);
    for (const { householdId } of devices) await enableSkills(stack, householdId, skillIds);

    const steps: LoadSummary[] = [];
    for (const speakers of options.speakers) {
      say(`${speakers} speakers for ${options.seconds} s`);
      steps.push(
        await runStep(
          k6,
          stack,
          devices.map(({ token }) => token),
          utterances,
          speakers,
          options,
          directory,
        ),
      );
    }
    if (options.isJson) process.stdout.write(`${JSON.stringify({ scenario: 'steady', steps })}\n`);
    else {
      writeReport('loadtest.md', {
        title: 'Load test: steady',
        summary:
          'Speakers stream recorded utterances in real time at an open arrival rate; k6, the services and the skills share one machine.',
        command: `node start.mjs exec loadtest/run.ts --speakers ${options.speakers.join(',')} --seconds ${options.seconds}`,
        data: [
          'Recordings of people from Debian’s `pocketsphinx-testdata`: three commands to two example skills.',
        ],
        sections: [
          {
            heading: 'Latency for each utterance, in milliseconds',
            text: '*Perceived* is counted at the speaker from the scheduled end of speech to the first audio of the reply; *platform* at the gateway from the end-of-speech decision to the first reply byte. The button is held 200 ms beyond the last word, which *perceived* contains.',
            table: table(steps),
          },
        ],
      });
      say('wrote docs/loadtest.md');
    }
    if (steps.some(({ lost }) => lost > 0)) process.exitCode = 1;
  } finally {
    await Promise.all(skills.map(({ process: skill }) => skill.stop()));
    await stack.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

await main();
