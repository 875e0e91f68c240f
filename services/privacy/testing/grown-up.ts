/** A member of a home: a child that has grown up, with an account and a speaker of its own. */
import { ConsentPurpose } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { query } from '../../common/db/pool.ts';
import type { guardians } from './guardians.ts';
import { agree, type Harness, makeHome } from './harness.ts';

const dayMs = 86_400_000;

/** @param as What guardians do. @returns the home, a second speaker that is its owner's, and the member */
export async function makeGrownUp(
  privacy: Harness,
  { addChild, answerFor, give }: Pick<ReturnType<typeof guardians>, 'addChild' | 'answerFor' | 'give'>,
) {
  const home = await makeHome(privacy.client);
  const childId = await addChild(home);
  const second = await makeHome(privacy.client);
  await answerFor(home.subjectId, childId, true);
  await give(home, childId);
  privacy.clock.nowMs = Date.now() + 9 * 365 * dayMs;
  await privacy.service.retention.run();
  privacy.clock.nowMs = undefined;
  await agree(privacy.client, { subjectId: childId }, [ConsentPurpose.VOICE_SERVICE, ConsentPurpose.HISTORY]);
  // The owner's own speaker.
  await query(
    privacy.stores.pool,
    `update devices d set household_id = $2, subject_id = $3, chain_id = (select chain_id from subjects where subject_id = $3)
     where device_id = $1`,
    [second.device.deviceId, home.householdId, home.subjectId],
  );
  await agree(privacy.client, home, [ConsentPurpose.HISTORY]);
  const person = { role: 'member', subjectId: childId, householdId: home.householdId } as const;
  const owner = { role: 'owner', subjectId: home.subjectId, householdId: home.householdId } as const;
  return { home, second, memberId: childId, person, owner };
}
