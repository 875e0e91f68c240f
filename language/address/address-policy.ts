/** Which addresses a skill may have: public ones that belong to nobody's inside. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Answers inside the virtual networks of clouds although its range is public: Azure's host agent. */
const hostAgents: ReadonlySet<string> = new Set(['168.63.129.16']);

/** Only what is global unicast today; the rest of IPv6 space is mapped, translated, local or unassigned. */
const globalIpv6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/**
 * Whether an address belongs to the public internet. Private, loopback, link-local (with the metadata services),
 * carrier-grade NAT, multicast, benchmark and documentation ranges do not; nor do IPv6 forms that carry an IPv4
 * address (mapped, compatible, NAT64, 6to4, Teredo), because what they lead to is decided elsewhere.
 * Sources: the IANA special-purpose address registries, through ipaddr.js.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv4) return !hostAgents.has(parsed.toString());
  return parsed.zoneId === undefined && parsed.match(globalIpv6);
}

/** Whether an address is this machine itself, in the plain forms only. */
export function isLoopbackAddress(address: string): boolean {
  if (address === '::1') return true;
  return ipaddr.IPv4.isValidFourPartDecimal(address) && ipaddr.parse(address).range() === 'loopback';
}
