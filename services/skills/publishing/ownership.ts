/** Whose a skill is, against who asks for it: every method of a developer asks here first. */
import { personOf } from '../../common/callers/objects.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { EventMaker } from '../registry/events.ts';
import type { Developers } from './developers.ts';

type Call = Parameters<typeof personOf>[0];

/** Who registers, changes or reads skills. */
export interface SkillPerson {
  readonly by: EventMaker;
  /** Undefined for the operator, whose every skill is. */
  readonly developerId: string | undefined;
}

/** @throws EarshotError CALLER_REFUSED for a developer whom nobody admitted, or whose calls are not taken any more */
export async function skillPerson(call: Call, developers: Developers): Promise<SkillPerson> {
  const person = personOf(call);
  if (person?.role !== 'skill_developer') return { by: 'operator', developerId: undefined };
  const { developerId = '' } = person;
  if ((await developers.keyOf(developerId)) === '') throw new EarshotError('CALLER_REFUSED');
  return { by: 'developer', developerId };
}

/** @throws EarshotError CALLER_REFUSED, NOT_FOUND for another's skill: whether it exists is not theirs to know */
export async function requireOwnSkill(
  call: Call,
  developers: Developers,
  skillId: string,
): Promise<SkillPerson> {
  const person = await skillPerson(call, developers);
  const { developerId } = person;
  if (developerId === undefined) return person;
  if (!(await developers.isOwn(developerId, skillId))) throw new EarshotError('NOT_FOUND');
  return person;
}
