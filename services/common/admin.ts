/** What operators read of a process: health, readiness and metrics, on a port that nobody else can reach. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostAndPort, setting } from './config.ts';
import { EarshotError } from './errors/earshot-error.ts';
import type { Logger } from './log.ts';
import { type Metrics, processMetrics, renderMetrics } from './metrics.ts';
import { watchProcess } from './process-metrics.ts';
import type { Readiness } from './readiness.ts';

/** Where the process of a service shows its health and its numbers. */
export const adminSettings = (service: string) => ({
  adminListen: setting(
    `EARSHOT_${service.toUpperCase()}_ADMIN_LISTEN`,
    hostAndPort.optional(),
    'host:port for /healthz, /readyz and /metrics, for operators alone; port 0 picks a free one; left out, there is none',
  ),
});

export interface Admin {
  readonly port: number;
  close(): Promise<void>;
}

export interface AdminOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** Beside what every process shows. */
  readonly metrics?: readonly Metrics[];
  readonly isDraining?: () => boolean;
}

/**
 * `/healthz`: the process lives and takes connections. `/readyz`: what its part of a turn needs is there, each by its
 * name; 503 while one is not. `/metrics`: Prometheus' text format.
 * @throws EarshotError ADDRESS_TAKEN when the address cannot be bound
 */
export async function startAdmin(options: AdminOptions): Promise<Admin> {
  const { host, port, readiness, log, metrics = [], isDraining = () => false } = options;
  watchProcess();
  const server = createServer((request, response) => {
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const path = request.method === 'GET' ? request.url : undefined;
    if (path === '/healthz') {
      json(isDraining() ? 503 : 200, { status: isDraining() ? 'draining' : 'serving' });
    } else if (path === '/readyz') {
      const isReady = readiness.isReady && !isDraining();
      json(isReady ? 200 : 503, { isReady, needs: readiness.there });
    } else if (path === '/metrics') {
      renderMetrics([processMetrics, ...metrics]).then(
        (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
        () => response.writeHead(500).end(),
      );
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new EarshotError('ADDRESS_TAKEN', { cause: error })));
    server.listen(port, host, () => resolve());
  });
  const { port: boundPort } = server.address() as AddressInfo;
  log.info('admin.listening', { address: `${host}:${boundPort}` });
  return {
    port: boundPort,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
