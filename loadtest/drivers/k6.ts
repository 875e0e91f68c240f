/** Plays a plan in k6 and reads its samples while it runs. */
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

/** @throws Error when k6 could not play it */
export async function playInK6(
  k6: string,
  plan: Plan,
  directory: string,
  tell: (sample: Sample) => void,
  onStart: (startMs: number) => void,
): Promise<K6Summary> {
  const [planPath, summaryPath, samplesPath, logPath] = [
    'plan.json',
    'summary.json',
    'samples.jsonl',
    'k6.log',
  ].map((name) => join(directory, name)) as [string, string, string, string];
  await writeFile(planPath, JSON.stringify(plan));
  await writeFile(samplesPath, '');
  const log = await open(logPath, 'w');
  const child = spawn(
    k6,
    [
      ...['run', '--quiet', '--no-usage-report', '--log-format', 'raw', '--console-output', samplesPath],
      join(checkoutDir, 'loadtest/k6/speakers.ts'),
    ],
    {
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, EARSHOT_PLAN: planPath, EARSHOT_SUMMARY: summaryPath },
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
