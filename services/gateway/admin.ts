/** What operators read: health and metrics, on a port that speakers cannot reach. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { EarshotError } from '../common/errors/earshot-error.ts';
import type { Readiness } from '../common/readiness.ts';
import type { Gateway } from './gateway.ts';

export interface Admin {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/healthz`: the process lives and takes connections. `/readyz`: what a turn passes through is there, each by its
 * name; 503 while one is not. `/metrics`.
 */
export async function startAdmin(
  host: string,
  port: number,
  gateway: Gateway,
  readiness: Readiness,
): Promise<Admin> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const { metrics } = gateway;
  metrics.gauge('event_loop_delay_p99_seconds', 'Since the last look.', () => {
    const seconds = delay.percentile(99) / 1e9;
    delay.reset();
    return seconds;
  });
  metrics.gauge('resident_memory_bytes', 'Of this process.', () => process.memoryUsage.rss());

  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/healthz') {
      response.writeHead(gateway.isDraining ? 503 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: gateway.isDraining ? 'draining' : 'serving' }));
    } else if (request.method === 'GET' && request.url === '/readyz') {
      const isReady = readiness.isReady && !gateway.isDraining;
      response.writeHead(isReady ? 200 : 503, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ isReady, needs: readiness.there }));
    } else if (request.method === 'GET' && request.url === '/metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metrics.render());
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new EarshotError('SERVICE_UNAVAILABLE', { cause: error })));
    server.listen(port, host, () => resolve());
  });
  const { port: boundPort } = server.address() as AddressInfo;
  gateway.log.info('admin.listening', { address: `${host}:${boundPort}` });
  return {
    port: boundPort,
    close: () =>
      new Promise((resolve) => {
        delay.disable();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
