/** Calls to skills. */

export { Bulkhead } from './bulkhead.ts';
export type { Observe } from './conversation.ts';
export { Counts } from './counts.ts';
export type { Disclose } from './disclosure.ts';
export { GrantCheck, type GrantCheckParts } from './grant-check.ts';
export { Inspections } from './inspection.ts';
export { routerMetrics } from './metrics.ts';
export { Outcomes } from './outcomes.ts';
export { Quota } from './quota.ts';
export { type InvokeLimits, Router } from './router.ts';
export { WithdrawalFeed } from './withdrawal-feed.ts';
