/**
 * One speaker on one connection. Hello comes first (`handshake.ts`), then listens and texts (`listening.ts`)
 * under the device's switches (`switches.ts`), for as long as the device may be here (`identity.ts`). Knows
 * neither WebSocket nor gRPC; the link brings messages here and takes messages away.
 */
import type { SpeakerMessage } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { Identity } from '../ports/services.ts';
import type { Microphone } from '../switches/microphone.ts';
import { Switches } from '../switches/switches.ts';
import { DeviceState } from './device-state.ts';
import { Handshake } from './handshake.ts';
import { asideDeadlineMs, type HostedSession, type SessionHost } from './host.ts';
import { SessionIdentity } from './identity.ts';
import type { SpeakerLink, UpFrame } from './link.ts';
import { type Greeted, Listening, type OnMeaning, type Typed } from './listening.ts';
import { hasRetryHint } from './retry-hint.ts';
import { TokenBucket } from './token-bucket.ts';
import { outcomeNames } from './turn-reports.ts';
import { Upkeep } from './upkeep.ts';

export class Session implements HostedSession {
  readonly #host: SessionHost;
  readonly #link: SpeakerLink;
  readonly #controlBudget: TokenBucket;
  readonly #identity: SessionIdentity;
  readonly #handshake: Handshake;
  readonly #microphone: Microphone;
  readonly #switches: Switches;
  readonly #listening: Listening;
  readonly #deviceState = new DeviceState();
  readonly #upkeep: Upkeep;
  readonly #unwatch: () => void;
  #isClosed = false;

  constructor(host: SessionHost, link: SpeakerLink, identity: Identity, token: string) {
    const { limits, services, metrics, systemSkills } = host;
    this.#host = host;
    this.#link = link;
    this.#controlBudget = new TokenBucket(limits.controlBurst, limits.controlPerSecond / 1000);
    this.#identity = new SessionIdentity({ identity, token, services, metrics, limits });
    this.#handshake = new Handshake({
      host,
      deviceId: this.deviceId,
      onTimeout: () => this.fail('HELLO_TIMEOUT'),
    });
    const microphone = host.microphones.of(this.deviceId);
    microphone.refresh(identity.listening, identity.askedMs);
    this.#microphone = microphone;
    this.#switches = new Switches({
      microphone,
      systemSkills,
      tell: (code) => this.#tellIfOpen(code),
    });
    this.#listening = new Listening({
      host,
      link,
      identity: this.#identity,
      microphone,
      deviceState: this.#deviceState,
      checkSwitches: (mode) => this.#switches.check(mode),
      recheck: () => this.recheck(),
      isClosed: () => this.#isClosed,
      tell: (code, listenId) => this.#tell(code, false, listenId),
      onDirective: (directive, skillId) => this.#switches.direct(directive, skillId),
      onIdle: (code) => this.#idle(code),
    });
    this.#upkeep = new Upkeep({ services, send: (message) => link.send(message) });
    this.#unwatch = microphone.watch({
      obey: () => this.#listening.obeySwitches(),
      // Before hello nothing is told; the answer to hello has it.
      tell: (value) => {
        if (!this.#isClosed && this.sessionId !== '') link.send({ $case: 'microphone', value });
      },
    });
  }

  get sessionId(): string {
    return this.#handshake.sessionId;
  }

  get deviceId(): string {
    return this.#identity.deviceId;
  }

  /** A control message of the speaker. */
  handle(message: SpeakerMessage['message']): void {
    if (this.#isClosed) return;
    try {
      if (!this.#controlBudget.take(this.#costOf(message))) throw new EarshotError('MESSAGE_FLOOD');
      this.#dispatch(message);
    } catch (error) {
      const value = message?.value;
      this.fail(codeOf(error), value !== undefined && 'listenId' in value ? value.listenId : '');
    }
  }

  /** In messages. What ends a turn before its end, by `abort` or by speaking again, has other services at work for nothing. */
  #costOf(message: SpeakerMessage['message']): number {
    const isEnding = ['abort', 'listenStart', 'text'].includes(message?.$case ?? '');
    return isEnding && !this.#listening.isIdle ? this.#host.limits.abortCost : 1;
  }

  #dispatch(message: SpeakerMessage['message']): void {
    if (message === undefined) throw new EarshotError('MESSAGE_MALFORMED');
    if (message.$case === 'hello') {
      const { isRefusedResume } = this.#handshake.hello(message.value);
      if (message.value.microphone !== undefined) this.#switches.repeat(message.value.microphone);
      this.#greet(isRefusedResume);
      this.#upkeep.greeted(message.value.firmware, this.#identity.current);
      return;
    }
    const greeted = this.#greeted('HELLO_EXPECTED');
    switch (message.$case) {
      case 'listenStart':
        this.#listening.listen(greeted, message.value);
        break;
      case 'listenStop':
        this.#listening.stop(message.value.listenId);
        break;
      case 'text':
        this.#listening.text(greeted, message.value);
        break;
      case 'abort':
        this.#listening.abort(message.value.listenId);
        break;
      case 'getOutcome':
        void this.#outcome(required(message.value.turnId));
        break;
      case 'ping':
        this.#link.send({ $case: 'pong', value: { nonce: message.value.nonce } });
        break;
      case 'setMicrophone':
        this.#switches.set(message.value);
        break;
      case 'deviceState':
        this.#deviceState.note(message.value);
        break;
      case 'player':
        this.#deviceState.played(message.value);
        break;
      case 'tools':
        this.#deviceState.announced(message.value);
        break;
      case 'systemLog':
        this.#upkeep.take(message.value, this.deviceId).catch((error) => this.#tellIfOpen(codeOf(error)));
        break;
      case 'playbackDone':
        break;
    }
  }

  #greet(isRefusedResume: boolean): void {
    this.#host.named(this);
    if (isRefusedResume) this.#tell('SESSION_NOT_RESUMABLE', false, '');
    this.#link.send(this.#handshake.acknowledgement(this.#microphone, this.#identity.current));
    if (this.#host.isDraining) this.goAway();
  }

  #greeted(otherwise: ErrorCode): Greeted {
    const { agreement, sessionId } = this.#handshake;
    if (agreement === undefined) throw new EarshotError(otherwise);
    return { agreement, sessionId };
  }

  /** What a text means, for edges that ask for that alone; what is wrong with it is told as of any turn. */
  meaning(asked: Typed, onMeaning: OnMeaning): void {
    if (this.#isClosed) return;
    try {
      if (!this.#controlBudget.take(1)) throw new EarshotError('MESSAGE_FLOOD');
      this.#listening.meaning(this.#greeted('HELLO_EXPECTED'), asked, onMeaning);
    } catch (error) {
      this.fail(codeOf(error), asked.listenId);
    }
  }

  /** An audio frame of the speaker. */
  handleAudio(frame: UpFrame): void {
    if (this.#isClosed) return;
    try {
      const greeted = this.#greeted('AUDIO_BEFORE_HELLO');
      const { framesUp, framesMissing } = this.#host.metrics;
      framesUp.inc();
      if (frame.missing > 0) framesMissing.inc(frame.missing);
      this.#listening.frame(greeted, frame);
    } catch (error) {
      this.fail(codeOf(error));
    }
  }

  /** Something came that cannot be read. */
  refuse(error: EarshotError): void {
    if (this.#isClosed) return;
    // Junk counts against the same bound as messages do.
    const isFlood = catalogue[error.code].closeCode === null && !this.#controlBudget.take(1);
    this.fail(isFlood ? 'MESSAGE_FLOOD' : error.code);
  }

  /** Something that was answered elsewhere: a ping of the transport, a matter of the dialect alone. */
  handleAside(): void {
    if (!this.#isClosed && !this.#controlBudget.take(1)) this.fail('MESSAGE_FLOOD');
  }

  /** Tells the speaker what was wrong and, where the catalogue gives a close code, ends the connection. */
  fail(code: ErrorCode, listenId = ''): void {
    if (this.#isClosed) return;
    const isFatal = catalogue[code].closeCode !== null;
    if (isFatal) this.#listening.abort();
    this.#tell(code, isFatal, listenId);
    if (isFatal) this.#end(code);
  }

  /** The connection is gone. */
  disconnected(): void {
    if (this.#isClosed) return;
    this.#close();
    this.#listening.close();
  }

  replaced(): void {
    this.fail('SESSION_REPLACED');
  }

  goAway(): void {
    if (this.#isClosed) return;
    this.#link.send({ $case: 'goAway', value: { retryAfterMs: this.#host.limits.retryAfterMs } });
    if (this.#listening.isIdle) this.#end('DRAINING');
  }

  cutOff(): void {
    this.#listening.fail('DRAINING');
    if (!this.#isClosed) this.#end('DRAINING');
  }

  get isBusy(): boolean {
    return !this.#listening.isIdle;
  }

  async recheck(): Promise<boolean> {
    try {
      const identity = await this.#identity.recheck();
      if (identity !== undefined) {
        this.#microphone.refresh(identity.listening, identity.askedMs);
        this.#listening.obeyConsent();
        if (!this.#isClosed && this.sessionId !== '') this.#upkeep.look(identity);
      }
      return identity !== undefined;
    } catch (error) {
      this.fail(codeOf(error));
      return false;
    }
  }

  revoked(): void {
    this.fail('UNAUTHENTICATED');
  }

  #idle(code: ErrorCode | ''): void {
    if (code === 'SPEAKER_NOT_READING') this.fail(code);
    if (this.#host.isDraining && !this.#isClosed) this.#end('DRAINING');
  }

  async #outcome(turnId: string): Promise<void> {
    try {
      const outcome = await this.#host.services.turnOutcome(turnId, this.deviceId, {
        deadlineMs: asideDeadlineMs,
      });
      if (this.#isClosed) return;
      this.#link.send({ $case: 'outcome', value: { turnId, outcome: outcomeNames[outcome] } });
    } catch (error) {
      this.#tellIfOpen(codeOf(error));
    }
  }

  #tellIfOpen(code: ErrorCode): void {
    if (!this.#isClosed) this.#tell(code, false, '');
  }

  #tell(code: ErrorCode, isFatal: boolean, listenId: string): void {
    const { message, isRetryable } = catalogue[code];
    const retryAfterMs = hasRetryHint(code) ? this.#host.limits.retryAfterMs : 0;
    this.#host.metrics.errors.inc({ code });
    this.#link.send({
      $case: 'error',
      value: { code, message, isFatal, listenId, isRetryable, retryAfterMs },
    });
  }

  #end(code: ErrorCode): void {
    this.#host.metrics.closedConnections.inc({ code });
    this.#close();
    this.#link.close(code);
    this.#listening.close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handshake.close();
    this.#unwatch();
    this.#host.closed(this);
  }
}

/** @throws EarshotError MESSAGE_MALFORMED for an id that is not there */
function required(id: string): string {
  if (id === '') throw new EarshotError('MESSAGE_MALFORMED');
  return id;
}
