/** An address to call, or the refusal that the catalogue names. The rules themselves are the language package's. */
import { type Endpoint, type Reach, readEndpoint } from '../../../language/address/endpoint.ts';
import { EarshotError } from '../errors/earshot-error.ts';

export type { Endpoint, Reach };

/**
 * Takes a URL apart before anything is resolved.
 * @throws EarshotError SKILL_EGRESS_REFUSED
 */
export function parseEndpoint(url: string, reach: Reach): Endpoint {
  const endpoint = readEndpoint(url, reach);
  if (endpoint === undefined) throw new EarshotError('SKILL_EGRESS_REFUSED');
  return endpoint;
}
