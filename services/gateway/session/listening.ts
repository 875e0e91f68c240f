/** Listens and texts of one connection: at most one turn at a time, and frames only while it listens. */
import { randomUUID } from 'node:crypto';
import { Listener } from '../../../language/audience/policy.ts';
import type { ListenStart, TextInput } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { type DeviceRef, type Directive, ListenMode } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type TurnTrace, traceTurn } from '../../common/tracing/tracing.ts';
import { maxFrameBytes, synthesisRateHz } from '../codec/formats.ts';
import { openUpstream, type UpstreamDecoder } from '../codec/upstream.ts';
import { maxTextLength, pcmBytesPerMs, turnBudget } from '../limits.ts';
import type { Identity } from '../ports/services.ts';
import type { Microphone } from '../switches/microphone.ts';
import {
  type AudioStart,
  type Expectation,
  type Limits,
  monotonicClock,
  type Prepared,
  type PreparedTurn,
  type StageName,
  type TextStart,
  type TurnRefusal,
} from '../turn/ports.ts';
import { Turn, type TurnOptions } from '../turn/turn.ts';
import type { Agreement } from './agreement.ts';
import type { DeviceState } from './device-state.ts';
import { HeldOffer } from './held-offer.ts';
import { asideDeadlineMs, type SessionHost } from './host.ts';
import type { SessionIdentity } from './identity.ts';
import type { SpeakerLink, UpFrame } from './link.ts';
import { ListenIds } from './listen-ids.ts';
import { isRefusal, refusalAt } from './refusals.ts';
import { RefusedFrames } from './refused-frames.ts';
import { TokenBucket } from './token-bucket.ts';
import { TurnReports } from './turn-reports.ts';
import { TurnWords } from './turn-words.ts';

const foreseeDeadlineMs = 20_000;

interface CurrentTurn {
  readonly listenId: string;
  readonly mode: ListenMode;
  readonly turn: Turn;
  readonly upstream: UpstreamDecoder | undefined;
  /** For whom it counts as running. */
  readonly device: DeviceRef;
  /** The speaker has not said yet that its audio is over. */
  isOpen: boolean;
  /** When the last frame came, on the monotonic clock. */
  frameMs: number;
  /** When it began, on the same. */
  readonly begunMs: number;
}

/** What a turn is begun with. */
interface Beginning {
  readonly listenId: string;
  readonly mode: ListenMode;
  readonly input: AudioStart | TextStart;
  readonly endStage: StageName;
  readonly onMeaning?: OnMeaning;
}

/** A text, and the listen that it is. */
export type Typed = Pick<TextInput, 'listenId' | 'text'>;

/** Told the meaning of a text, and what was made of it otherwise. */
export type OnMeaning = NonNullable<TurnOptions['onMeaning']>;

/** Hello was answered: what was agreed, and how the session is called. */
export interface Greeted {
  readonly agreement: Agreement;
  readonly sessionId: string;
}

export interface ListeningOptions {
  readonly host: SessionHost;
  readonly link: SpeakerLink;
  readonly identity: SessionIdentity;
  readonly microphone: Microphone;
  readonly deviceState: DeviceState;
  /** @throws EarshotError MICROPHONE_MUTED, WAKE_WORD_OFF when one may not listen so now */
  readonly checkSwitches: (mode: ListenMode) => void;
  /** Looks at the device again; ends the session when it may not go on. False: nobody could say. */
  readonly recheck: () => Promise<boolean>;
  readonly isClosed: () => boolean;
  readonly tell: (code: ErrorCode, listenId: string) => void;
  readonly onDirective: (directive: Directive, skillId: string) => void;
  /** No turn runs any more. */
  readonly onIdle: (code: ErrorCode | '') => void;
}

export class Listening {
  readonly #options: ListeningOptions;
  readonly #audioBudget: TokenBucket;
  readonly #refusedFrames: RefusedFrames;
  readonly #listenIds = new ListenIds();
  readonly #heldOffer: HeldOffer;
  #current: CurrentTurn | undefined;
  /** Of the turn that runs. */
  #context: PreparedTurn | undefined;
  #isPaused = false;

  constructor(options: ListeningOptions) {
    this.#options = options;
    const { limits, metrics, services } = options.host;
    this.#heldOffer = new HeldOffer(services.offer, limits.correctionWaitMs);
    this.#audioBudget = new TokenBucket(limits.audioBurstMs, limits.audioRate);
    this.#refusedFrames = new RefusedFrames({ limits, metrics, tell: (reason) => options.tell(reason, '') });
  }

  /** No turn runs. */
  get isIdle(): boolean {
    return this.#current === undefined;
  }

  /** A listen. @throws EarshotError when it may not be, and then nothing has begun */
  listen(greeted: Greeted, { listenId, mode, wakeAudioMs, isTranscriptOnly, isSilent }: ListenStart): void {
    const { host, microphone, checkSwitches } = this.#options;
    if (mode === ListenMode.TEXT || mode === ListenMode.UNSPECIFIED) {
      throw new EarshotError('MESSAGE_MALFORMED');
    }
    const isWake = mode === ListenMode.WAKE_WORD;
    const isWakeAudioFit = isWake
      ? wakeAudioMs > 0 && wakeAudioMs <= host.limits.maxWakeAudioMs
      : wakeAudioMs === 0;
    if (!isWakeAudioFit) throw new EarshotError('MESSAGE_MALFORMED');
    checkSwitches(mode);
    const input: AudioStart = {
      start: isWake ? 'wake' : 'listen',
      wakeAudioMs,
      wakeWords: microphone.wakeWords,
      isEndpointing: mode !== ListenMode.HELD_BUTTON,
    };
    const endStage = isTranscriptOnly ? 'recognise' : isSilent ? 'act' : 'speak';
    this.#begin(greeted, { listenId, mode, input, endStage });
  }

  /** A turn from text. @throws EarshotError when it may not be, and then nothing has begun */
  text(greeted: Greeted, typed: TextInput): void {
    this.#typed(greeted, typed, { endStage: typed.isSilent ? 'act' : 'speak' });
  }

  /** The meaning of a text: nothing is done, nothing said. @throws EarshotError when it may not be, and then nothing has begun */
  meaning(greeted: Greeted, typed: Typed, onMeaning: OnMeaning): void {
    this.#typed(greeted, typed, { endStage: 'understand', onMeaning });
  }

  #typed(greeted: Greeted, { listenId, text }: Typed, end: Pick<Beginning, 'endStage' | 'onMeaning'>): void {
    if (text.trim() === '' || text.length > maxTextLength) throw new EarshotError('TEXT_UNUSABLE');
    const input: TextStart = { start: 'understand', text };
    this.#begin(greeted, { listenId, mode: ListenMode.TEXT, input, ...end });
  }

  /** The speaker ends the audio of a listen. */
  stop(listenId: string): void {
    if (this.#current?.listenId !== listenId) return;
    this.#current.turn.endAudio();
    this.#current.isOpen = false;
    // It ended the audio itself: nothing of it can be under way any more.
    this.#refusedFrames.endGrace();
  }

  /** Ends the turn of a listen; of an empty id, whatever runs. */
  abort(listenId = ''): void {
    if (listenId === '' || this.#current?.listenId === listenId) this.#current?.turn.abort();
  }

  /** Ends what runs for a reason from outside it. */
  fail(code: ErrorCode): void {
    this.#current?.turn.fail(code);
  }

  /** What was just silenced is not listened to any longer. */
  obeySwitches(): void {
    const { microphone } = this.#options;
    const current = this.#current;
    if (current === undefined || !current.turn.isListening) return;
    const isSilenced =
      microphone.isMuted || (microphone.isWakeWordOff && current.mode === ListenMode.WAKE_WORD);
    if (isSilenced) current.turn.abort();
  }

  /** The connection is over: nothing that waits for another turn waits any longer. */
  close(): void {
    this.abort();
    this.#heldOffer.release();
  }

  /** Somebody took back what a turn stands on. */
  obeyConsent(): void {
    if (!this.#mayOffer) this.#heldOffer.drop();
    if (!this.#mayListen) this.fail('CONSENT_REQUIRED');
  }

  /** Whoever answers for the device accepted the terms, as far as was heard last. */
  get #mayListen(): boolean {
    const { host, identity } = this.#options;
    return host.audiences.read(identity.current.audience).policy.mayListen;
  }

  get #mayOffer(): boolean {
    const { host, identity } = this.#options;
    const { isOptedIn, audience } = identity.current;
    return isOptedIn && host.audiences.read(audience).policy.mayOfferForTraining;
  }

  /** What is said instead of listening, by a guardian's hours and limits. */
  #refusal(locale: string, timeZone: string): TurnRefusal | undefined {
    const { pause } = this.#options.identity.current;
    return refusalAt(pause, { nowMs: Date.now(), locale, timeZone });
  }

  /** A child's time is counted while a turn of it runs. Nobody's turn waits for that. */
  #reportUse({ device, begunMs }: CurrentTurn, code: ErrorCode | ''): void {
    const { host, identity } = this.#options;
    if (host.audiences.read(identity.current.audience).listener !== Listener.CHILD) return;
    if (code !== '' && isRefusal(code)) return;
    const usedMs = Math.round(performance.now() - begunMs);
    host.services.reportUse(device.deviceId, usedMs, { deadlineMs: asideDeadlineMs }).catch(() => {});
  }

  /** An audio frame. @throws EarshotError FRAME_TOO_LARGE, AUDIO_FLOOD, FRAME_SIZE_WRONG, AUDIO_OUTSIDE_LISTEN */
  frame({ agreement }: Greeted, { payload, isLast, missing }: UpFrame): void {
    const { limits } = this.#options.host;
    if (payload.length > maxFrameBytes(agreement.audioUp)) throw new EarshotError('FRAME_TOO_LARGE');
    // A short frame costs as much as a whole one: a flood of single samples is a flood.
    if (!this.#audioBudget.take(agreement.audioUp.frameMs)) throw new EarshotError('AUDIO_FLOOD');
    const current = this.#current;
    if (current?.upstream === undefined || !current.turn.isListening) {
      this.#refusedFrames.refuse(this.#options.microphone.isMuted);
      return;
    }
    this.#refusedFrames.accepted();
    const pcm = current.upstream.decode(payload);
    const silenceMs = Math.min(missing * agreement.audioUp.frameMs, performance.now() - current.frameMs);
    if (missing > 0 && silenceMs > 0) current.turn.pushAudio(silence(silenceMs));
    current.frameMs = performance.now();
    current.turn.pushAudio(pcm);
    if (isLast) this.stop(current.listenId);
    if (current.turn.queuedAudioBytes > limits.pauseAudioMs * pcmBytesPerMs) this.#pause(current.turn);
  }

  #begin(greeted: Greeted, beginning: Beginning): void {
    const { host, link, identity, tell, isClosed } = this.#options;
    const { listenId, mode, input } = beginning;
    if (listenId === '') throw new EarshotError('MESSAGE_MALFORMED');
    if (!this.#listenIds.use(listenId)) throw new EarshotError('LISTEN_ID_REUSED');
    // The turn that runs may still finish, so the connection stays.
    if (host.isDraining) {
      tell('DRAINING', listenId);
      return;
    }
    // Barge-in: whoever speaks again has heard enough.
    this.abort();
    // Ending the last turn may have ended the connection.
    if (isClosed()) return;
    if (!this.#mayListen) {
      tell('CONSENT_REQUIRED', listenId);
      // It may have been given a moment ago: the next one finds out.
      void this.#options.recheck();
      return;
    }
    const { device } = identity;
    if (!host.takeTurn(device)) {
      tell('OVERLOADED', listenId);
      return;
    }
    const upstream = input.start === 'understand' ? undefined : openUpstream(greeted.agreement.audioUp);
    const turnId = randomUUID();
    link.send({ $case: 'turnStarted', value: { turnId, listenId } });
    const trace = traceTurn(turnId, { locale: greeted.agreement.locale });
    const turn = this.#turn(turnId, greeted, beginning, trace);
    this.#current = {
      listenId,
      mode,
      turn,
      upstream,
      device,
      isOpen: upstream !== undefined,
      frameMs: performance.now(),
      begunMs: performance.now(),
    };
    this.#refusedFrames.endGrace();
    void trace.run(() => turn.run());
  }

  #turn(
    turnId: string,
    greeted: Greeted,
    { mode, input, endStage, onMeaning }: Beginning,
    trace: TurnTrace,
  ): Turn {
    const { host, link, identity, deviceState, onDirective } = this.#options;
    const { agreement, sessionId } = greeted;
    const { recognise, checkGrants, tellVoice, invoke, synthesise, turnOutcome } = host.services;
    return new Turn({
      input,
      endStage,
      onMeaning,
      synthesisRateHz: synthesisRateHz(agreement.audioDown),
      budget: turnBudget(host.limits),
      ports: {
        prepare: (bounds) => this.#prepare(turnId, mode, greeted, bounds),
        ...{ recognise, checkGrants, tellVoice, invoke, synthesise },
        understand: async (request, bounds) => {
          const understood = await host.services.understand(request, bounds);
          if (understood.isCorrection) this.#heldOffer.corrected();
          return understood;
        },
        offer: (turn, offered) => this.#heldOffer.hold(turn, offered),
        outcome: (_context, bounds) => turnOutcome(turnId, identity.deviceId, bounds),
      },
      sink: new TurnReports({
        turnId,
        sessionId,
        locale: agreement.locale,
        audioDown: agreement.audioDown,
        host,
        link,
        words: this.#words(turnId, input),
        trace,
        onListenEnded: () => this.#refusedFrames.startGrace(),
        mayReceiveTranscript: () =>
          host.audiences.read(identity.current.audience).policy.mayReceiveTranscript,
        resolve: (directive) =>
          deviceState.resolve(directive, host.audiences.read(identity.current.audience).policy),
        onDirective,
        onExpect: (expected) => this.#foresee(expected),
        onEnded: ({ code }) => this.#ended(code),
      }),
      clock: monotonicClock,
    });
  }

  /** Where history is switched on, as far as was heard last; asked again when it is kept. */
  #words(turnId: string, input: AudioStart | TextStart): TurnWords | undefined {
    const { host, identity } = this.#options;
    if (!host.audiences.read(identity.current.audience).policy.mayRecordHistory) return undefined;
    const { services, metrics } = host;
    const options = { turnId, deviceId: identity.deviceId, services, metrics };
    return new TurnWords(options, input.start === 'understand' ? input.text : '');
  }

  async #prepare(
    turnId: string,
    listenMode: ListenMode,
    { agreement, sessionId }: Greeted,
    bounds: Limits,
  ): Promise<Prepared> {
    const { host, identity, deviceState, recheck } = this.#options;
    const { locale, capabilities } = agreement;
    const isCurrent = host.isCurrent(identity.deviceId, identity.askedMs);
    const refOf = ({ audience }: Identity) => ({ turnId, sessionId, locale, audience });
    const session = { ref: refOf(identity.current), device: identity.device };
    const asked = host.services.skillSet(identity.device, locale, bounds);
    const [skillSet, expectation, isKnown] = await Promise.all([
      asked,
      // A text is understood without it.
      listenMode === ListenMode.TEXT
        ? undefined
        : asked.then((skillSet) => host.services.expected(session, skillSet, bounds)),
      isCurrent && !identity.isOld ? true : recheck(),
    ]);
    // Somebody may have muted it elsewhere, and nobody can say: then nobody listens.
    if (!isCurrent && !isKnown) throw new EarshotError('SERVICE_UNAVAILABLE');
    if (listenMode === ListenMode.FOLLOW_UP && expectation === undefined) {
      throw new EarshotError('FOLLOW_UP_NOT_EXPECTED');
    }
    if (!this.#mayListen) throw new EarshotError('CONSENT_REQUIRED');
    const { device, surroundings } = identity.current;
    const { isPlaying, tools, status } = deviceState;
    const context = {
      ref: refOf(identity.current),
      ...{ device, surroundings, skillSet, capabilities, isPlaying, tools, status },
    };
    this.#context = context;
    const refusal = this.#refusal(locale, surroundings.timeZone);
    return { context, expectation, mayOffer: this.#mayOffer, refusal };
  }

  /** Lets the recogniser get ready for the answer while the question is still being asked. */
  #foresee(expectation: Expectation): void {
    const context = this.#context;
    if (expectation.focusSkillId === '' || context === undefined) return;
    // Nothing waits for it: until the model of the answer is ready, and if it never is, the usual one serves.
    this.#options.host.services
      .foreseeAnswer(context, expectation, { deadlineMs: foreseeDeadlineMs })
      .catch(() => {});
  }

  #ended(code: ErrorCode | ''): void {
    const ended = this.#current;
    if (ended === undefined) return;
    this.#current = undefined;
    this.#context = undefined;
    this.#options.host.releaseTurn(ended.device);
    this.#reportUse(ended, code);
    ended.upstream?.close();
    if (ended.isOpen) this.#refusedFrames.startGrace();
    this.#options.onIdle(code);
  }

  #pause(turn: Turn): void {
    if (this.#isPaused) return;
    const { host, link, isClosed } = this.#options;
    this.#isPaused = true;
    host.metrics.inputPauses.inc();
    link.pause();
    turn.whenRoom((host.limits.pauseAudioMs * pcmBytesPerMs) / 2, () => {
      this.#isPaused = false;
      if (!isClosed()) link.resume();
    });
  }
}

/** Frames that were left out, as silence by the clock: a flood of missing numbers costs nothing. */
function silence(durationMs: number): Buffer {
  return Buffer.alloc(Math.floor(durationMs) * pcmBytesPerMs);
}
