/**
 * A value of every personal class of the schema goes in through every way that there is. The copy shows each exactly where it belongs;
 * after the erasure no table, log, queue, trace, file, backup that was put back, or copy shows one.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../loadtest/collector.ts';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { ObserveRequest } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { CasesServiceClient } from '../../proto/gen/earshot/duties/v1/cases.ts';
import { FamilyServiceClient } from '../../proto/gen/earshot/family/v1/family.ts';
import { IdentityServiceClient } from '../../proto/gen/earshot/identity/v1/identity.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { RequestKind, RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { TrainingServiceClient } from '../../proto/gen/earshot/training/v1/training.ts';
import { VoiceprintServiceClient } from '../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { backUp, putBack } from '../cli/backup.ts';
import { query } from '../common/db/pool.ts';
import { callUnary, openServerStream } from '../common/grpc/client.ts';
import { columnClasses } from '../common/holders/tables.ts';
import { createRedis } from '../common/redis.ts';
import { dataClassName } from '../common/schema/registry.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { startTraces } from '../common/tracing/export.ts';
import { traceTurn } from '../common/tracing/tracing.ts';
import { digestOf } from '../privacy/cases/faults.ts';
import {
  agree,
  disclose,
  field,
  grant,
  limits,
  makeHome,
  makeRecipient,
} from '../privacy/testing/harness.ts';
import { SentCodes } from '../privacy/testing/sent-codes.ts';
import { voiceNumbers, writeVoice } from '../privacy/voiceprints/vector.ts';
import { type Harness, startHarness } from '../skills/testing/harness.ts';
import { lookedAtAgain, offerOf, optIn, tone } from '../training/testing/harness.ts';
import { classesWithout, personalClasses } from './testing/personal-classes.ts';

/** What was put in, and the one place where a copy shows it. */
const canaries = {
  'profile_fields.sealed_value': ['Zirconia Vane', '+8613800138123', '12 Wagtail Lane'],
  'identities.sealed_value': ['wren@vane.example'],
  'rooms.sealed_names': ['heliotrope den'],
  'things.sealed_names': ['obsidian lamp'],
  'history_entries.sealed': ['where is my periwinkle coat', 'it is in the vestibule'],
  'rights_requests.sealed_note': ['the marzipan was wrong'],
  'rights_requests.sealed_answer': ['the marzipan is right'],
  // Health, papers, what somebody is known by, and a picture: as orders that flow back bring them.
  'trade_orders.sealed': [
    'one crate of insulin',
    'passport E12345678',
    'voiceprint of a marten',
    'portrait beside a plover',
    'two quinces, 40 yuan',
  ],
  'trade_orders.sealed_other': ['for Tansy on the 5th floor'],
  'fault_cases.sealed_log': ['the lamp quarrelled with jasper'],
  'conversations.sealed': ['a note about saffron'],
  'training_samples.sealed_text': ['dim the cerulean lights please'],
  'subjects.sealed_name': ['Marigold the younger'],
} as const satisfies Record<string, readonly string[]>;
const words: readonly string[] = Object.values(canaries).flat();
/** Kept nowhere but as a keyed hash. */
const hashedOnly = 'tansy@vane.example';
/** Kept as they are, because a clock has to be read from them: in one table each, and nowhere else. */
const inClear = { 'households.time_zone': 'Antarctica/Troll', 'subjects.born_month': '2017-11' } as const;

const { IDENTIFIER, CONTACT, UTTERANCE, PREFERENCE, HEALTH, GOVERNMENT_ID, BIOMETRIC, IMAGE } = DataClass;
const { TRANSACTION, CHILD, CREDENTIAL, AUDIO, LOCATION_COARSE, LOCATION_PRECISE } = DataClass;
/** What each of them reveals. */
const classOf: Readonly<Record<string, DataClass>> = {
  ...{ 'Zirconia Vane': IDENTIFIER, '+8613800138123': CONTACT, '12 Wagtail Lane': LOCATION_PRECISE },
  ...{ 'wren@vane.example': CONTACT, 'heliotrope den': PREFERENCE, 'obsidian lamp': PREFERENCE },
  ...{ 'where is my periwinkle coat': UTTERANCE, 'it is in the vestibule': UTTERANCE },
  ...{ 'the marzipan was wrong': UTTERANCE, 'the marzipan is right': UTTERANCE },
  ...{ 'one crate of insulin': HEALTH, 'passport E12345678': GOVERNMENT_ID },
  ...{ 'voiceprint of a marten': BIOMETRIC, 'portrait beside a plover': IMAGE },
  ...{ 'two quinces, 40 yuan': TRANSACTION, 'for Tansy on the 5th floor': CONTACT },
  ...{ 'the lamp quarrelled with jasper': UTTERANCE, 'a note about saffron': UTTERANCE },
  ...{ 'dim the cerulean lights please': UTTERANCE, 'Marigold the younger': CHILD },
  ...{ [inClear['households.time_zone']]: LOCATION_COARSE, [inClear['subjects.born_month']]: CHILD },
};
/** And what is no text: the sound of a voice, the numbers made of one, and the token of a speaker. */
const withoutText = [AUDIO, BIOMETRIC, CREDENTIAL];

test('something is planted of every personal class that the schema has, and of a new one it would be missed', () => {
  for (const word of [...words, ...Object.values(inClear)])
    expect([word, word in classOf]).toEqual([word, true]);
  const planted = [...Object.values(classOf), ...withoutText];
  expect(classesWithout(planted)).toEqual([]);
  for (const one of personalClasses) {
    expect(classesWithout(planted.filter((other) => other !== one))).toEqual([dataClassName(one)]);
  }
});

const codes = new SentCodes();
let harness: Harness;
let folder: string;
let collector: Collector;
let endTraces: () => Promise<void>;
const open: { close(): void }[] = [];
beforeAll(async () => {
  harness = await startHarness({ privacyEnv: { EARSHOT_SIGN_IN_CODE_FILE: codes.path } });
  folder = mkdtempSync(join(tmpdir(), 'earshot-canaries-'));
  collector = await startCollector();
  endTraces = await startTraces({ service: 'canaries', url: collector.url, percent: 100 });
}, 60_000);
afterAll(async () => {
  for (const client of open) client.close();
  await endTraces?.();
  await harness?.close();
  await collector?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Constructor = Parameters<typeof connectAsNamed>[0];
const at = <C extends { close(): void }>(Client: Constructor, address: string): C => {
  const client = connectAsNamed(Client, address, harness.privacy.stateDirectory) as unknown as C;
  open.push(client);
  return client;
};

/** Everything that any process wrote anywhere, by place; bytes in hexadecimal as PostgreSQL prints them. */
async function everywhere(): Promise<Map<string, string>> {
  const { stores, stateDirectory, logLines } = harness.privacy;
  const places = new Map<string, string>([
    ['logs', [...logLines, ...harness.logLines].join('')],
    ['traces', collector.text()],
  ]);
  for (const table of (await columnClasses(stores.pool)).keys()) {
    const rows = await query<{ row: string }>(stores.pool, `select t::text as row from ${table} t`);
    places.set(`table ${table}`, rows.map(({ row }) => row).join('\n'));
  }
  const redis = createRedis(stores.redisUrl);
  const queued: string[] = [];
  for (const key of await redis.keys('*'))
    queued.push(key, (await redis.dumpBuffer(key))?.toString('latin1') ?? '');
  redis.disconnect();
  places.set('queues', queued.join('\n'));
  for (const entry of readdirSync(stateDirectory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) places.set(`file ${entry.name}`, readFileSync(path, 'utf8'));
  }
  return places;
}

async function found(secrets: readonly string[]): Promise<string[]> {
  const hits: string[] = [];
  for (const [place, text] of await everywhere()) {
    for (const secret of secrets) {
      if (text.includes(secret) || text.includes(Buffer.from(secret).toString('hex')))
        hits.push(`${place}: ${secret}`);
    }
  }
  return hits;
}

/** `table.column` of each value that a copy of a home shows, as text. */
async function copyOf(householdId: string): Promise<{ where: string; text: string }[]> {
  const { client } = harness.privacy;
  const shown: { where: string; text: string }[] = [];
  const rows = openServerStream(
    client.exportData.bind(client),
    { householdId, tenantId: '' },
    { deadlineMs: 60_000 },
  );
  for await (const { row } of rows) {
    for (const { column, valueJson } of row?.values ?? []) {
      shown.push({ where: `${row?.table}.${column}`, text: valueJson });
    }
  }
  return shown;
}

test('each stands in the copy where it belongs, and after the erasure nowhere at all', async () => {
  // All of it is one trace: every call, in every service, is a span.
  const turn = traceTurn(crypto.randomUUID(), { locale: 'en-US' });
  const secrets = await turn.run(throughEveryWay);
  turn.end({ state: 'completed' }, '');
  await endTraces();
  const names = new Set(collector.spans().map(({ name }) => name));
  for (const name of [
    'earshot.privacy_service.v1.PrivacyService/SetProfileField',
    'earshot.identity.v1.IdentityService/FinishAddIdentity',
    'earshot.rights.v1.RightsService/RecordTurn',
    'earshot.training.v1.TrainingService/Offer',
    'earshot.dialogue.v1.DialogueService/Observe',
    'earshot.voiceprint.v1.VoiceprintService/KeepVoice',
    'earshot.holders.v1.DataHolderService/Export',
    'earshot.holders.v1.DataHolderService/Erase',
  ]) {
    expect(names).toContain(name);
  }
  const traces = collector.text();
  expect(secrets.filter((secret) => traces.includes(secret))).toEqual([]);
}, 240_000);

/** @returns everything that may stand nowhere afterwards */
async function throughEveryWay(): Promise<string[]> {
  const { privacy } = harness;
  const { client, service, stateDirectory, stores } = privacy;
  const rights = at<RightsServiceClient>(RightsServiceClient as never, service.address);
  const cases = at<CasesServiceClient>(CasesServiceClient as never, service.address);
  const identities = at<IdentityServiceClient>(IdentityServiceClient as never, service.address);
  const training = at<TrainingServiceClient>(
    TrainingServiceClient as never,
    `unix:${join(stateDirectory, 'training.sock')}`,
  );

  const voices = at<VoiceprintServiceClient>(VoiceprintServiceClient as never, service.address);
  const family = at<FamilyServiceClient>(FamilyServiceClient as never, service.address);

  const made = await makeHome(client);
  const { householdId, subjectId } = made;
  await agree(client, made, [ConsentPurpose.HISTORY, ConsentPurpose.VOICEPRINT]);
  const timeZone = inClear['households.time_zone'];
  await callUnary(client, 'setTimeZone', { householdId, timeZone }, limits);
  const [childName] = canaries['subjects.sealed_name'];
  const born = { bornYear: 2017, bornMonth: 11 };
  const child = { guardianId: subjectId, householdId, name: childName, ...born };
  const { childId } = await callUnary(family, 'addChild', child, limits);
  const numbers = Float32Array.from({ length: voiceNumbers }, (_, index) => Math.sin(index * index + 1));
  const voice = writeVoice(numbers);
  await callUnary(voices, 'keepVoice', { subjectId, voices: [voice, voice, voice] }, limits);
  await optIn(privacy, made);
  await expect
    .poll(async () => (await lookedAtAgain(privacy, made)).device.audience?.policy?.mayOfferForTraining, {
      timeout: 10_000,
    })
    .toBe(true);
  const home = await lookedAtAgain(privacy, made);
  const { device } = home;
  const [name, phone, address] = canaries['profile_fields.sealed_value'];
  for (const [path, value] of [
    ['user.name', name],
    ['user.contact.phone', phone],
    ['device.address', address],
  ] as const) {
    await callUnary(client, 'setProfileField', { subjectId, path, value }, limits);
  }
  const [identity] = canaries['identities.sealed_value'];
  const adding = { subjectId, identity, locale: 'en-US' };
  const { challenge } = await callUnary(identities, 'startAddIdentity', adding, limits);
  const code = await codes.latest(identity);
  await callUnary(identities, 'finishAddIdentity', { subjectId, challenge, code }, limits);
  const rooms = [{ names: [...canaries['rooms.sealed_names']] }];
  const { roomIds } = await callUnary(client, 'createRooms', { householdId, tenantId: '', rooms }, limits);
  const [roomId = ''] = roomIds;
  const names = [...canaries['things.sealed_names']];
  const thing = { thingId: '', names, kinds: ['light'], roomId, deviceId: '', needsVoice: true, whose: 'me' };
  await callUnary(client, 'nameThing', { householdId, thing }, limits);
  const [heard, answered] = canaries['history_entries.sealed'];
  const heardTurn = { deviceId: device.deviceId, turnId: 'turn-canary', heard, answered, skillId: 'tea' };
  await callUnary(rights, 'recordTurn', { ...heardTurn, ended: 'completed' }, limits);
  const [note] = canaries['rights_requests.sealed_note'];
  const [answer] = canaries['rights_requests.sealed_answer'];
  const { requestId } = await callUnary(
    rights,
    'openRequest',
    { subjectId, kind: RequestKind.COMPLAINT, note },
    limits,
  );
  await callUnary(rights, 'answerRequest', { requestId, refusal: 0, answer, staffRole: 0 }, limits);
  const [health, passport, biometric, image, trade] = canaries['trade_orders.sealed'];
  const order = { subjectId, seller: 'tea', completedAtMs: Date.now() - 1_000, promise: 'agreed' };
  const [other] = canaries['trade_orders.sealed_other'];
  for (const more of [
    { what: health, whatClass: DataClass.HEALTH, other, otherContact: hashedOnly },
    { what: passport, whatClass: DataClass.GOVERNMENT_ID, other: '', otherContact: '' },
    { what: biometric, whatClass: DataClass.BIOMETRIC, other: '', otherContact: '' },
    { what: image, whatClass: DataClass.IMAGE, other: '', otherContact: '' },
    { what: trade, whatClass: DataClass.TRANSACTION, other: '', otherContact: '' },
  ]) {
    await callUnary(cases, 'recordOrder', { ...order, ...more }, limits);
  }
  const { case: fault } = await callUnary(cases, 'reportFault', { subjectId, code: 'SKILL_TIMEOUT' }, limits);
  const caseId = fault?.caseId ?? '';
  await callUnary(cases, 'askForLogs', { caseId }, limits);
  const [log] = canaries['fault_cases.sealed_log'];
  await callUnary(cases, 'sendLogs', { subjectId, caseId, log, shownSha256: digestOf(log) }, limits);
  const [saved] = canaries['conversations.sealed'];
  await query(stores.pool, 'delete from conversations');
  await keepConversation(home, saved);
  const [said] = canaries['training_samples.sealed_text'];
  const audio = tone(1_500);
  // Without the times of its words no sound is kept at all: nobody could take a name out of it.
  const timed = said
    .split(' ')
    .map((text, index) => ({ text, startMs: index * 250, endMs: index * 250 + 240, confidence: 1 }));
  const { isTaken } = await callUnary(
    training,
    'offer',
    offerOf(home, { text: said, audio, words: timed }),
    limits,
  );
  expect(isTaken).toBe(true);
  await expect
    .poll(async () => (await query(stores.pool, 'select 1 from training_samples')).length, {
      timeout: 30_000,
    })
    .toBe(1);
  await makeRecipient(client, 'tea');
  await grant(client, subjectId, 'tea', ['user.name', 'utterance']);
  await disclose(client, device, 'tea', [field('utterance', { sizeBytes: heard.length })]);

  // Before: in the copy each exactly where it belongs, and readable nowhere else.
  const copy = await copyOf(householdId);
  for (const where of ['training_samples.sealed_audio', 'voiceprints.sealed_voice']) {
    expect(copy.filter((one) => one.where === where && one.text !== 'null')).toHaveLength(1);
  }
  // Of the voice itself not a tenth of a second stands anywhere, at any time: what is kept was altered.
  const excerpt = audio.subarray(16_000, 16_000 + 3_200);
  const heardAs = [excerpt, voice.subarray(64, 128)].flatMap((bytes) =>
    (['hex', 'base64', 'latin1'] as const).map((encoding) => bytes.toString(encoding)),
  );
  expect(await found(heardAs)).toEqual([]);
  for (const [where, values] of Object.entries(canaries)) {
    for (const value of values) {
      const places = copy.filter(({ text }) => text.includes(value)).map((one) => one.where);
      expect([value, [...new Set(places)]]).toEqual([value, [where]]);
    }
  }
  for (const [where, value] of Object.entries(inClear)) {
    const shown = copy.filter((one) => one.where === where && one.text.includes(value.slice(0, 6)));
    expect([where, shown.length]).toEqual([where, 1]);
    const [table = ''] = where.split('.');
    expect(await found([value])).toEqual([`table ${table}: ${value}`]);
  }
  expect(await found([...words, hashedOnly, home.deviceToken])).toEqual([]);

  const backup = join(folder, 'earshot.dump');
  await backUp(stores.databaseUrl, backup);
  const { holders } = await callUnary(rights, 'closeAccount', { householdId }, { deadlineMs: 60_000 });
  expect(holders.map(({ holder, isDone }) => [holder, isDone])).toEqual(
    holders.map(({ holder }) => [holder, true]),
  );

  const gone = async () => {
    const ids = [householdId, subjectId, device.deviceId, roomId, childId, home.deviceToken, ...heardAs];
    // Notes of what was forgotten name random ids, so that an older database forgets them again; nothing else does.
    const hits = (await found([...words, hashedOnly, ...Object.values(inClear), ...ids])).filter(
      (hit) => !/^file [0-9a-f-]{36}\.json: /.test(hit),
    );
    expect(hits).toEqual([]);
    await expect(copyOf(householdId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  };
  await gone();
  await privacy.restart(() => putBack(stores.databaseUrl, backup));
  await expect
    .poll(async () => (await query(stores.pool, `select 1 from erasures where state = 'pending'`)).length, {
      timeout: 60_000,
    })
    .toBe(0);
  await gone();
  // What the law keeps is there, and opens for a dispute alone; nothing in it leads to anybody.
  const orders = await query<{ subject_id: string | null }>(
    stores.pool,
    'select subject_id from trade_orders',
  );
  expect(orders).toEqual(Array.from({ length: 5 }, () => ({ subject_id: null })));
  const ids = [householdId, subjectId, device.deviceId, roomId, childId, home.deviceToken];
  return [...words, hashedOnly, ...Object.values(inClear), ...ids, ...heardAs];
}

/** What a skill notes in a conversation, the way in which the router tells it. */
async function keepConversation(home: Awaited<ReturnType<typeof makeHome>>, text: string): Promise<void> {
  const { deviceId, householdId, tenantId, audience } = home.device;
  const request = ObserveRequest.fromPartial({
    turn: { turnId: 'turn-kept', sessionId: 'session-kept', locale: 'en-US', ...(audience && { audience }) },
    device: { deviceId, householdId, tenantId },
    skill: { skillId: 'tea', version: '1' },
    intent: 'Order',
    isExpectingSpeech: true,
    conversation: {
      conversationId: 'conversation-kept',
      attributesJson: JSON.stringify({ text }),
      history: [],
    },
  });
  await callUnary(harness.dialogue, 'observe', request, limits);
}
