/** What guardians do in tests, by the contract that their pages use. */
import { ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import type { ChildRules, FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type Home, limits } from './harness.ts';

/** A child of primary school. */
export const born = { bornYear: 2018, bornMonth: 5 };

/** @param family Asked at each call: the client is made when the service has started. */
export function guardians(family: () => FamilyServiceClient) {
  const addChild = async (home: Home, name = 'Mia') =>
    (
      await callUnary(
        family(),
        'addChild',
        { guardianId: home.subjectId, householdId: home.householdId, name, ...born },
        limits,
      )
    ).childId;
  const childrenOf = async ({ subjectId }: Pick<Home, 'subjectId'>) =>
    (await callUnary(family(), 'listChildren', { guardianId: subjectId }, limits)).children;
  const answerFor = (guardianId: string, childId: string, isYes: boolean) =>
    callUnary(
      family(),
      'answerForChild',
      { guardianId, childId, isYes, textVersion: 1, locale: 'zh-CN', way: ConsentWay.PAGE },
      limits,
    );
  const give = ({ subjectId, householdId, device }: Home, childId: string, isGiven = true) =>
    callUnary(
      family(),
      'giveDeviceToChild',
      { guardianId: subjectId, childId, householdId, deviceId: device.deviceId, isGiven },
      limits,
    );
  const rule = (guardianId: string, childId: string, rules: Partial<ChildRules>) =>
    callUnary(
      family(),
      'setChildRules',
      {
        guardianId,
        childId,
        rules: { dailyMinutes: undefined, quietFromMinute: undefined, quietUntilMinute: undefined, ...rules },
      },
      limits,
    );
  return { addChild, childrenOf, answerFor, give, rule };
}
