/** From a turn that is offered to a copy in somebody's hands, over real stores and the real privacy service. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Listener } from '../../language/audience/policy.ts';
import { StaffRole } from '../../proto/gen/earshot/callers/v1/callers.ts';
import {
  ConsentPurpose,
  ConsentServiceClient,
  ConsentWay,
} from '../../proto/gen/earshot/consent/v1/consent.ts';
import { StaffServiceClient } from '../../proto/gen/earshot/duties/v1/staff.ts';
import { TrainingServiceClient } from '../../proto/gen/earshot/training/v1/training.ts';
import type { Person } from '../common/callers/access.ts';
import { query } from '../common/db/pool.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { Holder } from '../common/holders/holder.ts';
import { signedAudience } from '../common/testing/audiences.ts';
import { connectAsNamed, credentialsOf } from '../common/testing/callers.ts';
import { agree, limits, makeHome, makeHotelRoom } from '../privacy/testing/harness.ts';
import { audioPath, consentFields, recipientId } from './consent.ts';
import { heldTables } from './holding/tables.ts';
import {
  exportVersion,
  type Harness,
  lookedAtAgain,
  offerOf,
  optIn,
  optOut,
  recipientKind,
  startHarness,
  tone,
} from './testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
}, 60_000);
afterAll(async () => harness?.close());

/** Ends a test's own time. Deadline keys do not outlive a clock that goes back: whoever speaks next does so after that was seen. */
async function backToNow(): Promise<void> {
  harness.privacy.clock.nowMs = undefined;
  // The harness has it looked at every 200 ms.
  await new Promise((resolve) => setTimeout(resolve, 600));
}

const count = async (table: string) =>
  Number(
    (await query<{ count: number }>(harness.privacy.stores.pool, `select count(*) from ${table}`))[0]?.count,
  );
const create = async () => {
  const { dataset } = await callUnary(harness.client, 'createDataset', { locale: '' }, limits);
  return dataset!.version;
};
const timed = (text: string) =>
  text.split(' ').map((word, index) => ({
    text: word,
    startMs: index * 300,
    endMs: index * 300 + 280,
    confidence: 0.9,
  }));

describe('who is taken in', () => {
  test('nobody who did not opt in, no child, no guest, nobody of another region: not a row of theirs', async () => {
    const stranger = await makeHome(harness.privacy.client);
    const child = await makeHome(harness.privacy.client, { isChildDevice: true });
    await optIn(harness.privacy, child);
    const guest = await makeHotelRoom(harness.privacy.client);
    const before = await count('training_samples');
    expect(await harness.say(stranger, { text: 'turn on the lamp' })).toBe(false);
    expect(await harness.say(child, { text: 'turn on the lamp' })).toBe(false);
    const room = { ...stranger, device: { ...guest.device } };
    expect(await harness.say(room, { text: 'turn on the lamp' })).toBe(false);
    // A gateway that lies about who listens: privacy decides again.
    const adult = await harness.person();
    const lied = { ...child, device: { ...child.device, audience: adult.device.audience } };
    expect(await harness.say(lied, { text: 'turn on the lamp' })).toBe(false);
    const person = await harness.person();
    const abroad = {
      ...person,
      device: { ...person.device, audience: signedAudience(Listener.HOUSEHOLD, 'eu') },
    };
    expect(await harness.say(abroad, { text: 'turn on the lamp' })).toBe(false);
    expect(await count('training_samples')).toBe(before);
  });

  test('a grant for another sentence than the one that stands now counts for nothing', async () => {
    const home = await makeHome(harness.privacy.client);
    await agree(harness.privacy.client, home, [ConsentPurpose.TRAINING]);
    const [field] = consentFields('en-US');
    const request = { subjectId: home.subjectId, skillId: recipientId, recipientKind, recipientRegion: '' };
    const asked = { ...request, paths: [field!.path], purposes: ['For whatever we like.'] };
    await callUnary(harness.privacy.client, 'grantFields', asked, limits);
    expect(await harness.say(await lookedAtAgain(harness.privacy, home), { text: 'turn on the lamp' })).toBe(
      false,
    );
  });

  test('nobody but training may be granted samples', async () => {
    const home = await makeHome(harness.privacy.client);
    const [field] = consentFields('en-US');
    const asked = {
      ...{ subjectId: home.subjectId, skillId: 'coffee', recipientRegion: '' },
      ...{ paths: [field!.path], purposes: [field!.purpose] },
    };
    await expect(callUnary(harness.privacy.client, 'grantFields', asked, limits)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('what a sample holds', () => {
  test('words without the person, sound muted where they were, and nothing else of the turn', async () => {
    const person = await harness.person();
    const text = 'call maria jones on 415 555 0132 now please';
    const turnId = 'turn-of-maria';
    expect(await harness.say(person, { text, turnId, words: timed(text), audio: tone(3_000) })).toBe(true);
    const version = await create();
    const { samples } = await exportVersion(harness, version);
    const sample = samples.find((one) => one.text.includes('now please'));
    expect(sample?.text).toMatch(/^call <PERSON> on <PHONE> now please$/);
    expect(sample?.audio.length).toBeGreaterThan(16_000);
    expect(sample?.deviceModel).toBe('any');
    // Of "maria" to "0132", 300 to 2,080 ms at whatever speed was drawn, two thirds of a second at least are silent.
    const pcm = new Int16Array(Uint8Array.from(sample!.audio).buffer);
    let silent = 0;
    let longest = 0;
    for (const value of pcm) {
      silent = Math.abs(value) < 40 ? silent + 1 : 0;
      longest = Math.max(longest, silent);
    }
    expect(longest).toBeGreaterThan(0.66 * 16_000);
    expect(JSON.stringify(samples.map(({ audio, ...rest }) => rest))).not.toMatch(/maria|0132|turn-of/i);
    const [row] = await query(
      harness.privacy.stores.pool,
      `select s::text as row from training_samples s order by made_on desc limit 1`,
    );
    for (const name of [person.subjectId, person.householdId, person.device.deviceId, turnId]) {
      expect(JSON.stringify(row)).not.toContain(name);
    }
  });

  test('no sound where it was not granted, where words have no times, or where nobody is sure of the words', async () => {
    const text = 'play something from the radio';
    const audio = tone(1_600);
    const quiet = await harness.person({ isAudioToo: false });
    await harness.say(quiet, { text: `${text} one`, words: timed(`${text} one`), audio });
    const person = await harness.person();
    await harness.say(person, { text: `${text} two`, audio });
    await harness.say(person, {
      text: `${text} three`,
      words: timed('play something else entirely now'),
      audio,
    });
    await harness.say(person, { text: `${text} four`, words: timed(`${text} four`), audio });
    const { samples } = await exportVersion(harness, await create());
    const lengths = samples
      .filter((one) => one.text.startsWith(text))
      .map(({ text: said, audio: sound }) => [said.split(' ').at(-1), sound.length > 0]);
    expect(Object.fromEntries(lengths)).toEqual({ one: false, two: false, three: false, four: true });
  });

  test('what is uncertain makes no sample', async () => {
    const person = await harness.person();
    const before = await count('training_samples');
    // Nothing but an identifier, and words too long for a command.
    expect(await harness.say(person, { text: '415 555 0132' })).toBe(true);
    expect(await harness.say(person, { text: 'la '.repeat(300) })).toBe(true);
    expect(await count('training_samples')).toBe(before);
    expect(await count('training_intake')).toBe(0);
  });
});

describe('what ends', () => {
  test('an opt-out takes every sample out of every version, and whoever has a copy is told until it confirms', async () => {
    const [stays, goes] = [await harness.person(), await harness.person()];
    await harness.say(stays, { text: 'dim the lights in the hall' });
    await harness.say(goes, { text: 'open the blinds in the hall' });
    const version = await create();
    const url = 'https://lab.example/gone';
    const { copyId, samples } = await exportVersion(harness, version, url);
    const gone = samples.find(({ text }) => text.startsWith('open the blinds'));
    expect(new Set(samples.map(({ speaker }) => speaker)).size).toBeGreaterThan(1);
    harness.answer.status = 500;
    await optOut(harness.privacy, goes, [audioPath]);
    // Nothing of it opens from the commit on, whether or not training has heard.
    const after = await exportVersion(harness, version);
    expect(after.samples.map(({ sampleId }) => sampleId)).not.toContain(gone?.sampleId);
    expect((await callUnary(harness.client, 'listGone', { version }, limits)).sampleIds).toContain(
      gone?.sampleId,
    );
    const unconfirmed = async () => {
      const { datasets } = await callUnary(harness.client, 'listDatasets', {}, limits);
      const copies = datasets.find((dataset) => dataset.version === version)?.copies ?? [];
      return copies.find((copy) => copy.copyId === copyId)?.unconfirmed;
    };
    const told = () => harness.posted.filter((notice) => notice.url === url).length;
    const sweptAndTold = async () => {
      await harness.service.copies.sweep();
      return told();
    };
    await expect.poll(sweptAndTold, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(JSON.parse(harness.posted.at(-1)!.body)).toMatchObject({
      type: 'dataset.samples.gone',
      data: { copyId, version, sampleIds: [gone?.sampleId] },
    });
    expect(await unconfirmed()).toBe(1);
    // Told again, it is the same message, whatever the attempt.
    const again = async () => {
      const { pool } = harness.privacy.stores;
      await query(pool, `update outbox set due_at = now() where subject_ref = $1 and state = 'pending'`, [
        copyId,
      ]);
      return sweptAndTold();
    };
    await expect.poll(again, { timeout: 20_000 }).toBeGreaterThan(1);
    const ids = harness.posted
      .filter((notice) => notice.url === url)
      .map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    const confirmed = { copyId, sampleIds: [gone!.sampleId] };
    expect(await callUnary(harness.client, 'confirmGone', confirmed, limits)).toEqual({ unconfirmed: 0 });
    expect(await unconfirmed()).toBe(0);
    harness.answer.status = 204;
    const page = { subjectId: goes.subjectId, pageSize: 50, afterSequence: 0 };
    const { disclosures } = await callUnary(harness.privacy.client, 'listDisclosures', page, limits);
    const copy = disclosures.find(({ skillId }) => skillId === `copy-${copyId}`);
    expect(copy).toMatchObject({ recipientKind, fields: [{ path: 'sample.text' }] });
    expect(
      (await callUnary(harness.privacy.client, 'verifyLedger', { subjectId: '' }, limits)).findings,
    ).toEqual([]);
  });

  test('taking back the consent to training ends every sample, as taking back a field does', async () => {
    const person = await harness.person();
    await harness.say(person, { text: 'close the window in the kitchen' });
    const version = await create();
    const { subjectId } = person;
    const who = { subjectId, tenantId: '', purpose: ConsentPurpose.TRAINING, way: ConsentWay.PAGE };
    const { service, stateDirectory } = harness.privacy;
    const consents = connectAsNamed(ConsentServiceClient, service.address, stateDirectory);
    await callUnary(consents, 'withdrawConsent', who, limits);
    consents.close();
    const { samples } = await exportVersion(harness, version);
    expect(samples.map(({ text }) => text)).not.toContain('close the window in the kitchen');
    // A gateway that has not heard yet is refused by privacy.
    expect(await harness.say(person, { text: 'close the window' })).toBe(false);
  });

  test('an erasure leaves noise nowhere: rows, keys and speakers are gone', async () => {
    const person = await harness.person();
    await harness.say(person, { text: 'a sentence of somebody who leaves' });
    const version = await create();
    const before = (await exportVersion(harness, version)).samples;
    const { householdId } = person;
    const { pool } = harness.privacy.stores;
    const owned = { householdId, tenantId: '' };
    const { holders } = await callUnary(harness.privacy.client, 'eraseData', owned, { deadlineMs: 30_000 });
    expect(holders.find(({ holder }) => holder === 'training')).toMatchObject({ isDone: true });
    const after = (await exportVersion(harness, version)).samples;
    expect(before.length - after.length).toBe(1);
    expect(await query(pool, 'select 1 from sample_keys where subject_id = $1', [person.subjectId])).toEqual(
      [],
    );
    const speakers = await query<{ speaker_id: string }>(pool, 'select speaker_id from training_entries');
    const [mine] = before.filter(({ sampleId }) => !after.some((one) => one.sampleId === sampleId));
    expect(speakers.map(({ speaker_id }) => speaker_id)).not.toContain(mine?.speaker);
  });

  test('no sample is older than 180 days: there on the 179th, gone on the 180th and for ever', async () => {
    const person = await harness.person();
    const text = 'this sentence lives for half a year';
    const startMs = Date.now();
    harness.privacy.clock.nowMs = startMs;
    await harness.say(await lookedAtAgain(harness.privacy, person), { text });
    const version = await create();
    const isThere = async (days: number) => {
      harness.privacy.clock.nowMs = startMs + days * 86_400_000;
      return (await exportVersion(harness, version)).samples.some((sample) => sample.text === text);
    };
    expect(await isThere(179)).toBe(true);
    expect(await isThere(180)).toBe(false);
    expect(await isThere(181)).toBe(false);
    // A clock that goes back brings nothing back.
    expect(await isThere(1)).toBe(false);
    await backToNow();
  });

  test('whoever asks for what is held, or lets go of it, goes by the same clock', async () => {
    const person = await harness.person();
    await harness.say(person, { text: 'this sentence lives for half a year too' });
    const { pool } = harness.privacy.stores;
    const [key] = await query<{ key_id: string }>(
      pool,
      'select key_id from sample_keys where subject_id = $1',
      [person.subjectId],
    );
    const whose = {
      ...{ subjectIds: [], householdIds: [], tenantIds: [], deviceIds: [], roomIds: [], stayIds: [] },
      sampleKeyIds: [key!.key_id],
    };
    const holderAt = (days: number) => new Holder(pool, heldTables(), () => Date.now() + days * 86_400_000);
    const held = async (days: number) => {
      let rows = 0;
      for await (const _row of holderAt(days).export(whose)) rows += 1;
      return rows;
    };
    expect([await held(0), await held(179), await held(180)]).toEqual([1, 1, 0]);
  });
});

describe('who may ask', () => {
  const callingAs = (service: 'operator_cli' | 'web', person: Person) =>
    connect(
      TrainingServiceClient,
      harness.service.address,
      credentialsOf(service, person, harness.privacy.stateDirectory),
    );
  const employ = async (...roles: StaffRole[]): Promise<string> => {
    const { service, stateDirectory } = harness.privacy;
    const record = connectAsNamed(StaffServiceClient, service.address, stateDirectory);
    const publicKey = randomBytes(32).toString('base64url');
    const { staffId } = await callUnary(record, 'admitStaffMember', { publicKey, roles }, limits);
    record.close();
    return staffId;
  };

  test('an annotator reads finished text, each sample on record; nobody else reads, nobody else exports', async () => {
    const person = await harness.person();
    expect(await harness.say(person, { text: 'read me to somebody who labels' })).toBe(true);
    const version = await create();
    const staffId = await employ(StaffRole.ANNOTATOR);
    const annotator = callingAs('web', { role: 'staff', staffId });
    const page = { version, afterSampleId: '', pageSize: 100, staffRole: StaffRole.ANNOTATOR };
    const { samples } = await callUnary(annotator, 'readSamples', page, limits);
    expect(samples.map(({ text }) => text)).toContain('read me to somebody who labels');
    const { reads } = await callUnary(harness.client, 'listReads', { pageSize: 1_000 }, limits);
    expect(reads.filter(({ reader }) => reader === staffId)).toHaveLength(samples.length);
    const { pool } = harness.privacy.stores;
    expect(
      await query(pool, 'select action, role, staff_role, service from audit_entries where staff_id = $1', [
        staffId,
      ]),
    ).toEqual([
      { action: 'TrainingService/ReadSamples', role: 'staff', staff_role: 'annotator', service: 'training' },
    ]);
    for (const role of ['owner', 'operator', 'skill_developer', 'staff'] as const) {
      const other = callingAs('operator_cli', { role, householdId: 'h', subjectId: 's', staffId });
      await expect(callUnary(other, 'readSamples', page, limits)).rejects.toMatchObject({
        code: 'CALLER_REFUSED',
      });
      other.close();
    }
    await expect(callUnary(annotator, 'createDataset', { locale: '' }, limits)).rejects.toMatchObject({
      code: 'CALLER_REFUSED',
    });
    annotator.close();
  });

  test('who of the staff holds another role, or claims one, reads nothing', async () => {
    const version = await create();
    const staffId = await employ(StaffRole.SUPPORT, StaffRole.AUDITOR);
    const member = callingAs('web', { role: 'staff', staffId });
    for (const staffRole of [StaffRole.ANNOTATOR, StaffRole.SUPPORT, StaffRole.UNSPECIFIED]) {
      const page = { version, afterSampleId: '', pageSize: 100, staffRole };
      await expect(callUnary(member, 'readSamples', page, limits)).rejects.toMatchObject({
        code: 'STAFF_ROLE_REQUIRED',
      });
    }
    member.close();
  });
});

test('a wrong copy, version or address is refused with its code', async () => {
  const { client } = harness;
  await expect(exportVersion(harness, 9_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(exportVersion(harness, 1, 'http://lab.example')).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
  const confirmed = { copyId: 'nobody', sampleIds: [] };
  await expect(callUnary(client, 'confirmGone', confirmed, limits)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
  const person = await harness.person();
  const long = offerOf(person, { text: 'x'.repeat(3_000) });
  await expect(callUnary(client, 'offer', long, limits)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
