/** The speakers' edge: an HTTP server that upgrades authenticated devices to WebSocket, and activates new ones. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { codeOf, EarshotError, isEarshotError, toEarshotError } from '../../common/errors/earshot-error.ts';
import { EarshotDialect } from '../dialect/earshot/dialect.ts';
import type { Gateway } from '../gateway.ts';
import type { Identity } from '../ports/services.ts';
import { protocolName } from '../session/agreement.ts';
import { Activation, type ActivationLimits } from './activation.ts';
import { answerError, answerJson, refuseUpgrade } from './http.ts';
import { WebSocketLink } from './link.ts';

export const speakerPath = '/v1/speaker';
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
  /** Origins of pages that may connect; speakers send none. */
  readonly allowedOrigins: ReadonlySet<string>;
  readonly activationLimits?: ActivationLimits;
  /** Proxies of ours in front, each of which names its peer in `X-Forwarded-For`. Default 0. */
  readonly proxyHops?: number;
}

export interface Edge {
  readonly port: number;
  /** Accepts no more connections; those that are open are the gateway's to drain. */
  stopListening(): void;
  close(): Promise<void>;
}

export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { gateway } = options;
  const { limits } = gateway;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    ...transportBounds,
    handleProtocols: () => protocolName,
  });
  const activation = new Activation(gateway.services, options.activationLimits, options.proxyHops);

  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 8 * 1024,
    },
    (request, response) => void answer(request, response, gateway, activation),
  );
  // Sessions, plus some on their way in or out.
  server.maxConnections = limits.maxConnections + 1_000;
  server.on('upgrade', (request, socket, head) => {
    void upgrade(request, socket, head, options, sockets);
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
    server.once('error', (error) => reject(new EarshotError('SERVICE_UNAVAILABLE', { cause: error })));
    server.listen(port, host, () => resolve());
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { limits, isDraining }: Gateway,
  activation: Activation,
): Promise<void> {
  try {
    if (request.url !== activatePath || request.method !== 'POST') throw new EarshotError('NOT_FOUND');
    if (isDraining) throw new EarshotError('DRAINING');
    answerJson(response, await activation.activate(request));
  } catch (error) {
    const known = isEarshotError(error) ? Number(error.detail['retryAfterMs']) : Number.NaN;
    answerError(response, codeOf(error), known > 0 ? known : limits.retryAfterMs);
  }
}

async function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { gateway, allowedOrigins }: EdgeOptions,
  sockets: WebSocketServer,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  try {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== speakerPath) throw new EarshotError('NOT_FOUND');
    const { origin } = request.headers;
    if (origin !== undefined && !allowedOrigins.has(origin)) throw new EarshotError('ORIGIN_REFUSED');
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(protocolName)) throw new EarshotError('PROTOCOL_UNSUPPORTED');
    const admitted = await gateway.admit(request.headers.authorization);
    if (socket.destroyed) return;
    sockets.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, gateway, admitted));
  } catch (error) {
    const code = codeOf(error);
    gateway.metrics.refusedConnections.add({ code });
    refuseUpgrade(socket, code, gateway.limits.retryAfterMs);
  }
}

/** Ties a socket to a session. */
function accept(socket: WebSocket, gateway: Gateway, admitted: { identity: Identity; token: string }): void {
  // Messages come in the pieces they were sent in, so that nothing is copied together.
  socket.binaryType = 'fragments';
  const dialect = new EarshotDialect();
  const link = new WebSocketLink(socket, dialect, gateway.limits.maxOutboundBytes, () =>
    session.fail('SPEAKER_NOT_READING'),
  );
  const session = gateway.open(link, admitted);

  socket.on('message', (data: RawData, isBinary: boolean) => {
    isAlive = true;
    try {
      if (isBinary) {
        const { payload, isLast, missing } = dialect.decodeBinary(data as Buffer[]);
        if (missing > 0) gateway.metrics.framesMissing.add({}, missing);
        session.handleAudio(payload, isLast, missing);
      } else {
        session.handle(dialect.decodeText(data as Buffer).message);
      }
    } catch (error) {
      session.refuse(toEarshotError(error));
    }
  });
  let isAlive = true;
  let missedPings = 0;
  socket.on('ping', () => session.handleTransportPing());
  socket.on('pong', () => {
    isAlive = true;
  });
  const pinging = setInterval(() => {
    missedPings = isAlive || socket.isPaused ? 0 : missedPings + 1;
    isAlive = false;
    if (missedPings > 1) session.fail('CONNECTION_IDLE');
    else socket.ping();
  }, gateway.limits.pingIntervalMs);
  // Errors of the transport (a message over its hard limit, a broken frame) come with their own close code.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(pinging);
    session.disconnected();
  });
}
