/** A WebSocket as a session's link: sending within bounds, pausing, closing once. */
import type { WebSocket } from 'ws';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { ControlMessage, DownPosition, SpeakerLink } from '../session/link.ts';

/** How long a speaker has to answer our close before the socket is destroyed. */
const closeGraceMs = 2_000;

export class WebSocketLink implements SpeakerLink {
  readonly #socket: WebSocket;
  readonly #dialect: Dialect;
  readonly #maxOutboundBytes: number;
  readonly #onOverflow: () => void;
  #isClosing = false;

  constructor(socket: WebSocket, dialect: Dialect, maxOutboundBytes: number, onOverflow: () => void) {
    this.#socket = socket;
    this.#dialect = dialect;
    this.#maxOutboundBytes = maxOutboundBytes;
    this.#onOverflow = onOverflow;
  }

  get headroomBytes(): number {
    return this.#dialect.headroomBytes;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: ControlMessage): void {
    if (!this.#isOpen()) return;
    this.#socket.send(this.#dialect.encodeControl(message), ignoreErrors);
  }

  sendAudio(message: Buffer, position: DownPosition): void {
    if (!this.#isOpen()) return;
    this.#dialect.encodeAudio(message, position);
    this.#socket.send(message, ignoreErrors);
  }

  pause(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: ErrorCode): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    // A paused socket would never see the answer to the close.
    this.#socket.resume();
    this.#socket.close(catalogue[code].closeCode ?? 1000, code);
    setTimeout(() => this.#socket.terminate(), closeGraceMs).unref();
  }

  #isOpen(): boolean {
    if (this.#isClosing || this.#socket.readyState !== this.#socket.OPEN) return false;
    if (this.#socket.bufferedAmount <= this.#maxOutboundBytes) return true;
    this.#onOverflow();
    return false;
  }
}

/** A failed send shows as the socket's close. */
function ignoreErrors(): void {}
