/** Calls back what carries a field that was withdrawn. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type {
  WatchWithdrawalsRequest,
  WatchWithdrawalsResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';

/** Opens the privacy service's stream of grants that end. */
export type WatchWithdrawals = (
  request: WatchWithdrawalsRequest,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
) => AsyncIterable<WatchWithdrawalsResponse>;

type Recall = (reason: EarshotError) => void;

/** One watch lives at most so long: a call has a deadline, always. */
const watchMs = 86_400_000;
/** The stream says at once that it listens; a service that does not is taken for gone. */
const attemptMs = 1_000;
const retryMs = 100;
/** Longest time that calls go on while nobody can say whether they still may. */
const maxBlindMs = 2_000;
/** Longest wait of a router that starts, for a privacy service that starts too. */
const maxFirstMs = 5_000;
/** Ended grants that are remembered for decisions still on their way here, which take two seconds at most. */
const maxEnded = 50_000;

/**
 * Hears which grants end, and calls back the calls that rest on them. A decision is either held here before its grant
 * ends, or finds it ended; while nothing can be heard no call that rests on a grant starts.
 */
export class WithdrawalFeed {
  readonly #watch: WatchWithdrawals;
  readonly #log: Logger;
  readonly #resting = new Map<string, Set<Recall>>();
  readonly #ended = new LRUCache<string, true>({ max: maxEnded });
  readonly #stopping = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #attempt = Promise.withResolvers<void>();
  readonly #first = Promise.withResolvers<void>();
  #isLive = false;
  /** Grows with every stream: what was decided under one may have ended unheard before the next. */
  #generation = 0;

  constructor(watch: WatchWithdrawals, log: Logger) {
    this.#watch = watch;
    this.#log = log;
  }

  /**
   * Resolves when withdrawals are heard, so that the first call finds them heard; or after five seconds, since a
   * router without the privacy service still tells outcomes, and calls skills that need no grant.
   */
  async start(): Promise<void> {
    this.#following = this.#follow();
    const given = new AbortController();
    await Promise.race([
      this.#first.promise,
      sleep(maxFirstMs, undefined, { signal: AbortSignal.any([given.signal, this.#stopping.signal]) }),
    ]).catch(() => {});
    given.abort();
  }

  /** Whether withdrawals are heard now: while not, no call that rests on a grant starts. */
  get isLive(): boolean {
    return this.#isLive;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new EarshotError('CANCELLED'));
    await this.#following;
  }

  /**
   * To be asked before the decision, and handed to `hold` after it.
   * @throws EarshotError SERVICE_UNAVAILABLE while withdrawals cannot be heard.
   */
  async listening(): Promise<number> {
    if (!this.#isLive) await this.#attempt.promise;
    if (!this.#isLive) throw new EarshotError('SERVICE_UNAVAILABLE');
    return this.#generation;
  }

  /**
   * From now on `recall` is called when one of the grants ends.
   * @param generation what `listening` said before the decision.
   * @returns stops that.
   * @throws EarshotError SKILL_CONSENT_WITHDRAWN when one has ended already; SERVICE_UNAVAILABLE when that could have
   *   passed unheard.
   */
  hold(grantIds: readonly string[], generation: number, recall: Recall): () => void {
    if (grantIds.length === 0) return () => {};
    if (!this.#isLive || generation !== this.#generation) throw new EarshotError('SERVICE_UNAVAILABLE');
    if (grantIds.some((id) => this.#ended.has(id))) throw new EarshotError('SKILL_CONSENT_WITHDRAWN');
    for (const id of grantIds) {
      const recalls = this.#resting.get(id);
      if (recalls === undefined) this.#resting.set(id, new Set([recall]));
      else recalls.add(recall);
    }
    return () => {
      for (const id of grantIds) {
        const recalls = this.#resting.get(id);
        if (recalls?.delete(recall) && recalls.size === 0) this.#resting.delete(id);
      }
    };
  }

  async #follow(): Promise<void> {
    let lostAt = performance.now();
    while (!this.#stopping.signal.aborted) {
      await this.#listen();
      if (this.#isLive) {
        // It was heard until now: the next attempt follows at once.
        this.#isLive = false;
        this.#attempt = Promise.withResolvers();
        lostAt = performance.now();
        this.#log.info('withdrawals.lost');
        continue;
      }
      this.#attempt.resolve();
      if (performance.now() - lostAt > maxBlindMs) this.#recallAll();
      await sleep(retryMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
    this.#attempt.resolve();
  }

  /** One stream, until it ends for whatever reason. */
  async #listen(): Promise<void> {
    const silent = new AbortController();
    const timer = setTimeout(() => silent.abort(new EarshotError('DEADLINE_EXCEEDED')), attemptMs);
    const signal = AbortSignal.any([this.#stopping.signal, silent.signal]);
    try {
      const asked = { grantIds: [...this.#resting.keys()] };
      for await (const { grantIds } of this.#watch(asked, { deadlineMs: watchMs, signal })) {
        clearTimeout(timer);
        for (const id of grantIds) this.#end(id);
        if (this.#isLive) continue;
        this.#isLive = true;
        this.#generation += 1;
        this.#first.resolve();
        this.#attempt.resolve();
      }
    } catch {
      // The privacy service restarts, or cannot hear either: asked again.
    } finally {
      clearTimeout(timer);
    }
  }

  #end(grantId: string): void {
    this.#ended.set(grantId, true);
    for (const recall of this.#resting.get(grantId) ?? [])
      recall(new EarshotError('SKILL_CONSENT_WITHDRAWN'));
  }

  /** Nobody can say whether they are still allowed, so they are not. */
  #recallAll(): void {
    for (const recalls of [...this.#resting.values()]) {
      for (const recall of recalls) recall(new EarshotError('SERVICE_UNAVAILABLE'));
    }
  }
}
