/** Which addresses of the net a skill, or a speaker on its behalf, may be sent to. */
import { isIP } from 'node:net';
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
 * @returns undefined for an address that may not be called
 */
export function readEndpoint(url: string, reach: Reach): Endpoint | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname: host, username, password, port, origin, pathname, search } = new URL(url);
  const hostname = host.replace(/^\[|\]$/g, '');
  if (username !== '' || password !== '') return undefined;
  if (reach === 'loopback') {
    const isHere = hostname === 'localhost' || isLoopbackAddress(hostname);
    if (!isHere || (protocol !== 'http:' && protocol !== 'https:')) return undefined;
    return { origin, pathAndQuery: pathname + search, hostname, reach };
  }
  // Below 1024 nothing but 443 speaks HTTPS to strangers; other ports there belong to other protocols.
  const isPortFit = port === '' || Number(port) >= 1024;
  const isHostFit = isIP(hostname) === 0 ? !isLocalName(hostname) : isPublicAddress(hostname);
  if (protocol !== 'https:' || !isPortFit || !isHostFit) return undefined;
  return { origin, pathAndQuery: pathname + search, hostname, reach };
}
