/** Turns of households that somebody watches, as they are understood: handed on, never kept. */
import { EventEmitter } from 'node:events';
import type { WatchTurnsResponse } from '../../../proto/gen/earshot/dialogue/v1/developing.ts';
import { Channel } from '../../common/channel.ts';

/** Turns that may wait for a watcher who reads slowly; later ones are missed. */
const maxWaiting = 100;

export class WatchedTurns {
  readonly #events = new EventEmitter<Record<string, [WatchTurnsResponse]>>();

  constructor() {
    this.#events.setMaxListeners(20);
  }

  /** @param tell Made only for a household that is watched. */
  say(householdId: string, tell: () => WatchTurnsResponse): void {
    const event = `household:${householdId}`;
    if (householdId !== '' && this.#events.listenerCount(event) > 0) this.#events.emit(event, tell());
  }

  async *follow(householdId: string, signal: AbortSignal): AsyncGenerator<WatchTurnsResponse, void, void> {
    const channel = new Channel<WatchTurnsResponse>({ limit: maxWaiting });
    const event = `household:${householdId}`;
    const listener = (turn: WatchTurnsResponse) => void channel.push(turn);
    const onAbort = () => channel.close();
    this.#events.on(event, listener);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) channel.close();
    try {
      yield* channel;
    } finally {
      this.#events.off(event, listener);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
