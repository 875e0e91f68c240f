import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSkill } from '../../skills-sdk/examples/reminders/skill.ts';
import { memoryStore } from '../../skills-sdk/examples/reminders/store.ts';
import { httpPull } from '../../skills-sdk/src/pull.ts';
import { Egress } from '../common/egress/index.ts';
import { callUnary } from '../common/grpc/client.ts';
import { createPost } from '../common/webhooks/post.ts';
import { loadWebhookSigningKeys } from '../common/webhooks/signing-keys.ts';
import { generateWebhookKey, parseWebhookSigningKey } from '../common/webhooks/standard-webhooks.ts';
import { disclose, field, grant, type Harness, limits, makeHome, startHarness } from './testing/harness.ts';

// The example skill as a stranger would run it: its own HTTP server on the SDK, verification on.
const egress = new Egress();
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ post: createPost(egress, 2000, true) });
});
afterAll(async () => {
  await harness.close();
  await egress.close();
});

async function listen(verificationKeys: string[]) {
  const store = memoryStore();
  const skill = createSkill(store);
  const refusals: unknown[] = [];
  const server = await skill.listen({
    port: 0,
    verificationKeys,
    onFailure: (error) => void refusals.push(error),
  });
  return { store, skill, server, refusals };
}

/** Somebody whose name the skill was granted, with one reminder kept under the pseudonym. */
async function userOf(skill: Awaited<ReturnType<typeof listen>>) {
  const { client } = harness;
  const { id: skillId } = skill.skill.manifest;
  const home = await makeHome(client);
  await callUnary(
    client,
    'registerRecipient',
    {
      skill: { skillId, version: '1' },
      operator: 'Example Notes',
      region: 'cn',
      noticeUrl: new URL('/notices', skill.server.url).href,
      isInProcess: false,
    },
    limits,
  );
  await grant(client, home.subjectId, skillId, ['user.name']);
  await callUnary(
    client,
    'setProfileField',
    { subjectId: home.subjectId, path: 'user.name', value: 'Lin' },
    limits,
  );
  const disclosed = await disclose(client, home.device, skillId, [
    field('user.name', { isPulled: true }),
    field('user.id', { isImpliedByEnabling: true }),
  ]);
  await skill.store.add(disclosed.userPseudonym, { id: 'r1', what: 'tea', atMs: 1 });
  return { home, skillId, disclosed };
}

const noticesOf = async (subjectId: string) =>
  (await callUnary(harness.client, 'listNotices', { subjectId }, limits)).notices;

test('the SDK reads a granted field, and not after a withdrawal', async () => {
  const [key] = loadWebhookSigningKeys(harness.stateDirectory);
  const skill = await listen([key?.verificationKey ?? '']);
  try {
    const { home, skillId, disclosed } = await userOf(skill);
    const pull = httpPull({ url: disclosed.pullUrl, token: disclosed.pullToken }, fetch);
    const { signal } = new AbortController();
    expect(await pull('user.name', signal)).toBe('Lin');
    await expect(pull('user.contact.phone', signal)).rejects.toMatchObject({ code: 'NOT_GRANTED' });
    await callUnary(
      harness.client,
      'withdrawFields',
      { subjectId: home.subjectId, skillId, paths: ['user.name'] },
      limits,
    );
    await expect(pull('user.name', signal)).rejects.toMatchObject({ code: 'NOT_GRANTED' });
  } finally {
    await skill.server.close();
  }
});

test('the SDK verifies a deletion notice, forgets the pseudonym, and the notice is done', async () => {
  const [key] = loadWebhookSigningKeys(harness.stateDirectory);
  const skill = await listen([key?.verificationKey ?? '']);
  try {
    const { home, skillId, disclosed } = await userOf(skill);
    expect(await skill.store.list(disclosed.userPseudonym)).toHaveLength(1);
    const cause = { skillId, cause: 'user.data.delete', householdId: '', tenantId: '' };
    await callUnary(harness.client, 'forgetSkill', { subjectId: home.subjectId, ...cause }, limits);
    await expect
      .poll(async () => (await noticesOf(home.subjectId))[0])
      .toMatchObject({ state: 'done', attempts: 1 });
    expect(await skill.store.list(disclosed.userPseudonym)).toEqual([]);
    expect(skill.refusals).toEqual([]);
  } finally {
    await skill.server.close();
  }
});

test('a skill that trusts another key refuses the notice, and the person sees it pending', async () => {
  const skill = await listen([parseWebhookSigningKey(generateWebhookKey()).verificationKey]);
  try {
    const { home, skillId, disclosed } = await userOf(skill);
    const cause = { skillId, cause: 'user.data.delete', householdId: '', tenantId: '' };
    await callUnary(harness.client, 'forgetSkill', { subjectId: home.subjectId, ...cause }, limits);
    await expect
      .poll(async () => (await noticesOf(home.subjectId))[0])
      .toMatchObject({ state: 'pending', attempts: 1 });
    expect(await skill.store.list(disclosed.userPseudonym)).toHaveLength(1);
    expect(skill.refusals[0]).toMatchObject({ code: 'BAD_SIGNATURE' });
  } finally {
    await skill.server.close();
  }
});
