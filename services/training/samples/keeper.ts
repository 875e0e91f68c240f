/** Lets go in time: of raw turns at their deadline, of samples when their key is gone or their days are over. */
import type {
  WatchWithdrawalsRequest,
  WatchWithdrawalsResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { followStream } from '../../common/grpc/follow.ts';
import type { Logger } from '../../common/log.ts';
import type { IntakeStore } from '../intake/intake-store.ts';
import type { ConsentPort } from './consent-port.ts';
import type { SampleStore } from './sample-store.ts';

export interface KeeperParts {
  readonly intake: IntakeStore;
  readonly samples: SampleStore;
  readonly consent: Pick<ConsentPort, 'openKeys'>;
  readonly log: Logger;
  readonly sweepMs: number;
  readonly now: () => number;
  /** Of consents that end; each message means: look. */
  readonly watch: (
    request: WatchWithdrawalsRequest,
    limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
  ) => AsyncIterable<WatchWithdrawalsResponse>;
}

const keysPerPage = 500;
const firstKey = '00000000-0000-0000-0000-000000000000';
/** Whatever the feed missed is found so often anyhow. */
const fullSweepMs = 60_000;

export class Keeper {
  readonly #parts: KeeperParts;
  readonly #stopping = new AbortController();
  #timers: NodeJS.Timeout[] = [];
  #following: Promise<void> = Promise.resolve();
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Overdue keys are destroyed before this resolves, and before anything is read. */
  async start(): Promise<void> {
    const { intake, now, sweepMs, log } = this.#parts;
    await intake.sweep(now());
    const quietly = (work: () => Promise<void>) => () =>
      void work().catch((error: unknown) => log.warn('training.sweep-failed', {}, error));
    this.#timers = [
      setInterval(
        quietly(() => intake.sweep(now())),
        sweepMs,
      ),
      setInterval(
        quietly(() => this.dropDead()),
        fullSweepMs,
      ),
    ];
    this.#following = this.#follow();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#stopping.abort();
    await this.#following;
    await this.#looking.catch(() => {});
  }

  /** Asks privacy for every key that something rests on; what rests on one that is gone goes. One look at a time. */
  dropDead(): Promise<void> {
    const look = this.#looking.catch(() => {}).then(() => this.#dropDead());
    this.#looking = look;
    return look;
  }

  async #dropDead(): Promise<void> {
    const { intake, samples, consent } = this.#parts;
    await samples.dropExpired();
    for (let after = firstKey; ; ) {
      const keyIds = await samples.keysAfter(after, keysPerPage);
      const live = await consent.openKeys(keyIds);
      const dead = keyIds.filter((keyId) => !live.has(keyId));
      if (dead.length > 0) {
        await intake.dropOf(dead);
        await samples.dropOf(dead);
      }
      const last = keyIds.at(-1);
      if (last === undefined || keyIds.length < keysPerPage) return;
      after = last;
    }
  }

  /** The feed names grants, which nothing here knows: it only says that it is time to look. */
  #follow(): Promise<void> {
    const { watch, log } = this.#parts;
    const { signal } = this.#stopping;
    return followStream(
      {
        open: (limits) => watch({ grantIds: [] }, limits),
        onMessage: () => this.dropDead(),
        onBreak: (error) => {
          if (!signal.aborted) log.warn('training.feed-lost', {}, error);
        },
        watchMs: 86_400_000,
        retryMs: 1_000,
      },
      signal,
    );
  }
}
