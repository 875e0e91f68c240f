/** The stores freeze, and start again. */

import { pause, until } from '../../attacks/waiting.ts';
import type { StoreName } from '../../cli/up/stack.ts';
import type { Fault } from '../fault.ts';
import { childrenOf } from './children.ts';

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
    const isNew = () => earshot.stack.store(store)?.pid !== before;
    await until(isNew, `${shown} was not started again`, 30_000);
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

export const stores: readonly Fault[] = [
  frozen('redis', 'Redis', 5_000, false),
  restarted('redis', 'Redis', 'SIGKILL', 'killed'),
  frozen('postgres', 'PostgreSQL', 3_000, true),
  restarted('postgres', 'PostgreSQL', 'SIGINT', 'restarted'),
  restarted('postgres', 'PostgreSQL', 'SIGKILL', 'killed'),
];
