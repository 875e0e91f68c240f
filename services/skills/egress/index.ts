/** The only way out of this process to a skill. */
export { isLoopbackAddress, isPublicAddress } from './address-policy.ts';
export { parseEndpoint, type Reach } from './endpoint.ts';
export { Egress, type EgressOptions } from './pool.ts';
export { egressCode, maxResponseBytes, postToSkill, type SkillAnswer, type SkillPost } from './post.ts';
export { createResolve, type Resolve } from './resolve.ts';
