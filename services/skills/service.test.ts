import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkillManifest } from '../../language/manifest/types.ts';
import {
  canaries,
  coffeeManifest,
  declare,
  drinkSlot,
  noteSlot,
  turn,
} from '../../language/testing/calls.ts';
import { SkillState } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { query } from '../common/db/pool.ts';
import { callUnary, openServerStream } from '../common/grpc/client.ts';
import { type Home, makeHome, makeHotelRoom } from '../privacy/testing/harness.ts';
import type { InProcessSkill } from './delivery/index.ts';
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

const limits = { deadlineMs: 10_000 };
const received: unknown[] = [];

/** Comes with Earshot: runs in process, and gets no more than anybody. */
const builtIn: InProcessSkill = {
  manifest: coffeeManifest({ id: 'earshot.house-blend', endpoint: 'in-process' }),
  async handle(request: never, { onProgress }) {
    received.push(request);
    onProgress({ version: '1', isProgress: true, speech: { text: 'Grinding.' } });
    return { version: '1', speech: { text: 'Done.' }, expectSpeech: true };
  },
};

let harness: Harness;
let skill: HostileSkill;
let home: Home;

beforeAll(async () => {
  [harness, skill] = await Promise.all([startHarness({ builtIn: [builtIn] }), startHostileSkill()]);
  home = await makeHome(harness.privacy.client);
});
afterAll(async () => {
  await Promise.all([harness?.close(), skill?.close()]);
});

const at = (id: string, path: string, changes: Partial<SkillManifest> = {}) =>
  coffeeManifest({ id, endpoint: `${skill.url}${path}`, ...changes });

async function skillSet(device = home.device) {
  const { skillSet: set } = await callUnary(
    harness.client,
    'getSkillSet',
    { device, locale: 'en-US' },
    limits,
  );
  return { id: set?.skillSetId, ids: set?.skills.map((ref) => `${ref.skillId}@${ref.version}`) };
}

const setState = (skillId: string, version: string, state: SkillState) =>
  callUnary(
    harness.client,
    'setSkillState',
    { skill: { skillId, version }, state, sharePercent: 0, isAnyway: true },
    limits,
  );

test('a built-in skill is on by default at home, off in hotels, and sees no more than others', async () => {
  const room = await makeHotelRoom(harness.privacy.client);
  expect((await skillSet()).ids).toContain('earshot.house-blend@1.0.0');
  expect((await skillSet(room.device)).ids).toEqual([]);
  const { result, progress } = await invoke(harness.client, builtIn.manifest, home.device);
  expect(result).toMatchObject({ errorCode: '', speech: { text: 'Done.' }, isExpectingSpeech: true });
  expect(progress.map(({ text }) => text)).toEqual(['Grinding.']);
  expect(received).toHaveLength(1);
  for (const canary of Object.values(canaries)) expect(JSON.stringify(received)).not.toContain(canary);
  const outsider = {
    manifestJson: JSON.stringify({ ...coffeeManifest(), id: 'earshot.house-blend' }),
    state: 2 as const,
  };
  await expect(callUnary(harness.client, 'registerSkill', outsider, limits)).rejects.toMatchObject({
    code: 'SKILL_MANIFEST_INVALID',
  });
});

test("nobody takes over another developer's skill, nor the address at which it is told to forget", async () => {
  const id = 'com.example.taken';
  const own = coffeeManifest({ id, deletionUrl: 'https://skill.example.com/forget' });
  const stranger = { ...own.developer, operator: 'Somebody Else', region: 'us' };
  await addSkill(harness.client, own);
  const recipients = () =>
    query<{ version: string; region: string; url: string }>(
      harness.privacy.stores.pool,
      'select skill_version as version, region, notice_url as url from recipients where skill_id = $1',
      [id],
    );
  const before = await recipients();
  expect(before).toEqual([{ version: '1.0.0', region: 'cn', url: 'https://skill.example.com/forget' }]);
  const refusals: [Partial<SkillManifest>, string][] = [
    [{ developer: stranger, deletionUrl: 'https://evil.example/forget' }, 'PERMISSION_DENIED'],
    [{ version: '2.0.0', developer: stranger }, 'PERMISSION_DENIED'],
    [{ version: '2.0.0', endpoint: 'https://evil.example/' }, 'PERMISSION_DENIED'],
    [{ version: '2.0.0', deletionUrl: 'https://evil.example/' }, 'PERMISSION_DENIED'],
  ];
  for (const [changes, code] of refusals) {
    await expect(addSkill(harness.client, { ...own, ...changes })).rejects.toMatchObject({ code });
  }
  expect(await recipients()).toEqual(before);
  const current = harness.service.registry.current();
  expect(current.find(({ skillId }) => skillId === id)?.version).toBe('1.0.0');
  await addSkill(harness.client, { ...own, version: '1.1.0' });
  expect(await recipients()).toHaveLength(2);
});

test('versions are immutable; the newest live one is used; suspending goes back', async () => {
  const id = 'com.example.versions';
  await addSkill(harness.client, at(id, '/good', { version: '1.0.0' }), home.device);
  const first = await skillSet();
  expect(first.ids).toContain(`${id}@1.0.0`);
  const draft = at(id, '/good', { version: '1.1.0', timeoutMs: 2000 });
  const register = (manifest: SkillManifest, state: SkillState) =>
    callUnary(harness.client, 'registerSkill', { manifestJson: JSON.stringify(manifest), state }, limits);
  await register(draft, SkillState.DRAFT);
  expect(await skillSet()).toEqual(first);
  await setState(id, '1.1.0', SkillState.LIVE);
  const second = await skillSet();
  expect(second.ids).toContain(`${id}@1.1.0`);
  expect(second.id).not.toBe(first.id);
  // A turn that was understood with the version before still finds it.
  expect(
    (await invoke(harness.client, at(id, '/good', { version: '1.0.0' }), home.device)).result.errorCode,
  ).toBe('');
  await setState(id, '1.1.0', SkillState.SUSPENDED);
  expect(await skillSet()).toEqual(first);
  expect((await invoke(harness.client, draft, home.device)).result.errorCode).toBe('SKILL_NOT_ENABLED');
  // A restart that registers it again does not undo a suspension, and another manifest is refused.
  await register(draft, SkillState.LIVE);
  expect(await skillSet()).toEqual(first);
  await expect(register({ ...draft, timeoutMs: 5000 }, SkillState.LIVE)).rejects.toMatchObject({
    code: 'SKILL_VERSION_EXISTS',
  });
  // Going back to an earlier version by registering it again makes it the one in use.
  await register(at(id, '/good', { version: '1.2.0' }), SkillState.LIVE);
  expect((await skillSet()).ids).toContain(`${id}@1.2.0`);
  await register(at(id, '/good', { version: '1.0.0' }), SkillState.LIVE);
  expect(await skillSet()).toEqual(first);
  await expect(setState(id, '9.9.9', SkillState.LIVE)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(register({ ...draft, version: 'x' }, SkillState.LIVE)).rejects.toMatchObject({
    code: 'SKILL_MANIFEST_INVALID',
  });
});

test('equal sets have equal ids, and models come by immutable version', async () => {
  const [one, two] = [await makeHome(harness.privacy.client), await makeHome(harness.privacy.client)];
  expect(await skillSet(one.device)).toEqual(await skillSet(two.device));
  const manifest = at('com.example.models', '/good');
  await addSkill(harness.client, manifest, one.device);
  expect((await skillSet(one.device)).id).not.toBe((await skillSet(two.device)).id);
  const { models } = await callUnary(
    harness.client,
    'getModels',
    { skills: [{ skillId: manifest.id, version: '1.0.0' }] },
    limits,
  );
  expect(JSON.parse(models[0]?.modelJson ?? '')).toEqual(manifest.model);
  const unknown = { skills: [{ skillId: 'com.example.nobody', version: '1.0.0' }] };
  await expect(callUnary(harness.client, 'getModels', unknown, limits)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('watchers hear of every change, at another router too', async () => {
  const other = await harness.another();
  try {
    const gone = new AbortController();
    const changes = openServerStream(
      other.client.watchSkillSets.bind(other.client),
      {},
      { deadlineMs: 20_000, signal: gone.signal },
    );
    const first = (await changes.next()).value;
    expect(first?.skillSets.length).toBeGreaterThan(0);
    const manifest = at('com.example.watched', '/good');
    await addSkill(harness.client, manifest, home.device);
    let revision = first?.revision ?? 0;
    const wanted = await (async () => {
      for await (const change of changes) {
        expect(change.revision).toBeGreaterThanOrEqual(revision);
        revision = change.revision;
        // The other router has a set with the skill in use only once somebody asks it.
        const { skillSet: set } = await callUnary(
          other.client,
          'getSkillSet',
          { device: home.device, locale: 'en-US' },
          limits,
        );
        if (set?.skills.some((ref) => ref.skillId === manifest.id)) return true;
      }
      return false;
    })();
    expect(wanted).toBe(true);
    gone.abort();
    expect((await invoke(other.client, manifest, home.device)).result.errorCode).toBe('');
  } finally {
    await other.close();
  }
});

test('switching a skill off ends the call that is running, even at another router', async () => {
  const manifest = at('com.example.in-flight', '/silent', { timeoutMs: 8000 });
  await addSkill(harness.client, manifest, home.device);
  const other = await harness.another();
  try {
    const running = invoke(other.client, manifest, home.device);
    await expect
      .poll(async () => (await skill.seen()).some(({ body }) => body.includes(manifest.id)))
      .toBe(true);
    const owner = { householdId: home.householdId, tenantId: '' };
    await callUnary(harness.client, 'disableSkill', { skillId: manifest.id, ...owner }, limits);
    const { result, turn: context } = await running;
    expect(result.errorCode).toBe('SKILL_NOT_ENABLED');
    expect((await skillSet()).ids).not.toContain(`${manifest.id}@1.0.0`);
    expect((await invoke(harness.client, manifest, home.device)).result.errorCode).toBe('SKILL_NOT_ENABLED');
    // It was called and nobody waited for its answer, so nobody may say what came of it.
    const asked = { turnId: context.turnId, deviceId: home.device.deviceId };
    expect((await callUnary(other.client, 'getTurnOutcome', asked, limits)).outcome).toBe(2);
  } finally {
    await other.close();
  }
});

test('withdrawing a field ends the call that carried it, at other processes too, and no other call', async () => {
  const noted = at('com.example.withdrawn', '/silent', { timeoutMs: 8000 });
  const beside = at('com.example.withdrawn-beside', '/silent', { timeoutMs: 8000 });
  const neighbour = await makeHome(harness.privacy.client);
  const [other, otherPrivacy] = await Promise.all([harness.another(), harness.privacy.another()]);
  try {
    for (const manifest of [noted, beside]) {
      for (const { device } of [home, neighbour]) {
        await addSkill(harness.client, manifest, device);
        await grant(harness.privacy.client, manifest, device, ['slots.Note']);
      }
    }
    const gone = new AbortController();
    const ended: string[] = [];
    const start = (name: string, manifest: SkillManifest, device = home.device, slots = [noteSlot]) => {
      const running = invoke(other.client, manifest, device, { signal: gone.signal, slots });
      running.catch(() => {}).finally(() => ended.push(name));
      return running;
    };
    const carried = start('carried', noted);
    void start('did not carry it', noted, home.device, [drinkSlot]);
    void start('another skill', beside);
    void start('another person', noted, neighbour.device);
    const isHere = ({ body }: { body: string }) => body.includes('"com.example.withdrawn');
    await expect.poll(async () => (await skill.seen()).filter(isHere).length).toBe(4);
    await callUnary(
      otherPrivacy.client,
      'withdrawFields',
      { subjectId: home.subjectId, skillId: noted.id, paths: ['slots.Note'] },
      limits,
    );
    const { result, turn: context } = await carried;
    expect(result).toMatchObject({
      errorCode: 'SKILL_CONSENT_WITHDRAWN',
      speech: { text: 'You withdrew a permission, so Bean Counter was stopped.' },
    });
    // It was called and nobody waited for its answer, so nobody may say what came of it.
    const asked = { turnId: context.turnId, deviceId: home.device.deviceId };
    expect((await callUnary(other.client, 'getTurnOutcome', asked, limits)).outcome).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(ended).toEqual(['carried']);
    gone.abort();
    await expect.poll(() => ended.length).toBe(4);
  } finally {
    await Promise.all([other.close(), otherPrivacy.close()]);
  }
});

test('an outcome is told to the device of the turn and to no other', async () => {
  const manifest = at('com.example.outcome', '/good');
  await addSkill(harness.client, manifest, home.device);
  const { turn: context } = await invoke(harness.client, manifest, home.device);
  const outcome = async (deviceId: string, turnId = context.turnId) =>
    (await callUnary(harness.client, 'getTurnOutcome', { turnId, deviceId }, limits)).outcome;
  expect(await outcome(home.device.deviceId)).toBe(3);
  expect(await outcome('another-device')).toBe(1);
  // An answer that came and was no good is a failure that is known.
  const broken = at('com.example.outcome-broken', '/garbage');
  await addSkill(harness.client, broken, home.device);
  const failed = await invoke(harness.client, broken, home.device);
  expect(await outcome(home.device.deviceId, failed.turn.turnId)).toBe(4);
  expect(await outcome(home.device.deviceId, 'never-happened')).toBe(1);
});

test('while a skill works the outcome is unknown, and stays so when the caller goes away', async () => {
  const manifest = at('com.example.gone', '/silent', { timeoutMs: 8000 });
  await addSkill(harness.client, manifest, home.device);
  const context = turn({ device: home.device });
  const gone = new AbortController();
  const running = invoke(harness.client, manifest, home.device, { turn: context, signal: gone.signal });
  running.catch(() => {});
  const outcome = async () =>
    (
      await callUnary(
        harness.client,
        'getTurnOutcome',
        { turnId: context.turnId, deviceId: home.device.deviceId },
        limits,
      )
    ).outcome;
  await expect.poll(outcome).toBe(2);
  // Until it is sent, nothing was done, and that would be the answer.
  await expect.poll(async () => (await skill.seen()).some(({ path }) => path === '/silent')).toBe(true);
  gone.abort();
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await outcome()).toBe(2);
});

test('progress is spoken before the answer', async () => {
  const manifest = at('com.example.progress', '/progress');
  await addSkill(harness.client, manifest, home.device);
  const { result, progress } = await invoke(harness.client, manifest, home.device);
  expect(progress.map(({ text }) => text)).toEqual(['One moment.']);
  expect(result.speech?.text).toBe('Hello.');
  expect(await countsOf(harness, manifest.id)).toEqual({ 'outcome OK': 1, 'feedback GREETED': 1 });
});

test('the catalogue names who is behind a skill, what it asks for and why; found by its spoken name', async () => {
  const manifest = at('com.example.catalogue', '/good', {
    name: { 'zh-CN': '气泡水', 'en-US': 'Soda Fountain' },
    model: {
      ...coffeeManifest().model,
      invocationNames: { 'zh-CN': ['气泡水'], 'en-US': ['soda fountain'] },
    },
  });
  await addSkill(harness.client, manifest);
  const list = async (spokenName: string, locale = 'en-US') =>
    (await callUnary(harness.client, 'listSkills', { locale, spokenName }, limits)).entries;
  const [entry] = await list('Soda fountain');
  expect(entry).toMatchObject({
    name: 'Soda Fountain',
    state: SkillState.LIVE,
    operator: 'Example Coffee',
    operatorContact: 'privacy@example.com',
    operatorRegion: 'cn',
    privacyPolicyUrl: 'https://example.com/privacy',
  });
  expect(entry?.fields.map(({ path, purpose }) => [path, purpose])).toEqual([
    ['slots.Note', 'to test with'],
    ['slots.For', 'to test with'],
  ]);
  expect((await list('气泡水', 'zh-CN'))[0]?.name).toBe('气泡水');
  expect(await list('no such skill')).toEqual([]);
  expect((await list('')).length).toBeGreaterThan(1);
});

test('a developer sees what was sent and what was withheld and why', async () => {
  const manifest = at('com.example.inspected', '/good');
  await addSkill(harness.client, manifest, home.device);
  const { turn: context } = await invoke(harness.client, manifest, home.device);
  const follow = openServerStream(
    harness.client.inspectRequests.bind(harness.client),
    { skillId: manifest.id },
    limits,
  );
  const inspection = (await follow.next()).value;
  await follow.return();
  expect(inspection?.turnId).toBe(context.turnId);
  const reasons = Object.fromEntries(
    (inspection?.fields ?? []).map((field) => [
      field.path,
      `${field.isSent ? 'sent' : 'withheld'} ${field.reason}`,
    ]),
  );
  expect(reasons).toMatchObject({
    'slots.Drink': 'sent implied',
    'slots.Note': 'withheld not_granted',
    utterance: 'withheld not_declared',
    'user.name': 'withheld not_declared',
    'user.id': 'sent implied',
  });
  expect(JSON.stringify(inspection)).not.toContain('canary');
});

test('a new version with another purpose needs a new grant; another translation does not', async () => {
  const id = 'com.example.purposes';
  const why = (version: string, purpose: Record<'zh-CN' | 'en-US', string>) =>
    at(id, '/good', { version, fields: [{ ...declare('slots.Note'), purpose }, declare('slots.For')] });
  const old = why('1.0.0', { 'zh-CN': '写在杯子上', 'en-US': 'to write it on the cup' });
  const translated = why('1.1.0', { 'zh-CN': '写到杯上', 'en-US': 'to write it on the cup' });
  const sold = why('1.2.0', { 'zh-CN': '写在杯子上给广告', 'en-US': 'to sell it' });
  for (const manifest of [old, translated, sold]) await addSkill(harness.client, manifest, home.device);
  const isSent = async (manifest: SkillManifest, locale = 'en-US') => {
    const count = (await skill.seen()).length;
    const context = turn({ device: home.device, locale });
    expect((await invoke(harness.client, manifest, home.device, { turn: context })).result.errorCode).toBe(
      '',
    );
    return (await skill.seen()).slice(count).some(({ body }) => body.includes(canaries.note));
  };
  await grant(harness.privacy.client, old, home.device, ['slots.Note']);
  expect([await isSent(old), await isSent(translated), await isSent(sold)]).toEqual([true, true, false]);
  // What was shown counts, not the language of the turn.
  expect(await isSent(old, 'zh-CN')).toBe(true);
  const follow = openServerStream(
    harness.client.inspectRequests.bind(harness.client),
    { skillId: id },
    limits,
  );
  const reasons: (string | undefined)[] = [];
  for await (const { fields } of follow) {
    reasons.push(fields.find(({ path }) => path === 'slots.Note')?.reason);
    if (reasons.length === 3) break;
  }
  expect(reasons).toEqual(['granted', 'granted', 'purpose_changed']);
  await grant(harness.privacy.client, sold, home.device, ['slots.Note']);
  expect([await isSent(old), await isSent(sold)]).toEqual([false, true]);
});

test('a request that makes no sense is refused', async () => {
  const bad = (changes: object) =>
    invoke(harness.client, { ...builtIn.manifest, ...changes }, home.device, {
      turn: turn({ device: home.device }),
    });
  expect((await bad({ id: 'com.example.unknown' })).result.errorCode).toBe('SKILL_NOT_ENABLED');
  const owner = { skillId: builtIn.manifest.id, householdId: 'a', tenantId: 'b' };
  await expect(callUnary(harness.client, 'enableSkill', owner, limits)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
  const missing = { skillId: 'com.example.unknown', householdId: home.householdId, tenantId: '' };
  await expect(callUnary(harness.client, 'enableSkill', missing, limits)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('when the privacy service cannot be reached nothing leaves', async () => {
  const manifest = at('com.example.alone', '/good');
  await addSkill(harness.client, manifest, home.device);
  const lonely = await startHarnessWithoutPrivacy();
  try {
    const { result, turn: context } = await invoke(lonely.client, manifest, home.device);
    expect(result.errorCode).toBe('SERVICE_UNAVAILABLE');
    expect(result.speech?.text).toMatch(/^Sorry/);
    expect((await skill.seen()).some(({ body }) => body.includes(manifest.id))).toBe(false);
    const asked = { turnId: context.turnId, deviceId: home.device.deviceId };
    await expect
      .poll(async () => (await callUnary(harness.client, 'getTurnOutcome', asked, limits)).outcome)
      .toBe(1);
  } finally {
    await lonely.close();
  }
});

function startHarnessWithoutPrivacy() {
  return harness.another({ EARSHOT_PRIVACY_ADDRESS: `unix:${harness.privacy.stateDirectory}/nobody.sock` });
}
