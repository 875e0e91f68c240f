/** Conversations with a skill: its attributes, its id, and whose they are. Real router, real privacy service. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkillManifest } from '../../language/manifest/types.ts';
import { coffeeManifest, type TestDevice, turn } from '../../language/testing/calls.ts';
import { UnderstandRequest } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { TurnOutcome } from '../../proto/gen/earshot/skills/v1/skills.ts';
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

/** One turn as the gateway takes it: dialogue understands and hands out the conversation, the router calls. */
async function say(manifest: SkillManifest, device: TestDevice, sessionId: string, client = harness.client) {
  const ref = { skillId: manifest.id, version: manifest.version };
  const context = turn({ device, sessionId });
  const request = {
    ...UnderstandRequest.fromPartial({ hypotheses: [{ text: 'a flat white' }] }),
    turn: context,
    device,
    surroundings: context.surroundings,
    skillSet: { skillSetId: manifest.id, skills: [ref] },
  };
  const { conversation } = await callUnary(harness.dialogue, 'understand', request, limits);
  return (await invoke(client, manifest, device, { turn: context, conversation })).result;
}

const bodiesOf = async (skillId: string) =>
  (await skill.seen()).map(({ body }) => JSON.parse(body)).filter((body) => body.skillId === skillId);

test('attributes come back within the conversation, to the same skill, until it ends', async () => {
  const manifest = at('com.example.remember', '/remember');
  await addSkill(harness.client, manifest, home.device);
  const turns: (string | undefined)[] = [];
  for (let n = 0; n < 3; n += 1) {
    turns.push((await say(manifest, home.device, 'session-remember')).speech?.text);
  }
  expect(turns).toEqual(['Turn 1', 'Turn 2', 'Turn 3']);
  const forgotten = { sessionId: 'session-remember', deviceId: '', householdId: '' };
  await callUnary(harness.dialogue, 'forget', forgotten, limits);
  expect((await say(manifest, home.device, 'session-remember')).speech?.text).toBe('Turn 1');
  const bodies = await bodiesOf(manifest.id);
  const ids = bodies.map(({ session }) => session.id);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(ids[3]).not.toBe(ids[0]);
  expect(bodies.map(({ session }) => session.isNew ?? false)).toEqual([true, false, false, true]);
  expect(JSON.stringify(bodies)).not.toContain('session-remember');
});

test('a conversation ends with the names it was held under: nothing in it ties the old ones to the new', async () => {
  const manifest = at('com.example.rotated', '/remember');
  await addSkill(harness.client, manifest, home.device);
  const { client } = harness.privacy;
  const next = async () => (await say(manifest, home.device, 'session-rotated')).speech?.text;
  await grant(client, manifest, home.device, ['slots.Note']);
  expect([await next(), await next()]).toEqual(['Turn 1', 'Turn 2']);
  const { subjectId, householdId } = home;
  const skillId = manifest.id;
  await callUnary(client, 'withdrawFields', { subjectId, skillId, paths: ['slots.Note'] }, limits);
  expect([await next(), await next()]).toEqual(['Turn 1', 'Turn 2']);
  const owner = { skillId, householdId, tenantId: '' };
  await callUnary(harness.client, 'disableSkill', owner, limits);
  await callUnary(harness.client, 'enableSkill', owner, limits);
  expect(await next()).toBe('Turn 1');
  const requests = await bodiesOf(skillId);
  expect(requests.map(({ session }) => session.isNew)).toEqual([true, false, true, false, true]);
  const ids = requests.flatMap(({ user, device, session }) => [user.id, device.id, session.id]);
  expect(new Set(ids).size).toBe(9);
});

test('an answer that cannot be kept is told, and then neither attributes nor question have changed', async () => {
  const manifest = at('com.example.lost', '/remember');
  await addSkill(harness.client, manifest, home.device);
  const nowhere = `unix:${harness.privacy.stateDirectory}/nobody.sock`;
  const lost = await harness.another({ EARSHOT_DIALOGUE_ADDRESS: nowhere });
  try {
    expect((await say(manifest, home.device, 'session-lost')).speech?.text).toBe('Turn 1');
    const result = await say(manifest, home.device, 'session-lost', lost.client);
    expect(result).toMatchObject({
      errorCode: 'CONVERSATION_NOT_KEPT',
      isExpectingSpeech: false,
      isSessionEnded: true,
    });
    // The skill asked something; nobody would know the answer to it.
    expect(result.speech?.text).toMatch(/start again/);
    // Of what the lost answer noted nothing is there; what the one before it noted still is.
    expect((await say(manifest, home.device, 'session-lost')).speech?.text).toBe('Turn 2');
  } finally {
    await lost.close();
  }
});

test('a skill has acted although its answer could not be kept', async () => {
  const manifest = at('com.example.acted', '/good');
  await addSkill(harness.client, manifest, home.device);
  const lost = await harness.another({
    EARSHOT_DIALOGUE_ADDRESS: `unix:${harness.privacy.stateDirectory}/nobody.sock`,
  });
  try {
    const { result, turn: context } = await invoke(lost.client, manifest, home.device);
    expect(result).toMatchObject({ errorCode: 'CONVERSATION_NOT_KEPT', speech: { text: 'Hello.' } });
    const asked = { turnId: context.turnId, deviceId: home.device.deviceId };
    await expect
      .poll(async () => (await callUnary(harness.client, 'getTurnOutcome', asked, limits)).outcome)
      .toBe(TurnOutcome.COMPLETED);
  } finally {
    await lost.close();
  }
});
