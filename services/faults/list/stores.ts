/** The stores freeze, start again, and fail over to a standby. */
import type { StoreName } from '../../cli/up/stack.ts';
import { type Fault, pause } from '../fault.ts';

const frozen = (store: StoreName, shown: string, forMs: number, mayFail: boolean): Fault => ({
  name: `${shown} is frozen`,
  mayFail,
  async run({ earshot }) {
    const pid = earshot.stack.store(store)?.pid ?? 0;
    // Its backends go on by themselves; the group is what hangs.
    const pids = [pid, ...(await childrenOf(pid))];
    for (const one of pids) signal(one, 'SIGSTOP');
    await pause(forMs);
    for (const one of pids.toReversed()) signal(one, 'SIGCONT');
    return `SIGSTOP for ${forMs / 1000} s`;
  },
});

const restarted = (store: StoreName, shown: string, stop: NodeJS.Signals, how: string): Fault => ({
  name: `${shown} is ${how}`,
  mayFail: store === 'postgres',
  async run({ earshot }) {
    const before = earshot.stack.store(store)?.pid ?? 0;
    signal(before, stop);
    for (let waits = 0; waits < 600 && earshot.stack.store(store)?.pid === before; waits += 1)
      await pause(50);
    return `${stop}, started again over its data`;
  },
});

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // A backend that ended meanwhile.
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

export const stores: readonly Fault[] = [
  frozen('redis', 'Redis', 5_000, false),
  restarted('redis', 'Redis', 'SIGKILL', 'killed'),
  frozen('postgres', 'PostgreSQL', 3_000, true),
  restarted('postgres', 'PostgreSQL', 'SIGINT', 'restarted'),
  restarted('postgres', 'PostgreSQL', 'SIGKILL', 'killed'),
];
