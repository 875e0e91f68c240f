/** One child process that is started again whenever it ends without being told to. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Logger } from '../../common/log.ts';

export interface ProcessOptions {
  readonly name: string;
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Where a service's log goes (its standard error): our own, nowhere, or an open file. */
  readonly stderr?: 'inherit' | 'ignore' | number;
  /** For a process that others wrote: where both its outputs go. A log is not for it. */
  readonly output?: 'ignore' | number;
  /** Called when it ended without being told to, and will be started again. */
  readonly onEnded?: () => void;
}

/** First wait before a restart, doubled each time a process dies young, in milliseconds. */
const firstRestartMs = 100;
const maxRestartMs = 5_000;
/** A process that lived this long is healthy: its next end is a first one again. */
const healthyAfterMs = 10_000;

export class SupervisedProcess {
  readonly name: string;
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #restartMs = firstRestartMs;
  #restartTimer: NodeJS.Timeout | undefined;
  #isStopping = false;
  #restarts = 0;

  constructor(options: ProcessOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** How often it had to be started again. */
  get restarts(): number {
    return this.#restarts;
  }

  start(): void {
    const { output = 'ignore', stderr = 'ignore' } = this.#options;
    const [program, ...args] = this.#options.command;
    const startedAt = Date.now();
    const child = spawn(program, args, {
      // An open pipe that closes with us: no orphan survives its supervisor, not even after SIGKILL.
      stdio: ['pipe', output, output === 'ignore' ? stderr : output],
      env: { ...this.#options.env, EARSHOT_END_WITH_PARENT: '1' },
    });
    child.stdin?.on('error', () => {});
    this.#child = child;
    child.once('error', () => this.#ended(startedAt, null, null));
    child.once('exit', (code, signal) => this.#ended(startedAt, code, signal));
  }

  #ended(startedAt: number, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#isStopping) return;
    this.#options.log.warn('process.ended', {
      stage: this.name,
      exitCode: code ?? -1,
      ...(signal === null ? {} : { signal }),
    });
    this.#restartMs =
      Date.now() - startedAt > healthyAfterMs ? firstRestartMs : Math.min(this.#restartMs * 2, maxRestartMs);
    this.#restarts += 1;
    this.#options.onEnded?.();
    this.#restartTimer = setTimeout(() => this.start(), this.#restartMs);
  }

  /** For fault tests: ends the process as an accident would. It is started again. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child?.kill(signal);
  }

  /** Asks it to drain and waits; after `graceMs`, longer than any drain takes, it is killed. */
  async stop(graceMs = 17_000): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await gone;
    clearTimeout(forced);
  }
}
