/** `earshot top`: a running Earshot as numbers, looked at again every two seconds. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { stateDir } from '../common/addresses.ts';
import { loadConfig } from '../common/config.ts';
import { between } from './option-values.ts';
import { fetchMetrics } from './top/metrics-text.ts';
import { renderTop, type TopLook } from './top/render.ts';
import { adminFile } from './up/stack.ts';

interface TopOptions {
  readonly admin?: Readonly<Record<string, string>>;
  readonly every: number;
  readonly once: boolean;
}

function admins(text: string): Record<string, string> {
  const pairs = text.split(',').map((one) => /^([a-z]+)=([^=,\s]+:\d+)$/.exec(one.trim()));
  if (pairs.some((pair) => pair === null))
    throw new InvalidArgumentError('for example gateway=127.0.0.1:7107,asr=10.0.0.2:7107');
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
}

export function register(program: Command): void {
  program
    .command('top')
    .description('speakers, turns, latencies and processes of a running Earshot; ends with Ctrl-C')
    .option('--admin <list>', 'operators’ pages by service, for one that `earshot up` did not start', admins)
    .option('--every <seconds>', 'time between two looks', between(1, 60), 2)
    .option('--once', 'one look, and end', false)
    .action(top);
}

async function top({ admin, every, once }: TopOptions): Promise<void> {
  const listens = admin ?? (await known());
  const look = async (): Promise<TopLook> => {
    const shown = Object.entries(listens).map(
      async ([name, listen]) => [name, await fetchMetrics(listen)] as const,
    );
    return { atMs: performance.now(), services: Object.fromEntries(await Promise.all(shown)) };
  };
  let before = await look();
  if (Object.values(before.services).every((samples) => samples.length === 0)) {
    throw new Error('no Earshot shows its numbers here; start one with: npm start');
  }
  for (;;) {
    await sleep(every * 1000);
    const after = await look();
    const text = renderTop(before, after);
    process.stdout.write(process.stdout.isTTY && !once ? `\x1b[H\x1b[2J${text}` : text);
    if (once) return;
    before = after;
  }
}

async function known(): Promise<Record<string, string>> {
  const { stateDir: state } = loadConfig({ stateDir });
  try {
    return JSON.parse(await readFile(adminFile(state), 'utf8')) as Record<string, string>;
  } catch {
    throw new Error('no Earshot was started here; start one with npm start, or name its pages with --admin');
  }
}
