/** What a session needs of the process it lives in. */
import type { DeviceRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { AudienceReader } from '../../common/audience.ts';
import type { Logger } from '../../common/log.ts';
import type { OpusEncoding } from '../codec/opus-encoding.ts';
import type { GatewayLimits } from '../limits.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Services } from '../ports/services.ts';
import type { Microphones } from '../switches/microphones.ts';
import type { SessionIds } from './session-id.ts';

/** Calls beside turns: switches, outcomes, rechecks. */
export const asideDeadlineMs = 3_000;

/** A session, as its host sees it. */
export interface HostedSession {
  readonly sessionId: string;
  readonly deviceId: string;
  /** The same session came back over a newer connection. */
  replaced(): void;
  /** The process is going down. */
  goAway(): void;
  /** Time is up: whatever runs ends now. */
  cutOff(): void;
  /** A turn runs. */
  readonly isBusy: boolean;
  /** Looks at the device again. False when nobody could say anything about it. */
  recheck(): Promise<boolean>;
  /** The device was revoked. */
  revoked(): void;
}

export interface SessionHost {
  readonly limits: GatewayLimits;
  readonly metrics: GatewayMetrics;
  readonly services: Services;
  readonly audiences: AudienceReader;
  readonly sessionIds: SessionIds;
  readonly opus: OpusEncoding;
  readonly microphones: Microphones;
  /** Whether an answer about a device, asked for at `askedMs` of the monotonic clock, still holds for certain. */
  isCurrent(deviceId: string, askedMs: number): boolean;
  readonly log: Logger;
  readonly isDraining: boolean;
  /** Skills that may switch a microphone or the wake word on again; any enabled skill may switch them off. */
  readonly systemSkills: ReadonlySet<string>;
  /** False when the process, or whoever the device belongs to, runs as many turns as it may. */
  takeTurn(device: DeviceRef): boolean;
  releaseTurn(device: DeviceRef): void;
  /** The session has its id from now on. */
  named(session: HostedSession): void;
  closed(session: HostedSession): void;
}
