/** One connection of a speaker under test: says what a gateway would say, and watches what comes back. */
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { frameBytes, headerBytes } from '../protocol.ts';
import { type Hello, readMessage, type Said, type SaidType } from './messages.ts';
import type { Findings } from './rules.ts';

/** Frames that were under way when a listen ended are passed over for so long, in milliseconds. */
const graceMs = 2_000;
/** Audio that may come ahead of the clock, and how fast it may be caught up (docs/protocol.md). */
const aheadMs = 4_000;
const catchUpRate = 1.25;
const maxOpusBytes = 1500;

/** What comes of a connection. */
type Heard = Said | 'frame' | 'closed';

interface Listen {
  readonly id: string;
  readonly mode: string;
  readonly startedMs: number;
  audioMs: number;
  lastSequence: number;
}

export class Line {
  readonly #socket: WebSocket;
  readonly #findings: Findings;
  readonly #waiting = new Set<(said: Heard) => void>();
  readonly #listenIds = new Set<string>();
  #hello: Hello | undefined;
  #listen: Listen | undefined;
  #graceUntilMs = 0;
  #isMuted = false;
  /** Logs that were asked for and did not come yet. */
  readonly #wantedLogs = new Set<string>();
  isClosed = false;

  constructor(socket: WebSocket, request: IncomingMessage, findings: Findings) {
    this.#socket = socket;
    this.#findings = findings;
    this.#checkUpgrade(request);
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#frame(data as Buffer);
      else this.#text(String(data));
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.#tell('closed');
    });
    socket.on('error', () => {});
  }

  get hello(): Hello | undefined {
    return this.#hello;
  }

  get listening(): { readonly id: string; readonly mode: string; readonly audioMs: number } | undefined {
    return this.#listen;
  }

  say(message: { readonly type: string; readonly [field: string]: unknown }): void {
    if (this.isClosed) return;
    if (message.type === 'log_wanted') this.#wantedLogs.add(String(message['requestId']));
    if (message.type === 'microphone') this.#isMuted = message['isMuted'] === true;
    this.#socket.send(JSON.stringify(message));
  }

  sendFrame(frame: Buffer): void {
    if (!this.isClosed) this.#socket.send(frame);
  }

  /** Ends the listen that runs: no more audio is expected. */
  endListen(): void {
    this.#listen = undefined;
    this.#graceUntilMs = performance.now() + graceMs;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** As a broken network would. */
  break(): void {
    this.#socket.terminate();
  }

  ping(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), 3_000);
      this.#socket.once('pong', () => {
        clearTimeout(timer);
        resolve(true);
      });
      this.#socket.ping();
    });
  }

  /** The next message of one of these types, or nothing within the time. */
  said<Type extends SaidType>(
    types: readonly Type[],
    timeoutMs: number,
  ): Promise<Extract<Said, { readonly type: Type }> | undefined> {
    type Wanted = Extract<Said, { readonly type: Type }>;
    const isWanted = (said: Heard): said is Wanted =>
      typeof said !== 'string' && (types as readonly string[]).includes(said.type);
    return this.#until((said) => (isWanted(said) ? said : undefined), timeoutMs);
  }

  /** Until the listen that runs is over, or has this much audio. @returns false when neither came within the time */
  async heard(audioMs: number, timeoutMs: number): Promise<boolean> {
    const isEnough = () => this.#listen === undefined || this.#listen.audioMs >= audioMs;
    return isEnough() || (await this.#until(() => isEnough() || undefined, timeoutMs)) === true;
  }

  #until<T>(fits: (said: Heard) => T | undefined, timeoutMs: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const settle = (value: T | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(value);
      };
      const look = (said: Heard) => {
        const found = fits(said);
        if (found !== undefined || said === 'closed') settle(found);
      };
      const timer = setTimeout(() => settle(undefined), timeoutMs);
      this.#waiting.add(look);
      if (this.isClosed) settle(undefined);
    });
  }

  #tell(said: Heard): void {
    for (const look of [...this.#waiting]) look(said);
  }

  #checkUpgrade({ headers, url = '' }: IncomingMessage): void {
    const offered = String(headers['sec-websocket-protocol'] ?? '').split(/ *, */);
    if (!offered.includes('earshot.v1')) this.#findings.broken('upgrade.protocol', 'an upgrade without it');
    if (!/^bearer \S+$/i.test(headers.authorization ?? ''))
      this.#findings.broken('upgrade.token', 'an upgrade without a token');
    if (/[?&](access_?)?token=/i.test(url)) this.#findings.broken('upgrade.token', 'a token in the address');
  }

  #text(text: string): void {
    const said = readMessage(text, this.#findings);
    if (said === undefined) return;
    if (said.type === 'hello') {
      if (this.#hello !== undefined) this.#findings.broken('hello.first', 'a second hello on one connection');
      this.#hello = said;
    } else if (this.#hello === undefined) this.#findings.broken('hello.first', `${said.type} before hello`);
    if (said.type === 'listen_start' || said.type === 'text') this.#begin(said);
    if (said.type === 'listen_stop' && this.#listen?.id === said.listenId) this.endListen();
    if (said.type === 'abort') this.endListen();
    if (said.type === 'system_log' && !this.#wantedLogs.delete(said.requestId))
      this.#findings.broken('log.asked', 'a log that nobody asked for');
    this.#tell(said);
  }

  #begin(said: Extract<Said, { readonly type: 'listen_start' | 'text' }>): void {
    if (this.#listenIds.has(said.listenId)) this.#findings.broken('listen.id', 'an id that was used before');
    this.#listenIds.add(said.listenId);
    if (said.type === 'text') return;
    if (this.#isMuted) this.#findings.broken('mute.obeyed', `listen_start (${said.mode}) while muted`);
    const startedMs = performance.now();
    this.#listen = { id: said.listenId, mode: said.mode, startedMs, audioMs: 0, lastSequence: -1 };
  }

  #frame(message: Buffer): void {
    const format = this.#hello?.audioUp;
    if (format === undefined) {
      this.#findings.broken('hello.first', 'audio before hello');
    } else if (message.length <= headerBytes || message[0] !== 0x11 || (message[1]! & 0xfe) !== 0) {
      const begins = message.toString('hex', 0, 2);
      this.#findings.broken('frame.header', `a binary message that begins with ${begins}`);
    } else if (this.#listen !== undefined) {
      this.#heard(message, this.#listen, format);
    } else if (performance.now() > this.#graceUntilMs) {
      this.#findings.broken('frame.outside', 'audio without a listen');
    }
  }

  #heard(message: Buffer, listen: Listen, format: Hello['audioUp']): void {
    this.#checkFrame(message, listen, format);
    listen.audioMs += format.frameMs;
    const passedMs = Math.round(performance.now() - listen.startedMs);
    if (listen.audioMs > aheadMs + passedMs * catchUpRate) {
      this.#findings.broken('frame.pace', `${listen.audioMs} ms of audio in ${passedMs} ms`);
    }
    if ((message[1]! & 1) === 1) this.endListen();
    this.#tell('frame');
  }

  #checkFrame(message: Buffer, listen: Listen, format: Hello['audioUp']): void {
    const bytes = message.length - headerBytes;
    const maxBytes = format.codec === 'pcm16' ? frameBytes(format) : maxOpusBytes;
    if (bytes > maxBytes || (format.codec === 'pcm16' && bytes % 2 === 1))
      this.#findings.broken('frame.size', `${bytes} bytes of audio where a frame has ${maxBytes}`);
    const sequence = message.readUInt16BE(2);
    const isNext =
      listen.lastSequence === -1 ? sequence === 0 : ((sequence - listen.lastSequence) & 0xffff) < 0x8000;
    if (!isNext || sequence === listen.lastSequence)
      this.#findings.broken(
        'frame.sequence',
        `${sequence} after ${listen.lastSequence === -1 ? 'nothing' : listen.lastSequence}`,
      );
    listen.lastSequence = sequence;
  }
}
