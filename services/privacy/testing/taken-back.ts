/** How each thing that can be taken back comes to be, is taken, and is looked for: for `holding/every-call.test.ts`. */
import { randomBytes } from 'node:crypto';
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { CasesServiceClient } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { DutiesServiceClient, ExceptionCode } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { StaffServiceClient } from '../../../proto/gen/earshot/duties/v1/staff.ts';
import { ChildReason, FamilyServiceClient, Share } from '../../../proto/gen/earshot/family/v1/family.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { LinkingServiceClient } from '../../../proto/gen/earshot/linking/v1/linking.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { VoiceprintServiceClient } from '../../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { digestOf } from '../cases/faults.ts';
import type { TakenBack } from '../holding/taken-back.ts';
import { voiceNumbers, writeVoice } from '../voiceprints/vector.ts';
import { guardians } from './guardians.ts';
import {
  agree,
  disclose,
  field,
  grant,
  type Harness,
  type Home,
  limits,
  makeHome,
  makeHotelRoom,
} from './harness.ts';
import type { SentCodes } from './sent-codes.ts';

export type Kind = TakenBack['kind'];

/** One thing that can be taken back: how it comes to be, how it is taken, and whether it is there. */
export interface Scenario {
  give(home: Home): Promise<{
    take(): Promise<unknown>;
    isThere(): Promise<boolean>;
  }>;
}

/** @param harness Asked at each call: a restart makes other clients. */
export function takenBackScenarios(harness: () => Harness, codes: SentCodes, open: { close(): void }[]) {
  /** A client of the service as it runs now: a restart makes it another. */
  function to<C extends { close(): void }>(Client: unknown): C {
    const client = connectAsNamed(
      Client as Parameters<typeof connectAsNamed>[0],
      harness().service.address,
      harness().stateDirectory,
    ) as unknown as C;
    open.push(client);
    return client;
  }
  const rights = () => to<RightsServiceClient>(RightsServiceClient);
  const family = () => to<FamilyServiceClient>(FamilyServiceClient);
  const cases = () => to<CasesServiceClient>(CasesServiceClient);
  const identities = () => to<IdentityServiceClient>(IdentityServiceClient);
  const linking = () => to<LinkingServiceClient>(LinkingServiceClient);
  const duties = () => to<DutiesServiceClient>(DutiesServiceClient);
  const { addChild, answerFor, give } = guardians(family);
  const rows = async (sql: string, values: readonly unknown[]) =>
    (await query(harness().stores.pool, sql, [...values])).length;
  const outcome = (call: Promise<unknown>): Promise<string> => call.then(() => 'OK', codeOf);

  const say = async (home: Home, heard: string) => {
    const turn = {
      deviceId: home.device.deviceId,
      turnId: crypto.randomUUID(),
      heard,
      answered: '',
      skillId: '',
    };
    await callUnary(rights(), 'recordTurn', { ...turn, ended: 'completed' }, limits);
  };

  const scenarios: Readonly<Record<Kind, Scenario>> = {
    grants: {
      async give({ subjectId, device }) {
        await grant(harness().client, subjectId, 'tea', ['slots.Note']);
        const skill = { subjectId, skillId: 'tea', paths: ['slots.Note'] };
        const asked = [field('slots.Note', { valueClass: DataClass.UTTERANCE })];
        return {
          take: () => callUnary(harness().client, 'withdrawFields', skill, limits),
          isThere: async () =>
            (await disclose(harness().client, device, 'tea', asked)).allowedPaths.length > 0,
        };
      },
    },
    skill: {
      async give({ subjectId, device }) {
        await grant(harness().client, subjectId, 'taxi', ['slots.Note']);
        const skill = { subjectId, householdId: '', tenantId: '', skillId: 'taxi', cause: 'skill.disabled' };
        const asked = [field('slots.Note', { valueClass: DataClass.UTTERANCE })];
        return {
          take: () => callUnary(harness().client, 'forgetSkill', skill, limits),
          isThere: async () =>
            (await disclose(harness().client, device, 'taxi', asked)).allowedPaths.length > 0,
        };
      },
    },
    consent: {
      async give(home) {
        await agree(harness().client, home, [ConsentPurpose.TRAINING]);
        const who = { subjectId: home.subjectId, tenantId: '' };
        return {
          take: () =>
            callUnary(
              harness().consents,
              'withdrawConsent',
              { ...who, purpose: ConsentPurpose.TRAINING, way: ConsentWay.PAGE },
              limits,
            ),
          isThere: async () => {
            const { purposes } = await callUnary(harness().consents, 'listConsents', who, limits);
            return purposes.some((one) => one.purpose === ConsentPurpose.TRAINING && one.isLive);
          },
        };
      },
    },
    restriction: {
      async give({ subjectId }) {
        return {
          take: () => callUnary(rights(), 'restrictAccount', { subjectId, isRestricted: true }, limits),
          isThere: async () =>
            !(await callUnary(rights(), 'listRequests', { subjectId }, limits)).isRestricted,
        };
      },
    },
    device: {
      async give({ device, householdId, deviceToken }) {
        const { deviceId } = device;
        return {
          take: () =>
            callUnary(harness().client, 'revokeDevice', { deviceId, householdId, tenantId: '' }, limits),
          isThere: async () =>
            (await outcome(callUnary(harness().client, 'authenticateDevice', { deviceToken }, limits))) ===
            'OK',
        };
      },
    },
    history: {
      async give(home) {
        await agree(harness().client, home, [ConsentPurpose.HISTORY]);
        await say(home, 'where is my coat');
        const { subjectId } = home;
        const all = { subjectId, entryIds: [], fromMs: 0, untilMs: 0, isEverything: true };
        const list = { subjectId, search: '', beforeMs: 0, pageSize: 9 };
        return {
          take: () => callUnary(rights(), 'deleteHistory', all, limits),
          isThere: async () => (await callUnary(rights(), 'listHistory', list, limits)).entries.length > 0,
        };
      },
    },
    'history-days': {
      async give({ subjectId }) {
        return {
          take: () => callUnary(rights(), 'setHistoryDays', { subjectId, days: 2 }, limits),
          isThere: async () =>
            (await rows('select 1 from subjects where subject_id = $1 and history_days > 2', [subjectId])) >
            0,
        };
      },
    },
    crossing: {
      async give({ subjectId, device }) {
        const crossing = { subjectId, recipient: 'abroad', region: 'eu' };
        await callUnary(duties(), 'allowCrossing', crossing, limits);
        const asked = [field('slots.Size', { valueClass: DataClass.COMMAND })];
        return {
          take: () => callUnary(duties(), 'endCrossing', { subjectId, recipient: 'abroad' }, limits),
          isThere: async () => (await outcome(disclose(harness().client, device, 'abroad', asked))) === 'OK',
        };
      },
    },
    'crossing-by-law': {
      async give({ device }) {
        const staffRole = StaffRole.PRIVACY_OFFICER;
        const border = { recipient: 'far', region: 'eu', staffRole };
        const allowed = { ...border, exception: ExceptionCode.TREATY };
        await callUnary(duties(), 'allowCrossingByLaw', allowed, limits);
        const asked = [field('slots.Size', { valueClass: DataClass.COMMAND })];
        return {
          take: () => callUnary(duties(), 'endCrossingByLaw', border, limits),
          isThere: async () => (await outcome(disclose(harness().client, device, 'far', asked))) === 'OK',
        };
      },
    },
    fault: {
      async give({ subjectId }) {
        const { case: made } = await callUnary(
          cases(),
          'reportFault',
          { subjectId, code: 'SKILL_TIMEOUT' },
          limits,
        );
        const caseId = made?.caseId ?? '';
        await callUnary(cases(), 'askForLogs', { caseId }, limits);
        const log = 'the lamp quarrelled';
        await callUnary(cases(), 'sendLogs', { subjectId, caseId, log, shownSha256: digestOf(log) }, limits);
        return {
          take: () => callUnary(cases(), 'closeFault', { subjectId, caseId }, limits),
          isThere: async () =>
            (await rows('select 1 from fault_cases where case_id = $1 and closed_at is null', [caseId])) > 0,
        };
      },
    },
    other: {
      async give({ subjectId }) {
        const contact = 'tansy@example.org';
        const order = {
          ...{
            subjectId,
            seller: 'tea',
            completedAtMs: Date.now() - 1_000,
            promise: 'agreed',
            what: 'two teas',
          },
          ...{ whatClass: DataClass.TRANSACTION, other: 'for Tansy', otherContact: contact },
        };
        await callUnary(cases(), 'recordOrder', order, limits);
        return {
          take: async () => {
            const asked = { contact, locale: 'en-US' };
            const { challenge } = await callUnary(cases(), 'startOther', asked, limits);
            const code = await codes.latest(contact);
            await callUnary(cases(), 'finishOther', { challenge, code, correction: '' }, limits);
          },
          isThere: async () =>
            (await rows('select 1 from trade_orders where subject_id = $1 and other_mac is not null', [
              subjectId,
            ])) > 0,
        };
      },
    },
    join: {
      async give({ subjectId }) {
        const other = await makeHome(harness().client);
        const offer = { subjectId, name: 'Ada', lets: [Share.HISTORY], asks: [Share.DEVICES] };
        const { code, joinId } = await callUnary(family(), 'offerJoin', offer, limits);
        const answer = { subjectId: other.subjectId, code, name: 'Bea', lets: [Share.DEVICES] };
        await callUnary(family(), 'answerJoin', answer, limits);
        await callUnary(family(), 'confirmJoin', { subjectId, joinId }, limits);
        const seen = { subjectId, joinId };
        return {
          take: () => callUnary(family(), 'endJoin', { subjectId: other.subjectId, joinId }, limits),
          isThere: async () =>
            (await outcome(callUnary(family(), 'listSharedDevices', seen, limits))) === 'OK',
        };
      },
    },
    link: {
      async give({ subjectId }) {
        const asked = { subjectId, skillId: 'linked' };
        const { authorizationUrl } = await callUnary(linking(), 'startLink', asked, limits);
        const back = await fetch(authorizationUrl, { redirect: 'manual' });
        const text = new URL(back.headers.get('location') ?? '').search.slice(1);
        await callUnary(linking(), 'finishLink', { subjectId, query: text }, limits);
        return {
          take: () => callUnary(linking(), 'endLink', asked, limits),
          isThere: async () => {
            const { links } = await callUnary(linking(), 'listLinks', { subjectId, locale: 'en-US' }, limits);
            return links.some(({ skillId, linkedAtMs }) => skillId === 'linked' && linkedAtMs > 0);
          },
        };
      },
    },
    profile: {
      async give({ subjectId }) {
        const field = { subjectId, path: 'device.address' };
        await callUnary(harness().client, 'setProfileField', { ...field, value: '21 Lake Road' }, limits);
        const before = await query<{ sealed_value: Buffer }>(
          harness().stores.pool,
          'select sealed_value from profile_fields where subject_id = $1',
          [subjectId],
        );
        return {
          // A correction: what was wrong is not to come back.
          take: () =>
            callUnary(harness().client, 'setProfileField', { ...field, value: '12 Lake Road' }, limits),
          isThere: async () =>
            (await rows('select 1 from profile_fields where sealed_value = $1', [before[0]?.sealed_value])) >
            0,
        };
      },
    },
    room: {
      async give({ householdId }) {
        const rooms = [{ names: ['attic'] }];
        const owner = { householdId, tenantId: '' };
        const { roomIds } = await callUnary(harness().client, 'createRooms', { ...owner, rooms }, limits);
        const [roomId = ''] = roomIds;
        return {
          take: () => callUnary(harness().client, 'removeRoom', { ...owner, roomId }, limits),
          isThere: async () => (await rows('select 1 from rooms where room_id = $1', [roomId])) > 0,
        };
      },
    },
    thing: {
      async give({ householdId }) {
        const thing = {
          thingId: '',
          names: ['lamp'],
          kinds: ['light'],
          roomId: '',
          deviceId: '',
          needsVoice: false,
          whose: '',
        };
        const { thingId } = await callUnary(harness().client, 'nameThing', { householdId, thing }, limits);
        return {
          take: () => callUnary(harness().client, 'removeThing', { householdId, thingId }, limits),
          isThere: async () => (await rows('select 1 from things where thing_id = $1', [thingId])) > 0,
        };
      },
    },
    stay: {
      async give() {
        const { tenantId } = await makeHotelRoom(harness().client);
        const rooms = [{ names: ['301'] }];
        const made = await callUnary(
          harness().client,
          'createRooms',
          { householdId: '', tenantId, rooms },
          limits,
        );
        const stay = { tenantId, roomId: made.roomIds[0] ?? '', locale: 'en-US' };
        const { stayId } = await callUnary(harness().client, 'openStay', stay, limits);
        return {
          take: () => callUnary(harness().client, 'closeStay', { tenantId, stayId }, limits),
          isThere: async () => (await rows('select 1 from stays where stay_id = $1', [stayId])) > 0,
        };
      },
    },
    colleague: {
      async give() {
        const { tenantId } = await makeHotelRoom(harness().client);
        const member = { subjectId: '', name: 'Kim', department: '' };
        const { subjectId } = await callUnary(identities(), 'inviteStaff', { tenantId, member }, limits);
        return {
          take: () => callUnary(identities(), 'removeStaff', { tenantId, subjectId }, limits),
          isThere: async () =>
            (await callUnary(identities(), 'listStaff', { tenantId }, limits)).members.length > 0,
        };
      },
    },
    'hotel-key': {
      async give() {
        const { tenantId } = await makeHotelRoom(harness().client);
        const { keyId, key } = await callUnary(identities(), 'issueHotelKey', { tenantId }, limits);
        return {
          take: () => callUnary(identities(), 'revokeHotelKey', { tenantId, keyId }, limits),
          isThere: async () =>
            (await outcome(callUnary(identities(), 'getHotelOfKey', { key }, limits))) === 'OK',
        };
      },
    },
    child: {
      async give({ subjectId }) {
        const born = { bornYear: new Date().getFullYear() - 9, bornMonth: 5 };
        const recognised = {
          askerId: subjectId,
          joinId: '',
          subjectId,
          ...born,
          reason: ChildReason.UNSPECIFIED,
        };
        return {
          take: () => callUnary(family(), 'recogniseChild', recognised, limits),
          isThere: async () =>
            (await rows('select 1 from subjects where subject_id = $1 and not is_child', [subjectId])) > 0,
        };
      },
    },
    'child-device': {
      async give(home) {
        const childId = await addChild(home);
        await answerFor(home.subjectId, childId, true);
        return {
          take: () => give(home, childId),
          isThere: async () =>
            (await rows('select 1 from devices where device_id = $1 and not is_child_device', [
              home.device.deviceId,
            ])) > 0,
        };
      },
    },
    token: {
      async give({ deviceToken }) {
        return {
          take: async () => {
            const next = await callUnary(harness().client, 'rotateDeviceToken', { deviceToken }, limits);
            const used = { deviceToken: next.deviceToken };
            await callUnary(harness().client, 'authenticateDevice', used, limits);
          },
          isThere: async () =>
            (await outcome(callUnary(harness().client, 'authenticateDevice', { deviceToken }, limits))) ===
            'OK',
        };
      },
    },
    voice: {
      async give(home) {
        const { subjectId } = home;
        await agree(harness().client, home, [ConsentPurpose.VOICEPRINT]);
        const voiceprints = () => to<VoiceprintServiceClient>(VoiceprintServiceClient);
        const voice = new Float32Array(voiceNumbers).fill(0.5);
        const voices = [0, 1, 2].map(() => writeVoice(voice));
        await callUnary(voiceprints(), 'keepVoice', { subjectId, voices }, limits);
        return {
          take: () => callUnary(voiceprints(), 'forgetVoice', { subjectId }, limits),
          isThere: async () => (await callUnary(voiceprints(), 'readVoice', { subjectId }, limits)).isKept,
        };
      },
    },
    way: {
      async give({ subjectId }) {
        const addresses = [`${subjectId.slice(-8).toLowerCase()}@example.org`, '+8613800138123'];
        for (const identity of addresses) {
          const asked = { subjectId, identity, locale: 'en-US' };
          const { challenge } = await callUnary(identities(), 'startAddIdentity', asked, limits);
          const code = await codes.latest(identity);
          await callUnary(identities(), 'finishAddIdentity', { subjectId, challenge, code }, limits);
        }
        const found = await query<{ way_id: string }>(
          harness().stores.pool,
          'select way_id from identities where subject_id = $1',
          [subjectId],
        );
        const wayId = found[0]?.way_id ?? '';
        return {
          take: () => callUnary(identities(), 'removeSignInWay', { subjectId, wayId }, limits),
          isThere: async () => (await rows('select 1 from identities where way_id = $1', [wayId])) > 0,
        };
      },
    },
    staff: {
      async give() {
        const publicKey = randomBytes(32).toString('base64url');
        const record = () => to<StaffServiceClient>(StaffServiceClient);
        const admitted = { publicKey, roles: [StaffRole.SUPPORT] };
        const { staffId } = await callUnary(record(), 'admitStaffMember', admitted, limits);
        return {
          take: () => callUnary(record(), 'suspendStaffMember', { staffId, isSuspended: true }, limits),
          isThere: async () =>
            (await callUnary(record(), 'findStaffMember', { staffId }, limits)).publicKey === publicKey,
        };
      },
    },
    transfer: {
      async give({ subjectId }) {
        await grant(harness().client, subjectId, 'sold', ['slots.Note']);
        const sale = {
          recipient: 'sold',
          operator: 'Somebody Else',
          cause: 'insolvency',
          takesDuties: false,
        };
        const asked = { subjectId, skillId: 'sold' };
        return {
          take: () => callUnary(duties(), 'transferRecipient', sale, limits),
          isThere: async () =>
            (await callUnary(harness().client, 'listGrants', asked, limits)).grants.length > 0,
        };
      },
    },
  };

  return scenarios;
}
