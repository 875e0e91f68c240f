/** The only way out of our processes to somebody else's server. */
export { isLoopbackAddress, isPublicAddress } from '../../../language/address/address-policy.ts';
export { parseEndpoint, type Reach } from './endpoint.ts';
export { Egress, type EgressOptions } from './pool.ts';
export { createResolve, pinAddress, type Resolve } from './resolve.ts';
