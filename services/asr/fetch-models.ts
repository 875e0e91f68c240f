/** What may be said, from whoever knows it: interaction models of skills from the registry, words of rooms from the hotels. */
import type { HotelServiceClient } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { SkillModel, SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { callUnary } from '../common/grpc/client.ts';
import { isRoomWords } from '../common/room-words.ts';
import type { FetchModels } from './skill-sets.ts';

export interface ModelSources {
  readonly skills: SkillsServiceClient;
  readonly hotel: HotelServiceClient;
}

const deadlineMs = 5_000;

export function fetchModels({ skills, hotel }: ModelSources): FetchModels {
  return async (wanted, signal) => {
    const limits = { deadlineMs, ...(signal && { signal }) };
    const rooms = wanted.filter(isRoomWords);
    const others = wanted.filter((ref) => !isRoomWords(ref));
    const ofRoom = async (skill: SkillRef): Promise<SkillModel> => {
      const { modelJson } = await callUnary(hotel, 'getSpokenModel', { version: skill.version }, limits);
      return { skill, modelJson };
    };
    const ofSkills = async () =>
      others.length === 0 ? [] : (await callUnary(skills, 'getModels', { skills: others }, limits)).models;
    const [models, words] = await Promise.all([ofSkills(), Promise.all(rooms.map(ofRoom))]);
    return [...models, ...words];
  };
}
