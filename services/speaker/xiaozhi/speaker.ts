/**
 * A reference speaker of the xiaozhi protocol: what the firmware does on its side of the wire, with recordings for a
 * microphone. Plays audio between `tts start` and `tts stop` alone, as the firmware does, and opens its microphone again
 * by itself after a reply.
 */
import { WebSocket } from 'ws';
import { XiaozhiRefused } from './activate.ts';
import {
  type DeviceIsTold,
  type DeviceSays,
  packXiaozhi,
  unpackXiaozhi,
  type XiaozhiMode,
} from './protocol.ts';

export interface XiaozhiCodec {
  /** PCM16 at 16 kHz of one frame. */
  encode(pcmFrame: Buffer): Buffer;
  /** PCM16 at 24 kHz. */
  decode(packet: Buffer): Buffer;
}

export interface XiaozhiOptions {
  readonly url: string;
  readonly token: string;
  readonly codec: XiaozhiCodec;
  /** Default 1. */
  readonly version?: 1 | 2 | 3;
  /** Default 60. */
  readonly frameMs?: 20 | 40 | 60;
  /** What a call of a device's tool answers; its absence: the device has none. */
  readonly mcp?: (payload: Readonly<Record<string, unknown>>) => object | undefined;
  readonly onMessage?: (message: DeviceIsTold) => void;
}

/** What came of one utterance. */
export interface XiaozhiTurn {
  readonly heard: string;
  readonly sentences: readonly string[];
  readonly alerts: readonly string[];
  /** PCM16 at 24 kHz, what was played. */
  readonly audio: Buffer;
  /** Frames that came while the device was not in its state of speaking: the firmware drops them. */
  readonly droppedFrames: number;
  /** How it ended: the speech was over, nothing was said but an alert, the connection closed, or nothing came at all. */
  readonly end: 'stop' | 'alert' | 'closed' | 'timeout';
}

const replyTimeoutMs = 20_000;
const helloTimeoutMs = 10_000;
const pcmBytesPerMs = 32;

interface Open {
  heard: string;
  readonly sentences: string[];
  readonly alerts: string[];
  readonly audio: Buffer[];
  droppedFrames: number;
}

const nothing = (): Open => ({ heard: '', sentences: [], alerts: [], audio: [], droppedFrames: 0 });

/** Connects and says hello. @throws XiaozhiRefused */
export async function connectXiaozhi(options: XiaozhiOptions): Promise<XiaozhiSpeaker> {
  const { url, token, version = 1 } = options;
  const socket = new WebSocket(url, {
    headers: {
      authorization: `Bearer ${token}`,
      'protocol-version': String(version),
      'device-id': '02:00:00:00:00:01',
      'client-id': 'reference',
    },
    perMessageDeflate: false,
    handshakeTimeout: helloTimeoutMs,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.on('error', () => reject(new XiaozhiRefused(0, '')));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      reject(new XiaozhiRefused(response.statusCode ?? 0, ''));
    });
  });
  const speaker = new XiaozhiSpeaker(socket, options);
  await speaker.hello();
  return speaker;
}

export class XiaozhiSpeaker {
  readonly #socket: WebSocket;
  readonly #options: XiaozhiOptions;
  readonly #version: 1 | 2 | 3;
  readonly #frameMs: number;
  #sessionId = '';
  #greeted: () => void = () => {};
  #isSpeaking = false;
  #isListening = false;
  #open: Open = nothing();
  #ended: ((end: XiaozhiTurn['end']) => void) | undefined;
  /** The close code; undefined while the connection is there. */
  closeCode: number | undefined;
  readonly closed: Promise<number>;

  constructor(socket: WebSocket, options: XiaozhiOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#version = options.version ?? 1;
    this.#frameMs = options.frameMs ?? 60;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code: number) => {
        this.closeCode = code;
        this.#ended?.('closed');
        resolve(code);
      });
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#play(data);
      else this.#take(JSON.parse(data.toString('utf8')) as DeviceIsTold);
    });
  }

  get sessionId(): string {
    return this.#sessionId;
  }

  /** Whether the device would play a frame now. */
  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  async hello(): Promise<void> {
    const greeted = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new XiaozhiRefused(0, 'no hello')), helloTimeoutMs);
      this.#greeted = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#socket.once('close', () => {
        clearTimeout(timer);
        reject(new XiaozhiRefused(0, 'closed'));
      });
    });
    this.say({
      type: 'hello',
      version: this.#version,
      features: { mcp: this.#options.mcp !== undefined },
      transport: 'websocket',
      audio_params: { format: 'opus', sample_rate: 16_000, channels: 1, frame_duration: this.#frameMs },
    });
    await greeted;
  }

  say(message: DeviceSays): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify({ session_id: this.#sessionId, ...message }));
  }

  sendPcm(pcm: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(packXiaozhi(this.#version, this.#options.codec.encode(pcm)));
  }

  /** The wake word as its chip heard it, then what is said after it. @param wakeMs how much of the audio is the word */
  async wake(text: string, pcm: Buffer, wakeMs: number, mode: XiaozhiMode = 'auto'): Promise<XiaozhiTurn> {
    const frames = this.#framesOf(pcm);
    const wakeFrames = Math.ceil(wakeMs / this.#frameMs);
    for (const frame of frames.slice(0, wakeFrames)) this.sendPcm(frame);
    this.say({ type: 'listen', state: 'detect', text });
    return this.#listen(frames.slice(wakeFrames), mode);
  }

  /** The button was pressed. */
  press(pcm: Buffer, mode: XiaozhiMode = 'auto'): Promise<XiaozhiTurn> {
    return this.#listen(this.#framesOf(pcm), mode);
  }

  /** As clients with a keyboard say it. */
  type(text: string): Promise<XiaozhiTurn> {
    const turn = this.#begin();
    this.say({ type: 'listen', state: 'detect', text });
    return turn;
  }

  /** The button was pressed while it spoke: it goes on speaking until it is told to stop. */
  abort(reason?: 'wake_word_detected'): void {
    this.say({ type: 'abort', ...(reason === undefined ? {} : { reason }) });
  }

  close(): void {
    this.#socket.close(1000);
    setTimeout(() => this.#socket.terminate(), 2_000).unref();
  }

  async #listen(frames: readonly Buffer[], mode: XiaozhiMode): Promise<XiaozhiTurn> {
    const turn = this.#begin();
    this.say({ type: 'listen', state: 'start', mode });
    this.#isListening = true;
    const silence = Buffer.alloc(this.#frameMs * pcmBytesPerMs);
    const trailing = mode === 'manual' ? 0 : Math.ceil(8_000 / this.#frameMs);
    for (const frame of [...frames, ...Array.from({ length: trailing }, () => silence)]) {
      if (!this.#isListening || this.closeCode !== undefined) break;
      this.sendPcm(frame);
      await new Promise((resolve) => setTimeout(resolve, this.#frameMs));
    }
    if (mode === 'manual') this.say({ type: 'listen', state: 'stop' });
    return turn;
  }

  #begin(): Promise<XiaozhiTurn> {
    this.#open = nothing();
    const open = this.#open;
    return new Promise((resolve) => {
      const end = (how: XiaozhiTurn['end']) => {
        clearTimeout(timer);
        this.#ended = undefined;
        this.#isListening = false;
        resolve({ ...open, audio: Buffer.concat(open.audio), end: how });
      };
      const timer = setTimeout(() => end('timeout'), replyTimeoutMs);
      this.#ended = end;
      if (this.closeCode !== undefined) end('closed');
    });
  }

  #framesOf(pcm: Buffer): Buffer[] {
    const bytes = this.#frameMs * pcmBytesPerMs;
    return Array.from({ length: Math.ceil(pcm.length / bytes) }, (_, index) => {
      const frame = Buffer.alloc(bytes);
      pcm.copy(frame, 0, index * bytes, Math.min(pcm.length, (index + 1) * bytes));
      return frame;
    });
  }

  #play(message: Buffer): void {
    if (!this.#isSpeaking) {
      this.#open.droppedFrames += 1;
      return;
    }
    this.#open.audio.push(this.#options.codec.decode(unpackXiaozhi(this.#version, message)));
  }

  #take(message: DeviceIsTold): void {
    this.#options.onMessage?.(message);
    switch (message.type) {
      case 'hello':
        this.#sessionId = message.session_id;
        this.#greeted();
        break;
      case 'stt':
        this.#open.heard = message.text;
        break;
      case 'alert':
        this.#open.alerts.push(message.message);
        this.#ended?.('alert');
        break;
      case 'tts':
        this.#speak(message);
        break;
      case 'mcp': {
        const answer = this.#options.mcp?.(message.payload);
        if (answer !== undefined) this.say({ type: 'mcp', payload: answer });
        break;
      }
      default:
    }
  }

  #speak(message: Extract<DeviceIsTold, { type: 'tts' }>): void {
    if (message.state === 'sentence_start') this.#open.sentences.push(message.text);
    else if (message.state === 'start') {
      // Half duplex: the microphone is shut while it speaks.
      this.#isListening = false;
      this.#isSpeaking = true;
    } else {
      this.#isSpeaking = false;
      this.#ended?.('stop');
    }
  }
}
