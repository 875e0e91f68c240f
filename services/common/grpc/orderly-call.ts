/**
 * A call that its caller may let go of at any time: the caller is told at once, the server by a message, and the
 * stream ends with the server's status. Resetting it would be cheaper, but whoever counts resets ends the whole
 * connection after some hundreds of them, with everybody's calls on it. See docs/adr/0050.
 */
import { randomUUID } from 'node:crypto';
import { type ChannelInterface, Metadata, status } from '@grpc/grpc-js';

/** A call as channels make it; the library exports no name for it. */
export type RawCall = ReturnType<ChannelInterface['createCall']>;
type Listener = Parameters<RawCall['start']>[1];
type Status = Parameters<Listener['onReceiveStatus']>[0];
type Context = Parameters<RawCall['sendMessageWithContext']>[0];

/** Metadata: the random name by which a call can be cancelled, and the milliseconds that its caller waits. */
export const callIdKey = 'earshot-call-id';
export const budgetKey = 'earshot-budget-ms';

/** How long a server may take to end a call that nobody waits for any more; only then it is reset. */
export const settleMs = 2_000;
/** Longest delay of a timer. */
const maxTimerMs = 0x7fff_ffff;

export interface OrderlyCallOptions {
  /** Made with `settleMs` more than the caller's own deadline. */
  readonly call: RawCall;
  /** When the caller stops waiting, in milliseconds since the epoch; `Infinity` = never. */
  readonly deadlineAtMs: number;
  /** Tells the server; rejects when it could not be told. */
  readonly cancel: (callId: string) => Promise<void>;
  /** Once, with what the server or the transport said at the end. */
  readonly onEnd: (status: Status) => void;
}

export class OrderlyCall implements RawCall {
  readonly #options: OrderlyCallOptions;
  readonly #call: RawCall;
  readonly #id = randomUUID();
  #listener: Listener | undefined;
  #isHalfClosed = false;
  /** The caller has its status and hears nothing more. */
  #isLetGo = false;
  #hasEnded = false;
  #deadline: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(options: OrderlyCallOptions) {
    this.#options = options;
    this.#call = options.call;
  }

  start(metadata: Metadata, listener: Listener): void {
    const { deadlineAtMs, onEnd } = this.#options;
    this.#listener = listener;
    metadata.set(callIdKey, this.#id);
    if (Number.isFinite(deadlineAtMs)) {
      const budgetMs = Math.max(0, Math.round(deadlineAtMs - Date.now()));
      metadata.set(budgetKey, String(budgetMs));
      // The server counts the same budget and ends the call by itself.
      const late = () => this.#letGo(status.DEADLINE_EXCEEDED, 'Deadline exceeded');
      this.#deadline = setTimeout(late, Math.min(budgetMs, maxTimerMs));
    }
    this.#call.start(metadata, {
      onReceiveMetadata: (received) => {
        if (!this.#isLetGo) listener.onReceiveMetadata(received);
      },
      onReceiveMessage: (message) => {
        // Unread messages would keep the status behind them from coming.
        if (this.#isLetGo) this.#call.startRead();
        else listener.onReceiveMessage(message);
      },
      onReceiveStatus: (received) => {
        this.#hasEnded = true;
        clearTimeout(this.#deadline);
        clearTimeout(this.#settling);
        onEnd(received);
        if (!this.#isLetGo) listener.onReceiveStatus(received);
      },
    });
  }

  cancelWithStatus(code: status, details: string): void {
    if (this.#isLetGo || this.#hasEnded) return;
    if (this.#listener === undefined) {
      this.#call.cancelWithStatus(code, details);
      return;
    }
    this.#letGo(code, details);
    this.#options.cancel(this.#id).catch(() => this.#call.cancelWithStatus(code, details));
  }

  #letGo(code: status, details: string): void {
    if (this.#isLetGo || this.#hasEnded) return;
    this.#isLetGo = true;
    clearTimeout(this.#deadline);
    if (!this.#isHalfClosed) this.#call.halfClose();
    this.#isHalfClosed = true;
    this.#call.startRead();
    this.#settling = setTimeout(() => this.#call.cancelWithStatus(code, details), settleMs);
    this.#settling.unref();
    process.nextTick(() => this.#listener?.onReceiveStatus({ code, details, metadata: new Metadata() }));
  }

  sendMessageWithContext(context: Context, message: Buffer): void {
    if (!this.#isLetGo) this.#call.sendMessageWithContext(context, message);
    else if (context.callback) process.nextTick(context.callback);
  }

  startRead(): void {
    if (!this.#isLetGo) this.#call.startRead();
  }

  halfClose(): void {
    if (this.#isHalfClosed) return;
    this.#isHalfClosed = true;
    this.#call.halfClose();
  }

  getPeer(): string {
    return this.#call.getPeer();
  }

  getCallNumber(): number {
    return this.#call.getCallNumber();
  }

  setCredentials(credentials: Parameters<RawCall['setCredentials']>[0]): void {
    this.#call.setCredentials(credentials);
  }

  getAuthContext(): ReturnType<RawCall['getAuthContext']> {
    return this.#call.getAuthContext();
  }
}
