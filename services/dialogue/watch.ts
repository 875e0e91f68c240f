/** Compiles the sets of skills that are in use before somebody speaks. */
import { locales } from '../../language/locale.ts';
import type { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { Logger } from '../common/log.ts';
import { type PreparingAhead, prepareAhead } from '../common/skill-sets-in-use.ts';
import type { SkillSets } from './skill-sets.ts';

/** Sets compiled ahead; more than are kept would only push each other out. */
const maxAhead = 100;

/** Runs until `signal` aborts. */
export function compileAhead(
  skills: SkillsServiceClient,
  skillSets: SkillSets,
  log: Logger,
  signal: AbortSignal,
): PreparingAhead {
  return prepareAhead(
    skills,
    async (inUse) => {
      for (const skillSet of inUse.slice(0, maxAhead)) {
        for (const locale of locales) {
          await skillSets.get(skillSet, locale, 'background').catch((error: unknown) => {
            log.warn('dialogue.compile-failed', { skillSetId: skillSet.skillSetId, locale }, error);
          });
        }
      }
    },
    signal,
  );
}
