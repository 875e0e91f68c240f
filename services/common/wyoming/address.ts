/** Where a Wyoming server listens. */
import type { NetConnectOpts } from 'node:net';

/** `tcp://host:port`, `host:port` or `unix:///path`. @throws RangeError that names the accepted forms */
export function parseWyomingAddress(address: string): NetConnectOpts {
  const unix = /^unix:(?:\/\/)?(\/.+)$/.exec(address);
  if (unix !== null) return { path: unix[1]! };
  const tcp = /^(?:tcp:\/\/)?(\[[0-9a-fA-F:]+\]|[\w.-]+):(\d{1,5})$/.exec(address);
  const port = Number(tcp?.[2]);
  if (tcp === null || port < 1 || port > 65_535) {
    throw new RangeError('a Wyoming address is tcp://host:port, host:port or unix:///path');
  }
  return { host: tcp[1]!.replace(/^\[|\]$/g, ''), port };
}
