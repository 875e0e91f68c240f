/** The speakers' edge: an HTTP server that upgrades authenticated devices to WebSocket, and activates new ones. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { codeOf, EarshotError, isEarshotError } from '../../common/errors/earshot-error.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Gateway } from '../gateway.ts';
import type { GatewayLimits } from '../limits.ts';
import { requireHome } from '../session/identity.ts';
import { Activation, type ActivationLimits } from './activation.ts';
import { accept } from './connection.ts';
import { DeviceRequests } from './device-requests.ts';
import { answerError, answerJson, refuseUpgrade } from './http.ts';
import { type AddressRange, type ClearText, checkLine } from './sources.ts';

export const activatePath = '/v1/activate';

/**
 * Hard limit of the transport, far above what the protocol allows: a message between the two is answered
 * with an error of its own, one above it only with close code 1009.
 */
const maxMessageBytes = 64 * 1024;
/** Both came with ws 8.21; its types do not know them yet. */
const transportBounds = { maxFragments: 16, maxBufferedChunks: 64 };

export interface EdgeOptions {
  readonly host: string;
  readonly port: number;
  readonly gateway: Gateway;
  /** What is spoken here; each has a path of its own. */
  readonly dialects: readonly Dialect[];
  /** Origins of pages that may connect; speakers send none. */
  readonly allowedOrigins: ReadonlySet<string>;
  readonly activationLimits?: ActivationLimits;
  /** Whence devices may come that do not encrypt. */
  readonly clearTextFrom: readonly AddressRange[];
  /** Proxies of ours in front, each of which names its peer in `X-Forwarded-For`. Default 0. */
  readonly proxyHops?: number;
}

export interface Edge {
  readonly port: number;
  /** Accepts no more connections; those that are open are the gateway's to drain. */
  stopListening(): void;
  close(): Promise<void>;
}

/** One dialect's way in. */
interface Entrance {
  readonly dialect: Dialect;
  readonly sockets: WebSocketServer;
}

function entranceOf(dialect: Dialect): Entrance {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    ...transportBounds,
    handleProtocols: () => dialect.subprotocol ?? false,
  });
  return { dialect, sockets };
}

export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { gateway } = options;
  const { limits } = gateway;
  const entrances = new Map(options.dialects.map((dialect) => [dialect.path, entranceOf(dialect)]));
  const { dialects, clearTextFrom, proxyHops = 0 } = options;
  const activation = new Activation(gateway.services, options.activationLimits, proxyHops);
  const lines: ClearText = { clearTextFrom, proxyHops };
  const network = new DeviceRequests({ services: gateway.services, dialects, ...lines });

  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 8 * 1024,
    },
    (request, response) => void answer(request, response, gateway, { activation, network, lines }),
  );
  // Sessions, plus some on their way in or out.
  server.maxConnections = limits.maxConnections + 1_000;
  server.on('upgrade', (request, socket, head) => {
    void upgrade(request, socket, head, options, { entrances, lines });
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await listen(server, options.host, options.port);

  const { port } = server.address() as AddressInfo;
  gateway.log.info('edge.listening', { address: `${options.host}:${port}` });
  return {
    port,
    stopListening: () => void server.close(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new EarshotError('ADDRESS_TAKEN', { cause: error })));
    server.listen(port, host, () => resolve());
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { limits, isDraining }: Gateway,
  {
    activation,
    network,
    lines,
  }: { readonly activation: Activation; readonly network: DeviceRequests; readonly lines: ClearText },
): Promise<void> {
  try {
    if (isDraining) throw new EarshotError('DRAINING');
    if (request.url === activatePath && request.method === 'POST') {
      checkLine(request, lines, false);
      answerJson(response, await activation.activate(request));
      return;
    }
    const answered = await network.answer(request);
    if (answered === undefined) throw new EarshotError('NOT_FOUND');
    answerJson(response, answered.body, answered.status);
  } catch (error) {
    answerError(response, codeOf(error), retryAfterMs(error, limits));
  }
}

async function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { gateway, allowedOrigins }: EdgeOptions,
  { entrances, lines }: { readonly entrances: ReadonlyMap<string, Entrance>; readonly lines: ClearText },
): Promise<void> {
  socket.on('error', destroyFailed);
  try {
    const entrance = entrances.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (entrance === undefined) throw new EarshotError('NOT_FOUND');
    const { dialect, sockets } = entrance;
    const { origin } = request.headers;
    if (origin !== undefined && !allowedOrigins.has(origin)) throw new EarshotError('ORIGIN_REFUSED');
    checkSubprotocol(dialect, request);
    checkLine(request, lines, dialect.isOfLocalNetworks);
    const admitted = await gateway.admit(dialect.tokenOf(request), () => socket.destroyed);
    if (dialect.isOfLocalNetworks) requireHome(admitted.identity);
    if (socket.destroyed) return;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // From here on it is the WebSocket's to see to.
      socket.off('error', destroyFailed);
      accept({ socket: webSocket, line: socket, dialect, upgrade: request, gateway, admitted });
    });
  } catch (error) {
    const code = codeOf(error);
    gateway.metrics.refusedConnections.inc({ code });
    refuseUpgrade(socket, code, retryAfterMs(error, gateway.limits));
  }
}

/** What an error says itself of when to come again, else what is usual. */
function retryAfterMs(error: unknown, limits: GatewayLimits): number {
  const known = isEarshotError(error) ? Number(error.detail['retryAfterMs']) : Number.NaN;
  return known > 0 ? known : limits.retryAfterMs;
}

/** One function for all sockets: one of each would keep its request as long as the connection. */
function destroyFailed(this: Duplex): void {
  this.destroy();
}

/** @throws EarshotError PROTOCOL_UNSUPPORTED when the device does not offer what this dialect is called */
function checkSubprotocol({ subprotocol }: Dialect, { headers }: IncomingMessage): void {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (subprotocol !== undefined && !offered.includes(subprotocol)) {
    throw new EarshotError('PROTOCOL_UNSUPPORTED');
  }
}
