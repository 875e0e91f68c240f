/** A WebSocket as a session's link: sending within bounds what the dialect makes of it, pausing, closing once. */
import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import type { Dialect, Frame, Heard, Translator, Upgrade } from '../dialect/dialect.ts';
import type { ControlMessage, DownPosition, SpeakerLink } from '../session/link.ts';

/** How long a speaker has to answer our close before the socket is destroyed. */
const closeGraceMs = 2_000;

export interface WebSocketLinkOptions {
  readonly socket: WebSocket;
  /** What the WebSocket writes to. */
  readonly line: Pick<Writable, 'cork' | 'uncork'>;
  readonly dialect: Dialect;
  readonly maxOutboundBytes: number;
  readonly onOverflow: () => void;
  /** The dialect speaks for its device. */
  readonly hear: (heard: readonly Heard[]) => void;
}

export class WebSocketLink implements SpeakerLink {
  readonly translator: Translator;
  readonly #options: WebSocketLinkOptions;
  #isClosing = false;
  #isHeldBack = false;

  /** @param upgrade read now, and not kept: a request is more than all the rest of a silent connection */
  constructor(options: WebSocketLinkOptions, upgrade: Upgrade) {
    this.#options = options;
    this.translator = options.dialect.open({
      upgrade,
      write: (frame) => this.#write([frame]),
      hear: options.hear,
      end: () => this.#close(1000, ''),
    });
  }

  get headroomBytes(): number {
    return this.translator.headroomBytes;
  }

  get paceLeadMs(): number | undefined {
    return this.translator.paceLeadMs;
  }

  get bufferedBytes(): number {
    return this.#options.socket.bufferedAmount;
  }

  send(message: ControlMessage): void {
    if (this.#isOpen()) this.#write(this.translator.send(message));
  }

  sendAudio(message: Buffer, position: DownPosition): void {
    if (this.#isOpen()) this.#write(this.translator.sendAudio(message, position));
  }

  pause(): void {
    const { socket } = this.#options;
    if (socket.readyState === socket.OPEN) socket.pause();
  }

  resume(): void {
    this.#options.socket.resume();
  }

  close(code: ErrorCode): void {
    this.#close(this.#options.dialect.closeCode(code), code);
  }

  #close(closeCode: number, reason: string): void {
    if (this.#isClosing) return;
    const { socket } = this.#options;
    this.#isClosing = true;
    // A paused socket would never see the answer to the close.
    socket.resume();
    socket.close(closeCode, reason);
    setTimeout(() => socket.terminate(), closeGraceMs).unref();
  }

  #write(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (!this.#isOpen()) return;
      this.#holdBack();
      this.#options.socket.send(frame, ignoreErrors);
    }
  }

  /** What is said in one go leaves in one write: frames of speech come by threes, and a stage ends as the next begins. */
  #holdBack(): void {
    if (this.#isHeldBack) return;
    this.#isHeldBack = true;
    const { line } = this.#options;
    line.cork();
    setImmediate(() => {
      this.#isHeldBack = false;
      line.uncork();
    });
  }

  #isOpen(): boolean {
    const { socket, maxOutboundBytes, onOverflow } = this.#options;
    if (this.#isClosing || socket.readyState !== socket.OPEN) return false;
    if (socket.bufferedAmount <= maxOutboundBytes) return true;
    onOverflow();
    return false;
  }
}

/** A failed send shows as the socket's close. */
function ignoreErrors(): void {}
