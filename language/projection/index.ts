/**
 * The one place where a skill's request is made: pure, without network and store, used by the router and by the
 * SDK's simulator alike.
 */
export { type CallFacts, protocolVersion, requestCandidate } from './candidate.ts';
export { dataClassFromName } from './data-class.ts';
export {
  type DisclosurePlan,
  historyPath,
  inspect,
  missingRequired,
  type PlannedField,
  planDisclosure,
  type RequestCandidate,
  type WithheldField,
} from './plan.ts';
export { type JsonObject, type LateValues, project } from './project.ts';
export { requiredFields } from './required.ts';
export { type RequestLeaf, type RequestSchema, skillRequestSchema } from './schema.ts';
export { classSlot, type SlotJson, slotTypeClass } from './slots.ts';
