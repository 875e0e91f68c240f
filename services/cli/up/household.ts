/** Households, devices and enabled skills, through the same calls that an owner's app would make. */
import { AsrServiceClient } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import {
  PrivacyServiceClient,
  Thing,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { callingAs, operator, ownerOf } from '../identity.ts';
import { acceptTerms } from '../terms.ts';
import { patiently } from './patience.ts';

/** What a speaker needs, and what its owner needs to switch things on and off. */
export interface LocalDevice {
  readonly householdId: string;
  readonly subjectId: string;
  readonly deviceId: string;
  readonly token: string;
}

/** A whole Earshot that can be reached from here, and the state directory with the key that it trusts. */
export interface Place {
  address(service: 'privacy' | 'skills' | 'asr'): string;
  readonly stateDir: string;
}

const deadlineMs = 10_000;

/** A new household with its first account, which accepts the terms. */
async function createHousehold(place: Place): Promise<{ householdId: string; subjectId: string }> {
  const credentials = callingAs(operator, place.stateDir);
  const privacy = connect(PrivacyServiceClient, place.address('privacy'), credentials);
  try {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const made = await callUnary(privacy, 'createHousehold', { region: 'local', timeZone }, { deadlineMs });
    await acceptTerms(place, made);
    return made;
  } finally {
    privacy.close();
  }
}

/** A device of its own household, or of one that there is, through the same calls that an app would make. */
export async function createDevice(
  place: Place,
  model: string,
  known?: Pick<LocalDevice, 'householdId' | 'subjectId'>,
): Promise<LocalDevice> {
  const household = known ?? (await createHousehold(place));
  const credentials = callingAs(ownerOf(household), place.stateDir);
  const privacy = connect(PrivacyServiceClient, place.address('privacy'), credentials);
  try {
    const request = { ...household, tenantId: '', isChildDevice: false, roomId: '' };
    const { claimCode } = await callUnary(privacy, 'issueClaimCode', request, { deadlineMs });
    const device = await callUnary(privacy, 'activateDevice', { claimCode, model }, { deadlineMs });
    return { ...household, deviceId: device.deviceId, token: device.deviceToken };
  } finally {
    privacy.close();
  }
}

/** Two rooms with the speaker in one of them, and something to speak of, as long as the home has no rooms. */
export async function furnish(place: Place, owned: LocalDevice): Promise<void> {
  const { householdId, deviceId } = owned;
  const credentials = callingAs(ownerOf(owned), place.stateDir);
  const privacy = connect(PrivacyServiceClient, place.address('privacy'), credentials);
  const owner = { householdId, tenantId: '' };
  try {
    const known = await callUnary(privacy, 'listRooms', owner, { deadlineMs });
    if (known.rooms.length > 0) return;
    const rooms = [{ names: ['living room', '客厅'] }, { names: ['bedroom', '卧室'] }];
    const { roomIds } = await callUnary(privacy, 'createRooms', { ...owner, rooms }, { deadlineMs });
    const [livingRoom = '', bedroom = ''] = roomIds;
    await callUnary(privacy, 'placeDevice', { ...owner, deviceId, roomId: livingRoom }, { deadlineMs });
    const lamp = Thing.fromPartial({ names: ['ceiling light', '吸顶灯'], kinds: ['light'] });
    for (const roomId of [livingRoom, bedroom]) {
      await callUnary(privacy, 'nameThing', { householdId, thing: { ...lamp, roomId } }, { deadlineMs });
    }
  } finally {
    privacy.close();
  }
}

/** Enables skills for a household, as its owner would in an app. */
export async function enableSkills(
  place: Place,
  householdId: string,
  skillIds: readonly string[],
): Promise<void> {
  const credentials = callingAs({ role: 'owner', householdId }, place.stateDir);
  const skills = connect(SkillsServiceClient, place.address('skills'), credentials);
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
export async function prepareRecogniser(place: Place, owned: LocalDevice, locale: string): Promise<void> {
  const owner = callingAs(ownerOf(owned), place.stateDir);
  const privacy = connect(PrivacyServiceClient, place.address('privacy'), owner);
  const skills = connect(SkillsServiceClient, place.address('skills'), owner);
  const asr = connect(AsrServiceClient, place.address('asr'), callingAs(operator, place.stateDir));
  try {
    const { device, surroundings } = await callUnary(
      privacy,
      'authenticateDevice',
      { deviceToken: owned.token },
      { deadlineMs },
    );
    const { skillSet } = await callUnary(skills, 'getSkillSet', { device, locale }, { deadlineMs });
    await callUnary(
      asr,
      'prepare',
      { skillSet, locale, entities: surroundings?.entities ?? [], focusSkillId: '', focusSlot: '' },
      { deadlineMs: 60_000 },
    );
  } finally {
    privacy.close();
    skills.close();
    asr.close();
  }
}
