/** Whose an object is, for every method that takes one: a stranger's is not found, whatever else is right. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coffeeManifest } from '../../language/testing/calls.ts';
import { ConsentServiceClient } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { CasesServiceClient } from '../../proto/gen/earshot/duties/v1/cases.ts';
import { DutiesServiceClient } from '../../proto/gen/earshot/duties/v1/duties.ts';
import { FamilyServiceClient } from '../../proto/gen/earshot/family/v1/family.ts';
import { LinkingServiceClient } from '../../proto/gen/earshot/linking/v1/linking.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import {
  type ExportDataRequest,
  PrivacyServiceClient,
} from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type ExportMemberRequest, RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { VoiceprintServiceClient } from '../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { methods, type Person } from '../common/callers/access.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { callUnary, connect, openServerStream } from '../common/grpc/client.ts';
import { credentialsOf } from '../common/testing/callers.ts';
import { type Home, limits, makeHome, makeHotelRoom } from '../privacy/testing/harness.ts';

import { type Harness, invoke, startHarness } from './testing/harness.ts';

let harness: Harness;
let one: Home;
let other: Home;
let hotel: Awaited<ReturnType<typeof makeHotelRoom>>;
let otherHotel: typeof hotel;
const open: { close(): void }[] = [];

beforeAll(async () => {
  harness = await startHarness();
  const { client } = harness.privacy;
  [one, other] = [await makeHome(client), await makeHome(client)];
  [hotel, otherHotel] = [await makeHotelRoom(client), await makeHotelRoom(client)];
});
afterAll(async () => {
  for (const client of open) client.close();
  await harness?.close();
});

/** The services as a person calls them. */
function callingAs(person: Person, through: 'operator_cli' | 'web' = 'operator_cli') {
  const credentials = credentialsOf(through, person, harness.privacy.stateDirectory);
  const privacy = connect(PrivacyServiceClient, harness.privacy.service.address, credentials);
  const consents = connect(ConsentServiceClient, harness.privacy.service.address, credentials);
  const skills = connect(SkillsServiceClient, harness.service.address, credentials);
  const rights = connect(RightsServiceClient, harness.privacy.service.address, credentials);
  const duties = connect(DutiesServiceClient, harness.privacy.service.address, credentials);
  const cases = connect(CasesServiceClient, harness.privacy.service.address, credentials);
  const family = connect(FamilyServiceClient, harness.privacy.service.address, credentials);
  const linking = connect(LinkingServiceClient, harness.privacy.service.address, credentials);
  const voices = connect(VoiceprintServiceClient, harness.privacy.service.address, credentials);
  open.push(privacy, consents, rights, duties, cases, family, linking, voices, skills);
  return { privacy, consents, rights, duties, cases, family, linking, voices, skills };
}

const contracts = [
  PrivacyServiceClient,
  ConsentServiceClient,
  RightsServiceClient,
  DutiesServiceClient,
  CasesServiceClient,
  FamilyServiceClient,
  LinkingServiceClient,
  VoiceprintServiceClient,
] as const;

/** Methods that no command line calls. */
const throughPages = new Set(['exportMember', 'eraseMember']);

/** The code that a call ends with, made by a person with a request that is whole but for whose it is. */
async function code(person: Person, name: string, request: object): Promise<string> {
  const through = throughPages.has(name) ? 'web' : 'operator_cli';
  const clients = callingAs(person, through);
  const { privacy, consents, rights, duties, cases, family, linking, voices, skills } = clients;
  if (name === 'exportData') {
    const exported = openServerStream(privacy.exportData.bind(privacy), request as ExportDataRequest, limits);
    return exported.next().then(() => 'OK', codeOf);
  }
  if (name === 'exportMember') {
    const exported = openServerStream(
      rights.exportMember.bind(rights),
      request as ExportMemberRequest,
      limits,
    );
    return exported.next().then(() => 'OK', codeOf);
  }
  const all = [privacy, consents, rights, duties, cases, family, linking, voices];
  const served = all.find((_, index) => name in contracts[index]!.service);
  const client = served ?? skills;
  return callUnary(client as never, name as never, request as never, limits).then(() => 'OK', codeOf);
}

/** What a method needs beside its owner. */
const rest: Readonly<Record<string, object>> = {
  issueClaimCode: { isChildDevice: false, roomId: '' },
  acceptDevice: { code: '000000', isChildDevice: false, roomId: '' },
  revokeDevice: { deviceId: 'd' },
  setProfileField: { path: 'user.name', value: 'Ada' },
  createRooms: { rooms: [{ names: ['kitchen'] }] },
  renameRoom: { roomId: 'r', names: ['kitchen'] },
  listRooms: {},
  removeRoom: { roomId: 'r' },
  placeDevice: { deviceId: 'd', roomId: '' },
  nameThing: { thing: { thingId: '', names: ['lamp'], kinds: ['light'], roomId: '', deviceId: '' } },
  removeThing: { thingId: 't' },
  openStay: { roomId: 'r', locale: '' },
  changeStay: { stay: { stayId: 's', locale: '', isDoNotDisturb: false } },
  closeStay: { stayId: 's' },
  grantFields: { skillId: 'coffee', paths: ['user.name'], purposes: ['To say hello.'], recipientRegion: '' },
  withdrawFields: { skillId: 'coffee', paths: [] },
  giveConsent: { purpose: 2, textVersion: 1, locale: 'en-US', way: 1 },
  withdrawConsent: { purpose: 2, way: 1 },
  listConsents: {},
  openRequest: { kind: 5, note: 'nobody answers' },
  appealRequest: { requestId: '00000000-0000-4000-8000-000000000000', note: '' },
  listRequests: {},
  restrictAccount: { isRestricted: true },
  closeAccount: {},
  explainTurn: { turnId: 'turn-1' },
  listHistory: { search: '', beforeMs: 0, pageSize: 10 },
  deleteHistory: { entryIds: [], fromMs: 0, untilMs: 0, isEverything: true },
  setHistoryDays: { days: 7 },
  readTimeZone: {},
  setTimeZone: { timeZone: 'Europe/Madrid' },
  setQuietHours: { deviceId: 'd', fromMinute: 0, untilMinute: 60 },
  setListening: { deviceId: 'd', change: { mutedUntilMs: 0, wakeWordOffUntilMs: 0, wakeWords: undefined } },
  listGrants: { skillId: '' },
  listDisclosures: { afterSequence: 0, pageSize: 10 },
  verifyLedger: {},
  forgetSkill: { skillId: 'coffee', cause: 'skill.disabled' },
  listNotices: {},
  listDevices: {},
  exportData: {},
  eraseData: {},
  listAnnouncements: { locale: 'en-US' },
  allowCrossing: { recipient: 'coffee', region: 'eu' },
  endCrossing: { recipient: 'coffee' },
  recordOrder: {
    ...{ seller: 'coffee', what: 'one espresso', other: '', otherContact: '', completedAtMs: 0 },
    ...{ promise: 'agreed at the counter', whatClass: DataClass.TRANSACTION },
  },
  listOrders: {},
  confirmOrder: { orderId: '00000000-0000-4000-8000-000000000000', isRight: true },
  reportFault: { code: 'INTERNAL' },
  listFaults: {},
  sendLogs: {
    ...{ caseId: '00000000-0000-4000-8000-000000000000', log: 'x' },
    shownSha256: createHash('sha256').update('x').digest('hex'),
  },
  closeFault: { caseId: '00000000-0000-4000-8000-000000000000' },
  offerJoin: { name: 'Ada', lets: [], asks: [] },
  readJoin: { code: 'BCDFG-HJKLM-NPQRS' },
  answerJoin: { code: 'BCDFG-HJKLM-NPQRS', name: 'Ben', lets: [] },
  confirmJoin: { joinId: '00000000-0000-4000-8000-000000000000' },
  endJoin: { joinId: '00000000-0000-4000-8000-000000000000' },
  listJoins: {},
  listSharedHistory: {
    ...{ joinId: '00000000-0000-4000-8000-000000000000', search: '', beforeMs: 0 },
    pageSize: 10,
  },
  listSharedDevices: { joinId: '00000000-0000-4000-8000-000000000000' },
  muteSharedDevice: { joinId: '00000000-0000-4000-8000-000000000000', deviceId: 'd', mutedUntilMs: 0 },
  addChild: { name: 'Mia', bornYear: 2020, bornMonth: 5 },
  listChildren: {},
  listLinks: { locale: 'en-US' },
  startLink: { skillId: 'tea' },
  endLink: { skillId: 'tea' },
  wantDeviceLog: { caseId: '00000000-0000-4000-8000-000000000000', deviceId: 'd' },
  readDeviceLog: { caseId: '00000000-0000-4000-8000-000000000000' },
  allowFirmware: { deviceId: 'd', version: '' },
  exportMember: {},
  eraseMember: {},
  keepVoice: { voices: Array.from({ length: 3 }, () => Buffer.alloc(4 * 192, 1)) },
  readVoice: {},
  forgetVoice: {},
  enableSkill: { skillId: 'coffee' },
  disableSkill: { skillId: 'coffee' },
};
/** Methods whose object is found by what it holds: a device's context, a device's token, a claim code, a turn. */
const byContent = new Set([
  'getSkillSet',
  'authenticateDevice',
  'activateDevice',
  'invoke',
  'understand',
  'converse',
]);
/** Methods whose object is a child in somebody's care: strangers are tried in services/privacy/family/family.test.ts. */
const ofChildren = new Set([
  'recogniseChild',
  'answerForChild',
  'addGuardian',
  'setChildRules',
  'giveDeviceToChild',
  'openChildRequest',
  'listChildRequests',
  'restrictChild',
  'exportChild',
  'eraseChild',
  'listChildReads',
  'readChildCase',
  // Through the pages alone: a stranger is tried in services/privacy/linking/linking.test.ts.
  'finishLink',
]);
/** Methods without anybody's object. */
const nobodys = new Set([
  'createHousehold',
  'readConsentText',
  'listOpenRequests',
  'answerRequest',
  'readErasure',
  'createTenant',
  'listSkills',
  'inspectRequests',
  'prepare',
  'pullField',
  'retain',
  'listLedgerHeads',
  'listAudit',
  'verifyAudit',
  'openIncident',
  'tellIncident',
  'recordTold',
  'listIncidents',
  'announceShutdown',
  'eraseEverything',
  'setRecipientTerms',
  'transferRecipient',
  'listRecipients',
  'allowCrossingByLaw',
  'endCrossingByLaw',
  'readTradeRecord',
  'startOther',
  'finishOther',
  'listOpenFaults',
  'askForLogs',
  'readLogs',
  'compareLedgerHeads',
  'publishFirmware',
  'evaluateSentences',
  // Who works here, in services/privacy/staff/staff.test.ts.
  'admitStaffMember',
  'suspendStaffMember',
  'listStaffMembers',
]);

const jsonName = (name: string) => name[0]?.toLowerCase() + name.slice(1);
const ownerFields = (name: string) => {
  const method = methods.find((one) => jsonName(one.name) === name);
  return new Set(method?.request.fields.map((field) => field.jsonName));
};
const tenantOf = ({ tenantId }: { tenantId: string }) => ({ tenantId });
const homeOf = ({ householdId, subjectId }: Home) => ({ householdId, subjectId });

/** Only the owners that the method has a field for; the others of its fields stay empty. */
function requestOf(name: string, owner: { subjectId?: string; householdId?: string; tenantId?: string }) {
  const { subjectId = '', householdId = '', tenantId = '' } = owner;
  const fields = ownerFields(name);
  const named = Object.entries({ subjectId, guardianId: subjectId, householdId, tenantId }).filter(
    ([field]) => fields.has(field),
  );
  return { ...rest[name], ...Object.fromEntries(named) };
}

test('every method that a person can call is tried here, or takes nobody’s object', () => {
  // Tried beside them: the hotel's in services/hotel/hotel.test.ts, ways to sign in in services/privacy/sign-in/sign-in.test.ts;
  // data sets are nobody's, and who may ask for them is tried in services/training/training.test.ts.
  // Turns of a development household, in services/dialogue/developing/developing.test.ts.
  // Skills themselves are their developers', which is tried in services/skills/publishing/publishing.test.ts.
  const elsewhere = [
    'earshot.hotel.',
    'earshot.identity.',
    'earshot.training.',
    'earshot.skills.v1.Publishing',
  ];
  const ofSkills = ['registerSkill', 'setSkillState', 'listSkillVersions', 'watchTurns'];
  const reachable = methods
    .filter(({ roles, contract }) => roles.size > 0 && !elsewhere.some((name) => contract.startsWith(name)))
    .map(({ name }) => jsonName(name));
  const tried = [...Object.keys(rest), ...byContent, ...ofChildren, ...nobodys, ...ofSkills];
  expect(reachable.filter((name) => !tried.includes(name))).toEqual([]);
});

const withRole = (role: Person['role']) =>
  methods
    .filter(({ roles }) => roles.has(role))
    .map(({ name }) => jsonName(name))
    .filter((name) => name in rest);

describe('an owner', () => {
  test.each(withRole('owner'))('%s finds no other home', async (name) => {
    const person: Person = { role: 'owner', ...homeOf(one) };
    expect(await code(person, name, requestOf(name, homeOf(other)))).toBe('NOT_FOUND');
    expect(await code({ role: 'owner' }, name, requestOf(name, homeOf(one)))).toBe('NOT_FOUND');
  });

  test('finds what is their own', async () => {
    const person: Person = { role: 'owner', ...homeOf(one) };
    for (const name of [
      'listGrants',
      'listNotices',
      'listDisclosures',
      'verifyLedger',
      'listRooms',
      'createRooms',
      'exportData',
    ]) {
      expect([name, await code(person, name, requestOf(name, homeOf(one)))]).toEqual([name, 'OK']);
    }
  });

  test('does not reach a hotel, nor learn of a device by its token', async () => {
    const person: Person = { role: 'owner', ...homeOf(one) };
    expect(await code(person, 'listRooms', requestOf('listRooms', tenantOf(hotel)))).toBe('NOT_FOUND');
    expect(await code(person, 'authenticateDevice', { deviceToken: other.deviceToken })).toBe('NOT_FOUND');
    expect(await code(person, 'authenticateDevice', { deviceToken: one.deviceToken })).toBe('OK');
    expect(await code(person, 'getSkillSet', { device: other.device, locale: 'en-US' })).toBe('NOT_FOUND');
  });
});

describe('a member', () => {
  test.each(withRole('member'))('%s finds neither the owner’s nor another home’s', async (name) => {
    const person: Person = { role: 'member', householdId: one.householdId, subjectId: 'account_of_a_member' };
    expect(await code(person, name, requestOf(name, homeOf(other)))).toBe('NOT_FOUND');
    if (!ownerFields(name).has('subjectId') && !ownerFields(name).has('guardianId')) return;
    expect(await code(person, name, requestOf(name, homeOf(one)))).toBe('NOT_FOUND');
  });
});

describe('hotel staff', () => {
  test.each(withRole('hotel_staff'))('%s finds no other hotel and no home', async (name) => {
    const person: Person = { role: 'hotel_staff', ...tenantOf(hotel) };
    expect(await code(person, name, requestOf(name, tenantOf(otherHotel)))).toBe('NOT_FOUND');
  });

  test('see the rooms of their own', async () => {
    expect(
      await code(
        { role: 'hotel_staff', ...tenantOf(hotel) },
        'listRooms',
        requestOf('listRooms', tenantOf(hotel)),
      ),
    ).toBe('OK');
  });
});

test.each(withRole('hotel_system'))('a hotel’s own system: %s finds no other hotel', async (name) => {
  const person: Person = { role: 'hotel_system', ...tenantOf(hotel) };
  expect(await code(person, name, requestOf(name, tenantOf(otherHotel)))).toBe('NOT_FOUND');
});

describe('an operator', () => {
  const named = withRole('operator').filter(
    (name) => name !== 'verifyLedger' && ownerFields(name).has('householdId'),
  );
  test.each(named)('%s finds nobody’s home', async (name) => {
    expect(await code({ role: 'operator' }, name, requestOf(name, homeOf(one)))).toBe('NOT_FOUND');
  });
});

test('a developer tries skills in one home alone', async () => {
  const person: Person = { role: 'skill_developer', ...homeOf(one) };
  expect(await code(person, 'getSkillSet', { device: other.device, locale: 'en-US' })).toBe('NOT_FOUND');
  const manifest = coffeeManifest({ id: 'com.example.tried' });
  const trying = invoke(callingAs(person).skills, manifest, other.device);
  await expect(trying).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
