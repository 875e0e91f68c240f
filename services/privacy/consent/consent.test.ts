/** Consent: recorded with its text, asked again when the text changes, gone at once when it is taken back. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { AudienceReader } from '../../common/audience.ts';
import { callUnary } from '../../common/grpc/client.ts';
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
  makeRecipient,
  startHarness,
} from '../testing/harness.ts';
import { type ConsentText, ConsentTexts, changeKinds, loadConsentTexts } from './texts/texts.ts';

const ours = join(import.meta.dirname, 'texts/texts.yaml');
const texts = parse(readFileSync(ours, 'utf8')) as ConsentText[];
const purposesIn = Object.values(ConsentPurpose).filter((one) => one !== ConsentPurpose.UNSPECIFIED);
const optional = purposesIn.filter(
  (one) => one !== ConsentPurpose.VOICE_SERVICE && one !== ConsentPurpose.CHILD_DATA,
);

let harness: Harness;
let audiences: AudienceReader;
beforeAll(async () => {
  harness = await startHarness();
  audiences = new AudienceReader({ stateDir: harness.stateDirectory });
  for (const skill of ['coffee', 'courier']) await makeRecipient(harness.client, skill);
});
afterAll(() => harness.close());

const giving = (home: { subjectId: string }, purpose: ConsentPurpose, textVersion = 1) =>
  callUnary(
    harness.consents,
    'giveConsent',
    { subjectId: home.subjectId, tenantId: '', purpose, textVersion, locale: 'zh-CN', way: ConsentWay.PAGE },
    limits,
  );
const withdrawing = ({ subjectId }: Home, purpose: ConsentPurpose) =>
  callUnary(
    harness.consents,
    'withdrawConsent',
    { subjectId, tenantId: '', purpose, way: ConsentWay.COMMAND },
    limits,
  );
const listing = ({ subjectId }: { subjectId: string }) =>
  callUnary(harness.consents, 'listConsents', { subjectId, tenantId: '' }, limits);
const policyOf = async ({ deviceToken }: { deviceToken: string }, on = harness.client) =>
  audiences.read((await callUnary(on, 'authenticateDevice', { deviceToken }, limits)).audience).policy;

describe('the texts', () => {
  test('there is one for each purpose, and old versions stay readable', async () => {
    expect(new Set(texts.map(({ purpose }) => purpose)).size).toBe(purposesIn.length);
    for (const purpose of purposesIn) {
      for (const locale of ['zh-CN', 'en-US']) {
        const request = { purpose, version: 1, locale };
        const text = await callUnary(harness.consents, 'readConsentText', request, limits);
        expect(text.points.length).toBeGreaterThan(0);
        expect(/\p{Script=Han}/u.test(text.summary)).toBe(locale === 'zh-CN');
      }
    }
    const none = { purpose: ConsentPurpose.HISTORY, version: 9, locale: 'en-US' };
    await expect(callUnary(harness.consents, 'readConsentText', none, limits)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test.each(changeKinds)('a version that changes its %s asks again, better words do not', (kind) => {
    const version = (number: number, changes: ConsentText['changes']): ConsentText => {
      const first = texts.find(({ purpose }) => purpose === 'history') as ConsentText;
      return { ...first, version: number, changes };
    };
    const changed = new ConsentTexts([...texts, version(2, []), version(3, [kind])]);
    expect(changed.holds({ purpose: 'history', version: 3 })).toBe(true);
    expect(changed.holds({ purpose: 'history', version: 2 })).toBe(false);
    expect(changed.changesSince({ purpose: 'history', version: 1 })).toEqual([kind]);
    expect(changed.holds({ purpose: 'training', version: 1 })).toBe(true);
    expect(new ConsentTexts([...texts, version(2, [])]).holds({ purpose: 'history', version: 1 })).toBe(true);
  });

  test('of an operator are read from their file, and one with a gap or without a purpose stops the service', () => {
    const folder = mkdtempSync(join(tmpdir(), 'earshot-texts-'));
    const file = (list: unknown) => {
      const path = join(folder, `${Math.random()}.yaml`);
      writeFileSync(path, stringify(list));
      return path;
    };
    expect(loadConsentTexts(file(texts)).current('history').version).toBe(1);
    expect(() => loadConsentTexts(file(texts.slice(1)))).toThrow('voice_service');
    expect(() => loadConsentTexts(file([...texts, { ...texts[0], version: 3 }]))).toThrow('voice_service');
    expect(() => loadConsentTexts(file([{ ...texts[0], fields: ['thoughts'] }]))).toThrow('no data class');
  });
});

describe('a record', () => {
  test('says what was agreed to, in which words, when and how, and until when', async () => {
    const home = await makeHome(harness.client, { agreesTo: [] });
    const { consentId } = await giving(home, ConsentPurpose.HISTORY);
    await withdrawing(home, ConsentPurpose.HISTORY);
    const { records, purposes } = await listing(home);
    expect(records).toEqual([
      {
        consentId,
        purpose: ConsentPurpose.HISTORY,
        textVersion: 1,
        locale: 'zh-CN',
        recipient: 'earshot',
        fields: ['utterance'],
        givenAtMs: expect.any(Number),
        givenWay: ConsentWay.PAGE,
        withdrawnAtMs: expect.any(Number),
        withdrawnWay: ConsentWay.COMMAND,
      },
    ]);
    expect(purposes.map(({ purpose, isLive }) => [purpose, isLive])).toEqual(
      purposesIn.map((purpose) => [purpose, false]),
    );
  });

  test('is only made for the text that was shown', async () => {
    const home = await makeHome(harness.client, { agreesTo: [] });
    for (const version of [0, 2]) {
      await expect(giving(home, ConsentPurpose.HISTORY, version)).rejects.toMatchObject({
        code: 'CONSENT_TEXT_OLD',
      });
    }
    await expect(giving({ subjectId: 'account_nobody' }, ConsentPurpose.HISTORY)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('is not asked of a hotel but for the voice service, which its operator accepts', async () => {
    const { client } = harness;
    const room = await makeHotelRoom(client);
    expect((await policyOf(room)).mayListen).toBe(true);
    await expect(agree(client, room, [ConsentPurpose.TRAINING])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    const who = { subjectId: '', tenantId: room.tenantId };
    const request = { ...who, purpose: ConsentPurpose.VOICE_SERVICE, way: ConsentWay.COMMAND };
    await callUnary(harness.consents, 'withdrawConsent', request, limits);
    expect((await policyOf(room)).mayListen).toBe(false);
  });

  test('of a purpose that changed is asked again, in another process too, and the old text stays', async () => {
    const home = await makeHome(harness.client);
    const first = texts.find(({ purpose }) => purpose === 'voice_service') as ConsentText;
    const folder = mkdtempSync(join(tmpdir(), 'earshot-texts-'));
    const path = join(folder, 'texts.yaml');
    writeFileSync(path, stringify([...texts, { ...first, version: 2, changes: ['recipients'] }]));
    const later = await harness.another({ EARSHOT_CONSENT_TEXTS: path });
    try {
      expect((await policyOf(home)).mayListen).toBe(true);
      expect((await policyOf(home, later.client)).mayListen).toBe(false);
      const who = { subjectId: home.subjectId, tenantId: '' };
      const { purposes } = await callUnary(later.consents, 'listConsents', who, limits);
      expect(purposes[0]).toMatchObject({
        isLive: false,
        isAskedAgain: true,
        currentVersion: 2,
        changes: ['recipients'],
      });
      const old = { purpose: ConsentPurpose.VOICE_SERVICE, version: 1, locale: 'en-US' };
      const text = await callUnary(later.consents, 'readConsentText', old, limits);
      expect([text.version, text.currentVersion]).toEqual([1, 2]);
      const answer = {
        ...who,
        purpose: ConsentPurpose.VOICE_SERVICE,
        textVersion: 2,
        locale: 'en-US',
        way: ConsentWay.PAGE,
      };
      await callUnary(later.consents, 'giveConsent', answer, limits);
      expect((await policyOf(home, later.client)).mayListen).toBe(true);
    } finally {
      await later.close();
    }
  });
});

describe('without a yes', () => {
  const size = field('slots.Size', { valueClass: DataClass.COMMAND });

  test('to the voice service nothing is heard and not even a bounded value leaves', async () => {
    const home = await makeHome(harness.client, { agreesTo: [] });
    expect(await policyOf(home)).toMatchObject({ mayListen: false, mayLeaveHouse: false });
    await expect(disclose(harness.client, home.device, 'coffee', [size])).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
    });
    await agree(harness.client, home, [ConsentPurpose.VOICE_SERVICE]);
    expect(await policyOf(home)).toMatchObject({ mayListen: true, mayLeaveHouse: true });
    expect((await disclose(harness.client, home.device, 'coffee', [size])).allowedPaths).toEqual([
      'slots.Size',
    ]);
  });

  test.each(optional)('to optional purpose %s a turn is heard, and its skill is called', async (purpose) => {
    const others = optional.filter((one) => one !== purpose);
    const home = await makeHome(harness.client, {
      agreesTo: [ConsentPurpose.VOICE_SERVICE, ...others],
    });
    const policy = await policyOf(home);
    expect(policy).toMatchObject({ mayListen: true, mayLeaveHouse: true, maySendOpenSlots: true });
    await grant(harness.client, home.subjectId, 'coffee', ['slots.Note']);
    const asked = [size, field('slots.Note', { valueClass: DataClass.UTTERANCE })];
    const { allowedPaths, userPseudonym } = await disclose(harness.client, home.device, 'coffee', asked);
    expect(allowedPaths).toEqual(['slots.Size', 'slots.Note']);
    expect(userPseudonym !== '').toBe(purpose !== ConsentPurpose.PERSONALISATION);
    expect(policy.mayOfferForTraining).toBe(purpose !== ConsentPurpose.TRAINING);
    expect(policy.mayRecordHistory).toBe(purpose !== ConsentPurpose.HISTORY);
    expect(policy.mayPersonalise).toBe(purpose !== ConsentPurpose.PERSONALISATION);
  });

  test('to precise places no address leaves, whatever was granted', async () => {
    const home = await makeHome(harness.client, { agreesTo: [ConsentPurpose.VOICE_SERVICE] });
    await grant(harness.client, home.subjectId, 'courier', ['device.address', 'device.city']);
    const asked = ['device.address', 'device.city'].map((path) => field(path, { isPulled: true }));
    const before = await disclose(harness.client, home.device, 'courier', asked);
    expect(before.allowedPaths).toEqual(['device.city']);
    expect(before.withheld).toEqual([{ path: 'device.address', reason: 'no_precise_location' }]);
    await agree(harness.client, home, [ConsentPurpose.PRECISE_LOCATION]);
    const after = await disclose(harness.client, home.device, 'courier', asked);
    expect(after.allowedPaths).toEqual(['device.address', 'device.city']);
  });

  test('of the guardian a child’s speaker hears nothing', async () => {
    const home = await makeHome(harness.client, {
      isChildDevice: true,
      agreesTo: [ConsentPurpose.VOICE_SERVICE],
    });
    expect((await policyOf(home)).mayListen).toBe(false);
    await agree(harness.client, home, [ConsentPurpose.CHILD_DATA]);
    expect((await policyOf(home)).mayListen).toBe(true);
  });
});

test('whoever keeps something asks at that moment, and hears when it ends', async () => {
  const home = await makeHome(harness.client, { agreesTo: [ConsentPurpose.VOICE_SERVICE] });
  const checking = () =>
    callUnary(
      harness.consents,
      'checkConsent',
      { deviceId: home.device.deviceId, purpose: ConsentPurpose.TRAINING },
      limits,
    );
  expect(await checking()).toEqual({ consentId: '', textVersion: 0, subjectId: '' });
  const { consentId } = await giving(home, ConsentPurpose.TRAINING);
  expect(await checking()).toEqual({ consentId, textVersion: 1, subjectId: home.subjectId });
  const heard: string[] = [];
  const watch = harness.client.watchWithdrawals({ grantIds: [consentId] });
  watch.on('data', ({ grantIds }: { grantIds: string[] }) => heard.push(...grantIds));
  watch.on('error', () => {});
  await new Promise((resolve) => watch.once('data', resolve));
  await withdrawing(home, ConsentPurpose.TRAINING);
  await expect.poll(() => heard).toContain(consentId);
  watch.cancel();
  expect((await checking()).consentId).toBe('');
});
