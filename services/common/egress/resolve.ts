/** Resolves names to addresses that may be called. */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '../../../language/address/address-policy.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import type { Endpoint } from './endpoint.ts';

/** Gives every address of a name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/**
 * Asks the name servers themselves. Not `lookup`: that waits in Node's small thread pool, where four slow names would
 * hold up every other skill, and it reads the hosts file, which is about this machine's own network.
 */
export function createResolve(timeoutMs = 1500): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}

/**
 * The one address to connect to. Every address of the name must be fit: a name that also points inside is not one
 * we call by luck.
 * @throws EarshotError SKILL_UNREACHABLE when the name has no address, SKILL_EGRESS_REFUSED when one is not fit.
 */
export async function pinAddress(endpoint: Endpoint, resolve: Resolve): Promise<string> {
  const isFit = endpoint.reach === 'loopback' ? isLoopbackAddress : isPublicAddress;
  if (endpoint.reach === 'loopback' && endpoint.hostname === 'localhost') return '127.0.0.1';
  const addresses = isIP(endpoint.hostname) === 0 ? await resolve(endpoint.hostname) : [endpoint.hostname];
  if (!addresses.every(isFit)) throw new EarshotError('SKILL_EGRESS_REFUSED');
  const [first] = addresses;
  if (first === undefined) throw new EarshotError('SKILL_UNREACHABLE');
  return first;
}
