/** Whether a process can do its part of a turn now: each thing it needs, looked at every second. */
import type { Logger } from './log.ts';

/** True while the thing is there. What throws, or takes longer than a second, is not there. */
export type Need = () => boolean | Promise<boolean>;

/** Names are fixed words (`database`, `withdrawals`, the name of a service): they stand in answers and in the log. */
export type Needs = Readonly<Record<string, Need>>;

const lookMs = 1_000;
const maxLookMs = 1_000;

export class Readiness {
  readonly #needs: Needs;
  readonly #log: Logger;
  readonly #onChange: (isReady: boolean) => void;
  readonly #there = new Map<string, boolean>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** @param onChange called after the first look, and whenever the answer changes. */
  constructor(needs: Needs, log: Logger, onChange: (isReady: boolean) => void) {
    this.#needs = needs;
    this.#log = log;
    this.#onChange = onChange;
  }

  /** Looks for the first time; resolves with what it saw, and goes on looking. */
  async start(): Promise<void> {
    await this.#look();
    this.#onChange(this.isReady);
    this.#again();
  }

  /** Nothing is ready before it was looked at. */
  get isReady(): boolean {
    return !this.#isStopped && Object.keys(this.#needs).every((name) => this.#there.get(name) === true);
  }

  /** Each need by its name. */
  get there(): Readonly<Record<string, boolean>> {
    return Object.fromEntries(Object.keys(this.#needs).map((name) => [name, this.#there.get(name) === true]));
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #again(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(async () => {
      const before = this.isReady;
      await this.#look();
      if (this.#isStopped) return;
      if (this.isReady !== before) this.#onChange(this.isReady);
      this.#again();
    }, lookMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    await Promise.all(
      Object.entries(this.#needs).map(async ([name, need]) => {
        const isThere = await isTrueInTime(need);
        if (this.#isStopped || this.#there.get(name) === isThere) return;
        const isFirst = !this.#there.has(name);
        this.#there.set(name, isThere);
        if (!isThere) this.#log.warn('readiness.lost', { stage: name });
        else if (!isFirst) this.#log.info('readiness.back', { stage: name });
      }),
    );
  }
}

async function isTrueInTime(need: Need): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), maxLookMs);
  try {
    return await Promise.race([late.promise, (async () => need())()]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
