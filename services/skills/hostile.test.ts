import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SkillManifest } from '../../language/manifest/types.ts';
import { coffeeManifest, declare } from '../../language/testing/calls.ts';
import { PublishingServiceClient } from '../../proto/gen/earshot/skills/v1/publishing.ts';
import { callUnary } from '../common/grpc/client.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { generateWebhookKey, parseWebhookSigningKey } from '../common/webhooks/standard-webhooks.ts';
import { type Home, makeHome } from '../privacy/testing/harness.ts';
import {
  addSkill,
  countsOf,
  grant,
  type Harness,
  type HostileSkill,
  invoke,
  startHarness,
  startHostileSkill,
} from './testing/harness.ts';

const newKey = (): string => parseWebhookSigningKey(generateWebhookKey()).verificationKey;

let harness: Harness;
let publishing: PublishingServiceClient;
let skill: HostileSkill;
let home: Home;
let good: SkillManifest;

beforeAll(async () => {
  [harness, skill] = await Promise.all([startHarness(), startHostileSkill()]);
  const { address } = harness.service;
  publishing = connectAsNamed(PublishingServiceClient, address, harness.privacy.stateDirectory);
  home = await makeHome(harness.privacy.client);
  good = coffeeManifest({ id: 'com.example.good', endpoint: `${skill.url}/good` });
  await addSkill(harness.client, good, home.device);
});
afterAll(async () => {
  publishing?.close();
  await Promise.all([harness?.close(), skill?.close()]);
});

let count = 0;
async function add(path: string, changes: Partial<SkillManifest> = {}): Promise<SkillManifest> {
  count += 1;
  const id = `com.example.hostile-${count}`;
  const manifest = coffeeManifest({ id, endpoint: `${skill.url}${path}`, timeoutMs: 700, ...changes });
  await addSkill(harness.client, manifest, home.device);
  return manifest;
}

describe('a hostile skill has one outcome and one code', () => {
  test.each([
    ['answers late', '/late', 'SKILL_TIMEOUT'],
    ['answers never', '/silent', 'SKILL_TIMEOUT'],
    ['drips slowly', '/drip', 'SKILL_TIMEOUT'],
    ['answers garbage', '/garbage', 'SKILL_BAD_RESPONSE'],
    ['answers another shape', '/wrong-shape', 'SKILL_BAD_RESPONSE'],
    ['answers 50 MB', '/flood', 'SKILL_TOO_LARGE'],
    ['redirects to the metadata service', '/redirect', 'SKILL_REDIRECT'],
    ['closes in the middle of the answer', '/close-early', 'SKILL_CLOSED_EARLY'],
    ['hangs up', '/hang-up', 'SKILL_CLOSED_EARLY'],
    ['echoes scripts', '/script', 'SKILL_BAD_RESPONSE'],
    ['marks its speech with a sound of its own', '/marks', 'SKILL_BAD_MARKS'],
    ['hands out a javascript address', '/javascript-url', 'SKILL_BAD_RESPONSE'],
    ['fails', '/error', 'SKILL_BAD_STATUS'],
  ])('%s', async (_, path, code) => {
    const changes: Partial<SkillManifest> = {
      // Short where time is the point, long where a busy machine must not turn one code into another.
      timeoutMs: code === 'SKILL_TIMEOUT' ? 700 : 8000,
      ...(path === '/javascript-url' ? { returns: [{ name: 'speech' }, { name: 'audio' }] } : {}),
    };
    const manifest = await add(path, changes);
    const [bad, fine] = await Promise.all([
      invoke(harness.client, manifest, home.device),
      invoke(harness.client, good, home.device),
    ]);
    expect(bad.result.errorCode).toBe(code);
    expect(bad.result.speech?.text).toMatch(/^Sorry, .*Bean Counter/);
    expect(bad.result.directives).toEqual([]);
    expect(bad.result.isSessionEnded).toBe(true);
    // The skill beside it does not notice.
    expect(fine.result).toMatchObject({ errorCode: '', speech: { text: 'Hello.' } });
  });

  test('apologises in the language of the user', async () => {
    const manifest = await add('/garbage');
    const context = (await invoke(harness.client, good, home.device)).turn;
    const { result } = await invoke(harness.client, manifest, home.device, {
      turn: { ...context, turnId: `${context.turnId}-zh`, locale: 'zh-CN' },
    });
    expect(result.speech).toEqual({ text: '抱歉，咖啡豆出了点问题。', locale: 'zh-CN' });
  });

  test.each([
    ['/wrong-signature', 'SKILL_BAD_SIGNATURE'],
    ['/unsigned', 'SKILL_BAD_SIGNATURE'],
    ['/signed', ''],
  ])('signs its answer: %s', async (path, code) => {
    const manifest = await add(path, { timeoutMs: 8000, signatureKeys: [skill.verificationKey] });
    expect((await invoke(harness.client, manifest, home.device)).result.errorCode).toBe(code);
  });

  test('changes the key that it signs with: both are good for a while, then the new one alone', async () => {
    const listed = newKey();
    const manifest = await add('/signed', { timeoutMs: 8000, signatureKeys: [listed] });
    const code = async () => (await invoke(harness.client, manifest, home.device)).result.errorCode;
    const change = (publicKey: string, windowS: number) =>
      callUnary(
        publishing,
        'changeSignatureKey',
        { skillId: manifest.id, publicKey, windowS },
        { deadlineMs: 10_000 },
      );
    // It signs with a key that its version does not list.
    expect(await code()).toBe('SKILL_BAD_SIGNATURE');
    await change(skill.verificationKey, 0);
    expect(await code()).toBe('');
    const { keys } = await change(newKey(), 3_600);
    expect(keys).toHaveLength(2);
    expect(await code()).toBe('');
    const { keys: last } = await change(newKey(), 0);
    expect(last).toEqual([{ publicKey: expect.stringMatching(/^whpk_/), endsAtMs: 0 }]);
    expect(await code()).toBe('SKILL_BAD_SIGNATURE');
    // What was replaced never comes back, as a change or as what a version lists.
    await expect(change(skill.verificationKey, 0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const bytes = Buffer.from(skill.verificationKey.slice('whpk_'.length), 'base64');
    const same = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/']
      .map((last) => `${skill.verificationKey.slice(0, -2)}${last}=`)
      .filter((text) => Buffer.from(text.slice('whpk_'.length), 'base64').equals(bytes));
    expect(same).toHaveLength(4);
    for (const text of same)
      await expect(change(text, 0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const again = { ...manifest, version: '1.0.1', signatureKeys: [skill.verificationKey] };
    await addSkill(harness.client, again, home.device);
    expect((await invoke(harness.client, again, home.device)).result.errorCode).toBe('SKILL_BAD_SIGNATURE');
  });

  test('at an inner address is never called', async () => {
    for (const endpoint of ['https://10.0.0.1/', 'https://[::ffff:127.0.0.1]/', 'https://169.254.169.254/']) {
      await expect(add('', { endpoint })).rejects.toMatchObject({ code: 'SKILL_MANIFEST_INVALID' });
      // Nor when it got into the registry before that was looked at.
      const manifest = coffeeManifest({ id: `com.example.hostile-${count}`, endpoint });
      const added = { manifest, state: 'live', isBuiltIn: false, isEnabledByDefault: true } as const;
      await harness.service.registry.register(added);
      expect((await invoke(harness.client, manifest, home.device)).result.errorCode).toBe(
        'SKILL_EGRESS_REFUSED',
      );
    }
  });

  test('asks for more than it declared: gets and returns no more than that', async () => {
    const manifest = await add('/more', {
      timeoutMs: 3000,
      fields: [
        declare('slots.Note'),
        declare('slots.For'),
        declare('user.name'),
        declare('user.contact.phone'),
      ],
      returns: [{ name: 'speech' }],
    });
    await grant(harness.privacy.client, manifest, home.device, ['user.name']);
    const { result } = await invoke(harness.client, manifest, home.device);
    expect(result.errorCode).toBe('');
    // Not granted, not declared; granted and never entered.
    expect(result.speech?.text).toMatch(/contact\.phone :403, device\.address :403, user\.name :404/);
    expect(result).toMatchObject({ directives: [], isExpectingSpeech: false, reprompt: undefined });
    const counted = await countsOf(harness, manifest.id);
    expect(counted).toMatchObject({
      'dropped card': 1,
      'dropped audio': 1,
      'dropped reprompt': 1,
      'dropped listening': 1,
      'dropped attributes': 1,
      'dropped feedback': 1,
      'dropped other': 2,
      'outcome OK': 1,
    });
  });
});

test('a broken skill is given a rest, and found well again', async () => {
  const manifest = await add('/hang-up');
  const codes: string[] = [];
  for (let n = 0; n < 7; n += 1) {
    codes.push((await invoke(harness.client, manifest, home.device)).result.errorCode);
  }
  expect(codes).toEqual([...Array(5).fill('SKILL_CLOSED_EARLY'), 'SKILL_CIRCUIT_OPEN', 'SKILL_CIRCUIT_OPEN']);
  expect((await invoke(harness.client, good, home.device)).result.errorCode).toBe('');
});

test('a slow skill fills its own compartment and no other', async () => {
  const manifest = await add('/silent', { timeoutMs: 1500 });
  const slow = Array.from({ length: 40 }, () => invoke(harness.client, manifest, home.device));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const fine = await Promise.all(Array.from({ length: 20 }, () => invoke(harness.client, good, home.device)));
  expect(fine.map(({ result }) => result.errorCode)).toEqual(Array(20).fill(''));
  const codes = (await Promise.all(slow)).map(({ result }) => result.errorCode);
  expect(codes.filter((code) => code === 'SKILL_BUSY')).toHaveLength(8);
  expect(codes.filter((code) => code === 'SKILL_TIMEOUT')).toHaveLength(32);
});

test('a caller in a hurry is answered before its deadline, and the skill is not blamed for it', async () => {
  const manifest = await add('/late', { timeoutMs: 8000 });
  for (let n = 0; n < 6; n += 1) {
    const { result } = await invoke(harness.client, manifest, home.device, { deadlineMs: 300 });
    expect(result.errorCode).toBe('SKILL_TIMEOUT');
  }
});
