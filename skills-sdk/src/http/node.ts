/** A skill behind Node's own HTTP server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SkillError } from '../errors.ts';
import type { SkillCore } from '../skill.ts';
import {
  createReceiver,
  type HttpAnswer,
  type HttpOptions,
  maxRequestBytes,
  type ReceivedRequest,
} from './receive.ts';

/** A request as Express has it: perhaps with a body that somebody read already. */
type MaybeParsed = IncomingMessage & { readonly body?: unknown; readonly originalUrl?: string };

/** A listening skill. */
export interface ListeningSkill {
  /** `http://127.0.0.1:8301/` */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Stops taking requests and waits for those in flight. */
  close(): Promise<void>;
}

/** Where a skill listens, and how it takes requests there. */
export interface ListenOptions extends HttpOptions {
  /** 0 = any free one. Default: the environment variable `PORT`, else 8300. */
  readonly port?: number;
  /** Default: `EARSHOT_SKILL_INTERFACE`, else `127.0.0.1`; TLS ends at a proxy before the skill. */
  readonly host?: string;
}

async function readBody(request: MaybeParsed): Promise<Uint8Array> {
  if (request.body instanceof Uint8Array) return request.body;
  if (request.readableEnded || request.body !== undefined) {
    throw new SkillError(
      'BODY_ALREADY_READ',
      'A parser read the body first; put the skill before it, or use a raw parser.',
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxRequestBytes) throw new SkillError('TOO_LARGE', 'The request is too large.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function received(request: MaybeParsed, response: ServerResponse): ReceivedRequest {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value);
  return {
    method: request.method ?? 'GET',
    path: (request.url ?? '/').split('?')[0] ?? '/',
    header: (name) => one(request.headers[name]),
    body: () => readBody(request),
    signal: gone.signal,
  };
}

async function send(response: ServerResponse, answer: HttpAnswer): Promise<void> {
  response.writeHead(answer.status, answer.headers);
  if (typeof answer.body === 'string') {
    response.end(answer.body);
    return;
  }
  try {
    for await (const line of answer.body) {
      if (response.destroyed) return;
      if (!response.write(line))
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    }
    response.end();
  } catch {
    // The status is gone already: a line is missing, and the caller sees that the answer never came.
    response.destroy();
  }
}

/** A handler for `node:http`, Express and everything else that speaks `(request, response)`. */
export function nodeHandler(
  skill: SkillCore,
  options?: HttpOptions,
): (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => void {
  const receive = createReceiver(skill, options);
  return (request, response) => {
    const work = async () => send(response, await receive(received(request, response)));
    work().catch(() => response.destroy());
  };
}

/** Starts a server of the skill's own. */
export async function listen(skill: SkillCore, options: ListenOptions = {}): Promise<ListeningSkill> {
  const {
    host = process.env['EARSHOT_SKILL_INTERFACE'] ?? '127.0.0.1',
    port = Number(process.env['PORT'] ?? 8300),
    ...rest
  } = options;
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, nodeHandler(skill, rest));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      const sentence = `Port ${port} is taken: end what listens there, or name another with PORT.`;
      reject(isTaken ? new SkillError('PORT_TAKEN', sentence) : error);
    });
    server.listen(port, host, () => resolve());
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}${rest.path ?? '/'}`,
    port: bound,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
