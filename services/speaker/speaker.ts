/**
 * The reference speaker: streams audio on the clock, collects what comes back, reconnects with a jittered
 * back-off, and after a broken connection asks what became of its turn instead of repeating it.
 */
import { randomUUID } from 'node:crypto';
import {
  type ClosedBy,
  type Connection,
  ConnectionRefused,
  type HelloFields,
  openConnection,
} from './connection.ts';
import {
  type AudioFormat,
  frameBytes,
  type GatewayMessage,
  type ListenMode,
  type MicrophoneChange,
  type MicrophoneState,
  type PlayerState,
  packFrame,
} from './protocol.ts';
import { type OutcomeName, type SpokenTurn, TurnRecord } from './turn-record.ts';

/** Opus, or whatever else a speaker brings; PCM16 needs none. */
export interface SpeakerCodec {
  encode(pcmFrame: Buffer): Buffer;
  decode(packet: Buffer): Buffer;
}

export interface SpeakerOptions {
  /** `ws://host:7100`, with or without the path. */
  readonly url: string;
  readonly token: string;
  readonly hello: Partial<HelloFields>;
  readonly codec?: SpeakerCodec;
  /** Default true. */
  readonly isReconnecting?: boolean;
  /** Default 10 s. */
  readonly connectTimeoutMs?: number;
  /** First wait before connecting again; doubles up to 20 s, each ±50 %. Default 250 ms. */
  readonly backoffMs?: number;
  /** Every message as it comes. */
  readonly onMessage?: (message: GatewayMessage) => void;
  /** Every audio frame as it comes: header and payload. */
  readonly onAudio?: (message: Buffer) => void;
  readonly onState?: (state: SpeakerState) => void;
}

export type SpeakerState = 'connected' | 'reconnecting' | 'closed';

export interface SayAudioOptions {
  readonly mode: ListenMode;
  /** True (default): frames leave when they would have been recorded. False: as fast as is allowed. */
  readonly isRealtime?: boolean;
  /** With `wake_word`: how much of the audio is the wake word. */
  readonly wakeAudioMs?: number;
  readonly listenId?: string;
}

export interface Speaker {
  readonly sessionId: string;
  readonly state: SpeakerState;
  readonly microphone: MicrophoneState;
  /** PCM16 mono at the rate of `audioUp`. Resolves when the turn has ended, whichever way. */
  sayAudio(pcm: Buffer, options: SayAudioOptions): Promise<SpokenTurn>;
  sayText(
    text: string,
    options?: { readonly isSilent?: boolean; readonly listenId?: string },
  ): Promise<SpokenTurn>;
  /** Ends the running turn. */
  abort(reason?: 'barge_in' | 'user'): void;
  setMicrophone(change: MicrophoneChange): void;
  /** How loud this device is, 0 to 100: after hello, and whenever somebody turned it. */
  tellVolume(volumePercent: number): void;
  /** What an `audio` directive began goes on, or is over. */
  tellPlayer(state: PlayerState): void;
  outcomeOf(turnId: string): Promise<OutcomeName | undefined>;
  /** Round trip in milliseconds. */
  ping(): Promise<number>;
  close(): Promise<void>;
  /** Drops the line as a crash would; for tests. */
  terminate(): void;
}

const defaultFormat: AudioFormat = { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 };
const maxBackoffMs = 20_000;
/** What the protocol lets run ahead of the clock, less some. */
const burstMs = 3_000;
const catchUpRate = 1.2;
/** A microphone goes on after the last word; so does ours until the gateway has heard enough. */
const maxTrailingSilenceMs = 8_000;
const outcomeTimeoutMs = 5_000;

/** Connects and says hello. @throws ConnectionRefused */
export async function connectSpeaker(options: SpeakerOptions): Promise<Speaker> {
  const speaker = new ReferenceSpeaker(options);
  await speaker.connect();
  return speaker;
}

class ReferenceSpeaker implements Speaker {
  readonly #options: SpeakerOptions;
  readonly #hello: HelloFields;
  #connection: Connection | undefined;
  #sessionId = '';
  #state: SpeakerState = 'reconnecting';
  #microphone: MicrophoneState = { isMuted: false, isWakeWordOff: false, isPending: false };
  #record: TurnRecord | undefined;
  /** Turns that were barged into and have not been ended by the gateway yet. */
  readonly #ending = new Set<TurnRecord>();
  #retryAfterMs = 0;
  #nonce = 0;
  readonly #pongs = new Map<number, () => void>();
  readonly #outcomes = new Map<string, (outcome: OutcomeName | undefined) => void>();
  readonly #whenConnected: ((connection: Connection | undefined) => void)[] = [];
  #closed: (() => void) | undefined;

  constructor(options: SpeakerOptions) {
    this.#options = options;
    this.#hello = {
      model: 'reference-speaker',
      firmware: '1.0.0',
      locale: 'en-US',
      capabilities: ['audio'],
      audioUp: defaultFormat,
      audioDown: defaultFormat,
      ...options.hello,
    };
  }

  get sessionId(): string {
    return this.#sessionId;
  }

  get state(): SpeakerState {
    return this.#state;
  }

  get microphone(): MicrophoneState {
    return this.#microphone;
  }

  async connect(): Promise<void> {
    const { url, token, connectTimeoutMs = 10_000 } = this.#options;
    const connection = await openConnection({
      url,
      token,
      hello: this.#hello,
      // What was promised and may be nowhere yet but here and in a gateway that died.
      ...(this.#microphone.isPending ? { microphone: silencesOf(this.#microphone) } : {}),
      resumeSessionId: this.#sessionId,
      timeoutMs: connectTimeoutMs,
      onMessage: (message) => this.#take(message),
      onAudio: (message) => {
        this.#options.onAudio?.(message);
        this.#record?.audio(message);
      },
      onClosed: (by) => this.#lost(by),
    });
    if (this.#state === 'closed') {
      // Closed while it was connecting.
      connection.close();
      return;
    }
    this.#connection = connection;
    this.#sessionId = connection.ack.sessionId;
    this.#microphone = connection.ack.microphone;
    this.#setState('connected');
    for (const resolve of this.#whenConnected.splice(0)) resolve(connection);
  }

  async sayAudio(pcm: Buffer, options: SayAudioOptions): Promise<SpokenTurn> {
    const record = this.#begin(options.listenId);
    const { mode, wakeAudioMs = 0 } = options;
    this.#connection?.send({ type: 'listen_start', listenId: record.listenId, mode, wakeAudioMs });
    await this.#stream(pcm, record, options);
    return record.ended;
  }

  sayText(
    text: string,
    options: { readonly isSilent?: boolean; readonly listenId?: string } = {},
  ): Promise<SpokenTurn> {
    const record = this.#begin(options.listenId);
    record.speechSent();
    const { isSilent = false } = options;
    this.#connection?.send({ type: 'text', listenId: record.listenId, text, isSilent });
    return record.ended;
  }

  abort(reason: 'barge_in' | 'user' = 'user'): void {
    this.#connection?.send({ type: 'abort', listenId: this.#record?.listenId ?? '', reason });
  }

  setMicrophone(change: MicrophoneChange): void {
    this.#connection?.send({ type: 'set_microphone', ...change });
  }

  tellVolume(volumePercent: number): void {
    this.#connection?.send({ type: 'device_state', volumePercent });
  }

  tellPlayer(state: PlayerState): void {
    this.#connection?.send({ type: 'player', state });
  }

  outcomeOf(turnId: string): Promise<OutcomeName | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#outcomes.delete(turnId);
        resolve(undefined);
      }, outcomeTimeoutMs);
      this.#outcomes.set(turnId, (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
      this.#connection?.send({ type: 'get_outcome', turnId });
    });
  }

  ping(): Promise<number> {
    const nonce = ++this.#nonce;
    const sentMs = performance.now();
    return new Promise((resolve) => {
      this.#pongs.set(nonce, () => resolve(performance.now() - sentMs));
      this.#connection?.send({ type: 'ping', nonce });
    });
  }

  close(): Promise<void> {
    const connection = this.#connection;
    this.#setState('closed');
    if (connection === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#closed = resolve;
      connection.close();
      setTimeout(() => connection.terminate(), 2_000).unref();
    });
  }

  terminate(): void {
    this.#connection?.terminate();
  }

  #begin(listenId: string = randomUUID()): TurnRecord {
    const record = new TurnRecord({
      listenId,
      audioFormat: this.#hello.audioDown,
      decode: this.#options.codec?.decode.bind(this.#options.codec),
    });
    const before = this.#record;
    // Until the gateway has ended the last turn (barge-in), its messages still belong to it.
    if (before !== undefined && !before.isOver) this.#ending.add(before);
    this.#record = record;
    if (this.#connection === undefined) record.lost(Promise.resolve('not_acted'));
    return record;
  }

  /** Cuts audio into frames and sends each when it is due. */
  async #stream(pcm: Buffer, record: TurnRecord, options: SayAudioOptions): Promise<void> {
    const { audioUp } = this.#hello;
    const { codec } = this.#options;
    const bytes = frameBytes(audioUp);
    const spokenFrames = Math.ceil(pcm.length / bytes);
    const isHeld = options.mode === 'held_button';
    const silence = Buffer.alloc(bytes);
    const maxFrames = spokenFrames + (isHeld ? 0 : Math.ceil(maxTrailingSilenceMs / audioUp.frameMs));
    const startedMs = performance.now();
    for (let index = 0; index < maxFrames; index++) {
      // A frame exists once its last sample was recorded.
      const recordedMs = (index + 1) * audioUp.frameMs;
      const dueMs =
        options.isRealtime === false ? Math.max(0, recordedMs - burstMs) / catchUpRate : recordedMs;
      await untilDue(startedMs + dueMs);
      // Another listen began: its frames count from 0, and ours may not stand between them.
      if (record.isListenEnded || record !== this.#record) return;
      const piece = index < spokenFrames ? pcm.subarray(index * bytes, (index + 1) * bytes) : silence;
      const frame =
        piece.length === bytes ? piece : Buffer.concat([piece, Buffer.alloc(bytes - piece.length)]);
      const isLast = isHeld && index === spokenFrames - 1;
      this.#connection?.sendAudio(
        packFrame(codec?.encode(frame) ?? frame, index, index * audioUp.frameMs, isLast),
      );
      if (index === spokenFrames - 1) record.speechSent();
    }
    this.#connection?.send({ type: 'listen_stop', listenId: record.listenId });
  }

  #take(message: GatewayMessage): void {
    this.#options.onMessage?.(message);
    if (message.type === 'microphone') this.#microphone = message;
    if (message.type === 'go_away') this.#retryAfterMs = message.retryAfterMs;
    if (message.type === 'pong') {
      this.#pongs.get(message.nonce)?.();
      this.#pongs.delete(message.nonce);
    }
    if (message.type === 'outcome') {
      this.#outcomes.get(message.turnId)?.(message.outcome);
      this.#outcomes.delete(message.turnId);
    }
    for (const record of this.#ending) {
      const isTaken = record.take(message);
      if (record.isOver) this.#ending.delete(record);
      if (isTaken) return;
    }
    const isOurs = this.#record?.take(message) ?? false;
    if (!isOurs && message.type === 'error' && message.isFatal) this.#record?.refused(message);
  }

  #lost({ error }: ClosedBy): void {
    this.#connection = undefined;
    const isGivenUp = error !== undefined && !error.isRetryable;
    const isOver = this.#state === 'closed' || isGivenUp || this.#options.isReconnecting === false;
    for (const record of [...this.#ending, this.#record]) {
      if (record === undefined || record.isOver) continue;
      record.lost(isOver ? Promise.resolve(undefined) : this.#outcomeAfterwards(record.turnId));
    }
    this.#ending.clear();
    if (isOver) {
      this.#setState('closed');
      for (const resolve of this.#whenConnected.splice(0)) resolve(undefined);
      this.#closed?.();
      return;
    }
    this.#setState('reconnecting');
    void this.#reconnect();
  }

  async #outcomeAfterwards(turnId: string): Promise<OutcomeName | undefined> {
    if (turnId === '') return 'not_acted';
    const connection = await new Promise<Connection | undefined>((resolve) => {
      this.#whenConnected.push(resolve);
    });
    return connection === undefined ? undefined : this.outcomeOf(turnId);
  }

  async #reconnect(): Promise<void> {
    let waitMs = this.#options.backoffMs ?? 250;
    while (this.#state === 'reconnecting') {
      // What the gateway named is the shortest wait; the random part keeps a crowd from coming back at once.
      const jitteredMs = this.#retryAfterMs + waitMs * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, jitteredMs));
      this.#retryAfterMs = 0;
      if (this.#state !== 'reconnecting') return;
      try {
        await this.connect();
      } catch (error) {
        if (error instanceof ConnectionRefused) this.#retryAfterMs = error.retryAfterMs;
        if (error instanceof ConnectionRefused && !error.isRetryable) {
          this.#setState('closed');
          for (const resolve of this.#whenConnected.splice(0)) resolve(undefined);
        }
        waitMs = Math.min(waitMs * 2, maxBackoffMs);
      }
    }
  }

  #setState(state: SpeakerState): void {
    if (this.#state === 'closed' || this.#state === state) return;
    this.#state = state;
    this.#options.onState?.(state);
  }
}

async function untilDue(dueMs: number): Promise<void> {
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

function silencesOf({ isMuted, isWakeWordOff }: MicrophoneState): MicrophoneChange {
  return { ...(isMuted ? { isMuted } : {}), ...(isWakeWordOff ? { isWakeWordOff } : {}) };
}
