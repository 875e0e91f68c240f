/** The house's example models, all enabled at once. */
import type { SkillSource } from '../../../asr/language-model/compile.ts';
import { coffeeModel } from './coffee.ts';
import { homeModel } from './home.ts';
import { hotelModel } from './hotel.ts';

export const houseSkills: readonly SkillSource[] = [
  { skillId: 'home', model: homeModel },
  { skillId: 'coffee', model: coffeeModel },
  { skillId: 'hotel', model: hotelModel },
];
