/**
 * One connection to a Wyoming server, for one utterance or one sentence. Whatever the server does, lie, stall,
 * flood or die, the caller sees one catalogue error: ENGINE_UNAVAILABLE, ENGINE_TIMEOUT or ENGINE_PROTOCOL.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { EarshotError, isEarshotError } from '../errors/earshot-error.ts';
import { abortReason } from '../grpc/streams.ts';
import { parseWyomingAddress } from './address.ts';
import {
  defaultWyomingLimits,
  EventDecoder,
  encodeEvent,
  type WyomingData,
  type WyomingEvent,
  type WyomingLimits,
} from './codec.ts';

export interface WyomingOptions {
  /** See {@link parseWyomingAddress}. */
  readonly address: string;
  readonly connectTimeoutMs: number;
  /** Longest silence of the server while we wait for an event, or while it does not take what we send. */
  readonly idleTimeoutMs: number;
  /** Everything together. */
  readonly totalTimeoutMs: number;
  readonly signal?: AbortSignal;
  readonly limits?: WyomingLimits;
  /** Most bytes taken from the server over the whole connection. */
  readonly maxReceivedBytes?: number;
  /** Most events taken from the server over the whole connection. */
  readonly maxEvents?: number;
}

const defaultMaxReceivedBytes = 32 * 1024 * 1024;
const defaultMaxEvents = 20_000;

export class WyomingConnection {
  readonly #socket: Socket;
  readonly #options: WyomingOptions;
  readonly #ended = new AbortController();
  readonly #totalTimer: NodeJS.Timeout;
  readonly #onAbort: () => void;
  readonly #events: AsyncGenerator<WyomingEvent, void, void>;

  private constructor(socket: Socket, options: WyomingOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#onAbort = () => this.#fail(abortReason(options.signal!));
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#totalTimer = setTimeout(
      () => this.#fail(new EarshotError('ENGINE_TIMEOUT', { detail: { which: 'total' } })),
      options.totalTimeoutMs,
    );
    socket.setNoDelay(true);
    socket.on('error', (error) => this.#fail(new EarshotError('ENGINE_UNAVAILABLE', { cause: error })));
    this.#events = this.#receive();
  }

  static async open(options: WyomingOptions): Promise<WyomingConnection> {
    if (options.signal?.aborted) throw abortReason(options.signal);
    const socket = connect(parseWyomingAddress(options.address));
    const late = AbortSignal.timeout(options.connectTimeoutMs);
    const signal = options.signal === undefined ? late : AbortSignal.any([late, options.signal]);
    try {
      await once(socket, 'connect', { signal });
    } catch (error) {
      socket.on('error', () => {});
      socket.destroy();
      if (options.signal?.aborted) throw abortReason(options.signal);
      const code = late.aborted ? 'ENGINE_TIMEOUT' : 'ENGINE_UNAVAILABLE';
      throw new EarshotError(code, { cause: error, detail: { which: 'connect' } });
    }
    return new WyomingConnection(socket, options);
  }

  /** Sends one event; resolves when the socket wants more. */
  async send(type: string, data?: WyomingData, payload?: Buffer): Promise<void> {
    this.#check();
    const bytes = encodeEvent({ type, ...(data && { data }), ...(payload && { payload }) });
    if (this.#socket.write(bytes)) return;
    await this.#orIdle(once(this.#socket, 'drain', { signal: this.#ended.signal }));
  }

  /**
   * The next event.
   * @param idleTimeoutMs another wait than the connection's own, where silence is expected
   * @throws EarshotError when there will be none: ENGINE_UNAVAILABLE after an orderly end
   */
  async next(idleTimeoutMs = this.#options.idleTimeoutMs): Promise<WyomingEvent> {
    this.#check();
    const result = await this.#orIdle(this.#events.next(), idleTimeoutMs);
    if (result.done === true) throw this.#failure(new EarshotError('ENGINE_UNAVAILABLE'));
    return result.value;
  }

  /** Ends the connection at once; idempotent. Whoever waits gets the reason. */
  close(reason: EarshotError = new EarshotError('CANCELLED')): void {
    this.#fail(reason);
  }

  #check(): void {
    if (this.#ended.signal.aborted) throw this.#ended.signal.reason;
  }

  #failure(fallback: EarshotError): EarshotError {
    return isEarshotError(this.#ended.signal.reason) ? this.#ended.signal.reason : fallback;
  }

  #fail(error: EarshotError): void {
    if (this.#ended.signal.aborted) return;
    clearTimeout(this.#totalTimer);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#ended.abort(error);
    this.#socket.destroy();
  }

  async #orIdle<T>(work: Promise<T>, idleTimeoutMs = this.#options.idleTimeoutMs): Promise<T> {
    const timer = setTimeout(
      () => this.#fail(new EarshotError('ENGINE_TIMEOUT', { detail: { which: 'idle' } })),
      idleTimeoutMs,
    );
    const ended = Promise.withResolvers<never>();
    const onEnd = () => ended.reject(this.#ended.signal.reason);
    this.#ended.signal.addEventListener('abort', onEnd, { once: true });
    try {
      return await Promise.race([work, ended.promise]);
    } catch (error) {
      const failure = this.#failure(
        isEarshotError(error) ? error : new EarshotError('ENGINE_UNAVAILABLE', { cause: error }),
      );
      this.#fail(failure);
      throw failure;
    } finally {
      clearTimeout(timer);
      this.#ended.signal.removeEventListener('abort', onEnd);
      work.catch(() => {});
    }
  }

  /** Reads only when somebody asks for an event, so that a server that floods is held by TCP. */
  async *#receive(): AsyncGenerator<WyomingEvent, void, void> {
    const decoder = new EventDecoder(this.#options.limits ?? defaultWyomingLimits);
    let leftBytes = this.#options.maxReceivedBytes ?? defaultMaxReceivedBytes;
    let leftEvents = this.#options.maxEvents ?? defaultMaxEvents;
    for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
      leftBytes -= chunk.length;
      if (leftBytes < 0) throw new EarshotError('ENGINE_PROTOCOL', { detail: { limit: 'received' } });
      for (const event of decoder.push(chunk)) {
        if (leftEvents-- <= 0) throw new EarshotError('ENGINE_PROTOCOL', { detail: { limit: 'events' } });
        yield event;
      }
    }
    if (!decoder.isAtBoundary) throw new EarshotError('ENGINE_PROTOCOL', { detail: { limit: 'truncated' } });
  }
}
