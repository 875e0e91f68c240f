/** One child process that is started again whenever it ends without being told to. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { lastWordEnvironment, lastWordOf } from '../../common/last-word.ts';
import type { Logger } from '../../common/log.ts';
import { startedAgainEnvironment } from '../../common/started-again.ts';

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
  readonly onEnded?: (ending: Ending) => void;
}

/** How a process ended. */
export interface Ending {
  /** What it said of it itself: a code of the catalogue, never a text. */
  readonly code: ErrorCode | undefined;
  /** Null when it was ended by a signal, or could not be started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** For people: `ended with STORE_FAILED (…)`. */
export function endingInWords({ code, exitCode, signal }: Ending): string {
  if (code !== undefined) return `ended with ${code} (${catalogue[code].message})`;
  if (signal !== null) return `was ended by ${signal}`;
  return exitCode === null ? 'could not be started' : `ended with status ${exitCode}`;
}

/** First wait before a restart, doubled each time a process dies young, in milliseconds. */
const firstRestartMs = 100;
const maxRestartMs = 5_000;
/** For what a process said before it ended to arrive. */
const lastWordMs = 500;
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
      stdio: ['pipe', output, output === 'ignore' ? stderr : output, 'pipe'],
      env: {
        ...this.#options.env,
        ...lastWordEnvironment,
        ...(this.#restarts > 0 && startedAgainEnvironment),
        EARSHOT_END_WITH_PARENT: '1',
      },
    });
    child.stdin?.on('error', () => {});
    this.#child = child;
    // Where no descriptor is left there is no pipe either.
    const lastWord = readWord(child.stdio?.[3] as Readable | null | undefined);
    const ended = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      if (this.#isStopping) return;
      this.#startAgain(startedAt);
      void lastWord().then((code) => this.#tell({ code, exitCode, signal }));
    };
    child.once('error', () => ended(null, null));
    child.once('exit', ended);
  }

  #tell(ending: Ending): void {
    const { code, exitCode, signal } = ending;
    this.#options.log.warn('process.ended', {
      stage: this.name,
      exitCode: exitCode ?? -1,
      ...(signal === null ? {} : { signal }),
      ...(code === undefined ? {} : { code }),
    });
    this.#options.onEnded?.(ending);
  }

  #startAgain(startedAt: number): void {
    this.#restartMs =
      Date.now() - startedAt > healthyAfterMs ? firstRestartMs : Math.min(this.#restartMs * 2, maxRestartMs);
    this.#restarts += 1;
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

/** Longest text that is kept: codes are short, and a process of somebody else may say anything. */
const maxWordChars = 64;

/** @returns to be called when the process has ended: the code that it said, if it said one */
function readWord(pipe: Readable | null | undefined): () => Promise<ErrorCode | undefined> {
  if (!pipe) return async () => undefined;
  let text = '';
  const closed = new Promise<void>((resolve) => pipe.once('close', resolve));
  pipe.setEncoding('latin1');
  pipe.on('error', () => {});
  pipe.on('data', (more: string) => {
    if (text.length <= maxWordChars) text += more;
  });
  return async () => {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, lastWordMs);
    await Promise.race([closed, late.promise]);
    clearTimeout(timer);
    return lastWordOf(text);
  };
}
