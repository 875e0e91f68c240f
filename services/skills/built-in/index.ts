import type { InProcessSkill } from '../router/index.ts';

/** Skills that come with Earshot. They go through the same projection as everybody's. */
export const builtInSkills: readonly InProcessSkill[] = [];
