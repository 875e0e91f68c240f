/** What devices ask over plain HTTP, by their dialects. */
import type { IncomingMessage } from 'node:http';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { AnswerRequest, DeviceAnswer, DeviceRequest, Dialect } from '../dialect/dialect.ts';
import type { Services } from '../ports/services.ts';
import { readJson } from './http.ts';
import { type ClearText, checkLine, clientAddress, isEncrypted, sourceOf, Tries } from './sources.ts';

const maxBodyBytes = 8 * 1024;
/** Requests of one address at once and after it: a house full of devices that start after a power cut, and poll. */
const requestBurst = 60;
const requestRefillMs = 500;
/** Codes that one address may have made: a house is furnished in a day, and all that are alive at once are a bounded number. */
const codeBurst = 20;
const codeRefillMs = 60_000;
/** Looked at in one moment: each is some questions to the database, which turns need too. Devices ask again by themselves. */
const maxAtOnce = 4;
const hostShape = /^[A-Za-z0-9.-]{1,253}(?::\d{1,5})?$|^\[[0-9a-fA-F:.]{2,45}\](?::\d{1,5})?$/;

export interface DeviceRequestsOptions extends ClearText {
  readonly services: Services;
  readonly dialects: readonly Dialect[];
}

export class DeviceRequests {
  readonly #options: DeviceRequestsOptions;
  readonly #requests: ReadonlyMap<string, { readonly dialect: Dialect; readonly handle: AnswerRequest }>;
  readonly #tries = new Tries(requestBurst, requestRefillMs);
  readonly #codes = new Tries(codeBurst, codeRefillMs);
  #running = 0;

  constructor(options: DeviceRequestsOptions) {
    this.#options = options;
    this.#requests = new Map(
      options.dialects.flatMap((dialect) =>
        Object.entries(dialect.requests).map(([path, handle]) => [path, { dialect, handle }] as const),
      ),
    );
  }

  /**
   * What a device asked for; undefined when nobody asks for such a thing.
   * @throws EarshotError CLEAR_TEXT_REFUSED, RATE_LIMITED, OVERLOADED, or what the dialect says
   */
  async answer(message: IncomingMessage): Promise<DeviceAnswer | undefined> {
    const known = this.#requests.get((message.url ?? '').split('?', 1)[0] ?? '');
    if (known === undefined || message.method !== 'POST') return undefined;
    const { dialect, handle } = known;
    const { services, proxyHops } = this.#options;
    checkLine(message, this.#options, dialect.isOfLocalNetworks);
    const source = sourceOf(clientAddress(message, proxyHops));
    this.#tries.take(source);
    const { host = '' } = message.headers;
    if (!hostShape.test(host)) throw new EarshotError('MESSAGE_MALFORMED');
    const scheme = isEncrypted(message, proxyHops) ? 'wss' : 'ws';
    const asked: DeviceRequest = {
      headers: message.headers,
      json: () => body,
      gatewayUrl: `${scheme}://${host}`,
    };
    // Before anything is begun: whoever sends slowly holds up nobody.
    const body = readJson(message, maxBodyBytes);
    await body.catch(() => {});
    if (this.#running >= maxAtOnce) throw new EarshotError('OVERLOADED');
    this.#running += 1;
    try {
      return await handle(asked, { ...services, offerDevice: this.#offering(source) });
    } finally {
      this.#running -= 1;
    }
  }

  /** Offers for one address: to ask again is cheap, a code that has to be made is counted. */
  #offering(source: string): Services['offerDevice'] {
    const { services } = this.#options;
    return async (request, bounds) => {
      if (request.isAsking) return services.offerDevice(request, bounds);
      const known = await services.offerDevice({ ...request, isAsking: true }, bounds);
      if (known.isAccepted) return known;
      if (known.expiresInS === 0) this.#codes.take(source);
      return services.offerDevice(request, bounds);
    };
  }
}
