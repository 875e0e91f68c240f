/**
 * Decoder children shared by all streams. A talking stream owns its child. Children are started ahead of need,
 * replaced when they die, and shared fairly: nobody waits long, and no household holds more than its share of them
 * while others wait.
 */
import { availableParallelism } from 'node:os';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { DecoderChild } from './decoder-child.ts';
import { DecoderSchedule } from './decoder-schedule.ts';
import { FairShares, toTurnAway } from './fair-shares.ts';
import { FinalsFirst } from './finals-first.ts';
import type { ModelFiles } from './messages.ts';

export interface DecoderPoolOptions {
  /** Children kept even when nobody talks. */
  readonly minDecoders: number;
  /** Children kept ready beyond those that talk, as starting one takes longer than anybody likes to wait. */
  readonly spareDecoders: number;
  /** The most children, hence the most utterances at once. */
  readonly maxDecoders: number;
  /** The most utterances that wait for a child; one more is refused with ASR_BUSY. */
  readonly maxWaiting: number;
  /** Longest wait for a child before ASR_BUSY, in milliseconds. */
  readonly maxWaitMs: number;
  /**
   * Children that are started one after the other while nothing else wants the processor, until there are so many: nobody
   * who speaks first waits for one. Default: none beyond `minDecoders`.
   */
  readonly readyDecoders?: number;
  /** Audio that every talking child is behind by before newcomers are refused with ASR_BUSY, in milliseconds. Default: never. */
  readonly maxBehindMs?: number;
  /** Models that a child holds before it serves anybody, open ones too. Default: those that were asked for last. */
  readonly alwaysLoaded?: readonly ModelFiles[];
  /** Where it is kept how many were wanted at which hour. Default: nowhere. */
  readonly schedulePath?: string;
  /** Shared with other pools of the same machine: who has stopped speaking goes first in all of them. Default: its own. */
  readonly finals?: FinalsFirst;
  /** A child ended by itself; for a log line and a counter. */
  readonly onCrash?: () => void;
}

export interface AcquireOptions {
  readonly signal?: AbortSignal;
  /** Whose share the child counts against; see FairShares. */
  readonly share?: string;
  /** The child goes to somebody else, whose share is smaller or who waits while this one does not: the stream has to end now. */
  readonly onRevoked?: () => void;
  /** Nobody waits for it: an idle child or none, given up for whoever waits; until {@link DecoderPool.claim}. */
  readonly isAhead?: boolean;
}

interface Waiting {
  readonly share: string;
  readonly resolve: (child: DecoderChild) => void;
  readonly reject: (error: Error) => void;
}

interface Place {
  readonly share: string;
  isAhead: boolean;
  readonly onRevoked: (() => void) | undefined;
}

/** Counters for metrics: how full the pool is and what it had to refuse. */
export interface PoolState {
  readonly decoders: number;
  readonly busy: number;
  readonly waiting: number;
  readonly refused: number;
  readonly revoked: number;
  readonly crashed: number;
  /** Audio that the child furthest ahead is behind by, in milliseconds; 0 when not all of several are behind. */
  readonly behindMs: number;
}

/** Fewer talking children than this say nothing of the machine: one may have had a long first sentence. */
const fewestBehind = 3;
/** The schedule is looked at so often. */
const lookAheadMs = 60_000;

/** Children that die this soon after their start, one after the other, make the pool wait before the next. */
const quickDeathMs = 2_000;
const maxRestartDelayMs = 10_000;
/**
 * Starting takes a core for most of a second. Where many are wanted at once, one core's worth each comes quickly, and whoever
 * has the best claim is served first; all at once would be late for everybody.
 */
const startingAtOnce = Math.max(2, availableParallelism());
/** Models last asked for, which a new child loads before it is needed. */
const maxHotModels = 2;

/**
 * With more voices than this for each core, nobody's utterance is heard again with more care: those few hundred milliseconds of a core
 * would be added to everybody's wait.
 */
const unhurriedVoicesPerCore = 2;

/** Without commands of its own: everything that the language has. */
const isOpen = ({ acceptorPath }: ModelFiles): boolean => acceptorPath === undefined;

export class DecoderPool {
  readonly #options: DecoderPoolOptions;
  readonly #children = new Set<DecoderChild>();
  readonly #idle: DecoderChild[] = [];
  readonly #queue: Waiting[] = [];
  readonly #born = new Map<DecoderChild, number>();
  /** Children that load their first models. */
  readonly #starting = new Set<DecoderChild>();
  readonly #places = new Map<DecoderChild, Place>();
  readonly #shares = new FairShares<Place>();
  readonly #finals: FinalsFirst;
  readonly #schedule: DecoderSchedule;
  readonly #lookAhead: NodeJS.Timeout;
  #hot: readonly ModelFiles[] = [];
  readonly #ready = Promise.withResolvers<void>();
  #quickDeaths = 0;
  #refused = 0;
  #revoked = 0;
  #crashed = 0;
  #isClosed = false;

  constructor(options: DecoderPoolOptions) {
    this.#options = options;
    this.#finals = options.finals ?? new FinalsFirst();
    this.#schedule = new DecoderSchedule(Date.now(), options.schedulePath);
    this.#lookAhead = setInterval(() => this.#grow(), lookAheadMs);
    this.#lookAhead.unref();
    this.#grow();
  }

  get state(): PoolState {
    return {
      decoders: this.#children.size,
      busy: this.#children.size - this.#idle.length,
      waiting: this.#queue.length,
      refused: this.#refused,
      revoked: this.#revoked,
      crashed: this.#crashed,
      behindMs: this.#behindMs(),
    };
  }

  /** More voices at once than leave time for second thoughts. */
  get isCrowded(): boolean {
    return this.#places.size > unhurriedVoicesPerCore * availableParallelism();
  }

  /** Resolves when a child has loaded what every child holds, and serves; never rejects. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** When every voice is heard late, the machine has no more to give: another voice would make all of them later. */
  #behindMs(): number {
    const behind = [...this.#places.keys()].map((child) => child.behindMs);
    return behind.length < fewestBehind ? 0 : Math.min(...behind);
  }

  #start(): void {
    const isWaitedFor =
      this.#queue.length > this.#starting.size || this.#children.size < this.#options.minDecoders;
    const child = new DecoderChild((dead) => this.#bury(dead), this.#finals, { isUrgent: isWaitedFor });
    this.#children.add(child);
    this.#born.set(child, performance.now());
    this.#starting.add(child);
    void this.#prepare(child);
  }

  /** A model that does not load is reported where it is asked for; the child itself is sound. */
  async #prepare(child: DecoderChild): Promise<void> {
    const { alwaysLoaded = [] } = this.#options;
    for (const model of [...alwaysLoaded, ...this.#hot.toReversed()]) await child.load(model).catch(() => {});
    this.#starting.delete(child);
    if (!child.isAlive) return;
    this.#give(child);
    this.#ready.resolve();
    this.#grow();
  }

  #bury(child: DecoderChild): void {
    const lived = performance.now() - (this.#born.get(child) ?? 0);
    this.#children.delete(child);
    this.#born.delete(child);
    this.#starting.delete(child);
    this.#leave(child);
    const at = this.#idle.indexOf(child);
    if (at >= 0) this.#idle.splice(at, 1);
    if (this.#isClosed) return;
    this.#crashed += 1;
    this.#options.onCrash?.();
    this.#quickDeaths = lived < quickDeathMs ? this.#quickDeaths + 1 : 0;
    const delayMs =
      this.#quickDeaths < 3 ? 0 : Math.min(maxRestartDelayMs, 100 * 2 ** (this.#quickDeaths - 3));
    setTimeout(() => this.#grow(), delayMs).unref();
  }

  /** A child with the model loaded, to be given back by {@link release} or to die. */
  async acquire(model: ModelFiles, options: AcquireOptions = {}): Promise<DecoderChild> {
    const { signal, share = '', onRevoked, isAhead = false } = options;
    if (this.#isClosed) throw new EarshotError('DRAINING');
    if (signal?.aborted) throw new EarshotError('CANCELLED');
    // Nobody is refused anything: it is no work yet, and none of the counter's.
    if (isAhead && this.#idle.length === 0) throw new EarshotError('ASR_BUSY');
    this.#remember(model);
    if (this.#behindMs() > (this.#options.maxBehindMs ?? Number.POSITIVE_INFINITY)) throw this.#refuse();
    this.#schedule.note(this.#places.size + this.#queue.length + 1, Date.now());
    const child = this.#takeIdle(model) ?? (await this.#wait(share, signal));
    const place: Place = { share, onRevoked, isAhead };
    this.#places.set(child, place);
    this.#shares.take(place);
    this.#grow();
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

  /** Somebody waits for what this child hears, now. */
  claim(child: DecoderChild): void {
    const place = this.#places.get(child);
    if (place !== undefined) place.isAhead = false;
  }

  release(child: DecoderChild): void {
    this.#leave(child);
    if (!child.isAlive) return;
    child.abort();
    this.#give(child);
  }

  #leave(child: DecoderChild): void {
    const place = this.#places.get(child);
    if (place === undefined) return;
    this.#places.delete(child);
    this.#shares.release(place);
  }

  /** Loads a model into idle children, so that streams to come find it there, and into each that starts later. */
  async preload(model: ModelFiles, copies: number): Promise<void> {
    this.#remember(model);
    const without = this.#idle.filter((child) => !child.loadedKeys.has(model.key)).slice(0, copies);
    for (const child of without) this.#idle.splice(this.#idle.indexOf(child), 1);
    await Promise.all(
      without.map(async (child) => {
        try {
          await child.load(model);
        } finally {
          if (child.isAlive) this.#give(child);
        }
      }),
    );
    this.#grow();
  }

  /** Loads a model where nothing else was wanted yet. */
  async preloadFirst(model: ModelFiles): Promise<void> {
    if (this.#hot.length === 0) await this.preload(model, this.#options.minDecoders);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#lookAhead);
    this.#schedule.save();
    for (const waiting of this.#queue.splice(0)) waiting.reject(new EarshotError('DRAINING'));
    for (const child of this.#children) child.end();
  }

  /** Children that start later load it; an open model, ten times a compiled one's cost, only where it is asked for. */
  #remember(model: ModelFiles): void {
    if (isOpen(model) || this.#hot[0]?.key === model.key) return;
    this.#hot = [model, ...this.#hot.filter(({ key }) => key !== model.key)].slice(0, maxHotModels);
  }

  #takeIdle(model: ModelFiles): DecoderChild | undefined {
    const warm = this.#idle.findIndex((child) => child.loadedKeys.has(model.key));
    const [child] = this.#idle.splice(Math.max(0, warm), 1);
    return child;
  }

  /** As many children as are wanted now: those that talk or are waited for, some in hand, within the bounds. */
  #grow(): void {
    const { minDecoders, spareDecoders, maxDecoders } = this.#options;
    if (this.#isClosed) return;
    const wanted = this.#places.size + this.#queue.length + spareDecoders;
    const target = Math.min(maxDecoders, Math.max(minDecoders, wanted));
    while (this.#children.size < target && this.#starting.size < startingAtOnce) this.#start();
    // Ahead of need one at a time, and never beside those that are needed.
    const { readyDecoders = 0 } = this.#options;
    const ahead = Math.min(
      maxDecoders,
      Math.max(readyDecoders, this.#schedule.wanted(Date.now()) + spareDecoders),
    );
    if (this.#children.size < ahead && this.#starting.size === 0) this.#start();
  }

  #refuse(): EarshotError {
    this.#refused += 1;
    return new EarshotError('ASR_BUSY');
  }

  #wait(share: string, signal: AbortSignal | undefined): Promise<DecoderChild> {
    if (this.#queue.length >= this.#options.maxWaiting) {
      const away = toTurnAway(this.#queue, share);
      if (away === undefined) throw this.#refuse();
      this.#queue.splice(this.#queue.indexOf(away), 1);
      away.reject(this.#refuse());
    }
    return new Promise((resolve, reject) => {
      const leave = (error: () => EarshotError) => {
        const at = this.#queue.indexOf(waiting);
        if (at < 0) return;
        this.#queue.splice(at, 1);
        waiting.reject(error());
      };
      const onAbort = () => leave(() => new EarshotError('CANCELLED'));
      const timer = setTimeout(() => leave(() => this.#refuse()), this.#options.maxWaitMs);
      const settle =
        <T>(settled: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          settled(value);
        };
      const waiting: Waiting = { share, resolve: settle(resolve), reject: settle(reject) };
      this.#queue.push(waiting);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#grow();
      if (this.#giveWay()) return;
      if (this.#children.size >= this.#options.maxDecoders) this.#makeRoom(share);
    });
  }

  /** Somebody waits: whoever does not, and began last, has the least to lose. Whether there was one. */
  #giveWay(): boolean {
    const ahead = [...this.#places.values()].findLast(({ isAhead }) => isAhead);
    if (ahead === undefined) return false;
    ahead.onRevoked?.();
    return true;
  }

  /** Everything is taken and somebody with a smaller share waits: the largest share gives one place back. */
  #makeRoom(share: string): void {
    const place = this.#shares.toGiveBack(share);
    if (place?.onRevoked === undefined) return;
    this.#revoked += 1;
    place.onRevoked();
  }

  #give(child: DecoderChild): void {
    if (!child.isAlive || this.#isClosed || this.#idle.includes(child)) return;
    const next = this.#shares.next(this.#queue);
    if (next) {
      this.#queue.splice(this.#queue.indexOf(next), 1);
      next.resolve(child);
    } else {
      this.#idle.push(child);
    }
  }
}
