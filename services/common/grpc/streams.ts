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
