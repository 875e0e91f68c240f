/**
 * One speaker on one connection: hello, listens, texts, switches, and at most one turn at a time. Knows
 * neither WebSocket nor gRPC; the link brings messages here and takes messages away.
 */
import { randomUUID } from 'node:crypto';
import type {
  Hello,
  ListenStart,
  SetMicrophone,
  SpeakerMessage,
  TextInput,
} from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import {
  type DeviceContext,
  DeviceKind,
  type Directive,
  ListenMode,
  type TurnContext,
} from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import { maxFrameBytes, synthesisRateHz } from '../codec/formats.ts';
import { openUpstream, type UpstreamDecoder } from '../codec/upstream.ts';
import { pcmBytesPerMs, turnBudget } from '../limits.ts';
import type { Identity } from '../ports/services.ts';
import { type Expectation, type Limits, monotonicClock, type StageName } from '../turn/ports.ts';
import { type AudioStart, type TextStart, Turn } from '../turn/turn.ts';
import { type Agreement, agree } from './agreement.ts';
import type { HostedSession, SessionHost } from './host.ts';
import type { SpeakerLink } from './link.ts';
import { ListenIds } from './listen-ids.ts';
import { Microphone, maxSwitchMinutes, type SwitchChange, switchDirective } from './microphone.ts';
import { OpenQuestion } from './open-question.ts';
import { RefusedFrames } from './refused-frames.ts';
import { TokenBucket } from './token-bucket.ts';
import { outcomeNames, TurnReports } from './turn-reports.ts';

/** Calls beside turns: switches, outcomes, rechecks. */
const asideDeadlineMs = 3_000;
/** A device that could not be looked at again for this many intervals may not act any more. */
const maxMissedRechecks = 5;

interface CurrentTurn {
  readonly listenId: string;
  readonly mode: ListenMode;
  readonly turn: Turn;
  readonly upstream: UpstreamDecoder | undefined;
  /** The speaker has not said yet that its audio is over. */
  isOpen: boolean;
}

export class Session implements HostedSession {
  readonly #host: SessionHost;
  readonly #link: SpeakerLink;
  readonly #token: string;
  readonly #microphone: Microphone;
  readonly #audioBudget: TokenBucket;
  readonly #controlBudget: TokenBucket;
  readonly #refusedFrames: RefusedFrames;
  readonly #helloTimer: NodeJS.Timeout;
  readonly #listenIds = new ListenIds();
  #device: DeviceContext;
  #checkedMs = performance.now();
  #sessionId = '';
  #agreement: Agreement | undefined;
  #current: CurrentTurn | undefined;
  #isClosed = false;
  readonly #question: OpenQuestion;
  /** Of the turn begun last. */
  #context: TurnContext | undefined;
  #isPaused = false;

  constructor(host: SessionHost, link: SpeakerLink, identity: Identity, token: string) {
    const { limits, services } = host;
    this.#host = host;
    this.#link = link;
    this.#token = token;
    this.#device = identity.device;
    this.#audioBudget = new TokenBucket(limits.audioBurstMs, limits.audioRate);
    this.#controlBudget = new TokenBucket(limits.controlBurst, limits.controlPerSecond / 1000);
    this.#microphone = new Microphone({
      switches: identity.listening,
      store: (switches) => services.setListening(this.deviceId, switches, { deadlineMs: asideDeadlineMs }),
      onChange: (value) => {
        this.#obeySwitches();
        if (!this.#isClosed) link.send({ $case: 'microphone', value });
      },
    });
    this.#question = new OpenQuestion({ services, followUpMs: limits.followUpMs });
    this.#refusedFrames = new RefusedFrames({
      limits,
      metrics: host.metrics,
      tell: (reason) => this.#tell(reason, false, ''),
    });
    this.#helloTimer = setTimeout(() => this.fail('HELLO_TIMEOUT'), limits.helloTimeoutMs);
  }

  get sessionId(): string {
    return this.#sessionId;
  }

  get deviceId(): string {
    return this.#device.deviceId;
  }

  /** A control message of the speaker. */
  handle(message: SpeakerMessage['message']): void {
    if (this.#isClosed) return;
    try {
      if (!this.#controlBudget.take(1)) throw new EarshotError('MESSAGE_FLOOD');
      this.#dispatch(message);
    } catch (error) {
      const value = message?.value;
      this.fail(codeOf(error), value !== undefined && 'listenId' in value ? value.listenId : '');
    }
  }

  #dispatch(message: SpeakerMessage['message']): void {
    if (message === undefined) throw new EarshotError('MESSAGE_MALFORMED');
    if (message.$case === 'hello') {
      this.#hello(message.value);
      return;
    }
    if (this.#agreement === undefined) throw new EarshotError('HELLO_EXPECTED');
    switch (message.$case) {
      case 'listenStart':
        this.#listenStart(message.value);
        break;
      case 'listenStop':
        this.#listenStop(message.value.listenId);
        break;
      case 'text':
        this.#text(message.value);
        break;
      case 'abort':
        this.#abort(message.value.listenId);
        break;
      case 'getOutcome':
        void this.#outcome(message.value.turnId);
        break;
      case 'ping':
        this.#link.send({ $case: 'pong', value: { nonce: message.value.nonce } });
        break;
      case 'setMicrophone':
        this.#setMicrophone(message.value);
        break;
      case 'playbackDone':
        break;
    }
  }

  /** An audio frame of the speaker. */
  handleAudio(payload: Buffer, isLast: boolean): void {
    if (this.#isClosed) return;
    try {
      this.#takeAudio(payload, isLast);
    } catch (error) {
      this.fail(codeOf(error));
    }
  }

  #takeAudio(payload: Buffer, isLast: boolean): void {
    const { metrics, limits } = this.#host;
    const agreement = this.#agreement;
    if (agreement === undefined) throw new EarshotError('AUDIO_BEFORE_HELLO');
    metrics.framesUp.add();
    if (payload.length > maxFrameBytes(agreement.audioUp)) throw new EarshotError('FRAME_TOO_LARGE');
    // A short frame costs as much as a whole one: a flood of single samples is a flood.
    if (!this.#audioBudget.take(agreement.audioUp.frameMs)) throw new EarshotError('AUDIO_FLOOD');
    const current = this.#current;
    if (current?.upstream === undefined || !current.turn.isListening) {
      this.#refusedFrames.refuse(this.#microphone.isMuted);
      return;
    }
    this.#refusedFrames.accepted();
    current.turn.pushAudio(current.upstream.decode(payload));
    if (isLast) this.#listenStop(current.listenId);
    if (current.turn.audio.queuedBytes > limits.pauseAudioMs * pcmBytesPerMs) this.#pause(current.turn);
  }

  /** Something came that cannot be read. */
  refuse(error: EarshotError): void {
    if (this.#isClosed) return;
    // Junk counts against the same bound as messages do.
    const isFlood = catalogue[error.code].closeCode === null && !this.#controlBudget.take(1);
    this.fail(isFlood ? 'MESSAGE_FLOOD' : error.code);
  }

  /** A ping of the transport, answered there. */
  handleTransportPing(): void {
    if (!this.#isClosed && !this.#controlBudget.take(1)) this.fail('MESSAGE_FLOOD');
  }

  /** Tells the speaker what was wrong and, where the catalogue gives a close code, ends the connection. */
  fail(code: ErrorCode, listenId = ''): void {
    if (this.#isClosed) return;
    const isFatal = catalogue[code].closeCode !== null;
    if (isFatal) this.#current?.turn.abort();
    this.#tell(code, isFatal, listenId);
    if (isFatal) this.#end(code);
  }

  /** The connection is gone. */
  disconnected(): void {
    if (this.#isClosed) return;
    this.#close();
    this.#current?.turn.abort();
  }

  replaced(): void {
    this.fail('SESSION_REPLACED');
  }

  goAway(): void {
    if (this.#isClosed) return;
    this.#link.send({ $case: 'goAway', value: { retryAfterMs: this.#host.limits.retryAfterMs } });
    if (this.#current === undefined) this.#end('DRAINING');
  }

  cutOff(): void {
    this.#current?.turn.fail('DRAINING');
    if (!this.#isClosed) this.#end('DRAINING');
  }

  async recheck(): Promise<void> {
    const { services, metrics, limits } = this.#host;
    try {
      const identity = await services.authenticate(this.#token, { deadlineMs: asideDeadlineMs });
      this.#device = identity.device;
      this.#microphone.refresh(identity.listening);
      this.#checkedMs = performance.now();
      metrics.rechecks.add({ result: 'ok' });
    } catch (error) {
      const code = codeOf(error);
      metrics.rechecks.add({ result: code });
      const isStale = performance.now() - this.#checkedMs > maxMissedRechecks * limits.recheckIntervalMs;
      if (code === 'UNAUTHENTICATED') this.fail(code);
      else if (isStale) this.fail('OVERLOADED');
    }
  }

  #hello(hello: Hello): void {
    const host = this.#host;
    if (this.#agreement !== undefined) throw new EarshotError('HELLO_REPEATED');
    this.#agreement = agree(hello);
    clearTimeout(this.#helloTimer);
    const { audioUp, audioDown } = this.#agreement;
    const isResumed =
      hello.resumeSessionId !== '' && host.sessionIds.belongsTo(hello.resumeSessionId, this.deviceId);
    this.#sessionId = isResumed ? hello.resumeSessionId : host.sessionIds.create(this.deviceId);
    host.named(this);
    if (hello.resumeSessionId !== '' && !isResumed) this.#tell('SESSION_NOT_RESUMABLE', false, '');
    this.#link.send({
      $case: 'helloAck',
      value: {
        sessionId: this.#sessionId,
        audioUp,
        audioDown,
        pingIntervalMs: host.limits.pingIntervalMs,
        maxFrameBytes: maxFrameBytes(audioUp),
        maxUtteranceMs: host.limits.maxUtteranceMs,
        microphone: this.#microphone.state,
      },
    });
    if (host.isDraining) this.goAway();
  }

  #listenStart({ listenId, mode, wakeAudioMs }: ListenStart): void {
    const { limits } = this.#host;
    if (mode === ListenMode.TEXT || mode === ListenMode.UNSPECIFIED)
      throw new EarshotError('MESSAGE_MALFORMED');
    const isWake = mode === ListenMode.WAKE_WORD;
    const isWakeAudioFit = isWake
      ? wakeAudioMs > 0 && wakeAudioMs <= limits.maxWakeAudioMs
      : wakeAudioMs === 0;
    if (!isWakeAudioFit) throw new EarshotError('MESSAGE_MALFORMED');
    const expectation = this.#question.take();
    if (this.#microphone.isMuted) throw new EarshotError('MICROPHONE_MUTED');
    if (isWake && this.#microphone.isWakeWordOff) throw new EarshotError('WAKE_WORD_OFF');
    if (mode === ListenMode.FOLLOW_UP && expectation === undefined) {
      throw new EarshotError('FOLLOW_UP_NOT_EXPECTED');
    }
    const input: AudioStart = {
      start: isWake ? 'wake' : 'listen',
      wakeAudioMs,
      wakeWords: this.#microphone.wakeWords,
      isEndpointing: mode !== ListenMode.HELD_BUTTON,
    };
    this.#startTurn(listenId, mode, input, 'speak', expectation);
  }

  #text({ listenId, text, isSilent }: TextInput): void {
    if (text.trim() === '') throw new EarshotError('MESSAGE_MALFORMED');
    const input: TextStart = { start: 'understand', text };
    this.#startTurn(listenId, ListenMode.TEXT, input, isSilent ? 'act' : 'speak', this.#question.take());
  }

  #startTurn(
    listenId: string,
    mode: ListenMode,
    input: AudioStart | TextStart,
    endStage: StageName,
    expectation: Expectation | undefined,
  ): void {
    const host = this.#host;
    const { limits } = host;
    if (listenId === '') throw new EarshotError('MESSAGE_MALFORMED');
    if (!this.#listenIds.use(listenId)) throw new EarshotError('LISTEN_ID_REUSED');
    if (host.isDraining) {
      // The turn that runs may still finish, so the connection stays.
      this.#tell('DRAINING', false, listenId);
      return;
    }
    // Barge-in: whoever speaks again has heard enough.
    this.#current?.turn.abort();
    // Ending the last turn may have ended the connection.
    if (this.#isClosed) return;
    if (!host.takeTurn()) {
      this.#tell('OVERLOADED', false, listenId);
      return;
    }
    const agreement = this.#agreement as Agreement;
    const upstream = input.start === 'understand' ? undefined : openUpstream(agreement.audioUp);
    const turnId = randomUUID();
    this.#link.send({ $case: 'turnStarted', value: { turnId, listenId } });
    const sink = new TurnReports({
      turnId,
      sessionId: this.#sessionId,
      locale: agreement.locale,
      audioDown: agreement.audioDown,
      host,
      link: this.#link,
      onListenEnded: () => this.#refusedFrames.startGrace(),
      onDirective: (directive, skillId) => this.#obeyDirective(directive, skillId),
      onExpect: (expectation) => this.#question.ask(expectation, this.#context),
      onEnded: ({ code }) => this.#turnEnded(code),
    });
    const turn = new Turn({
      input,
      endStage,
      expectation,
      synthesisRateHz: synthesisRateHz(agreement.audioDown),
      budget: turnBudget(limits),
      ports: {
        prepare: (bounds) => this.#prepare(turnId, mode, agreement, bounds),
        recognise: host.services.recognise,
        understand: host.services.understand,
        invoke: host.services.invoke,
        observe: host.services.observe,
        synthesise: host.services.synthesise,
        outcome: (_context, bounds) => host.services.turnOutcome(turnId, this.deviceId, bounds),
      },
      sink,
      clock: monotonicClock,
    });
    this.#current = { listenId, mode, turn, upstream, isOpen: upstream !== undefined };
    this.#refusedFrames.endGrace();
    void turn.run();
  }

  async #prepare(
    turnId: string,
    listenMode: ListenMode,
    { locale, capabilities }: Agreement,
    bounds: Limits,
  ): Promise<TurnContext> {
    const { services, limits } = this.#host;
    const isOld = performance.now() - this.#checkedMs > limits.recheckOnTurnMs;
    const [skillSet] = await Promise.all([
      services.skillSet(this.#device, locale, bounds),
      isOld ? this.recheck() : undefined,
    ]);
    const device = this.#device;
    const context = {
      turnId,
      sessionId: this.#sessionId,
      locale,
      listenMode,
      device,
      skillSet,
      capabilities: [...capabilities],
      isInHouseOnly: device.kind !== DeviceKind.HOME || device.isChildDevice,
    };
    this.#context = context;
    return context;
  }

  #turnEnded(code: ErrorCode | ''): void {
    const ended = this.#current;
    if (ended === undefined) return;
    this.#current = undefined;
    this.#host.releaseTurn();
    ended.upstream?.close();
    if (ended.isOpen) this.#refusedFrames.startGrace();
    if (code === 'SPEAKER_NOT_READING') this.fail(code);
    if (this.#host.isDraining && !this.#isClosed) this.#end('DRAINING');
  }

  #listenStop(listenId: string): void {
    if (this.#current?.listenId !== listenId) return;
    this.#current.turn.endAudio();
    this.#current.isOpen = false;
    // It ended the audio itself: nothing of it can be under way any more.
    this.#refusedFrames.endGrace();
  }

  #abort(listenId: string): void {
    if (listenId === '' || this.#current?.listenId === listenId) this.#current?.turn.abort();
  }

  async #outcome(turnId: string): Promise<void> {
    try {
      const outcome = await this.#host.services.turnOutcome(turnId, this.deviceId, {
        deadlineMs: asideDeadlineMs,
      });
      if (this.#isClosed) return;
      this.#link.send({ $case: 'outcome', value: { turnId, outcome: outcomeNames[outcome] } });
    } catch (error) {
      if (!this.#isClosed) this.#tell(codeOf(error), false, '');
    }
  }

  #setMicrophone({ isMuted, isWakeWordOff, forMinutes }: SetMicrophone): void {
    if (forMinutes < 0 || forMinutes > maxSwitchMinutes) throw new EarshotError('MESSAGE_MALFORMED');
    this.#switch({ isMuted, isWakeWordOff, forMinutes });
  }

  #switch(change: SwitchChange): void {
    this.#microphone.change(change).catch((error: unknown) => {
      if (!this.#isClosed) this.#tell(codeOf(error), false, '');
    });
    this.#obeySwitches();
  }

  #obeyDirective(directive: Directive, skillId: string): void {
    const change = switchDirective(directive, this.#microphone.state);
    if (change === undefined) return;
    // A skill may make the room quieter; only the system's own may make it hear again.
    if (change.isLouder && !this.#host.systemSkills.has(skillId)) return;
    this.#switch(change);
  }

  /** What was just silenced is not listened to any longer. */
  #obeySwitches(): void {
    const current = this.#current;
    if (current === undefined || !current.turn.isListening) return;
    const isSilenced =
      this.#microphone.isMuted || (this.#microphone.isWakeWordOff && current.mode === ListenMode.WAKE_WORD);
    if (isSilenced) current.turn.abort();
  }

  #pause(turn: Turn): void {
    if (this.#isPaused) return;
    const { metrics, limits } = this.#host;
    this.#isPaused = true;
    metrics.inputPauses.add();
    this.#link.pause();
    turn.audio.whenRoom((limits.pauseAudioMs * pcmBytesPerMs) / 2, () => {
      this.#isPaused = false;
      if (!this.#isClosed) this.#link.resume();
    });
  }

  #tell(code: ErrorCode, isFatal: boolean, listenId: string): void {
    const { message, isRetryable } = catalogue[code];
    const retryAfterMs = code === 'DRAINING' || code === 'OVERLOADED' ? this.#host.limits.retryAfterMs : 0;
    this.#host.metrics.errors.add({ code });
    this.#link.send({
      $case: 'error',
      value: { code, message, isFatal, listenId, isRetryable, retryAfterMs },
    });
  }

  #end(code: ErrorCode): void {
    this.#host.metrics.closedConnections.add({ code });
    this.#close();
    this.#link.close(code);
    this.#current?.turn.abort();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#helloTimer);
    this.#host.closed(this);
  }
}
