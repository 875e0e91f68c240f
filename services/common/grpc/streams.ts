/** Node's object streams as promises: reading with an end, writing with back-pressure. */
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { EarshotError, isEarshotError } from '../errors/earshot-error.ts';
import { fromServiceError } from './status.ts';

/** A reason to stop, as one of our errors. */
export function abortReason(signal: AbortSignal): EarshotError {
  return isEarshotError(signal.reason)
    ? signal.reason
    : new EarshotError('CANCELLED', { cause: signal.reason });
}

/** Messages of a stream until it ends. Not reading pauses the sender. */
export async function* readStream<T>(stream: Readable, signal: AbortSignal): AsyncGenerator<T, void, void> {
  try {
    for await (const message of stream) {
      if (signal.aborted) throw abortReason(signal);
      yield message as T;
    }
  } catch (error) {
    throw signal.aborted ? abortReason(signal) : fromServiceError(error);
  }
  if (signal.aborted) throw abortReason(signal);
}

/**
 * Requests of a server's stream until the caller ends it. Unlike a loop over the stream itself, leaving this
 * one, or failing beside it, does not destroy the stream: the answer, or the status, still goes out on it.
 */
export async function* readRequests<T>(stream: Readable, signal: AbortSignal): AsyncGenerator<T, void, void> {
  const queue: T[] = [];
  let isEnded = false;
  let wake: () => void = () => {};
  const onData = (message: T) => {
    queue.push(message);
    stream.pause();
    wake();
  };
  const onEnd = () => {
    isEnded = true;
    wake();
  };
  const onAbort = () => wake();
  stream.on('data', onData).on('end', onEnd).on('close', onEnd);
  signal.addEventListener('abort', onAbort);
  try {
    for (;;) {
      if (signal.aborted) throw abortReason(signal);
      const message = queue.shift();
      if (message !== undefined) yield message;
      else if (isEnded) return;
      else {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        stream.resume();
        await woken;
      }
    }
  } finally {
    stream.off('data', onData).off('end', onEnd).off('close', onEnd);
    signal.removeEventListener('abort', onAbort);
  }
}

interface WritableMessages {
  write(message: unknown): boolean;
  readonly destroyed?: boolean;
}

/** Writes one message and waits until the stream wants more. */
export async function writeTo(
  stream: WritableMessages,
  message: unknown,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) throw abortReason(signal);
  if (stream.write(message)) return;
  try {
    await once(stream as unknown as Writable, 'drain', { signal });
  } catch (error) {
    throw signal.aborted ? abortReason(signal) : fromServiceError(error);
  }
}
