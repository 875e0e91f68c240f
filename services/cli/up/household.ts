/** Households, devices and enabled skills, through the same calls that an owner's app would make. */
import { AsrServiceClient } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { patiently } from './patience.ts';
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
      { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' },
      { deadlineMs },
    );
    const device = await callUnary(privacy, 'activateDevice', { claimCode, model }, { deadlineMs });
    return { householdId, subjectId, deviceId: device.deviceId, token: device.deviceToken };
  } finally {
    privacy.close();
  }
}

/** Two rooms with the speaker in one of them, and something to speak of, as long as the home has no rooms. */
export async function furnish(stack: Stack, { householdId, deviceId }: LocalDevice): Promise<void> {
  const privacy = connect(PrivacyServiceClient, stack.address('privacy'));
  const owner = { householdId, tenantId: '' };
  try {
    const known = await callUnary(privacy, 'listRooms', owner, { deadlineMs });
    if (known.rooms.length > 0) return;
    const rooms = [{ names: ['living room', '客厅'] }, { names: ['bedroom', '卧室'] }];
    const { roomIds } = await callUnary(privacy, 'createRooms', { ...owner, rooms }, { deadlineMs });
    const [livingRoom = '', bedroom = ''] = roomIds;
    await callUnary(privacy, 'placeDevice', { ...owner, deviceId, roomId: livingRoom }, { deadlineMs });
    const lamp = { names: ['ceiling light', '吸顶灯'], kinds: ['light'], thingId: '', deviceId: '' };
    for (const roomId of [livingRoom, bedroom]) {
      await callUnary(privacy, 'nameThing', { householdId, thing: { ...lamp, roomId } }, { deadlineMs });
    }
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
      await patiently(() =>
        callUnary(skills, 'enableSkill', { skillId, householdId, tenantId: '' }, { deadlineMs }),
      );
    }
  } finally {
    skills.close();
  }
}

/** Waits until the recogniser has compiled the commands of a device's skills, so that its first words meet them. */
export async function prepareRecogniser(stack: Stack, token: string, locale: string): Promise<void> {
  const privacy = connect(PrivacyServiceClient, stack.address('privacy'));
  const skills = connect(SkillsServiceClient, stack.address('skills'));
  const asr = connect(AsrServiceClient, stack.address('asr'));
  try {
    const { device } = await callUnary(privacy, 'authenticateDevice', { deviceToken: token }, { deadlineMs });
    const { skillSet } = await callUnary(skills, 'getSkillSet', { device, locale }, { deadlineMs });
    await callUnary(
      asr,
      'prepare',
      { skillSet, locale, entities: device?.entities ?? [], focusSkillId: '', focusSlot: '' },
      { deadlineMs: 60_000 },
    );
  } finally {
    privacy.close();
    skills.close();
    asr.close();
  }
}
