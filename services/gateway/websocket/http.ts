/** Answers over plain HTTP: errors of the catalogue as JSON with a fitting status. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { hasRetryHint } from '../session/retry-hint.ts';

const statuses: Partial<Record<ErrorCode, number>> = {
  CLAIM_CODE_WRONG: 403,
  CLEAR_TEXT_REFUSED: 403,
  DEVICE_CONNECTION_LIMIT: 429,
  DEVICE_KIND_REFUSED: 403,
  DEVICES_FULL: 409,
  DRAINING: 503,
  INVALID_ARGUMENT: 400,
  MESSAGE_MALFORMED: 400,
  MESSAGE_TOO_LARGE: 413,
  NOT_FOUND: 404,
  ORIGIN_REFUSED: 403,
  OVERLOADED: 503,
  PERMISSION_DENIED: 403,
  PROTOCOL_UNSUPPORTED: 400,
  RATE_LIMITED: 429,
  UNAUTHENTICATED: 401,
};

/** HTTP status of a code; 503 for what may pass, else 500. */
export function httpStatus(code: ErrorCode): number {
  return statuses[code] ?? (catalogue[code].isRetryable ? 503 : 500);
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function errorParts(code: ErrorCode, retryAfterMs: number) {
  const { message, isRetryable } = catalogue[code];
  const status = httpStatus(code);
  const body = JSON.stringify({ code, message, isRetryable });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    connection: 'close',
  };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (hasRetryHint(code)) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1000));
  return { status, body, headers };
}

export function answerError(response: ServerResponse, code: ErrorCode, retryAfterMs: number): void {
  const { status, body, headers } = errorParts(code, retryAfterMs);
  response.writeHead(status, headers).end(body);
}

export function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  const body = JSON.stringify(value);
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
    })
    .end(body);
}

/** Refuses an upgrade: there is no response object yet, so the answer is written by hand. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode, retryAfterMs: number): void {
  const { status, body, headers } = errorParts(code, retryAfterMs);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.once('finish', () => socket.destroy());
}

/** The body of a request. @throws EarshotError MESSAGE_TOO_LARGE, MESSAGE_MALFORMED */
export async function readJson(message: IncomingMessage, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) throw new EarshotError('MESSAGE_TOO_LARGE');
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new EarshotError('MESSAGE_MALFORMED');
  }
}
