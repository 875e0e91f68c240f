/** The only way out of this process to a skill. The guard itself is common: notices go the same way. */
export {
  createResolve,
  Egress,
  type EgressOptions,
  isLoopbackAddress,
  isPublicAddress,
  parseEndpoint,
  type Reach,
  type Resolve,
} from '../../common/egress/index.ts';
export { egressCode, maxResponseBytes, postToSkill, type SkillAnswer, type SkillPost } from './post.ts';
