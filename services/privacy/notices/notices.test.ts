import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Egress } from '../../common/egress/index.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { createPost } from '../../common/webhooks/post.ts';
import { isSchedule, parseSchedule, waitAfter } from '../../common/webhooks/schedule.ts';
import { loadWebhookSigningKeys } from '../../common/webhooks/signing-keys.ts';
import {
  generateWebhookKey,
  parseWebhookSigningKey,
  parseWebhookVerificationKey,
  signStandardWebhook,
  verifyStandardWebhook,
} from '../../common/webhooks/standard-webhooks.ts';
import {
  disclose,
  field,
  grant,
  type Harness,
  limits,
  makeHome,
  makeHotelRoom,
  makeRecipient,
  startHarness,
} from '../testing/harness.ts';
import type { NoticeBody } from './deliver.ts';

interface Posted {
  readonly skillId: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly atMs: number;
}

let harness: Harness;
let posted: Posted[] = [];
/** How the recipient behaves: a status, or `undefined` for no answer at all. */
let answer: number | undefined = 204;

beforeAll(async () => {
  harness = await startHarness({
    post: async (skillId, url, headers, body) => {
      posted.push({ skillId, url, headers, body, atMs: harness.clock.nowMs ?? Date.now() });
      if (answer === undefined) throw new Error('connection refused');
      return answer;
    },
    env: { EARSHOT_NOTICE_SCHEDULE: '1m 2h 1d 2d' },
  });
});
afterAll(async () => harness.close());
afterEach(() => {
  harness.clock.nowMs = undefined;
  posted = [];
  answer = 204;
});

const utterance = field('utterance');

/** Somebody who shared an utterance with a skill of this name. */
async function sharedWith(skillId: string) {
  const { client } = harness;
  const home = await makeHome(client);
  await makeRecipient(client, skillId);
  await grant(client, home.subjectId, skillId, ['utterance', 'user.name']);
  const disclosed = await disclose(client, home.device, skillId, [utterance]);
  return { home, disclosed };
}

const notices = async (subjectId: string) =>
  (await callUnary(harness.client, 'listNotices', { subjectId }, limits)).notices;

const forget = (subjectId: string, skillId: string, cause: string) =>
  callUnary(
    harness.client,
    'forgetSkill',
    { subjectId, skillId, cause, householdId: '', tenantId: '' },
    limits,
  );

test('the schedule reads as people write it', () => {
  expect(parseSchedule('30s 5m, 2h 1d')).toEqual([30_000, 300_000, 7_200_000, 86_400_000]);
  expect(waitAfter([1, 2], 2)).toBe(2);
  expect(waitAfter([1, 2], 3)).toBeUndefined();
  expect(['', 'x', '5', '5 m', '1m;2h'].filter(isSchedule)).toEqual([]);
  expect(() => parseSchedule('soon')).toThrow(TypeError);
});

describe('a notice', () => {
  test('is signed, names only the pseudonyms that the skill knows, and is done when acknowledged', async () => {
    const { home, disclosed } = await sharedWith('coffee');
    const { noticeId } = await callUnary(
      harness.client,
      'withdrawFields',
      { subjectId: home.subjectId, skillId: 'coffee', paths: ['utterance'] },
      limits,
    );
    expect(noticeId).not.toBe('');
    await expect.poll(async () => (await notices(home.subjectId))[0]?.state).toBe('done');
    expect(posted).toHaveLength(1);
    const [{ url, headers, body }] = posted as [Posted];
    expect(url).toBe('https://coffee.example/notices');
    const [key] = loadWebhookSigningKeys(harness.stateDirectory);
    const trusted = [parseWebhookVerificationKey(key?.verificationKey ?? '')];
    expect(verifyStandardWebhook(headers, body, trusted)).toEqual({ isValid: true });
    expect(headers['webhook-id']).toBe(noticeId);
    expect(JSON.parse(body) as NoticeBody).toEqual({
      type: 'consent.changed',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        skillId: 'coffee',
        noticeId,
        userId: disclosed.userPseudonym,
        deviceIds: [disclosed.devicePseudonym],
        withdrawn: ['utterance'],
      },
    });
    for (const id of [home.subjectId, home.householdId, home.device.deviceId]) expect(body).not.toContain(id);
    expect((await notices(home.subjectId))[0]).toMatchObject({ attempts: 1, skillId: 'coffee' });
  });

  test('goes to nobody who never received anything, nor to built-in skills, nor about hotel rooms', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'tea');
    await makeRecipient(client, 'clock', { isInProcess: true });
    await disclose(client, home.device, 'clock', [field('intent.name', { isImpliedByEnabling: true })]);
    expect((await forget(home.subjectId, 'tea', 'skill.disabled')).noticeIds).toEqual([]);
    expect((await forget(home.subjectId, 'clock', 'skill.disabled')).noticeIds).toEqual([]);
    const room = await makeHotelRoom(client);
    await disclose(client, room.device, 'tea', [field('intent.name', { isImpliedByEnabling: true })]);
    const { noticeIds } = await callUnary(
      client,
      'forgetSkill',
      { subjectId: '', householdId: '', tenantId: room.tenantId, skillId: 'tea', cause: 'skill.disabled' },
      limits,
    );
    expect(noticeIds).toEqual([]);
    await expect(forget(home.subjectId, 'tea', 'because')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  test('shows at once that a recipient without an address was never told', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'mute', { noticeUrl: '' });
    await disclose(client, home.device, 'mute', [field('user.id', { isImpliedByEnabling: true })]);
    await forget(home.subjectId, 'mute', 'user.data.delete');
    expect(await notices(home.subjectId)).toMatchObject([{ state: 'given_up', attempts: 0 }]);
    expect(posted).toEqual([]);
  });

  test('of deletion names every pseudonym that a withdrawal ended, and each only once', async () => {
    const { home, disclosed } = await sharedWith('milk');
    const { client } = harness;
    const { subjectId } = home;
    const names = [disclosed.userPseudonym];
    const implied = field('user.id', { isImpliedByEnabling: true });
    for (const paths of [['utterance'], ['user.name']]) {
      await callUnary(client, 'withdrawFields', { subjectId, skillId: 'milk', paths }, limits);
      names.push((await disclose(client, home.device, 'milk', [implied])).userPseudonym);
    }
    const deleted = async (expected: readonly string[]) => {
      await expect
        .poll(
          async () => {
            await harness.service.outbox.sweep();
            return posted
              .map(({ body }) => JSON.parse(body) as NoticeBody)
              .filter(({ type }) => type === 'user.data.delete')
              .map(({ data }) => data.userId)
              .sort();
          },
          { timeout: 5000 },
        )
        .toEqual([...expected].sort());
    };
    await forget(subjectId, 'milk', 'skill.disabled');
    names.push((await disclose(client, home.device, 'milk', [implied])).userPseudonym);
    await forget(subjectId, 'milk', 'user.data.delete');
    await deleted(names);
    const last = (await disclose(client, home.device, 'milk', [implied])).userPseudonym;
    await forget(subjectId, 'milk', 'user.data.delete');
    await deleted([...names, last]);
  });

  test('reaches every recipient of a household when it forgets a skill', async () => {
    const { home, disclosed } = await sharedWith('juice');
    const { noticeIds } = await callUnary(
      harness.client,
      'forgetSkill',
      {
        subjectId: '',
        householdId: home.householdId,
        tenantId: '',
        skillId: 'juice',
        cause: 'user.data.delete',
      },
      limits,
    );
    expect(noticeIds).toHaveLength(1);
    await expect.poll(async () => (await notices(home.subjectId))[0]?.state).toBe('done');
    expect(posted[0]?.body).toContain(disclosed.userPseudonym);
    const after = await disclose(harness.client, home.device, 'juice', [utterance]);
    expect(after.allowedPaths).toEqual([]);
    expect(after.userPseudonym).not.toBe(disclosed.userPseudonym);
  });
});

describe('a recipient that is down', () => {
  /** Moves the clock, looks for what is due, and waits until the next attempt is recorded. */
  async function advance(subjectId: string, byMs: number, attempts: number) {
    harness.clock.nowMs = (harness.clock.nowMs ?? 0) + byMs;
    await expect
      .poll(
        async () => {
          await harness.service.outbox.sweep();
          return (await notices(subjectId))[0]?.attempts;
        },
        { timeout: 5000 },
      )
      .toBe(attempts);
  }

  test('for days is told again with growing waits until it acknowledges', async () => {
    const { home } = await sharedWith('slow');
    answer = undefined;
    harness.clock.nowMs = Date.now();
    await forget(home.subjectId, 'slow', 'user.data.delete');
    await advance(home.subjectId, 0, 1);
    answer = 503;
    await advance(home.subjectId, 60_000, 2);
    // Half the wait is not enough.
    harness.clock.nowMs += 3_600_000;
    await harness.service.outbox.sweep();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await notices(home.subjectId)).toMatchObject([{ attempts: 2, state: 'pending' }]);
    await advance(home.subjectId, 3_600_000, 3);
    answer = 200;
    await advance(home.subjectId, 86_400_000, 4);
    expect(await notices(home.subjectId)).toMatchObject([
      { state: 'done', acknowledgedAtMs: harness.clock.nowMs, event: 'user.data.delete' },
    ]);
    const waits = posted.slice(1).map((one, index) => one.atMs - (posted[index]?.atMs ?? 0));
    expect(waits).toEqual([60_000, 7_200_000, 86_400_000]);
    // The same message each time, signed anew so that its timestamp stays within the receiver's tolerance.
    expect(new Set(posted.map(({ body }) => body)).size).toBe(1);
    expect(new Set(posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(posted.map(({ headers }) => headers['webhook-signature'])).size).toBe(4);
  });

  test('for ever is given up after the last wait, and the person sees it', async () => {
    const { home } = await sharedWith('gone');
    answer = undefined;
    harness.clock.nowMs = Date.now();
    await forget(home.subjectId, 'gone', 'skill.disabled');
    await advance(home.subjectId, 0, 1);
    for (const [index, waitMs] of parseSchedule('1m 2h 1d 2d').entries()) {
      await advance(home.subjectId, waitMs, index + 2);
    }
    expect(await notices(home.subjectId)).toMatchObject([
      { state: 'given_up', attempts: 5, acknowledgedAtMs: 0 },
    ]);
    harness.clock.nowMs += 30 * 86_400_000;
    await harness.service.outbox.sweep();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(posted).toHaveLength(5);
  });
});

test('a queue that is down holds up no withdrawal, and nothing is lost with it', async () => {
  const nowhere = await harness.another({ EARSHOT_REDIS_URL: 'redis://127.0.0.1:1' });
  const { home } = await sharedWith('patient');
  await callUnary(
    nowhere.client,
    'withdrawFields',
    { subjectId: home.subjectId, skillId: 'patient', paths: [] },
    limits,
  );
  expect(await notices(home.subjectId)).toMatchObject([{ state: 'pending', attempts: 0 }]);
  await nowhere.close();
  // Whoever has a queue finds what the other could not hint at.
  await harness.service.outbox.sweep();
  await expect.poll(async () => (await notices(home.subjectId))[0]?.state).toBe('done');
});

describe('over the wire', () => {
  const servers: Server[] = [];
  const egress = new Egress();
  afterAll(async () => {
    for (const server of servers) server.close();
    await egress.close();
  });

  async function receiver(respond: (url: string) => { status: number; location?: string }): Promise<string> {
    const server = createServer((request, response) => {
      request.resume();
      const { status, location } = respond(request.url ?? '');
      response.writeHead(status, location === undefined ? {} : { location });
      // A body without end must not keep us reading.
      response.write('x');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const headers = { ...signStandardWebhook('n1', '{}', [parseWebhookSigningKey(generateWebhookKey())]) };

  test('only the status counts, no redirect is followed, and this machine is out of reach in production', async () => {
    const seen: string[] = [];
    const origin = await receiver((url) => {
      seen.push(url);
      return url === '/moved' ? { status: 302, location: '/secret' } : { status: 202 };
    });
    const inDevelopment = createPost(egress, 1000, true);
    expect(await inDevelopment('coffee', `${origin}/notices`, headers, '{}')).toBe(202);
    expect(await inDevelopment('coffee', `${origin}/moved`, headers, '{}')).toBe(302);
    expect(seen).toEqual(['/notices', '/moved']);
    const inProduction = createPost(egress, 1000, false);
    for (const url of [
      `${origin}/notices`,
      'https://127.0.0.1/',
      'https://169.254.169.254/',
      'http://example.com/',
    ]) {
      await expect(inProduction('coffee', url, headers, '{}')).rejects.toMatchObject({
        code: 'SKILL_EGRESS_REFUSED',
      });
    }
    expect(seen).toHaveLength(2);
  });
});
