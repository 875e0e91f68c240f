/**
 * Every call that the privacy service answers stands in a list that says what it takes back; and each thing that can be taken back
 * is given, backed up, taken, and still taken when the backup was put back. A call that is new fails here until it is listed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp, putBack } from '../../cli/backup.ts';
import { methods } from '../../common/callers/access.ts';
import { Egress } from '../../common/egress/index.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { createAsk } from '../../common/webhooks/ask.ts';
import { type Harness, limits, makeHome, makeRecipient, startHarness } from '../testing/harness.ts';
import { SentCodes } from '../testing/sent-codes.ts';
import { type Kind, type Scenario, takenBackScenarios } from '../testing/taken-back.ts';

/**
 * `reads`: changes nothing. `gives`: something comes to be, which an older database simply lacks. `erases`: a tombstone outlives the
 * database. `key`: what it takes is sealed with a key that is destroyed. `ends`: every restore ends all of it. `setting`: what
 * holds is what the backup had. Else: the kinds of notes that it makes.
 */
type Effect = 'reads' | 'gives' | 'erases' | 'key' | 'ends' | 'setting' | readonly Kind[];

const calls: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  IdentityService: {
    ...{ StartSignIn: 'gives', FinishSignIn: 'gives', StartSignUp: 'gives', FinishSignUp: 'gives' },
    ...{
      ListMembers: 'reads',
      InviteMember: 'gives',
      IssueSignInLink: 'gives',
      UseSignInLink: 'gives',
      StartPasskeySignIn: 'gives',
    },
    ...{ FinishPasskeySignIn: 'gives', GetAccount: 'reads', CloseSession: 'ends', StartAddIdentity: 'gives' },
    ...{ FinishAddIdentity: 'gives', StartPasskeyRegistration: 'gives', FinishPasskeyRegistration: 'gives' },
    RemoveSignInWay: ['way'],
    ...{ InviteStaff: 'gives', ListStaff: 'reads', RemoveStaff: ['colleague'], IssueHotelKey: 'gives' },
    ...{ ListHotelKeys: 'reads', RevokeHotelKey: ['hotel-key'], GetHotelOfKey: 'reads' },
  },
  ConsentService: {
    ...{ GiveConsent: 'gives', WithdrawConsent: ['consent'], ListConsents: 'reads' },
    ...{ ReadConsentText: 'reads', CheckConsent: 'reads' },
  },
  CasesService: {
    ...{ RecordOrder: 'gives', ListOrders: 'reads', ConfirmOrder: 'key', ReadTradeRecord: 'reads' },
    ...{ StartOther: 'gives', FinishOther: ['other'], ReportFault: 'gives', ListFaults: 'reads' },
    ...{ SendLogs: 'gives', CloseFault: ['fault'], ListOpenFaults: 'reads', AskForLogs: 'gives' },
    ...{ ReadLogs: 'reads', KeepDeviceLog: 'gives', ReadDeviceLog: 'reads', WantDeviceLog: 'gives' },
  },
  DutiesService: {
    ...{ ListAudit: 'reads', VerifyAudit: 'reads', OpenIncident: 'gives', TellIncident: 'gives' },
    ...{ RecordTold: 'gives', ListIncidents: 'reads', ListAnnouncements: 'reads', AnnounceShutdown: 'gives' },
    ...{ EraseEverything: 'erases', SetRecipientTerms: 'setting', TransferRecipient: ['transfer'] },
    ...{ ListRecipients: 'reads', AllowCrossing: 'gives', EndCrossing: ['crossing'] },
    ...{ AllowCrossingByLaw: 'gives', EndCrossingByLaw: ['crossing-by-law'] },
  },
  StaffService: {
    ...{ AdmitStaffMember: ['staff'], SuspendStaffMember: ['staff'], ListStaffMembers: 'reads' },
    ...{ FindStaffMember: 'reads', CheckStaffMember: 'gives' },
  },
  FamilyService: {
    ...{
      OfferJoin: 'gives',
      ReadJoin: 'reads',
      AnswerJoin: 'gives',
      ConfirmJoin: 'gives',
      EndJoin: ['join'],
    },
    ...{ ListJoins: 'reads', ListSharedHistory: 'reads', ListSharedDevices: 'reads' },
    ...{ MuteSharedDevice: 'setting', AddChild: 'gives', RecogniseChild: ['child'], ListChildren: 'reads' },
    ...{ AnswerForChild: ['consent'], AddGuardian: 'gives', SetChildRules: 'setting' },
    ...{ GiveDeviceToChild: ['child-device'], OpenChildRequest: 'gives', ListChildRequests: 'reads' },
    ...{
      RestrictChild: ['restriction'],
      ExportChild: 'reads',
      EraseChild: 'erases',
      ListChildReads: 'reads',
    },
    ...{ ReadChildCase: 'reads', ReportUse: 'gives' },
  },
  VoiceprintService: { KeepVoice: 'gives', ReadVoice: 'reads', ForgetVoice: ['voice'], TellVoice: 'gives' },
  LinkingService: { ListLinks: 'reads', StartLink: 'gives', FinishLink: 'gives', EndLink: ['link'] },
  PrivacyService: {
    ...{ CreateHousehold: 'gives', CreateTenant: 'gives', IssueClaimCode: 'gives', ActivateDevice: 'gives' },
    ...{ OfferDevice: 'gives', AcceptDevice: 'gives', RevokeDevice: ['device'], ListDevices: 'reads' },
    ...{ AuthenticateDevice: ['token'], RotateDeviceToken: 'gives', SetListening: 'setting' },
    ...{
      SetQuietHours: 'setting',
      WatchDevices: 'reads',
      SetProfileField: ['profile'],
      CreateRooms: 'gives',
    },
    ...{ RenameRoom: 'setting', ListRooms: 'reads', RemoveRoom: ['room'], PlaceDevice: 'setting' },
    ...{ NameThing: 'setting', RemoveThing: ['thing'], OpenStay: 'gives', ChangeStay: 'setting' },
    ...{
      CloseStay: ['stay'],
      LocateDevice: 'reads',
      GrantFields: 'gives',
      GrantByVoice: 'gives',
      WithdrawFields: ['grants'],
    },
    ...{ ListGrants: 'reads', RegisterRecipient: 'gives', Disclose: 'gives', WatchWithdrawals: 'reads' },
    ...{ WatchErasures: 'reads', PullField: 'gives', ListDisclosures: 'reads', VerifyLedger: 'reads' },
    ...{
      ForgetSkill: ['skill'],
      GetConversationKey: 'gives',
      ListNotices: 'reads',
      ListLedgerHeads: 'reads',
    },
    ...{
      CompareLedgerHeads: 'reads',
      IssueSampleKey: 'gives',
      OpenSampleKeys: 'reads',
      DrawSpeakers: 'gives',
    },
    ...{ DiscloseSamples: 'gives', ExportData: 'reads', EraseData: 'erases', PublishFirmware: 'gives' },
    ...{ AllowFirmware: 'setting', ReadTimeZone: 'reads', SetTimeZone: 'setting' },
  },
  RightsService: {
    ...{ OpenRequest: 'gives', AppealRequest: 'gives', ListRequests: 'reads' },
    ...{ RestrictAccount: ['restriction'], ListOpenRequests: 'reads', AnswerRequest: 'gives' },
    ...{
      ExportMember: 'reads',
      EraseMember: 'erases',
      CloseAccount: 'erases',
      ReadErasure: 'reads',
      ExplainTurn: 'reads',
      RecordTurn: 'gives',
    },
    ...{ ListHistory: 'reads', DeleteHistory: ['history'], SetHistoryDays: ['history-days'] },
  },
};

test('every call of the service is in the list, and every kind of note has a call', () => {
  const served = methods
    .filter(({ servers }) => servers.size === 1 && servers.has('privacy'))
    .map(({ path }) => path.slice(path.lastIndexOf('.') + 1))
    .sort();
  const listed = Object.entries(calls)
    .flatMap(([service, of]) => Object.keys(of).map((name) => `${service}/${name}`))
    .sort();
  expect(listed).toEqual(served);
  const kinds = new Set(
    Object.values(calls)
      .flatMap(Object.values<Effect>)
      .flatMap((effect) => (typeof effect === 'string' ? [] : effect)),
  );
  expect([...kinds].sort()).toEqual(Object.keys(scenarios).sort());
});

const codes = new SentCodes();
const egress = new Egress();
let server: ChildProcess;
let at: string;
let harness: Harness;
let folder: string;
const open: { close(): void }[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-every-call-'));
  server = spawn(process.execPath, [join(import.meta.dirname, '../testing/authorization-server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  at = `http://127.0.0.1:${port.toString().trim()}`;
  const env = { EARSHOT_SIGN_IN_CODE_FILE: codes.path };
  harness = await startHarness({ ask: createAsk(egress, 5_000, true), env });
});
afterAll(async () => {
  for (const client of open) client.close();
  await harness.close();
  await egress.close();
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const scenarios = takenBackScenarios(() => harness, codes, open);

test('what was taken back stays so in a database from a backup', async () => {
  for (const skillId of ['tea', 'taxi', 'sold']) await makeRecipient(harness.client, skillId);
  for (const skillId of ['abroad', 'far']) await makeRecipient(harness.client, skillId, { region: 'eu' });
  const accountLinking = {
    ...{ authorizationUrl: `${at}/authorize`, tokenUrl: `${at}/token`, revocationUrl: `${at}/revoke` },
    ...{ clientId: 'earshot', scopes: ['orders'] },
    ...{ skillLearnsJson: '{"en-US":"Which account."}', earshotLearnsJson: '{"en-US":"That there is one."}' },
  };
  const linked = { skill: { skillId: 'linked', version: '1' }, operator: 'Example Tea', region: 'cn' };
  const recipient = { ...linked, noticeUrl: '', isInProcess: false, accountLinking };
  await callUnary(harness.client, 'registerRecipient', recipient, limits);
  const given = new Map<Kind, Awaited<ReturnType<Scenario['give']>>>();
  for (const kind of Object.keys(scenarios) as Kind[]) {
    given.set(kind, await scenarios[kind].give(await makeHome(harness.client)));
  }
  const there = async () => {
    const found: Kind[] = [];
    for (const [kind, { isThere }] of given) if (await isThere()) found.push(kind);
    return found.sort();
  };
  const all = (Object.keys(scenarios) as Kind[]).sort();
  expect(await there()).toEqual(all);
  const backup = join(folder, 'earshot.dump');
  await backUp(harness.stores.databaseUrl, backup);
  for (const { take } of given.values()) await take();
  expect(await there()).toEqual([]);
  await harness.restart(() => putBack(harness.stores.databaseUrl, backup));
  expect(await there()).toEqual([]);
  // Without the notes the backup would have brought back each of them: this finds what it is to find.
  await harness.restart(async () => {
    rmSync(join(harness.stateDirectory, 'taken-back'), { recursive: true });
    await putBack(harness.stores.databaseUrl, backup);
  });
  expect(await there()).toEqual(all);
}, 120_000);
