import { isIP } from 'node:net';
import { EarshotError } from '../errors/earshot-error.ts';
import { isLoopbackAddress, isPublicAddress } from './address-policy.ts';

/** What may be called. `loopback` is for skills under development, and then for nothing but this machine. */
export type Reach = 'public' | 'loopback';

/** An address that was taken apart and found fit to be resolved. */
export interface Endpoint {
  readonly origin: string;
  readonly pathAndQuery: string;
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly reach: Reach;
}

/** Names that never mean a public host, whatever a resolver says of them. */
const localSuffixes = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home.arpa', 'test', 'invalid'];

function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  if (!name.includes('.')) return true;
  return localSuffixes.some((suffix) => name.endsWith(`.${suffix}`));
}

/**
 * Takes a URL apart before anything is resolved. The URL parser has already turned decimal, octal and hexadecimal
 * hosts into plain addresses, so that one check sees them all.
 * @throws EarshotError SKILL_EGRESS_REFUSED
 */
export function parseEndpoint(url: string, reach: Reach): Endpoint {
  if (!URL.canParse(url)) throw new EarshotError('SKILL_EGRESS_REFUSED');
  const { protocol, hostname: host, username, password, port, origin, pathname, search } = new URL(url);
  const hostname = host.replace(/^\[|\]$/g, '');
  if (username !== '' || password !== '') throw new EarshotError('SKILL_EGRESS_REFUSED');
  if (reach === 'loopback') {
    const isHere = hostname === 'localhost' || isLoopbackAddress(hostname);
    if (!isHere || (protocol !== 'http:' && protocol !== 'https:')) {
      throw new EarshotError('SKILL_EGRESS_REFUSED');
    }
    return { origin, pathAndQuery: pathname + search, hostname, reach };
  }
  // Below 1024 nothing but 443 speaks HTTPS to strangers; other ports there belong to other protocols.
  const isPortFit = port === '' || Number(port) >= 1024;
  const isHostFit = isIP(hostname) === 0 ? !isLocalName(hostname) : isPublicAddress(hostname);
  if (protocol !== 'https:' || !isPortFit || !isHostFit) throw new EarshotError('SKILL_EGRESS_REFUSED');
  return { origin, pathAndQuery: pathname + search, hostname, reach };
}
