/** Plays a plan in k6, in one process or several, and reads their samples while they run. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutDir } from '../../services/common/addresses.ts';
import type { Plan } from '../plan.ts';
import type { Sample } from '../sample.ts';

/** How to get it; it is no package of ours. */
export const howToGetK6 = 'go install go.k6.io/k6@v1.8.1   (2.5 minutes; Go from https://go.dev)';

/** Path of k6, or `undefined`. */
export function findK6(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), join(process.env['HOME'] ?? '', 'go/bin')];
  return folders.map((folder) => join(folder, 'k6')).find((path) => existsSync(path));
}

/** What k6 itself says at the end. */
export interface K6Summary {
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly values: Readonly<Record<string, number>>;
        readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
      }
    >
  >;
}

const pollMs = 300;
/** In which several processes read one plan and wait for each other. */
const gatherMs = 8_000;
/** …and for each thousand of its speakers. */
const gatherMsPerThousand = 500;

export interface K6Run {
  readonly k6: string;
  readonly plan: Plan;
  readonly directory: string;
  readonly tell: (sample: Sample) => void;
  readonly onStart: (startMs: number) => void;
}

/**
 * @returns what k6 counted, where one process played it
 * @throws Error when k6 could not play it
 */
export async function playInK6(run: K6Run): Promise<K6Summary | undefined> {
  const { plan, directory } = run;
  const { generators = 1 } = plan.scenario;
  const planPath = join(directory, 'plan.json');
  await writeFile(planPath, JSON.stringify(plan));
  const startMs = Date.now() + gatherMs + (plan.speakers.length / 1000) * gatherMsPerThousand;
  const summaries = await Promise.all(
    Array.from({ length: generators }, (_, number) =>
      playPart(run, number, {
        EARSHOT_PLAN: planPath,
        ...(generators > 1 && {
          EARSHOT_GENERATORS: `${generators}`,
          EARSHOT_GENERATOR: `${number}`,
          EARSHOT_START_MS: `${startMs}`,
        }),
      }),
    ),
  );
  // Percentiles of parts are no percentiles of the whole.
  return generators === 1 ? summaries[0] : undefined;
}

async function playPart(
  { k6, directory, tell, onStart }: K6Run,
  number: number,
  env: NodeJS.ProcessEnv,
): Promise<K6Summary> {
  const [summaryPath, samplesPath, logPath] = ['summary.json', 'samples.jsonl', 'k6.log'].map((name) =>
    join(directory, `${number}-${name}`),
  ) as [string, string, string];
  await writeFile(samplesPath, '');
  const log = await open(logPath, 'w');
  const child = spawn(
    k6,
    [
      ...['run', '--quiet', '--no-usage-report', '--log-format', 'raw', '--console-output', samplesPath],
      // Several on one machine: each without the port at which k6 takes orders.
      ...['--address', ''],
      join(checkoutDir, 'loadtest/k6/speakers.ts'),
    ],
    {
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, ...env, EARSHOT_SUMMARY: summaryPath },
    },
  );
  const end = () => child.kill();
  process.once('exit', end);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const samples = await open(samplesPath, 'r');
  try {
    let rest = '';
    const read = async () => {
      const { bytesRead, buffer } = await samples.read(Buffer.alloc(1 << 20));
      const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) takeLine(line, tell, onStart);
      return bytesRead;
    };
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, pollMs))]);
      while ((await read()) > 0);
    }
  } finally {
    process.off('exit', end);
    child.kill();
    await samples.close();
    await log.close();
  }
  if (!existsSync(summaryPath)) {
    const last = (await readFile(logPath, 'utf8')).trim().split('\n').at(-1);
    throw new Error(`k6 could not play the plan: ${last}`);
  }
  return JSON.parse(await readFile(summaryPath, 'utf8')) as K6Summary;
}

function takeLine(line: string, tell: (sample: Sample) => void, onStart: (startMs: number) => void): void {
  if (!line.startsWith('{')) return;
  const said = JSON.parse(line) as Sample | { readonly type: 'start'; readonly startMs: number };
  if (said.type === 'start') onStart(said.startMs);
  else tell(said);
}
