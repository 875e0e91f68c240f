/** Ties a WebSocket to a session: what comes is translated and heard, whoever is silent for too long is gone. */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { toEarshotError } from '../../common/errors/earshot-error.ts';
import type { Dialect, Heard, Upgrade } from '../dialect/dialect.ts';
import type { Admitted, Gateway } from '../gateway.ts';
import { WebSocketLink } from './link.ts';

export interface Accepted {
  readonly socket: WebSocket;
  /** The connection beneath it. */
  readonly line: Duplex;
  readonly dialect: Dialect;
  readonly upgrade: Upgrade;
  readonly gateway: Gateway;
  readonly admitted: Admitted;
}

export function accept({ socket, line, dialect, upgrade, gateway, admitted }: Accepted): void {
  const { maxOutboundBytes, pingIntervalMs } = gateway.limits;
  // Messages come in the pieces they were sent in, so that nothing is copied together.
  socket.binaryType = 'fragments';
  const onOverflow = () => session.fail('SPEAKER_NOT_READING');
  /** @returns how many of them there were */
  const hear = (read: () => readonly Heard[]): number => {
    try {
      const all = read();
      for (const heard of all) {
        if ('audio' in heard) session.handleAudio(heard.audio);
        else session.handle(heard.message);
      }
      return all.length;
    } catch (error) {
      session.refuse(toEarshotError(error));
      return 1;
    }
  };
  const link = new WebSocketLink(
    { socket, line, dialect, maxOutboundBytes, onOverflow, hear: (heard) => void hear(() => heard) },
    upgrade,
  );
  const { translator } = link;
  const session = gateway.open(link, admitted);

  let isAlive = true;
  let missedPings = 0;
  socket.on('message', (data: RawData, isBinary: boolean) => {
    isAlive = true;
    if (isBinary) hear(() => translator.onBinary(data as Buffer[]));
    // What is no matter of the session counts against the same bound as what is.
    else if (hear(() => translator.onText(data as Buffer)) === 0) session.handleAside();
  });
  socket.on('ping', () => session.handleAside());
  socket.on('pong', () => {
    isAlive = true;
  });
  const pinging = setInterval(() => {
    missedPings = isAlive || socket.isPaused ? 0 : missedPings + 1;
    isAlive = false;
    if (missedPings > 1 && dialect.isAnsweringPings) session.fail('CONNECTION_IDLE');
    else socket.ping();
  }, pingIntervalMs);
  // Errors of the transport (a message over its hard limit, a broken frame) come with their own close code.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(pinging);
    translator.closed();
    session.disconnected();
  });
  hear(() => translator.opened());
}
