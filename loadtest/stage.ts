/** What a player stands on: sockets, a clock and somebody who listens. k6 and Node each bring one. */
import type { Plan } from './plan.ts';
import type { Sample } from './sample.ts';

/** The gateway of the speaker with this number. */
export const gatewayOf = ({ urls }: Pick<Plan, 'urls'>, number: number): string =>
  urls[number % urls.length] ?? '';

/** As browsers, `ws` and k6 have it. */
export interface PlayerSocket {
  binaryType: string;
  send(data: string | ArrayBuffer): void;
  close(code?: number): void;
  /** Leaves what comes unread. Absent where that cannot be done. */
  stopReading?(): void;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: never) => void): void;
}

export interface Stage {
  /** @param dialect whose subprotocol is offered; default ours */
  open(url: string, token: string, dialect?: 'earshot' | 'xiaozhi'): PlayerSocket;
  openPartner(address: string, token: string): PlayerSocket;
  /** Milliseconds on a clock of this machine. */
  now(): number;
  /** @returns what stops it */
  after(ms: number, run: () => void): () => void;
  tell(sample: Sample): void;
}
