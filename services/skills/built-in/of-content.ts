/** A skill that comes with Earshot, as it is registered. */
import { contentVersion } from '../../common/content-version.ts';
import type { InProcessSkill } from '../delivery/index.ts';

/** Under a version that its content names: whoever changes one need not remember to give it another, without which the next start would end here. */
export const ofContent = (skill: InProcessSkill): InProcessSkill => ({
  manifest: { ...skill.manifest, version: contentVersion(skill.manifest, 'built-in') },
  handle: (request, options) => skill.handle(request, options),
});
