/** Words of hotels' rooms among those of skills: by this name a recogniser is told what guests may say, and asks the hotel for it. */
import type { SkillRef, SkillSet } from '../../proto/gen/earshot/turn/v1/turn.ts';

/** No skill has it: the registry keeps names of this house for itself. */
const roomWordsId = 'earshot.rooms';

export const isRoomWords = ({ skillId }: Pick<SkillRef, 'skillId'>): boolean => skillId === roomWordsId;

/** @param version As the hotel names its model; empty = there is none to speak of */
export function withRoomWords(skillSet: SkillSet | undefined, version: string): SkillSet | undefined {
  if (version === '') return skillSet;
  const { skillSetId = '', skills = [] } = skillSet ?? {};
  return { skillSetId, skills: [...skills, { skillId: roomWordsId, version }] };
}
