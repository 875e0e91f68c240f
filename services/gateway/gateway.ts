/** The process' own state: who is connected, how many turns run, and whether it is going down. */

import type { WatchDevicesResponse } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { DeviceRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { AudienceReader } from '../common/audience.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import type { Logger } from '../common/log.ts';
import { OpusEncoding } from './codec/opus-encoding.ts';
import type { GatewayLimits } from './limits.ts';
import { GatewayMetrics } from './metrics.ts';
import type { Identity, Services } from './ports/services.ts';
import type { HostedSession, SessionHost } from './session/host.ts';
import type { SpeakerLink } from './session/link.ts';
import { Session } from './session/session.ts';
import type { SessionIds } from './session/session-id.ts';
import { TurnSlots } from './session/turn-slots.ts';
import { WaitingRoom } from './session/waiting-room.ts';
import type { KeptSilences } from './switches/kept-silences.ts';
import { Microphones } from './switches/microphones.ts';
import { DeviceWatch } from './switches/watch.ts';

export interface GatewayOptions {
  readonly limits: GatewayLimits;
  readonly services: Services;
  readonly audiences: AudienceReader;
  readonly sessionIds: SessionIds;
  readonly systemSkills: ReadonlySet<string>;
  readonly log: Logger;
  readonly keptSilences: KeptSilences;
}

/** Who was let in, and by which token. */
export interface Admitted {
  readonly identity: Identity;
  readonly token: string;
}

const authenticateDeadlineMs = 3_000;
/** Ticks in which every session is looked at once. */
const recheckTicks = 20;
/** Looks at all sessions are spread over so long, that thousands of them do not ask in the same moment. */
const recheckSpreadMs = 3_000;
/** Strangers that are being looked at: more of them would bury the privacy service. */
const maxAuthenticating = 64;
/** …and that wait behind them: as many as come back when a gateway of 20,000 goes down and half of its speakers come here. */
const maxWaiting = 10_000;
/** A device gives up on its connection after some ten seconds. */
const patienceMs = 7_000;

export class Gateway implements SessionHost {
  readonly limits: GatewayLimits;
  readonly services: Services;
  readonly audiences: AudienceReader;
  readonly sessionIds: SessionIds;
  readonly systemSkills: ReadonlySet<string>;
  readonly log: Logger;
  readonly metrics = new GatewayMetrics();
  readonly opus = new OpusEncoding();
  readonly microphones: Microphones;
  readonly #watch: DeviceWatch;
  readonly #sessions = new Set<HostedSession>();
  readonly #byId = new Map<string, HostedSession>();
  readonly #byDevice = new Map<string, Set<HostedSession>>();
  readonly #recheckTimer: NodeJS.Timeout;
  #recheckQueue: HostedSession[] = [];
  readonly #turns: TurnSlots;
  readonly #strangers: WaitingRoom;
  #isDraining = false;
  #onIdle: (() => void) | undefined;

  constructor(options: GatewayOptions) {
    this.limits = options.limits;
    this.#turns = new TurnSlots(options.limits);
    const { retryAfterMs: comeAgainMs } = options.limits;
    this.#strangers = new WaitingRoom({
      ...{ atOnce: maxAuthenticating, seats: maxWaiting, patienceMs, comeAgainMs },
    });
    this.services = options.services;
    this.audiences = options.audiences;
    this.sessionIds = options.sessionIds;
    this.systemSkills = options.systemSkills;
    this.log = options.log;
    this.microphones = new Microphones({ services: options.services, kept: options.keptSilences });
    this.#watch = new DeviceWatch({
      services: options.services,
      log: options.log,
      obey: (news) => this.#obey(news),
      onLive: () => this.#recheckAll(),
    });
    this.#watch.start();
    this.metrics.gauge('sessions', 'Speakers connected now.', () => this.#sessions.size);
    this.metrics.gauge('turns', 'Turns running now.', () => this.#turns.total);
    this.metrics.gauge(
      'arrivals_waiting',
      'Connections that wait to be looked at.',
      () => this.#strangers.size,
    );
    this.#recheckTimer = setInterval(() => this.#recheckSome(), this.limits.recheckIntervalMs / recheckTicks);
    this.#recheckTimer.unref();
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /**
   * Who wants to connect, before anything is promised to them.
   * @param isGone whether they have left, asked before anybody is asked about them
   * @throws EarshotError UNAUTHENTICATED, DRAINING, OVERLOADED, DEVICE_CONNECTION_LIMIT, SERVICE_UNAVAILABLE
   */
  async admit(token: string | undefined, isGone?: () => boolean): Promise<Admitted> {
    if (this.#isDraining) throw new EarshotError('DRAINING');
    if (this.#sessions.size >= this.limits.maxConnections) throw new EarshotError('OVERLOADED');
    if (token === undefined) throw new EarshotError('UNAUTHENTICATED');
    const ask = () => this.services.authenticate(token, { deadlineMs: authenticateDeadlineMs });
    const identity = await this.#strangers.enter(ask, isGone);
    const held = this.#byDevice.get(identity.device.deviceId)?.size ?? 0;
    if (held >= this.limits.maxConnectionsPerDevice) throw new EarshotError('DEVICE_CONNECTION_LIMIT');
    // Asked again: it takes a moment to authenticate.
    if (this.isDraining) throw new EarshotError('DRAINING');
    if (this.#sessions.size >= this.limits.maxConnections) throw new EarshotError('OVERLOADED');
    return { identity, token };
  }

  open(link: SpeakerLink, { identity, token }: Admitted): Session {
    const session = new Session(this, link, identity, token);
    this.#sessions.add(session);
    const ofDevice = this.#byDevice.get(session.deviceId);
    if (ofDevice === undefined) this.#byDevice.set(session.deviceId, new Set([session]));
    else ofDevice.add(session);
    this.metrics.connections.inc();
    return session;
  }

  takeTurn(device: DeviceRef): boolean {
    return this.#turns.take(device);
  }

  releaseTurn(device: DeviceRef): void {
    this.#turns.release(device);
  }

  named(session: HostedSession): void {
    const before = this.#byId.get(session.sessionId);
    this.#byId.set(session.sessionId, session);
    if (before !== session) before?.replaced();
  }

  closed(session: HostedSession): void {
    if (!this.#sessions.delete(session)) return;
    if (this.#byId.get(session.sessionId) === session) this.#byId.delete(session.sessionId);
    const ofDevice = this.#byDevice.get(session.deviceId);
    ofDevice?.delete(session);
    if (ofDevice?.size === 0) this.#byDevice.delete(session.deviceId);
    if (this.#sessions.size === 0) this.#onIdle?.();
  }

  isCurrent(deviceId: string, askedMs: number): boolean {
    return this.#watch.isCurrent(deviceId, askedMs);
  }

  /** A device changed somewhere. Rejects while that cannot be obeyed. */
  async #obey(news: WatchDevicesResponse): Promise<void> {
    const sessions = [...(this.#byDevice.get(news.deviceId) ?? [])];
    if (news.isRevoked) for (const session of sessions) session.revoked();
    else if (news.change !== undefined) this.microphones.apply(news);
    else if ((await Promise.all(sessions.map((session) => session.recheck()))).includes(false)) {
      throw new EarshotError('SERVICE_UNAVAILABLE');
    }
  }

  /** Changes may have passed unheard: whoever listens now is looked at now, the others soon, and before they listen. */
  #recheckAll(): void {
    for (const session of this.#sessions) {
      const look = () => {
        if (this.#sessions.has(session)) void session.recheck();
      };
      if (session.isBusy) look();
      else setTimeout(look, Math.random() * recheckSpreadMs).unref();
    }
  }

  /** Sends idle speakers away, lets turns finish, and cuts off what takes too long. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    clearInterval(this.#recheckTimer);
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      if (this.#sessions.size === 0) resolve();
    });
    for (const session of [...this.#sessions]) session.goAway();
    const timer = setTimeout(() => {
      for (const session of [...this.#sessions]) session.cutOff();
    }, this.limits.drainMs);
    await idle;
    clearTimeout(timer);
    await this.#watch.stop();
    this.microphones.close();
    await this.opus.close();
  }

  /** A share of the sessions at each tick, so that thousands of them do not ask in the same moment. */
  #recheckSome(): void {
    if (this.#recheckQueue.length === 0) this.#recheckQueue = [...this.#sessions];
    const share = Math.ceil(this.#sessions.size / recheckTicks);
    for (const session of this.#recheckQueue.splice(0, share)) {
      if (this.#sessions.has(session)) void session.recheck();
    }
  }
}
