import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coffeeManifest } from '../../../language/testing/calls.ts';
import {
  CheckResult,
  DeveloperState,
  PublishingServiceClient,
} from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import { SkillState, SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { methods, type Person } from '../../common/callers/access.ts';
import { query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect, openServerStream } from '../../common/grpc/client.ts';
import { connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { generateWebhookKey, parseWebhookSigningKey } from '../../common/webhooks/standard-webhooks.ts';
import { limits, makeHome } from '../../privacy/testing/harness.ts';
import {
  addSkill,
  type Harness,
  type HostileSkill,
  invoke,
  startHarness,
  startHostileSkill,
} from '../testing/harness.ts';
import { suspectTypes } from './sensitive-values.ts';

let harness: Harness;
let skill: HostileSkill;
let publishing: PublishingServiceClient;
const open: { close(): void }[] = [];
let [a, b]: [Person, Person] = [{ role: 'skill_developer' }, { role: 'skill_developer' }];

const newKey = (): string => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';

const newSignatureKey = (): string => parseWebhookSigningKey(generateWebhookKey()).verificationKey;

async function admitted(name: string): Promise<Person> {
  const { developerId } = await callUnary(
    publishing,
    'admitDeveloper',
    { publicKey: newKey(), name },
    limits,
  );
  return { role: 'skill_developer', developerId };
}

/** The registry as somebody calls it. */
function callingAs(person: Person) {
  const credentials = credentialsOf('operator_cli', person, harness.privacy.stateDirectory);
  const skills = connect(SkillsServiceClient, harness.service.address, credentials);
  const own = connect(PublishingServiceClient, harness.service.address, credentials);
  open.push(skills, own);
  return { skills, publishing: own };
}

const register = (person: Person, manifest: object, state: SkillState = SkillState.DRAFT) =>
  callUnary(
    callingAs(person).skills,
    'registerSkill',
    { manifestJson: JSON.stringify(manifest), state },
    limits,
  );

const operator: Person = { role: 'operator' };
const setState = (person: Person, skillId: string, version: string, state: SkillState, sharePercent = 0) =>
  callUnary(
    callingAs(person).skills,
    'setSkillState',
    { skill: { skillId, version }, state, sharePercent, isAnyway: false },
    limits,
  );
const setOf = async (device: Awaited<ReturnType<typeof makeHome>>['device']) => {
  const { skillSet } = await callUnary(harness.client, 'getSkillSet', { device, locale: 'en-US' }, limits);
  return (skillSet?.skills ?? []).map((ref) => `${ref.skillId}@${ref.version}`);
};
/** As the checklist would, without a server to ask. */
const certify = (skillId: string, version: string) =>
  harness.service.registry.setState({ skillId, version }, { state: 'certified', by: 'operator' });

beforeAll(async () => {
  harness = await startHarness();
  skill = await startHostileSkill();
  const { address } = harness.service;
  publishing = connectAsNamed(PublishingServiceClient, address, harness.privacy.stateDirectory);
  open.push(publishing);
  [a, b] = [await admitted('Tea House Ltd'), await admitted('Rival Ltd')];
  await register(a, coffeeManifest({ id: 'com.example.own' }));
});
afterAll(async () => {
  for (const one of open) one.close();
  await skill?.close();
  await harness?.close();
});

describe('a developer', () => {
  const own = { skillId: 'com.example.own', version: '1.0.0' };
  /** Each method that a developer can call, with a request about the skill of the first. */
  const requests: Readonly<Record<string, object>> = {
    setSkillState: { skill: own, state: SkillState.SUSPENDED, sharePercent: 0, isAnyway: false },
    certifySkill: { skill: own, isReviewed: false },
    rollBackSkill: { skillId: own.skillId, fromVersion: '' },
    readSkillAnalytics: { skillId: own.skillId, days: 7 },
    readSkillLog: { skillId: own.skillId, pageSize: 10 },
    listSignatureKeys: { skillId: own.skillId },
    changeSignatureKey: { skillId: own.skillId, publicKey: newSignatureKey(), windowS: 0 },
  };
  /** Answered with what is theirs, and not with a refusal; tried below. */
  const others = ['registerSkill', 'listSkillVersions', 'inspectRequests', 'listSkills'];
  /** Of the caller's own key: services/cli/skill/publishing.test.ts. */
  const ofThemselves = ['changeDeveloperKey'];
  /** For a household that skills are tried in: services/skills/owners.test.ts. */
  const inAHome = ['invoke', 'getSkillSet'];

  async function code(person: Person, name: string): Promise<string> {
    const { skills, publishing: calls } = callingAs(person);
    const client = name in PublishingServiceClient.service ? calls : skills;
    return callUnary(client as never, name as never, requests[name] as never, limits).then(
      () => 'OK',
      codeOf,
    );
  }

  test('has each of these methods tried', () => {
    const reachable = methods
      .filter(({ roles, contract }) => roles.has('skill_developer') && contract.startsWith('earshot.skills.'))
      .map(({ name }) => `${name[0]?.toLowerCase()}${name.slice(1)}`);
    expect([...Object.keys(requests), ...others, ...ofThemselves, ...inAHome].sort()).toEqual(
      reachable.sort(),
    );
  });

  test.each(Object.keys(requests))('does not reach another’s skill: %s', async (name) => {
    expect(await code(b, name)).toBe('NOT_FOUND');
    expect(await code({ role: 'skill_developer', developerId: 'dev_nobody' }, name)).toBe('CALLER_REFUSED');
    expect(await code({ role: 'skill_developer' }, name)).toBe('CALLER_REFUSED');
    const { version } = own;
    const [row] = (await callUnary(harness.client, 'listSkillVersions', { skillId: own.skillId }, limits))
      .versions;
    expect([row?.state, version]).toEqual([SkillState.DRAFT, '1.0.0']);
  });

  test('registers drafts of their own alone, and lets nobody meet them', async () => {
    const manifest = coffeeManifest({ id: own.skillId, version: '2.0.0' });
    await expect(register(b, manifest)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(register(b, coffeeManifest({ id: own.skillId }))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(register(a, manifest, SkillState.LIVE)).rejects.toMatchObject({
      code: 'SKILL_NOT_CERTIFIED',
    });
    await expect(setState(a, own.skillId, '1.0.0', SkillState.LIVE)).rejects.toMatchObject({
      code: 'CALLER_REFUSED',
    });
    await expect(
      callUnary(callingAs(a).publishing, 'certifySkill', { skill: own, isReviewed: true }, limits),
    ).rejects.toMatchObject({ code: 'CALLER_REFUSED' });
    // People were shown who operates it; that does not change under its id.
    const sold = { ...manifest, developer: { ...manifest.developer, operator: 'Somebody Else' } };
    await expect(register(a, sold)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const moved = { ...manifest, endpoint: 'https://elsewhere.example/' };
    await expect(register(a, moved)).resolves.toMatchObject({ skill: { version: '2.0.0' } });
  });

  test('sees their own versions and no turn of anybody', async () => {
    const listed = (person: Person) =>
      callUnary(callingAs(person).skills, 'listSkillVersions', { skillId: '' }, limits);
    const ids = (await listed(a)).versions.map((one) => one.skill?.skillId);
    expect(new Set(ids)).toEqual(new Set([own.skillId]));
    expect((await listed(b)).versions).toEqual([]);
    const { skills } = callingAs(a);
    const inspected = openServerStream(skills.inspectRequests.bind(skills), { skillId: own.skillId }, limits);
    await expect(inspected.next()).rejects.toMatchObject({ code: 'CALLER_REFUSED' });
  });

  test('whose calls are refused is refused at once, and taken again', async () => {
    const { developerId = '' } = b;
    const suspend = (isSuspended: boolean) =>
      callUnary(publishing, 'suspendDeveloper', { developerId, isSuspended }, limits);
    await suspend(true);
    const another = coffeeManifest({ id: 'com.example.rival' });
    await expect(register(b, another)).rejects.toMatchObject({ code: 'CALLER_REFUSED' });
    expect(await callUnary(publishing, 'findDeveloper', { developerId }, limits)).toEqual({ publicKey: '' });
    await suspend(false);
    await register(b, another);
    const { developers } = await callUnary(publishing, 'listDevelopers', {}, limits);
    expect(developers.find((one) => one.developerId === developerId)).toMatchObject({
      name: 'Rival Ltd',
      state: DeveloperState.ADMITTED,
      skillIds: ['com.example.rival'],
    });
  });

  test('has a whole key and a name that can be shown', async () => {
    for (const [publicKey, name] of [
      ['short', 'Tea'],
      [newKey(), ''],
      [newKey(), 'two\nlines'],
    ]) {
      await expect(
        callUnary(publishing, 'admitDeveloper', { publicKey: publicKey ?? '', name: name ?? '' }, limits),
      ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });
});

describe('a version', () => {
  test('goes live once it is certified, is tried with a share that stays, and goes back', async () => {
    const id = 'com.example.shared';
    const version = (number: string) =>
      coffeeManifest({ id, version: number, endpoint: `${skill.url}/good`, timeoutMs: 3_000 });
    const homes = await Promise.all(Array.from({ length: 30 }, () => makeHome(harness.privacy.client)));
    await register(a, version('1.0.0'));
    await expect(setState(operator, id, '1.0.0', SkillState.LIVE)).rejects.toMatchObject({
      code: 'SKILL_NOT_CERTIFIED',
    });
    await certify(id, '1.0.0');
    await setState(operator, id, '1.0.0', SkillState.LIVE);
    for (const { householdId } of homes) {
      await callUnary(harness.client, 'enableSkill', { skillId: id, householdId, tenantId: '' }, limits);
    }
    await register(a, version('1.1.0'));
    await certify(id, '1.1.0');
    const who = async () => {
      const sets = await Promise.all(homes.map(({ device }) => setOf(device)));
      return sets.map((ids) => ids.includes(`${id}@1.1.0`));
    };
    await setState(operator, id, '1.1.0', SkillState.LIVE, 30);
    const some = await who();
    expect(some).toContain(true);
    expect(some).toContain(false);
    expect(await who()).toEqual(some);
    // Whoever met it goes on meeting it when more do.
    await setState(operator, id, '1.1.0', SkillState.LIVE, 70);
    const more = await who();
    expect(more.filter(Boolean).length).toBeGreaterThan(some.filter(Boolean).length);
    expect(some.every((isIn, index) => !isIn || more[index])).toBe(true);
    // The same in another process.
    const second = await harness.another();
    const [first] = homes;
    const { skillSet } = await callUnary(
      second.client,
      'getSkillSet',
      { device: first?.device, locale: 'en-US' },
      limits,
    );
    expect(skillSet?.skills.map((ref) => `${ref.skillId}@${ref.version}`)).toEqual(
      await setOf(first!.device),
    );
    await second.close();
    const gone = await callUnary(
      callingAs(a).publishing,
      'rollBackSkill',
      { skillId: id, fromVersion: '' },
      limits,
    );
    expect(gone).toEqual({ fromVersion: '1.1.0', toVersion: '1.0.0' });
    expect(await who()).not.toContain(true);
    // Asking the same again goes back no further.
    const again = { skillId: id, fromVersion: '1.1.0' };
    await expect(callUnary(callingAs(a).publishing, 'rollBackSkill', again, limits)).rejects.toMatchObject({
      code: 'SKILL_NO_EARLIER_VERSION',
    });
    const { events } = await callUnary(
      callingAs(a).publishing,
      'readSkillLog',
      { skillId: id, pageSize: 0 },
      limits,
    );
    expect(events.map(({ event, detail, by }) => [event, detail, by].join(' ').trim())).toEqual([
      'rolled_back  developer',
      'live 70 % operator',
      'live 30 % operator',
      'certified  operator',
      'registered  developer',
      'live  operator',
      'certified  operator',
      'registered  developer',
    ]);
  }, 60_000);

  test('is checked as a stranger and as Earshot, and stays a draft where something is wrong', async () => {
    const id = 'com.example.checked';
    await register(
      a,
      coffeeManifest({ id, endpoint: `${skill.url}/good`, deletionUrl: `${skill.url}/good` }),
    );
    const { checks, state } = await callUnary(
      callingAs(a).publishing,
      'certifySkill',
      { skill: { skillId: id, version: '1.0.0' }, isReviewed: false },
      { deadlineMs: 60_000 },
    );
    const seen = Object.fromEntries(checks.map(({ name, result }) => [name, result]));
    // It answers whoever asks.
    expect(seen).toMatchObject({
      'manifest and model are valid': CheckResult.GOOD,
      'refuses a request that nobody signed': CheckResult.BAD,
      'refuses a request with a wrong signature': CheckResult.BAD,
      'refuses a notice that nobody signed': CheckResult.BAD,
      'takes a notice that Earshot signed': CheckResult.GOOD,
      'answers within a second': CheckResult.GOOD,
      'shows its privacy page': CheckResult.BAD,
      'its lists hold no people and no illnesses': CheckResult.GOOD,
    });
    expect(state).toBe(SkillState.DRAFT);
  }, 60_000);
});

test('lists of people and of illnesses are shown to a person', () => {
  const listing = (texts: string[], extra: object = {}) => {
    const { model, ...rest } = coffeeManifest();
    const values = texts.map((text, index) => ({
      id: `v${index}`,
      forms: { 'en-US': [text], 'zh-CN': [text] },
    }));
    return suspectTypes({ ...rest, model: { ...model, types: { one: { values, ...extra } } } }).map(
      ({ looksLike }) => looksLike,
    );
  };
  expect(listing(['latte', 'espresso', '美式', '拿铁'])).toEqual([]);
  expect(listing(['高铁', '地铁', '金色', '白色', '石头', '马车', '江边', '公交'])).not.toContain(
    'illnesses',
  );
  expect(listing(['Emma', 'Daniel', 'grandma'])).toEqual(['people']);
  expect(listing(['王小明', '李丽', '张伟'])).toEqual(['people']);
  expect(listing(['headache', 'diabetes'])).toEqual(['illnesses']);
  expect(listing(['糖尿病'])).toEqual(['illnesses']);
  expect(listing(['糖尿病'], { dataClass: 'health' })).toEqual([]);
});

describe('what a skill may take', () => {
  test('calls in a minute are counted over all processes', async () => {
    const manifest = coffeeManifest({ id: 'com.example.quota', endpoint: `${skill.url}/good` });
    const home = await makeHome(harness.privacy.client);
    await addSkill(harness.client, manifest, home.device);
    const quota = { skillId: manifest.id, callsPerMinute: 4, callsAtOnce: 0 };
    await callUnary(publishing, 'setSkillQuota', quota, limits);
    const second = await harness.another();
    // A minute may end in between; then the next one is counted.
    const until = 60_000 - (Date.now() % 60_000);
    if (until < 5_000) await new Promise((resolve) => setTimeout(resolve, until + 50));
    const codes: string[] = [];
    for (const client of [
      harness.client,
      second.client,
      harness.client,
      second.client,
      harness.client,
      second.client,
    ]) {
      codes.push((await invoke(client, manifest, home.device)).result.errorCode);
    }
    await second.close();
    expect(codes).toEqual(['', '', '', '', 'SKILL_QUOTA_REACHED', 'SKILL_QUOTA_REACHED']);
    const log = { skillId: manifest.id, pageSize: 1 };
    expect((await callUnary(publishing, 'readSkillLog', log, limits)).events).toMatchObject([
      { event: 'quota', detail: 'SKILL_QUOTA_REACHED', by: 'platform' },
    ]);
    await callUnary(publishing, 'setSkillQuota', { ...quota, callsPerMinute: 0 }, limits);
    await expect
      .poll(async () => (await invoke(harness.client, manifest, home.device)).result.errorCode)
      .toBe('');
  }, 60_000);

  test('calls at once have a bound of their own', async () => {
    const manifest = coffeeManifest({ id: 'com.example.once', endpoint: `${skill.url}/good?delayMs=800` });
    const home = await makeHome(harness.privacy.client);
    await addSkill(harness.client, manifest, home.device);
    await callUnary(
      publishing,
      'setSkillQuota',
      { skillId: manifest.id, callsPerMinute: 0, callsAtOnce: 1 },
      limits,
    );
    const both = await Promise.all([1, 2].map(() => invoke(harness.client, manifest, home.device)));
    expect(both.map(({ result }) => result.errorCode)).toContain('SKILL_BUSY');
  });
});

test('how a skill fares is shown for days of enough households, and says no more', async () => {
  const id = 'com.example.fares';
  const manifest = coffeeManifest({ id, endpoint: `${skill.url}/good` });
  await register(a, manifest);
  await certify(id, '1.0.0');
  await setState(operator, id, '1.0.0', SkillState.LIVE);
  const homes = await Promise.all(Array.from({ length: 45 }, () => makeHome(harness.privacy.client)));
  const call = async (home: (typeof homes)[number]) => {
    await callUnary(
      harness.client,
      'enableSkill',
      { skillId: id, householdId: home.householdId, tenantId: '' },
      limits,
    );
    await invoke(harness.client, manifest, home.device);
  };
  const read = () =>
    callUnary(callingAs(a).publishing, 'readSkillAnalytics', { skillId: id, days: 7 }, limits);
  /** Each counted day becomes the one before it. */
  const nextDay = async () => {
    for (const table of ['skill_counts', 'skill_crowds']) {
      for (const days of [-100, 99]) {
        await query(
          harness.privacy.stores.pool,
          `update ${table} set day = day + $2::int where skill_id = $1`,
          [id, days],
        );
      }
    }
  };
  for (const home of homes.slice(0, 10)) for (let times = 0; times < 3; times += 1) await call(home);
  // While a day grows nothing of it is told.
  expect((await read()).days).toEqual([]);
  await nextDay();
  expect((await read()).days).toMatchObject([{ isHidden: true, outcomes: [], latencyMs: [], nearMisses: 0 }]);
  for (const home of homes) await call(home);
  const near = (householdId: string) =>
    callUnary(publishing, 'noteNearMiss', { skill: { skillId: id, version: '1.0.0' }, householdId }, limits);
  for (const { householdId } of homes.slice(0, 3)) await near(householdId);
  await read();
  await nextDay();
  const [day, before] = (await read()).days;
  expect(before).toMatchObject({ isHidden: true, outcomes: [] });
  expect(day).toMatchObject({ isHidden: false, outcomes: [{ name: 'OK', count: 45 }], nearMisses: 0 });
  expect(day?.latencyMs.reduce((sum, { count }) => sum + count, 0)).toBe(45);
  for (const { householdId } of homes) await near(householdId);
  await read();
  await nextDay();
  const [again] = (await read()).days;
  expect(again).toMatchObject({ isHidden: true, outcomes: [], nearMisses: 45 });
}, 120_000);
