/** Whose a skill is, for those who ask what was said to it in vain: the registry knows. */
import { PublishingServiceClient } from '../../proto/gen/earshot/skills/v1/publishing.ts';
import type { Credentials } from '../common/callers/credentials.ts';
import { personOf } from '../common/callers/objects.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import type { Logger } from '../common/log.ts';

const limits = { deadlineMs: 3_000 };

/** Whether a skill is this developer's, whose calls are taken. */
export type OwnsSkill = (developerId: string, skillId: string) => Promise<boolean>;

/**
 * @throws EarshotError NOT_FOUND for a developer's call about another's skill: whether it exists is not theirs to know; CALLER_REFUSED for
 *   a developer who is nobody's account
 */
export async function requireOwnSkill(
  call: Parameters<typeof personOf>[0],
  skillId: string,
  owns: OwnsSkill,
): Promise<void> {
  const person = personOf(call);
  if (person?.role !== 'skill_developer') return;
  const { developerId = '' } = person;
  if (developerId === '') throw new EarshotError('CALLER_REFUSED');
  if (!(await owns(developerId, skillId))) throw new EarshotError('NOT_FOUND');
}

/** The registry's answer. Whatever keeps it from answering refuses, too. */
export function skillOwners(
  skillsAddress: string,
  credentials: Credentials,
  log: Logger,
): { readonly owns: OwnsSkill; close(): void } {
  const publishing = connect(PublishingServiceClient, skillsAddress, credentials, { log });
  return {
    owns: async (developerId, skillId) =>
      (await callUnary(publishing, 'ownsSkill', { developerId, skillId }, limits)).isOwn,
    close: () => publishing.close(),
  };
}
