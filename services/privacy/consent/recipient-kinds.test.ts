/** Grants name a recipient of any kind: granted, listed, disclosed, on record, withdrawn. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import {
  PrivacyServiceClient,
  RecipientKind,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { credentialsOf } from '../../common/testing/callers.ts';
import {
  disclose,
  field,
  type Harness,
  limits,
  makeHome,
  makeRecipient,
  startHarness,
} from '../testing/harness.ts';

let harness: Harness;
let training: PrivacyServiceClient;
beforeAll(async () => {
  harness = await startHarness();
  const { service, stateDirectory } = harness;
  training = connect(
    PrivacyServiceClient,
    service.address,
    credentialsOf('training', undefined, stateDirectory),
  );
});
afterAll(async () => {
  training.close();
  await harness.close();
});

const path = 'slots.Note';
const recipientKind = RecipientKind.TRAINING;
const skill = { skillId: 'earshot', version: '1' };

test('training gets what it was granted and nothing else; it stands in the ledger, and ends with the grant', async () => {
  const { client } = harness;
  const { subjectId, device } = await makeHome(client);
  const { deviceId, householdId, tenantId } = device;
  const recipient = { skill, operator: 'Earshot', region: 'cn', isInProcess: false };
  const noticeUrl = 'https://training.example/notices';
  await callUnary(training, 'registerRecipient', { ...recipient, noticeUrl, recipientKind }, limits);
  const request = {
    turnId: 'turn-1',
    device: { deviceId, householdId, tenantId },
    skill,
    recipientKind,
    fields: [field('slots.Size', { valueClass: DataClass.COMMAND }), field(path)],
  };
  const before = await callUnary(training, 'disclose', request, limits);
  expect(before.allowedPaths).toEqual([]);
  const about = { subjectId, skillId: 'earshot' };
  const purposes = [`To use ${path}.`];
  const asked = { ...about, recipientKind, paths: [path], purposes, recipientRegion: '' };
  await callUnary(client, 'grantFields', asked, limits);
  const { grants } = await callUnary(client, 'listGrants', { subjectId, skillId: '' }, limits);
  expect(grants).toMatchObject([{ skillId: 'earshot', recipientKind, path }]);

  // A skill of the same id is somebody else.
  await makeRecipient(client, 'earshot');
  const other = await disclose(client, device, 'earshot', [field(path)]);
  expect(other.allowedPaths).toEqual([]);
  expect((await callUnary(client, 'listGrants', about, limits)).grants).toEqual([]);

  const during = await callUnary(training, 'disclose', request, limits);
  expect(during.allowedPaths).toEqual(['slots.Size', path]);
  expect(during.userPseudonym).not.toBe(other.userPseudonym);
  const page = { subjectId, pageSize: 10, afterSequence: 0 };
  const { disclosures } = await callUnary(client, 'listDisclosures', page, limits);
  expect(disclosures.at(-1)).toMatchObject({ skillId: 'earshot', recipientKind, fields: [{}, { path }] });

  const { noticeId } = await callUnary(
    client,
    'withdrawFields',
    { ...about, recipientKind, paths: [] },
    limits,
  );
  expect(noticeId).not.toBe('');
  const { notices } = await callUnary(client, 'listNotices', { subjectId }, limits);
  expect(notices).toMatchObject([{ skillId: 'earshot', recipientKind }]);
  expect((await callUnary(client, 'listGrants', { subjectId, skillId: '' }, limits)).grants).toEqual([]);
  expect((await callUnary(training, 'disclose', request, limits)).allowedPaths).toEqual([]);
  expect((await callUnary(client, 'verifyLedger', { subjectId }, limits)).findings).toEqual([]);
});

test('a service hands data to its own kind of recipients alone, and what only skills have is refused to others', async () => {
  const { device } = await makeHome(harness.client);
  const { deviceId, householdId, tenantId } = device;
  const request = {
    turnId: 'turn-2',
    device: { deviceId, householdId, tenantId },
    skill,
    fields: [field(path)],
  };
  for (const kind of [RecipientKind.SKILL, RecipientKind.HOTEL, RecipientKind.PARTNER]) {
    await expect(
      callUnary(training, 'disclose', { ...request, recipientKind: kind }, limits),
    ).rejects.toMatchObject({ code: 'CALLER_REFUSED' });
  }
  const named = { ...request, skill: { skillId: 'training:earshot', version: '1' } };
  await expect(callUnary(harness.client, 'disclose', named, limits)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
  const pulled = [field('user.contact.phone', { isPulled: true })];
  await expect(
    callUnary(training, 'disclose', { ...request, recipientKind, fields: pulled }, limits),
  ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
