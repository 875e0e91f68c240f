/** `earshot hotel skill enable|disable`: skills of others that guests may open, each after it was announced and they said yes. */
import type { Command } from 'commander';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { asOperator } from '../as-operator.ts';
import { type HotelContext, limits } from './context.ts';

type Run = (act: (context: HotelContext) => Promise<object | undefined>) => Promise<void>;

export function registerSkills(hotel: Command, run: Run): void {
  const skill = hotel
    .command('skill')
    .description(
      'skills of others in rooms: announced first, opened by a yes (`earshot owner skills` lists what there is)',
    );
  skill
    .command('enable <id>')
    .description('guests may open it from their next words on')
    .action((id: string) => run((context) => change(context, 'enableSkill', id)));
  skill
    .command('disable <id>')
    .description('no room hears of it any more')
    .action((id: string) => run((context) => change(context, 'disableSkill', id)));
}

async function change(
  { tenantId }: HotelContext,
  method: 'enableSkill' | 'disableSkill',
  skillId: string,
): Promise<object> {
  const whose = { skillId, householdId: '', tenantId: await tenantId() };
  await asOperator(SkillsServiceClient, 'skills', (skills) => callUnary(skills, method, whose, limits));
  return { [method === 'enableSkill' ? 'enabled' : 'disabled']: skillId };
}
