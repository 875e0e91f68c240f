/**
 * Decoder children shared by all streams. A talking stream owns its child; children are started ahead of
 * need up to a bound, replaced when they die, and handed out to a bounded queue of waiting streams.
 */
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { DecoderChild } from './decoder-child.ts';
import type { ModelFiles } from './messages.ts';

export interface DecoderPoolOptions {
  /** Children kept ready even when nobody talks. */
  readonly minDecoders: number;
  /** The most children, hence the most utterances at once. */
  readonly maxDecoders: number;
  /** The most utterances that wait for a child; one more is refused with ASR_BUSY. */
  readonly maxWaiting: number;
  /** Loaded into every child as it starts, so that the first utterance waits for nothing. */
  readonly initialModel?: ModelFiles;
  /** A child ended by itself; for a log line and a counter. */
  readonly onCrash?: () => void;
}

interface Waiting {
  readonly model: ModelFiles;
  readonly resolve: (child: DecoderChild) => void;
  readonly reject: (error: Error) => void;
}

/** Counters for metrics: how full the pool is and what it had to refuse. */
export interface PoolState {
  readonly decoders: number;
  readonly busy: number;
  readonly waiting: number;
  readonly refused: number;
  readonly crashed: number;
}

/** Children that die this soon after their start, one after the other, make the pool wait before the next. */
const quickDeathMs = 2_000;
const maxRestartDelayMs = 10_000;

export class DecoderPool {
  readonly #options: DecoderPoolOptions;
  readonly #children = new Set<DecoderChild>();
  readonly #idle: DecoderChild[] = [];
  readonly #queue: Waiting[] = [];
  readonly #born = new Map<DecoderChild, number>();
  #quickDeaths = 0;
  #refused = 0;
  #crashed = 0;
  #isClosed = false;

  constructor(options: DecoderPoolOptions) {
    this.#options = options;
    for (let index = 0; index < options.minDecoders; index += 1) this.#start();
  }

  get state(): PoolState {
    return {
      decoders: this.#children.size,
      busy: this.#children.size - this.#idle.length,
      waiting: this.#queue.length,
      refused: this.#refused,
      crashed: this.#crashed,
    };
  }

  #start(): void {
    const child = new DecoderChild((dead) => this.#bury(dead));
    this.#children.add(child);
    this.#born.set(child, performance.now());
    const { initialModel } = this.#options;
    const ready = initialModel ? child.load(initialModel) : Promise.resolve();
    // A model that does not load is reported where it is asked for; the child itself is sound.
    ready.then(
      () => this.#give(child),
      () => {
        if (child.isAlive) this.#give(child);
      },
    );
  }

  #bury(child: DecoderChild): void {
    const lived = performance.now() - (this.#born.get(child) ?? 0);
    this.#children.delete(child);
    this.#born.delete(child);
    const at = this.#idle.indexOf(child);
    if (at >= 0) this.#idle.splice(at, 1);
    if (this.#isClosed) return;
    this.#crashed += 1;
    this.#options.onCrash?.();
    this.#quickDeaths = lived < quickDeathMs ? this.#quickDeaths + 1 : 0;
    const delayMs =
      this.#quickDeaths < 3 ? 0 : Math.min(maxRestartDelayMs, 100 * 2 ** (this.#quickDeaths - 3));
    const timer = setTimeout(() => {
      const isNeeded = this.#children.size < this.#options.minDecoders || this.#queue.length > 0;
      if (!this.#isClosed && isNeeded && this.#children.size < this.#options.maxDecoders) this.#start();
    }, delayMs);
    timer.unref();
  }

  /** A child with the model loaded, to be given back by {@link release} or to die. */
  async acquire(model: ModelFiles, signal?: AbortSignal): Promise<DecoderChild> {
    if (this.#isClosed) throw new EarshotError('DRAINING');
    if (signal?.aborted) throw new EarshotError('CANCELLED');
    const child = this.#takeIdle(model) ?? (await this.#wait(model, signal));
    this.#growAhead();
    try {
      await child.load(model);
    } catch (error) {
      if (child.isAlive) this.release(child);
      throw error;
    }
    if (signal?.aborted) {
      this.release(child);
      throw new EarshotError('CANCELLED');
    }
    return child;
  }

  release(child: DecoderChild): void {
    if (!child.isAlive) return;
    child.abort();
    this.#give(child);
  }

  /** Loads a model into idle children, one by one, so that streams to come find it there. */
  async preload(model: ModelFiles, copies: number): Promise<void> {
    for (let loaded = 0; loaded < copies; loaded += 1) {
      const at = this.#idle.findIndex((child) => !child.loadedKeys.has(model.key));
      const [child] = at < 0 ? [] : this.#idle.splice(at, 1);
      if (!child) return;
      try {
        await child.load(model);
      } finally {
        if (child.isAlive) this.#give(child);
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(new EarshotError('DRAINING'));
    for (const child of this.#children) child.end();
  }

  #takeIdle(model: ModelFiles): DecoderChild | undefined {
    const warm = this.#idle.findIndex((child) => child.loadedKeys.has(model.key));
    const [child] = this.#idle.splice(Math.max(0, warm), 1);
    return child;
  }

  /** Keeps one child in hand while there is room, as starting one takes longer than anybody likes to wait. */
  #growAhead(): void {
    const isShort = this.#idle.length === 0;
    if (isShort && this.#children.size < this.#options.maxDecoders && !this.#isClosed) this.#start();
  }

  #wait(model: ModelFiles, signal: AbortSignal | undefined): Promise<DecoderChild> {
    if (this.#queue.length >= this.#options.maxWaiting) {
      this.#refused += 1;
      throw new EarshotError('ASR_BUSY');
    }
    this.#growAhead();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { model, resolve, reject };
      this.#queue.push(waiting);
      signal?.addEventListener(
        'abort',
        () => {
          const at = this.#queue.indexOf(waiting);
          if (at < 0) return;
          this.#queue.splice(at, 1);
          reject(new EarshotError('CANCELLED'));
        },
        { once: true },
      );
    });
  }

  #give(child: DecoderChild): void {
    if (!child.isAlive || this.#isClosed || this.#idle.includes(child)) return;
    const next = this.#queue.shift();
    if (next) next.resolve(child);
    else this.#idle.push(child);
  }
}
