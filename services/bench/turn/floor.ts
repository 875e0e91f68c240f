/** Round trips through the bare echoes, taken while the load that they are compared with runs. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { build, type Histogram } from 'hdr-histogram-js';
import { WebSocket } from 'ws';
import { echoDefinition } from './floor-contract.ts';

export interface Floor {
  /** Takes a round trip of each kind every `everyMs` until told to stop. */
  probe(everyMs: number): { stop(): FloorFigures };
  close(): void;
}

export interface FloorFigures {
  /** Microseconds. */
  readonly webSocketUs: Histogram;
  readonly grpcUs: Histogram;
}

interface EchoClient {
  echo(request: Buffer, callback: (error: ServiceError | null, response: Buffer) => void): void;
  close(): void;
}

/** An audio frame's worth: 20 ms of PCM16 at 16 kHz. */
const payload = Buffer.alloc(640, 1);

const elapsedUs = (startedAt: number): number =>
  Math.max(1, Math.round((performance.now() - startedAt) * 1000));

export async function startFloor(): Promise<Floor> {
  const server = fork(new URL('./floor-server.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [ports] = (await once(server, 'message')) as [{ webSocketPort: number; grpcPort: number }];
  const socket = new WebSocket(`ws://127.0.0.1:${ports.webSocketPort}`, { perMessageDeflate: false });
  await once(socket, 'open');
  const Client = makeGenericClientConstructor(echoDefinition, 'Echo');
  const client = new Client(
    `127.0.0.1:${ports.grpcPort}`,
    credentials.createInsecure(),
  ) as unknown as EchoClient;

  return {
    probe(everyMs) {
      const webSocketUs = build();
      const grpcUs = build();
      const timer = setInterval(() => {
        const startedAt = performance.now();
        socket.once('message', () => webSocketUs.recordValue(elapsedUs(startedAt)));
        socket.send(payload);
        client.echo(payload, (error) => {
          if (error === null) grpcUs.recordValue(elapsedUs(startedAt));
        });
      }, everyMs);
      return {
        stop() {
          clearInterval(timer);
          return { webSocketUs, grpcUs };
        },
      };
    },
    close() {
      socket.close();
      client.close();
      server.disconnect();
    },
  };
}
