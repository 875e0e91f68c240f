/**
 * One connection of a speaker, and one utterance at a time: it goes on the wire in what `say` and `hear` are given, and comes
 * back as a turn. Microphone, wake word and loudspeaker are the maker's.
 */
import type {
  AudioFormat,
  DeviceState,
  DeviceTool,
  Directive,
  FirmwareOffer,
  GatewayMessage,
  HelloAck,
  ListenMode,
  MicrophoneChange,
  PlayerState,
  SpeakerMessage,
} from '../../messages.ts';
import { frameBytes, packFrame, unpackFrame } from './frames.ts';
import { Refused } from './refused.ts';
import { openSocket, type SpeakerSocket } from './socket.ts';

export interface SpeakerOptions {
  /** `ws://…` or `wss://…`, with or without a path. */
  readonly url: string;
  /** Absent in a page, whose own server adds it. */
  readonly token?: string;
  /** Default `en-US`. */
  readonly locale?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly capabilities?: readonly string[];
  /** Default PCM16, 16 kHz, 20 ms. */
  readonly audioUp?: AudioFormat;
  /** Default PCM16, 24 kHz, 20 ms. */
  readonly audioDown?: AudioFormat;
  /** Of an earlier connection, to go on with its conversation. */
  readonly resumeSessionId?: string;
  /** What plays: each frame of a reply as it comes. */
  readonly onAudio?: (frame: Uint8Array) => void;
  readonly onDirective?: (directive: Directive) => void;
  /** Its owner allows this firmware. Look at its maker's signature, then install it. */
  readonly onFirmware?: (offer: FirmwareOffer) => void;
  /** Its owner asked to see the system's log: at most the newest 6000 characters; undefined: nothing is answered. */
  readonly onLogWanted?: () => string | undefined;
  /** Every message, as it comes. */
  readonly onMessage?: (message: GatewayMessage) => void;
  readonly onClosed?: (code: number) => void;
  /** Another WebSocket than the one that is here. */
  readonly openSocket?: (url: string, token: string | undefined) => SpeakerSocket;
}

/** What came of one utterance. */
export interface Turn {
  readonly turnId: string;
  readonly end: 'completed' | 'failed' | 'aborted';
  /** Of a turn that failed. */
  readonly code: string;
  readonly isRetryable: boolean;
  /** A skill was called and its answer never came: ask `outcomeOf`, do not say it again. */
  readonly isOutcomeUnknown: boolean;
  readonly transcript: string;
  readonly replies: readonly string[];
  readonly directives: readonly Directive[];
  /** What was spoken, in the format of `helloAck.audioDown`. */
  readonly audio: Uint8Array;
  /** Open the microphone for the answer (`follow_up`). */
  readonly isExpectingSpeech: boolean;
}

interface OpenTurn {
  readonly listenId: string;
  turnId: string;
  transcript: string;
  readonly replies: string[];
  readonly directives: Directive[];
  readonly audio: Uint8Array[];
  isExpectingSpeech: boolean;
  settle: (turn: Turn) => void;
}

interface OpenQuestion {
  readonly resolve: (outcome: string) => void;
  readonly reject: (refused: Refused) => void;
}

const helloTimeoutMs = 10_000;
const upFormat: AudioFormat = { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 };
const downFormat: AudioFormat = { codec: 'pcm16', sampleRateHz: 24_000, frameMs: 20 };

export class Speaker {
  readonly helloAck: HelloAck;
  readonly #socket: SpeakerSocket;
  readonly #options: SpeakerOptions;
  readonly #outcomes = new Map<string, OpenQuestion>();
  #turn: OpenTurn | undefined;
  #isClosed = false;
  #isListening = false;
  #sequence = 0;
  #listens = 0;
  #rest = new Uint8Array(0);

  private constructor(socket: SpeakerSocket, options: SpeakerOptions, helloAck: HelloAck) {
    this.#socket = socket;
    this.#options = options;
    this.helloAck = helloAck;
  }

  /** Connects and says hello. @throws Refused with a code of the protocol, or `UNREACHABLE` */
  static async connect(options: SpeakerOptions): Promise<Speaker> {
    const { url, token, openSocket: open = openSocket } = options;
    const socket = open(new URL('/v1/speaker', url).href, token);
    socket.binaryType = 'arraybuffer';
    let speaker: Speaker | undefined;
    const acknowledged = new Promise<HelloAck>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Refused('UNREACHABLE', 'no answer to hello', true)),
        helloTimeoutMs,
      );
      const fail = (refused: Refused) => {
        clearTimeout(timer);
        reject(refused);
      };
      socket.addEventListener('open', () => socket.send(JSON.stringify(helloOf(options))));
      socket.addEventListener('error', () =>
        fail(new Refused('UNREACHABLE', 'the upgrade was refused', true)),
      );
      socket.addEventListener('close', ({ code, reason }: { code: number; reason: string }) => {
        fail(new Refused(reason === '' ? 'UNREACHABLE' : reason, `closed with ${code}`, true));
        speaker?.closed(code);
      });
      socket.addEventListener('message', ({ data }: { data: unknown }) => {
        if (speaker !== undefined) speaker.take(data);
        else if (typeof data === 'string') {
          const message = JSON.parse(data) as GatewayMessage;
          if (message.type === 'hello_ack') {
            clearTimeout(timer);
            // Made here: what comes in the same breath is already for it.
            speaker = new Speaker(socket, options, message);
            resolve(message);
          } else if (message.type === 'error' && message.isFatal) {
            fail(new Refused(message.code, message.message, message.isRetryable));
          }
        }
      });
    });
    try {
      await acknowledged;
    } catch (error) {
      socket.close();
      throw error;
    }
    return speaker as unknown as Speaker;
  }

  close(): void {
    this.#socket.close(1000);
  }

  /** A turn from text. */
  sayText(text: string, { isSilent = false } = {}): Promise<Turn> {
    const { listenId, over } = this.#begin();
    this.#send({ type: 'text', listenId, text, isSilent });
    return over;
  }

  /**
   * A turn from a microphone: give what it records to `hear`, in pieces of any length, until the turn says that it is over (or
   * `isListening` is false), and call `stop` when the button is let go.
   * @param wakeAudioMs with `wake_word`: how much of what is heard first is the wake word
   */
  listen(mode: ListenMode, { wakeAudioMs = 0, isSilent = false } = {}): Promise<Turn> {
    const { listenId, over } = this.#begin();
    const wake = mode === 'wake_word' ? { wakeAudioMs } : {};
    this.#send({ type: 'listen_start', listenId, mode, isSilent, ...wake });
    this.#isListening = !this.#isClosed;
    this.#sequence = 0;
    this.#rest = new Uint8Array(0);
    return over;
  }

  /** The microphone is wanted. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** PCM16 of the microphone; of another codec, one packet. What nobody listens to is let go of. */
  hear(audio: Uint8Array): void {
    if (!this.#isListening) return;
    const { audioUp } = this.helloAck;
    if (audioUp.codec !== 'pcm16') {
      this.#frame(audio);
      return;
    }
    const all = new Uint8Array(this.#rest.length + audio.length);
    all.set(this.#rest);
    all.set(audio, this.#rest.length);
    const bytes = frameBytes(audioUp);
    let at = 0;
    for (; at + bytes <= all.length; at += bytes) this.#frame(all.subarray(at, at + bytes));
    this.#rest = all.slice(at);
  }

  /** The button was let go. */
  stop(): void {
    if (!this.#isListening || this.#turn === undefined) return;
    this.#isListening = false;
    this.#send({ type: 'listen_stop', listenId: this.#turn.listenId });
  }

  /** Ends the turn that runs. */
  abort(reason: 'barge_in' | 'user' = 'user'): void {
    this.#send({ type: 'abort', listenId: '', reason });
  }

  setMicrophone(change: MicrophoneChange): void {
    this.#send({ type: 'set_microphone', ...change });
  }

  /** After connecting, and whenever it changes. */
  tellState(state: DeviceState): void {
    this.#send({ type: 'device_state', ...state });
  }

  /** What it can do beside speaking. */
  tellTools(tools: readonly DeviceTool[]): void {
    this.#send({ type: 'tools', tools });
  }

  tellPlayer(state: PlayerState): void {
    this.#send({ type: 'player', state });
  }

  /**
   * What became of a turn whose end was lost, asked on the next connection: `not_acted`, `outcome_unknown`, `completed`, `failed`.
   * @throws Refused `GATEWAY_LOST` when the line breaks first
   */
  outcomeOf(turnId: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(lost());
      this.#outcomes.set(turnId, { resolve, reject });
      this.#send({ type: 'get_outcome', turnId });
    });
  }

  #send(message: SpeakerMessage): void {
    if (this.#isClosed) return;
    this.#socket.send(JSON.stringify(message));
  }

  #frame(payload: Uint8Array): void {
    const { frameMs } = this.helloAck.audioUp;
    this.#socket.send(packFrame(payload, this.#sequence, this.#sequence * frameMs));
    this.#sequence += 1;
  }

  #begin(): { readonly listenId: string; readonly over: Promise<Turn> } {
    this.#isListening = false;
    this.#listens += 1;
    const listenId = `listen-${this.#listens}`;
    const over = new Promise<Turn>((settle) => {
      // Speaking again ends what runs; the gateway says so of a turn that it still knows.
      if (this.#turn !== undefined) this.#finish({ end: 'aborted', code: '' });
      this.#turn = {
        ...{ listenId, turnId: '', transcript: '', replies: [], directives: [], audio: [] },
        ...{ isExpectingSpeech: false, settle },
      };
      // Nobody is there to be told: connect anew, and say it again.
      if (this.#isClosed) this.#finish({ end: 'failed', code: 'GATEWAY_LOST', isRetryable: true });
    });
    return { listenId, over };
  }

  private closed(code: number): void {
    this.#isClosed = true;
    for (const asked of this.#outcomes.values()) asked.reject(lost());
    this.#outcomes.clear();
    // Only the next connection can tell what became of it.
    this.#finish({ end: 'failed', code: 'GATEWAY_LOST', isOutcomeUnknown: this.#turn?.turnId !== '' });
    this.#options.onClosed?.(code);
  }

  private take(data: unknown): void {
    if (typeof data === 'string') this.#took(JSON.parse(data) as GatewayMessage);
    else {
      const frame = unpackFrame(data as ArrayBuffer);
      if (frame === undefined || this.#turn === undefined) return;
      this.#turn.audio.push(frame.payload);
      this.#options.onAudio?.(frame.payload);
    }
  }

  #took(message: GatewayMessage): void {
    const { onMessage, onFirmware, onLogWanted } = this.#options;
    onMessage?.(message);
    switch (message.type) {
      case 'firmware': {
        const { type: _type, ...offer } = message;
        onFirmware?.(offer);
        return;
      }
      case 'log_wanted': {
        const text = onLogWanted?.();
        if (text !== undefined) this.#send({ type: 'system_log', requestId: message.requestId, text });
        return;
      }
      case 'outcome':
        this.#outcomes.get(message.turnId)?.resolve(message.outcome);
        this.#outcomes.delete(message.turnId);
        return;
      default:
        if (this.#turn !== undefined) this.#ofTurn(this.#turn, message);
    }
  }

  #ofTurn(turn: OpenTurn, message: GatewayMessage): void {
    if (message.type === 'turn_started' && message.listenId === turn.listenId) turn.turnId = message.turnId;
    else if (message.type === 'error' && (message.isFatal || message.listenId === turn.listenId)) {
      this.#finish({ end: 'failed', code: message.code, isRetryable: message.isRetryable });
    } else if ('turnId' in message && message.turnId === turn.turnId && turn.turnId !== '') {
      switch (message.type) {
        case 'transcript':
          if (message.isFinal) turn.transcript = message.text;
          break;
        case 'listen_ended':
          this.#isListening = false;
          break;
        case 'reply':
          turn.replies.push(message.text);
          turn.isExpectingSpeech = message.isExpectingSpeech;
          break;
        case 'directive':
          turn.directives.push(message.directive);
          this.#options.onDirective?.(message.directive);
          break;
        case 'turn_ended':
          this.#finish(message);
          break;
        default:
      }
    }
  }

  #finish(ended: Pick<Turn, 'end' | 'code'> & Partial<Pick<Turn, 'isRetryable' | 'isOutcomeUnknown'>>): void {
    const turn = this.#turn;
    this.#isListening = false;
    if (turn === undefined) return;
    this.#turn = undefined;
    const { turnId, transcript, replies, directives, isExpectingSpeech } = turn;
    const { end, code, isRetryable = false, isOutcomeUnknown = false } = ended;
    const audio = joined(turn.audio);
    turn.settle({
      ...{ turnId, end, code, isRetryable, isOutcomeUnknown, transcript, replies, directives },
      ...{ audio, isExpectingSpeech },
    });
  }
}

function helloOf(options: SpeakerOptions): SpeakerMessage {
  const { locale = 'en-US', model = 'speaker', firmware = '1', capabilities = ['audio'] } = options;
  const { audioUp = upFormat, audioDown = downFormat, resumeSessionId = '' } = options;
  return {
    ...{ type: 'hello', protocol: 'earshot.v1', model, firmware, locale, capabilities },
    ...{ audioUp, audioDown, resumeSessionId },
  };
}

const lost = (): Refused => new Refused('GATEWAY_LOST', 'the line is gone; connect anew', true);

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
