/** Households, devices and enabled skills, through the same calls that an owner's app would make. */
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import type { Stack } from './stack.ts';

/** What a speaker needs, and what its owner needs to switch things on and off. */
export interface LocalDevice {
  readonly householdId: string;
  readonly subjectId: string;
  readonly deviceId: string;
  readonly token: string;
}

const deadlineMs = 10_000;

/** A device of its own household, through the same calls that an app would make. */
export async function createDevice(privacyAddress: string, model: string): Promise<LocalDevice> {
  const privacy = connect(PrivacyServiceClient, privacyAddress);
  try {
    const household = await callUnary(
      privacy,
      'createHousehold',
      { region: 'local', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      { deadlineMs },
    );
    const { householdId, subjectId } = household;
    const { claimCode } = await callUnary(
      privacy,
      'issueClaimCode',
      { householdId, subjectId, tenantId: '', isChildDevice: false },
      { deadlineMs },
    );
    const device = await callUnary(privacy, 'activateDevice', { claimCode, model }, { deadlineMs });
    return { householdId, subjectId, deviceId: device.deviceId, token: device.deviceToken };
  } finally {
    privacy.close();
  }
}

/** Enables skills for a household, as its owner would in an app. */
export async function enableSkills(
  stack: Stack,
  householdId: string,
  skillIds: readonly string[],
): Promise<void> {
  const skills = connect(SkillsServiceClient, stack.address('skills'));
  try {
    for (const skillId of skillIds) {
      await callUnary(skills, 'enableSkill', { skillId, householdId, tenantId: '' }, { deadlineMs });
    }
  } finally {
    skills.close();
  }
}
