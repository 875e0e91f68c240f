/** Who holds this connection: the device behind its token, looked at again while the connection lasts. */
import type { DeviceRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { GatewayLimits } from '../limits.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Identity, Services } from '../ports/services.ts';
import { asideDeadlineMs } from './host.ts';

/** A device that could not be looked at again for this many intervals may not act any more. */
const maxMissedRechecks = 5;

/** A guest's room has no device that anybody on the network can pretend to be. @throws EarshotError DEVICE_KIND_REFUSED */
export function requireHome({ device }: Identity): void {
  if (device.tenantId !== '') throw new EarshotError('DEVICE_KIND_REFUSED');
}

export interface SessionIdentityOptions {
  readonly identity: Identity;
  readonly token: string;
  readonly services: Pick<Services, 'authenticate'>;
  readonly metrics: Pick<GatewayMetrics, 'rechecks'>;
  readonly limits: Pick<GatewayLimits, 'recheckIntervalMs' | 'recheckOnTurnMs'>;
}

export class SessionIdentity {
  readonly #options: SessionIdentityOptions;
  #identity: Identity;
  #askedMs: number;

  constructor(options: SessionIdentityOptions) {
    this.#options = options;
    this.#identity = options.identity;
    this.#askedMs = options.identity.askedMs;
  }

  get device(): DeviceRef {
    return this.#identity.device;
  }

  /** As it was looked at last. */
  get current(): Identity {
    return this.#identity;
  }

  get deviceId(): string {
    return this.#identity.device.deviceId;
  }

  /** When the last answer about it was asked for, on the monotonic clock. */
  get askedMs(): number {
    return this.#askedMs;
  }

  /** The last look is too long ago to begin a turn on. */
  get isOld(): boolean {
    return performance.now() - this.#askedMs > this.#options.limits.recheckOnTurnMs;
  }

  /**
   * Looks at the device again; nothing when that failed and may be tried later.
   * @throws EarshotError UNAUTHENTICATED when it was revoked, OVERLOADED when nobody could look for too long
   */
  async recheck(): Promise<Identity | undefined> {
    const { services, token, metrics, limits } = this.#options;
    try {
      const identity = await services.authenticate(token, { deadlineMs: asideDeadlineMs });
      this.#identity = identity;
      this.#askedMs = identity.askedMs;
      metrics.rechecks.inc({ result: 'ok' });
      return identity;
    } catch (error) {
      const code = codeOf(error);
      metrics.rechecks.inc({ result: code });
      const isStale = performance.now() - this.#askedMs > maxMissedRechecks * limits.recheckIntervalMs;
      if (code === 'UNAUTHENTICATED') throw error;
      if (isStale) throw new EarshotError('OVERLOADED');
      return undefined;
    }
  }
}
