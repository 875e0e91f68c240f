/** The samples of an intent that are nearest to what was said. */
import type { CompiledIntent, CompiledTemplate } from '../matcher/skill.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';

/** So many of the nearest samples are looked at for what samples of an intent say at all. */
export const samplesCounted = 12;

/** The templates of so many of them, nearest first; one for each sample, so the same may come again. Default: all that are known. */
export const templatesNear = (
  intent: CompiledIntent,
  { nearest }: SkillHypothesis,
  count: number = nearest.length,
): CompiledTemplate[] => nearest.slice(0, count).flatMap(({ template }) => intent.templates[template] ?? []);
