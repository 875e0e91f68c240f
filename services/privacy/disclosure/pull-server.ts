/** Where skills read what they were granted, over HTTP. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { status } from '@grpc/grpc-js';
import { catalogue } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';

/** HTTP status for a gRPC status, as far as pulls have them. */
const httpStatus: Readonly<Record<number, number>> = {
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  // The border to it was closed since.
  [status.FAILED_PRECONDITION]: 403,
  [status.NOT_FOUND]: 404,
  [status.INVALID_ARGUMENT]: 400,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.UNAVAILABLE]: 503,
  [status.DEADLINE_EXCEEDED]: 504,
};

export interface PullServer {
  /** `http://host:port/v1/pull/` with the real port; the path of a field is put at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Where skills read what they were granted: `GET /v1/pull/user.name` with `Authorization: Bearer pull_…` answers
 * `{"path":"user.name","value":"…"}`, or `{"code":"…","message":"…"}` with the code of the catalogue. `?path=user.name` and
 * POST work alike for clients that do not want reads in caches. Speaks plain HTTP: outside development a proxy with the
 * certificate stands before it.
 */
export async function startPullServer(options: {
  readonly listen: string;
  readonly pull: (token: string, path: string) => Promise<string>;
  readonly log: Logger;
}): Promise<PullServer> {
  const { listen, pull, log } = options;
  const separator = listen.lastIndexOf(':');
  const host = listen.slice(0, separator);
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 },
    (request, response) => {
      void answer(request, response, pull).catch((error: unknown) => {
        log.warn('pull.failed', {}, error);
        response.destroy();
      });
    },
  );
  server.maxConnections = 1_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new EarshotError('ADDRESS_TAKEN', { cause })));
    server.listen(Number(listen.slice(separator + 1)), host.replace(/^\[|\]$/g, ''), resolve);
  });
  const url = `http://${host}:${(server.address() as AddressInfo).port}/v1/pull/`;
  return { url, close: () => closeServer(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  pull: (token: string, path: string) => Promise<string>,
): Promise<void> {
  // Nothing in a body is looked at, so nothing of it is taken in.
  request.resume();
  try {
    const path = /^\/v1\/pull(?:\/|\?path=)([A-Za-z][\w.]{0,127})$/.exec(request.url ?? '')?.[1];
    if (path === undefined) throw new EarshotError('NOT_FOUND');
    if (request.method !== 'GET' && request.method !== 'POST') throw new EarshotError('INVALID_ARGUMENT');
    const token = /^Bearer (pull_[\w-]+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new EarshotError('UNAUTHENTICATED');
    send(response, 200, { path, value: await pull(token, path) });
  } catch (error) {
    const code = codeOf(error);
    send(response, httpStatus[catalogue[code].grpcStatus] ?? 500, { code, message: catalogue[code].message });
  }
}

function send(response: ServerResponse, httpCode: number, body: Readonly<Record<string, string>>): void {
  const text = JSON.stringify(body);
  response.writeHead(httpCode, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
