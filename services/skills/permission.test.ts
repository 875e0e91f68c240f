/** A permission asked for by voice: by the platform, in its own words, recorded before the skill hears of it; live and simulated alike. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SkillManifest } from '../../language/manifest/types.ts';
import { type TestDevice, turn } from '../../language/testing/calls.ts';
import { Confirmation, Decision, UnderstandRequest } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { InvokeRequest } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { defineSkill, type WireRequest } from '../../skills-sdk/src/index.ts';
import { simulate } from '../../skills-sdk/src/testing/index.ts';
import { query } from '../common/db/pool.ts';
import { callUnary, openServerStream } from '../common/grpc/client.ts';
import { type Home, makeHome } from '../privacy/testing/harness.ts';
import { type Harness, startHarness } from './testing/harness.ts';

const deadlineMs = 15_000;
const limits = { deadlineMs };
const purpose = 'To tell you what is near you.';
const question = `City guide asks for your permission. ${purpose} Is that all right?`;
const sent: WireRequest[] = [];

const guide = () =>
  defineSkill({
    manifest: {
      id: 'org.example.city-guide',
      version: '1.0.0',
      name: { 'en-US': 'City guide' },
      developer: {
        operator: 'Example',
        contact: 'privacy@guide.example',
        region: 'eu',
        privacyPolicyUrl: 'https://guide.example/privacy',
      },
      locales: ['en-US'],
      endpoint: 'https://guide.example/earshot',
      fields: [
        { name: 'device.city', required: false, purpose: { 'en-US': purpose }, retentionDays: 0 },
        {
          name: 'device.address',
          required: false,
          purpose: { 'en-US': 'To call a taxi.' },
          retentionDays: 0,
        },
      ],
      returns: [
        { name: 'speech' },
        { name: 'reprompt' },
        { name: 'listening' },
        { name: 'confirm' },
        { name: 'permission' },
      ],
    },
    model: {
      invocationNames: { 'en-US': ['city guide'] },
      intents: {
        Near: { samples: { 'en-US': ['what is near me'] } },
        Taxi: { samples: { 'en-US': ['call a taxi'] } },
      },
    },
    intents: {
      Near: ({ granted, permission, tell, askPermission }) => {
        if (granted('device.city')) return tell('A museum.');
        // It asks again and again; the platform does not.
        return permission?.isGranted === false
          ? askPermission('device.city', 'Then name a city.')
          : askPermission('device.city', 'Name a city.');
      },
      Taxi: ({ askPermission }) => askPermission('device.address', 'No taxi.'),
    },
  });

let harness: Harness;
beforeAll(async () => {
  const skill = guide();
  harness = await startHarness({
    builtIn: [
      {
        manifest: { ...skill.manifest, endpoint: 'in-process' } as SkillManifest,
        handle: (request: WireRequest, options) => {
          sent.push(request);
          return skill.handle(request, options);
        },
      },
    ],
  });
});
afterAll(() => harness?.close());

async function homeWithGuide(options: { isChildDevice?: boolean } = {}): Promise<Home> {
  const home = await makeHome(harness.privacy.client, options);
  const owner = { skillId: 'org.example.city-guide', householdId: home.householdId, tenantId: '' };
  await callUnary(harness.client, 'enableSkill', owner, limits);
  return home;
}

const confirmations: Partial<Record<Confirmation, string>> = {
  [Confirmation.CONFIRMED]: 'confirmed',
  [Confirmation.DENIED]: 'denied',
};

/** One turn through dialogue and router, as the gateway puts it together. @returns what is heard */
async function say(device: TestDevice, sessionId: string, text: string): Promise<string> {
  const context = turn({ device, sessionId });
  const { skillSet } = await callUnary(harness.client, 'getSkillSet', { device, locale: 'en-US' }, limits);
  const understood = await callUnary(
    harness.dialogue,
    'understand',
    {
      ...UnderstandRequest.fromPartial({ hypotheses: [{ text }] }),
      turn: context,
      device,
      surroundings: context.surroundings,
      skillSet,
    },
    limits,
  );
  const { interpretation, conversation } = understood;
  if (understood.decision !== Decision.INVOKE) return understood.speech?.text ?? '';
  const request = {
    ...InvokeRequest.fromPartial({}),
    turn: context,
    device,
    surroundings: context.surroundings,
    skill: interpretation?.skill,
    intent: interpretation?.intent ?? '',
    confirmation: confirmations[interpretation?.confirmation ?? 0] ?? 'none',
    conversation,
  };
  const answers = openServerStream(harness.client.invoke.bind(harness.client), request, limits);
  for await (const { response } of answers) {
    if (response?.$case === 'result') return response.value.speech?.text ?? response.value.errorCode;
  }
  return '';
}

const grantsOf = async ({ subjectId }: Home) =>
  (await callUnary(harness.privacy.client, 'listGrants', { subjectId, skillId: '' }, limits)).grants;

describe('a permission that a skill wants', () => {
  test('is asked for by the platform, recorded with how, and the skill goes on with it', async () => {
    const home = await homeWithGuide();
    const sessionId = randomUUID();
    expect(await say(home.device, sessionId, 'what is near me')).toBe(question);
    expect(await grantsOf(home)).toEqual([]);
    expect(await say(home.device, sessionId, 'yes')).toBe('A museum.');
    expect(await grantsOf(home)).toMatchObject([
      { skillId: 'org.example.city-guide', path: 'device.city', purpose, givenBy: 'voice' },
    ]);
    expect(sent.at(-1)?.intent).toMatchObject({
      confirmation: 'none',
      permission: { path: 'device.city', isGranted: true },
    });
    expect(sent.at(-1)?.granted).toContain('device.city');
  });

  test('that is refused reaches the skill, and is not asked for twice in a conversation', async () => {
    const home = await homeWithGuide();
    const sessionId = randomUUID();
    await say(home.device, sessionId, 'what is near me');
    expect(await say(home.device, sessionId, 'no')).toBe('Then name a city.');
    expect(sent.at(-1)?.intent.permission).toMatchObject({ path: 'device.city' });
    expect(await grantsOf(home)).toEqual([]);
  });

  test('is given by a yes to this question alone', async () => {
    const home = await homeWithGuide();
    const sessionId = randomUUID();
    await say(home.device, sessionId, 'what is near me');
    // Something else was said in between; the yes after it is to nothing.
    await say(home.device, sessionId, 'call a taxi');
    await say(home.device, sessionId, 'yes');
    expect(await grantsOf(home)).toEqual([]);
  });

  test('to what is granted with eyes on it is never asked for', async () => {
    const home = await homeWithGuide();
    expect(await say(home.device, randomUUID(), 'call a taxi')).toMatch(/^Sorry/);
  });

  test('is never asked of a child, and never recorded for one', async () => {
    const home = await homeWithGuide({ isChildDevice: true });
    expect(await say(home.device, randomUUID(), 'what is near me')).toBe('Name a city.');
    const request = {
      device: home.device,
      skillId: 'org.example.city-guide',
      path: 'device.city',
      purpose,
      recipientRegion: 'eu',
    };
    await expect(callUnary(harness.privacy.client, 'grantByVoice', request, limits)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    const room = { ...request, device: { ...home.device, householdId: '' } };
    await expect(callUnary(harness.privacy.client, 'grantByVoice', room, limits)).rejects.toThrow();
    const rows = await query(harness.privacy.stores.pool, 'select 1 from grants where subject_id = $1', [
      home.subjectId,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('in the simulator', () => {
  test('the same is heard and recorded', async () => {
    const user = simulate(guide());
    expect((await user.say('what is near me')).speech).toBe(question);
    const granted = await user.say('yes');
    expect([granted.speech, granted.sent?.intent.permission]).toEqual([
      'A museum.',
      { path: 'device.city', isGranted: true },
    ]);
    const other = simulate(guide());
    await other.say('what is near me');
    expect((await other.say('no')).speech).toBe('Then name a city.');
    expect((await other.say('call a taxi')).error).toMatchObject({ code: 'NOT_BY_VOICE' });
  });

  test.each(['child', 'hotel'] as const)('a %s is not asked', async (audience) => {
    const turn = await simulate(guide(), { audience }).say('what is near me');
    expect([turn.speech, turn.dropped]).toEqual(['Name a city.', ['permission']]);
  });
});
