import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkillManifest } from '../../language/manifest/types.ts';
import { canaries, coffeeManifest, declare, type TestTurn, turn } from '../../language/testing/calls.ts';
import { callUnary } from '../common/grpc/client.ts';
import { parseWebhookVerificationKey, verifyStandardWebhook } from '../common/webhooks/standard-webhooks.ts';
import { type Home, makeHome, makeHotelRoom } from '../privacy/testing/harness.ts';
import {
  addSkill,
  grant,
  type Harness,
  type HostileSkill,
  invoke,
  startHarness,
  startHostileSkill,
} from './testing/harness.ts';

const limits = { deadlineMs: 10_000 };
const profile = {
  'user.name': 'canary name Wang Lan',
  'user.contact.email': 'canary@example.com',
  'user.contact.phone': '+8613800138000',
  'device.city': 'Canaryville',
  'device.address': canaries.address,
};
const everyField = [
  'slots.Note',
  'slots.For',
  'utterance',
  'history',
  'device.timeZone',
  ...Object.keys(profile),
];
const everyScope = [{ name: 'all', title: { 'zh-CN': '全部', 'en-US': 'Everything' }, fields: everyField }];

let harness: Harness;
let skill: HostileSkill;

beforeAll(async () => {
  [harness, skill] = await Promise.all([startHarness(), startHostileSkill()]);
});
afterAll(async () => {
  await Promise.all([harness?.close(), skill?.close()]);
});

async function makeFullHome(): Promise<Home> {
  const home = await makeHome(harness.privacy.client);
  for (const [path, value] of Object.entries(profile)) {
    await callUnary(
      harness.privacy.client,
      'setProfileField',
      { subjectId: home.subjectId, path, value },
      limits,
    );
  }
  return home;
}

let added = 0;
async function greedy(home: Home, changes: Partial<SkillManifest> = {}): Promise<SkillManifest> {
  added += 1;
  const manifest = coffeeManifest({
    id: `com.example.greedy-${added}`,
    endpoint: `${skill.url}/good?skill=${added}`,
    fields: everyField.map((name) => declare(name)),
    scopes: everyScope,
    ...changes,
  });
  await addSkill(harness.client, manifest, home.device);
  return manifest;
}

/** The last request that a skill's endpoint got. */
async function lastRequest(manifest: SkillManifest) {
  const { pathname, search } = new URL(manifest.endpoint);
  const request = (await skill.seen()).filter((one) => one.path === pathname + search).at(-1);
  if (request === undefined) throw new Error('the skill was not called');
  return request;
}

/** Every text in a request that could single somebody out: all string values of at least six characters. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 6 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
}

/** Texts that two skills see alike although they identify nobody: protocol words, the model's words, the clock. */
const shared = new Set(['OrderCoffee', 'Flat white', 'flat-white', '"flat-white"', 'DATA_CLASS_COMMAND']);

test('two skills of one user, with every scope granted, cannot be joined by any identifier', async () => {
  const home = await makeFullHome();
  const [one, two] = [await greedy(home), await greedy(home)];
  for (const manifest of [one, two]) {
    await grant(harness.privacy.client, manifest, home.device, everyField);
  }
  // The same turn even: what is random for a turn must not join them either.
  const context = turn({ device: home.device });
  const requests = [];
  for (const manifest of [one, two]) {
    await invoke(harness.client, manifest, home.device, { turn: context });
    requests.push(await lastRequest(manifest));
  }
  const [first, second] = requests.map((request) => JSON.parse(request.body));
  expect(first.user.id).toMatch(/.{16,}/);
  expect(first.device.id).toMatch(/.{16,}/);
  expect(first.granted).toEqual(expect.arrayContaining(everyField));
  expect(first.utterance).toBe(canaries.utterance);

  const said = [
    canaries.utterance,
    canaries.note,
    canaries.person,
    home.device.surroundings.timeZone,
  ].flatMap((text) => [text, JSON.stringify(text)]);
  const harmless = new Set([
    ...shared,
    ...said,
    ...everyField,
    first.pull.url,
    'DATA_CLASS_UTTERANCE',
    'DATA_CLASS_IDENTIFIER',
    'person-name',
  ]);
  const inSecond = new Set(texts(second));
  expect(texts(first).filter((text) => inSecond.has(text) && !harmless.has(text))).toEqual([]);
  const headersInSecond = new Set(Object.values(requests[1]?.headers ?? {}));
  for (const name of ['webhook-id', 'webhook-signature'] as const) {
    expect(headersInSecond.has(requests[0]?.headers[name] ?? '')).toBe(false);
  }
  // No id of ours, and no value of the profile, is in either: those are pulled.
  for (const { body } of requests) {
    for (const secret of [
      home.subjectId,
      home.householdId,
      home.device.deviceId,
      context.sessionId,
      context.turnId,
    ]) {
      expect(body).not.toContain(secret);
    }
    for (const value of Object.values(profile)) expect(body).not.toContain(value);
  }
});

test('nothing that is not granted is anywhere in the requests', async () => {
  const home = await makeFullHome();
  const [one, two] = [await greedy(home), await greedy(home)];
  const context = turn({ device: home.device });
  for (const manifest of [one, two]) {
    await invoke(harness.client, manifest, home.device, { turn: context });
    const request = await lastRequest(manifest);
    const everything = JSON.stringify(request);
    const secrets = [
      ...Object.values(canaries),
      ...Object.values(profile),
      home.subjectId,
      home.householdId,
      home.device.deviceId,
      home.device.surroundings.timeZone,
      context.turnId,
    ];
    for (const secret of secrets) expect(everything).not.toContain(secret);
    expect(JSON.parse(request.body)).toMatchObject({ intent: { slots: [{ name: 'Drink' }] } });
    expect(everything).not.toContain('pull_');
  }
});

test('the request is signed for this skill, and the ledger holds every field that left', async () => {
  const home = await makeFullHome();
  const manifest = await greedy(home);
  await grant(harness.privacy.client, manifest, home.device, ['utterance', 'user.name']);
  const { turn: context } = await invoke(harness.client, manifest, home.device);
  const { headers, body } = await lastRequest(manifest);
  const { verificationKeys } = await callUnary(
    harness.client,
    'registerSkill',
    { manifestJson: JSON.stringify(manifest), state: 2 },
    limits,
  );
  const keys = verificationKeys.map(parseWebhookVerificationKey);
  expect(verifyStandardWebhook(headers, body, keys)).toEqual({ isValid: true });
  expect(verifyStandardWebhook(headers, body.replace('OrderCoffee', 'OrderTea'), keys).isValid).toBe(false);
  const request = JSON.parse(body);
  expect(request.skillId).toBe(manifest.id);

  const { disclosures } = await callUnary(
    harness.privacy.client,
    'listDisclosures',
    { subjectId: home.subjectId, pageSize: 50, afterSequence: 0 },
    limits,
  );
  const line = disclosures.find((one) => one.turnId === context.turnId);
  const written = new Set(line?.fields.map((field) => field.path));
  const leaves = (value: object, prefix = ''): string[] =>
    Object.entries(value).flatMap(([key, inner]) => {
      if (prefix + key === 'intent.slots') return inner.map((slot: { name: string }) => `slots.${slot.name}`);
      if (typeof inner === 'object' && !Array.isArray(inner)) return leaves(inner, `${prefix}${key}.`);
      return [prefix + key];
    });
  expect([...leaves(request)].sort()).toEqual([...written].sort());
  expect(JSON.stringify(disclosures)).not.toContain('canary');
});

test('pulled fields are read one by one, each in the ledger, and no more after withdrawal', async () => {
  const home = await makeFullHome();
  const manifest = await greedy(home);
  await grant(harness.privacy.client, manifest, home.device, ['user.name']);
  await invoke(harness.client, manifest, home.device);
  const { pull } = JSON.parse((await lastRequest(manifest)).body);
  const read = (path: string) =>
    fetch(`${pull.url}${path}`, { headers: { authorization: `Bearer ${pull.token}` } });
  expect(await (await read('user.name')).json()).toMatchObject({ value: profile['user.name'] });
  expect((await read('device.address')).status).toBe(403);
  await callUnary(
    harness.privacy.client,
    'withdrawFields',
    { subjectId: home.subjectId, skillId: manifest.id, paths: ['user.name'] },
    limits,
  );
  expect((await read('user.name')).status).toBeGreaterThanOrEqual(401);
});

test('withdrawing and disabling change the pseudonyms', async () => {
  const home = await makeFullHome();
  const manifest = await greedy(home);
  const idsOf = async () => {
    await invoke(harness.client, manifest, home.device);
    const { user, device } = JSON.parse((await lastRequest(manifest)).body);
    return [user.id, device.id];
  };
  await grant(harness.privacy.client, manifest, home.device, ['utterance']);
  const before = await idsOf();
  expect(await idsOf()).toEqual(before);
  await callUnary(
    harness.client,
    'disableSkill',
    { skillId: manifest.id, householdId: home.householdId, tenantId: '' },
    limits,
  );
  await addSkill(harness.client, manifest, home.device);
  const after = await idsOf();
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  expect(JSON.parse((await lastRequest(manifest)).body).utterance).toBeUndefined();
});

test('a hotel room and a child send commands alone', async () => {
  const room = await makeHotelRoom(harness.privacy.client);
  const child = await makeHome(harness.privacy.client, { isChildDevice: true });
  const home = await makeFullHome();
  const manifest = await greedy(home);
  for (const { householdId, tenantId } of [room.device, child.device]) {
    await callUnary(harness.client, 'enableSkill', { skillId: manifest.id, householdId, tenantId }, limits);
  }
  await grant(harness.privacy.client, manifest, home.device, everyField);
  for (const device of [room.device, child.device]) {
    const { result } = await invoke(harness.client, manifest, device);
    expect(result.errorCode).toBe('');
    const { body } = await lastRequest(manifest);
    const request = JSON.parse(body);
    for (const canary of Object.values(canaries)) expect(body).not.toContain(canary);
    expect(request.user).toBeUndefined();
    expect(request.device).toEqual({ capabilities: ['audio'] });
    expect(request.intent.slots).toHaveLength(1);
  }
});

test('no word and no id of the turn is in any log line', () => {
  const lines = [...harness.logLines, ...harness.privacy.logLines].join('\n');
  expect(harness.logLines.length).toBeGreaterThan(0);
  for (const secret of [...Object.values(canaries), ...Object.values(profile)])
    expect(lines).not.toContain(secret);
});

test('a required field that is not granted keeps the skill from being called', async () => {
  const home = await makeFullHome();
  const manifest = await greedy(home, {
    fields: [declare('slots.Note', true), declare('slots.For')],
    scopes: [],
  });
  const { result, turn: context } = await invoke(harness.client, manifest, home.device);
  expect(result).toMatchObject({ errorCode: 'SKILL_GRANT_MISSING' });
  expect((await skill.seen()).some((one) => one.body.includes(manifest.id))).toBe(false);
  await expect(outcomeOf(context)).resolves.toBe(1);
  await grant(harness.privacy.client, manifest, home.device, ['slots.Note']);
  expect((await invoke(harness.client, manifest, home.device)).result.errorCode).toBe('');
});

test('a required field that is not granted is told by name before any question, and is no line of the ledger', async () => {
  const home = await makeFullHome();
  const { device } = home;
  const manifest = await greedy(home, {
    fields: [declare('slots.Note', true), declare('slots.For')],
    scopes: [{ name: 'note', title: { 'zh-CN': '留言', 'en-US': 'Notes' }, fields: ['slots.Note'] }],
  });
  const { client, dialogue, privacy } = harness;
  const { id: skillId, version } = manifest;
  const ref = turn({ device });
  const request = { turn: ref, skill: { skillId, version }, intent: 'OrderCoffee', device };
  const check = async () => (await callUnary(client, 'checkGrants', request, limits)).speech?.text;
  const linesOf = async () => {
    const asked = { subjectId: home.subjectId, pageSize: 10, afterSequence: 0 };
    return (await callUnary(privacy.client, 'listDisclosures', asked, limits)).disclosures.length;
  };
  const before = await linesOf();
  expect(await check()).toContain('needs your permission first: Notes');
  const { isExpecting } = await callUnary(
    dialogue,
    'expected',
    { turn: ref, device, skillSet: undefined },
    limits,
  );
  expect(isExpecting).toBe(false);
  expect(await linesOf()).toBe(before);
  await grant(privacy.client, manifest, device, ['slots.Note']);
  expect(await check()).toBeUndefined();
  expect(await linesOf()).toBe(before);
  // Neither of another's device, nor for a skill that is not there.
  const other = await makeHome(privacy.client);
  await expect(
    callUnary(client, 'checkGrants', { ...request, device: other.device }, limits),
  ).rejects.toThrow();
});

async function outcomeOf({ turnId, device }: TestTurn): Promise<number> {
  const request = { turnId, deviceId: device.deviceId };
  return (await callUnary(harness.client, 'getTurnOutcome', request, limits)).outcome;
}
