/** The demo's household: made once, kept in the state directory, so that a second start finds it again. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** The named device of this state directory, made on first use. */
export async function localDevice(stack: Stack, stateDir: string, name: string): Promise<LocalDevice> {
  const path = join(stateDir, 'devices', `${name}.json`);
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8')) as LocalDevice;
  const device = await createDevice(stack.address('privacy'), 'reference-speaker');
  await mkdir(join(stateDir, 'devices'), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(device), { mode: 0o600 });
  return device;
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
