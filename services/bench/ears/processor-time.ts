/** Processor time of this process and of every process that it has started, on Linux. */
import { readdirSync, readFileSync } from 'node:fs';

/** Children of all threads, by /proc/PID/task/TID/children; a process that has just ended has none. */
function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Milliseconds so far of the process alone, all its threads that still live. The first number of /proc/PID/task/TID/schedstat: nanoseconds on a core. /proc/PID/stat counts hundredths of a second. */
export function ownProcessorMs(pid: number = process.pid): number {
  return threadsOf(pid).reduce((sum, thread) => {
    const [onCoreNs = '0'] = read(`/proc/${pid}/task/${thread}/schedstat`).split(' ');
    return sum + Number(onCoreNs) / 1e6;
  }, 0);
}

/** The same of the process and of all below it that still live. */
export function processorMs(pid: number = process.pid): number {
  return ownProcessorMs(pid) + childrenOf(pid).reduce((sum, child) => sum + processorMs(child), 0);
}
