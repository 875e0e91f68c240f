/** Connections to skills and webhooks, pinned to the address that was checked. */
import { LRUCache } from 'lru-cache';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { isLoopbackAddress, isPublicAddress } from '../../../language/address/address-policy.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import { type Endpoint, parseEndpoint, type Reach } from './endpoint.ts';
import { createResolve, pinAddress, type Resolve } from './resolve.ts';

export interface EgressOptions {
  /** Most connections to one skill. Default 16. */
  readonly maxConnections?: number;
  readonly resolve?: Resolve;
  /** Certificates to trust beside the usual ones; for tests. */
  readonly ca?: string;
  /** Replaces the connection itself; for tests of the address that was chosen. */
  readonly dial?: buildConnector.connector;
}

/** Idle connections end after this time, and with them the address they were pinned to. */
const keepAliveMs = 20_000;
const connectTimeoutMs = 3_000;
const lostMs = 10_000;
const debuggedMs = 3_600_000;
/** Pools of skills that were not called for longest are closed first. */
const maxPools = 1_000;

/**
 * Connections to skills: one pool for each skill, so that neither connections nor waiting are shared between skills.
 * Each connection resolves the name once, checks what it got, and goes to that very address; TLS still verifies the
 * name.
 */
export class Egress {
  readonly #options: EgressOptions;
  readonly #resolve: Resolve;
  readonly #dial: buildConnector.connector;
  readonly #pools = new LRUCache<string, { readonly pool: Pool; readonly path: string }>({
    max: maxPools,
    dispose: ({ pool }) => void pool.close().catch(() => {}),
  });

  constructor(options: EgressOptions = {}) {
    this.#options = options;
    this.#resolve = options.resolve ?? createResolve();
    this.#dial =
      options.dial ??
      buildConnector({
        timeout: connectTimeoutMs,
        allowH2: false,
        ...(options.ca === undefined ? {} : { ca: options.ca }),
      });
  }

  /**
   * The pool through which a skill is called, and the path to ask for.
   * @throws EarshotError SKILL_EGRESS_REFUSED before any connection is tried.
   */
  open(skillId: string, url: string, reach: Reach): { readonly pool: Dispatcher; readonly path: string } {
    // By the whole address, so that it is taken apart once and not at every call.
    const key = `${skillId} ${reach} ${url}`;
    let way = this.#pools.get(key);
    if (way === undefined) {
      const endpoint = parseEndpoint(url, reach);
      const pool = new Pool(endpoint.origin, {
        connections: this.#options.maxConnections ?? 16,
        pipelining: 1,
        keepAliveTimeout: keepAliveMs / 2,
        keepAliveMaxTimeout: keepAliveMs,
        // The call's own deadline ends it; these only free what a lost timer would leave behind.
        // A skill on this machine may stand at a breakpoint.
        headersTimeout: endpoint.reach === 'loopback' ? debuggedMs : lostMs,
        bodyTimeout: endpoint.reach === 'loopback' ? debuggedMs : lostMs,
        maxHeaderSize: 8 * 1024,
        connect: this.#connector(endpoint),
      });
      way = { pool, path: endpoint.pathAndQuery };
      this.#pools.set(key, way);
    }
    return way;
  }

  #connector(endpoint: Endpoint): buildConnector.connector {
    const isFit = endpoint.reach === 'loopback' ? isLoopbackAddress : isPublicAddress;
    return (options, callback) => {
      pinAddress(endpoint, this.#resolve).then(
        (address) => {
          const pinned = {
            ...options,
            hostname: address,
            host: address,
            servername: options.servername ?? endpoint.hostname,
          };
          this.#dial(pinned, (...[error, socket]) => {
            if (error !== null) return callback(error, null);
            // What the kernel says we reached has the last word.
            const reached = socket.remoteAddress;
            if (this.#options.dial === undefined && (reached === undefined || !isFit(reached))) {
              socket.destroy();
              return callback(new EarshotError('SKILL_EGRESS_REFUSED'), null);
            }
            return callback(null, socket);
          });
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error('resolve'), null),
      );
    };
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    const ways = [...this.#pools.values()];
    await Promise.all(ways.map(({ pool }) => pool.destroy().catch(() => {})));
    this.#pools.clear();
  }
}
