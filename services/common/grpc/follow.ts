/** Follows what a server tells for as long as somebody listens: a watch that ends is opened anew. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLimits } from './client.ts';

export interface Follower<Message> {
  open(limits: CallLimits & { readonly signal: AbortSignal }): AsyncIterable<Message>;
  /** The next one waits until this is done; a rejection breaks the watch. */
  onMessage(message: Message): Promise<void> | void;
  /** The server is away, a watch reached its deadline, or `signal` aborted. */
  onBreak?(error: unknown): void;
  /** One watch lives at most so long: a call has a deadline, always. */
  readonly watchMs: number;
  /** Pause before it is opened again. */
  readonly retryMs: number;
}

/** Runs until `signal` aborts, and never rejects. The pauses hold no process up. */
export async function followStream<Message>(
  { open, onMessage, onBreak, watchMs, retryMs }: Follower<Message>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const message of open({ deadlineMs: watchMs, signal })) await onMessage(message);
    } catch (error) {
      onBreak?.(error);
    }
    await sleep(retryMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
