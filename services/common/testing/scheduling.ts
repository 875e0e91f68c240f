/** How the kernel schedules a thread or a process. */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';

export interface Scheduling {
  readonly niceness: number;
  /** Where the kernel groups by session, priorities count inside one only. */
  readonly session: number;
  /** Length of a turn on a core, in milliseconds; `undefined` where the kernel does not tell. */
  readonly turnMs: number | undefined;
}

/** @param of `self`, `thread-self`, `self/task/N`, or a process's number: then of its main thread */
export function schedulingOf(of: string | number): Scheduling {
  // The name stands in brackets and may hold spaces; session and niceness are the 4th and the 17th field after it.
  const stat = readFileSync(`/proc/${of}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  let turnMs: number | undefined;
  try {
    const found = /^se\.slice\s*:\s*(\d+)/m.exec(readFileSync(`/proc/${of}/sched`, 'utf8'));
    if (found !== null) turnMs = Number(found[1]) / 1e6;
  } catch {
    // A kernel without it.
  }
  return { niceness: Number(fields[16]), session: Number(fields[3]), turnMs };
}

/** Whether a thread may wish for the length of its turns: Linux 6.12. */
export function mayWishForTurns(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return schedulingOf('self').turnMs !== undefined && (major > 6 || (major === 6 && minor >= 12));
}
