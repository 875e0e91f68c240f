/** Where a speaker under test connects: activation by any code, then the WebSocket, one line at a time. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Line } from './line.ts';
import { readMessage } from './messages.ts';
import type { Findings } from './rules.ts';

const token = 'edt_conformance';
const maxBodyBytes = 8 * 1024;

export interface ConformanceServer {
  /** `ws://host:port` */
  readonly url: string;
  /** The next connection, with when it came on the monotonic clock; nothing within the time. */
  nextLine(timeoutMs: number): Promise<{ readonly line: Line; readonly atMs: number } | undefined>;
  stop(): Promise<void>;
}

/** @throws Error when the address is taken */
export async function startConformanceServer(
  { host, port }: { readonly host: string; readonly port: number },
  findings: Findings,
): Promise<ConformanceServer> {
  const arrived: { readonly line: Line; readonly atMs: number }[] = [];
  let wake = (): void => {};
  const server = createServer((request, response) => void answer(request, response, findings));
  const sockets = new WebSocketServer({
    server,
    path: '/v1/speaker',
    maxPayload: 65_536,
    handleProtocols: (offered) => (offered.has('earshot.v1') ? 'earshot.v1' : false),
  });
  // Told of whatever the HTTP server says, too; whoever waits for it to listen hears that.
  sockets.on('error', () => {});
  sockets.on('connection', (socket, request) => {
    arrived.push({ line: new Line(socket, request, findings), atMs: performance.now() });
    wake();
  });
  await listening(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    async nextLine(timeoutMs) {
      if (arrived.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return arrived.shift();
    },
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** Both ways to a token (docs/protocol.md, Activation); whatever code is given is right. */
async function answer(request: IncomingMessage, response: ServerResponse, findings: Findings): Promise<void> {
  const answers: Readonly<Record<string, object>> = {
    '/v1/activate': { deviceToken: token },
    '/v1/device-code': {
      userCode: '135790',
      deviceCode: `edc_${'0'.repeat(43)}`,
      intervalS: 1,
      expiresInS: 600,
    },
    '/v1/device-token': { deviceToken: token },
  };
  const body = answers[request.url ?? ''];
  const isFound = body !== undefined && request.method === 'POST';
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxBodyBytes) break;
  }
  // Only for the names of its fields: it is no message of a connection.
  if (isFound) readMessage(text.replace(/^\s*\{/, '{"type":"ping",'), findings);
  response.writeHead(isFound ? 200 : 404, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(body ?? { code: 'NOT_FOUND', message: 'Nothing is here.', isRetryable: false }),
  );
}
