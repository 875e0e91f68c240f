/** A line between two ends that can be slow and torn: what a network does, on one machine. */
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

export interface Line {
  /** Each piece comes so much later, milliseconds; the spread is drawn for each. */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Of a hundred pieces, so many tear the connection. */
  readonly tornPercent: number;
}

export const goodLine: Line = { delayMs: 0, jitterMs: 0, tornPercent: 0 };

export interface TcpProxy {
  /** Where it listens: a port of this machine, unless it was told a path. */
  readonly port: number;
  /** How the line is from now on, also for connections that are there. */
  line: Line;
  readonly torn: number;
  close(): Promise<void>;
}

/** @param listen a Unix socket's path; default a free port of loopback */
export async function startProxy(to: NetConnectOpts, line: Line, listen?: string): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let torn = 0;
  let current = line;
  const carry = (from: Socket, into: Socket) => {
    // One timer for all: each of its own would let two pieces of one moment change places.
    const waiting: { readonly atMs: number; readonly piece: Buffer }[] = [];
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const pump = () => {
      timer = undefined;
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        const leftMs = next.atMs - performance.now();
        if (leftMs > 0) {
          timer = setTimeout(pump, leftMs);
          return;
        }
        waiting.shift();
        into.write(next.piece);
      }
      if (isOver) into.end();
    };
    from.on('data', (piece: Buffer) => {
      const { delayMs, jitterMs, tornPercent } = current;
      if (Math.random() * 100 < tornPercent) {
        torn += 1;
        from.destroy();
        into.destroy();
        return;
      }
      waiting.push({ atMs: performance.now() + delayMs + Math.random() * jitterMs, piece });
      if (timer === undefined) pump();
    });
    from.on('close', () => {
      isOver = true;
      if (timer === undefined) pump();
    });
    from.on('error', () => {});
  };
  const server = createServer((near) => {
    const far = connect(to);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => sockets.delete(socket));
    }
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve) =>
    listen === undefined ? server.listen(0, '127.0.0.1', resolve) : server.listen(listen, resolve),
  );
  return {
    port: listen === undefined ? (server.address() as AddressInfo).port : 0,
    get line() {
      return current;
    },
    set line(next) {
      current = next;
    },
    get torn() {
      return torn;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
