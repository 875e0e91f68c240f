/** Conversations with a skill: its attributes, its id, and whose they are. Real router, real privacy service. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkillManifest } from '../../language/manifest/types.ts';
import { coffeeManifest, turn } from '../../language/testing/calls.ts';
import { callUnary } from '../common/grpc/client.ts';
import { type Home, makeHome } from '../privacy/testing/harness.ts';
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
let harness: Harness;
let skill: HostileSkill;
let home: Home;

beforeAll(async () => {
  [harness, skill] = await Promise.all([startHarness(), startHostileSkill()]);
  home = await makeHome(harness.privacy.client);
});
afterAll(async () => {
  await Promise.all([harness?.close(), skill?.close()]);
});

const at = (id: string, path: string, changes: Partial<SkillManifest> = {}) =>
  coffeeManifest({ id, endpoint: `${skill.url}${path}`, ...changes });

test('attributes come back within the conversation, to the same skill, until it ends', async () => {
  const manifest = at('com.example.remember', '/remember');
  await addSkill(harness.client, manifest, home.device);
  const context = () => turn({ device: home.device, sessionId: 'session-remember' });
  const say = async (isNewConversation: boolean) =>
    (await invoke(harness.client, manifest, home.device, { turn: context(), isNewConversation })).result
      .speech?.text;
  expect([await say(true), await say(false), await say(false)]).toEqual(['Turn 1', 'Turn 2', 'Turn 3']);
  expect(await say(true)).toBe('Turn 1');
  const bodies = (await skill.seen())
    .filter(({ path }) => path === '/remember')
    .map(({ body }) => JSON.parse(body));
  const ids = bodies.map(({ session }) => session.id);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(ids[3]).not.toBe(ids[0]);
  expect(bodies.map(({ session }) => session.isNew)).toEqual([true, false, false, true]);
  expect(JSON.stringify(bodies)).not.toContain('session-remember');
});

test('a conversation ends with the names it was held under: nothing in it ties the old ones to the new', async () => {
  const manifest = at('com.example.rotated', '/remember');
  await addSkill(harness.client, manifest, home.device);
  const { client } = harness.privacy;
  const say = async () => {
    const context = turn({ device: home.device, sessionId: 'session-rotated' });
    const changes = { turn: context, isNewConversation: false };
    return (await invoke(harness.client, manifest, home.device, changes)).result.speech?.text;
  };
  await grant(client, manifest, home.device, ['slots.Note']);
  expect([await say(), await say()]).toEqual(['Turn 1', 'Turn 2']);
  const { subjectId, householdId } = home;
  const skillId = manifest.id;
  await callUnary(client, 'withdrawFields', { subjectId, skillId, paths: ['slots.Note'] }, limits);
  expect([await say(), await say()]).toEqual(['Turn 1', 'Turn 2']);
  const owner = { skillId, householdId, tenantId: '' };
  await callUnary(harness.client, 'disableSkill', owner, limits);
  await callUnary(harness.client, 'enableSkill', owner, limits);
  expect(await say()).toBe('Turn 1');
  const requests = (await skill.seen())
    .map(({ body }) => JSON.parse(body))
    .filter((body) => body.skillId === skillId);
  expect(requests.map(({ session }) => session.isNew)).toEqual([true, false, true, false, true]);
  const ids = requests.flatMap(({ user, device, session }) => [user.id, device.id, session.id]);
  expect(new Set(ids).size).toBe(9);
});
