/**
 * The browser speaker's line to the gateway: an upgrade of this origin's own page, bound to its cookie, handed on with the
 * token that the page never sees. What passes is not looked at: frames, limits and errors are the gateway's.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Cookies } from '../../frame/cookies.ts';

export const socketPath = '/speaker/socket';
/** Lines at once over this process. */
const maxLines = 500;
const connectTimeoutMs = 5_000;
const tokenShape = /^edt_[A-Za-z0-9_-]{43}$/;

export interface SocketParts {
  readonly origin: string;
  readonly cookies: Cookies;
  /** `http://host:port`. */
  readonly gatewayUrl: string;
}

export class SpeakerSockets {
  readonly #parts: SocketParts;
  readonly #lines = new Set<Duplex>();

  constructor(parts: SocketParts) {
    this.#parts = parts;
  }

  /** Answers one upgrade of the web's server. */
  upgrade(request: IncomingMessage, browser: Duplex, head: Buffer): void {
    browser.on('error', () => browser.destroy());
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) {
      browser.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    this.#lines.add(browser);
    browser.once('close', () => this.#lines.delete(browser));
    this.#handOn(request, browser, head);
  }

  close(): void {
    for (const line of this.#lines) line.destroy();
  }

  #refusalOf({ headers, url }: IncomingMessage): string | undefined {
    const { origin } = this.#parts;
    if ((url ?? '').split('?', 1)[0] !== socketPath) return '404 Not Found';
    if (headers.host !== new URL(origin).host) return '421 Misdirected Request';
    // Browsers always name the page's origin here, and a strict cookie does not travel for another site's page.
    if (headers.origin !== origin) return '403 Forbidden';
    if (!tokenShape.test(this.#parts.cookies.read(headers.cookie, 'speaker'))) return '401 Unauthorized';
    return this.#lines.size >= maxLines ? '503 Service Unavailable' : undefined;
  }

  #handOn(request: IncomingMessage, browser: Duplex, head: Buffer): void {
    const { cookies, gatewayUrl } = this.#parts;
    const { headers } = request;
    const onward = httpRequest(new URL('/v1/speaker', gatewayUrl), {
      timeout: connectTimeoutMs,
      headers: {
        authorization: `Bearer ${cookies.read(headers.cookie, 'speaker')}`,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': headers['sec-websocket-key'] ?? '',
        'sec-websocket-version': headers['sec-websocket-version'] ?? '',
        'sec-websocket-protocol': headers['sec-websocket-protocol'] ?? '',
      },
    });
    onward.on('timeout', () => onward.destroy());
    onward.on('error', () => browser.destroy());
    // The gateway's refusal is a status and a code, which no page can read of an upgrade.
    onward.on('response', (response) => {
      response.resume();
      const { statusCode = 502, statusMessage = '' } = response;
      browser.end(
        `HTTP/1.1 ${statusCode} ${statusMessage}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      );
    });
    onward.on('upgrade', (response, gateway, first) => {
      onward.setTimeout(0);
      gateway.setTimeout(0);
      const kept = ['upgrade', 'connection', 'sec-websocket-accept', 'sec-websocket-protocol']
        .map((name) => [name, response.headers[name]] as const)
        .filter(([, value]) => typeof value === 'string')
        .map(([name, value]) => `${name}: ${value}\r\n`);
      browser.write(`HTTP/1.1 101 Switching Protocols\r\n${kept.join('')}\r\n`);
      if (first.length > 0) browser.write(first);
      if (head.length > 0) gateway.write(head);
      for (const [from, to] of [
        [browser, gateway],
        [gateway, browser],
      ] as const) {
        from.on('error', () => to.destroy());
        from.once('close', () => to.destroy());
        from.pipe(to);
      }
    });
    browser.once('close', () => onward.destroy());
    onward.end();
  }
}
