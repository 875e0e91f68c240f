/** A private store as its starter hands it out. */
import type { ChildProcess } from 'node:child_process';

export interface LocalStore {
  readonly url: string;
  /** Process id. */
  readonly pid: number | undefined;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** @param stopSignal asks the server to end its sessions, keep its data and go. */
export function localStore(url: string, server: ChildProcess, stopSignal: NodeJS.Signals): LocalStore {
  const ended = new Promise<void>((resolve) => {
    if (hasEnded(server)) resolve();
    else server.once('exit', () => resolve());
  });
  return {
    url,
    pid: server.pid,
    ended,
    async stop() {
      if (hasEnded(server)) return;
      server.kill(stopSignal);
      await ended;
    },
  };
}

/** Whether the process is gone, by its own will or a signal. */
export function hasEnded({ exitCode, signalCode }: Pick<ChildProcess, 'exitCode' | 'signalCode'>): boolean {
  return exitCode !== null || signalCode !== null;
}
