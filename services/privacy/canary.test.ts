import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { createRedis } from '../common/redis.ts';
import {
  disclose,
  field,
  grant,
  type Harness,
  limits,
  makeHome,
  makeRecipient,
  startHarness,
} from './testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({
    post: async () => {
      throw new Error('down');
    },
  });
});
afterAll(async () => harness.close());

/** Values that a person gave; nothing of them may be readable anywhere but in the answer to a granted pull. */
const values = {
  'user.name': 'Canaria Vogelsang',
  'user.contact.phone': '+86 138 0013 8000',
  'user.contact.email': 'canary@vogel.example',
  'device.address': '12 Kanarienweg, room 1204',
} as const;

async function redisText(url: string): Promise<string> {
  const redis = createRedis(url);
  const parts: string[] = [];
  for (const key of await redis.keys('*')) {
    const dump = await redis.dumpBuffer(key);
    parts.push(key, dump?.toString('latin1') ?? '');
    const type = await redis.type(key);
    if (type === 'hash') parts.push(JSON.stringify(await redis.hgetall(key)));
    if (type === 'stream') parts.push(JSON.stringify(await redis.xrange(key, '-', '+')));
  }
  redis.disconnect();
  return parts.join('\n');
}

test('nothing personal is readable in logs, errors, queues, the ledger, or at rest', async () => {
  const { client, stores, logLines } = harness;
  const home = await makeHome(client);
  const paths = Object.keys(values);
  const [roomName] = ['Canary Room of Tweety'];
  await makeRecipient(client, 'coffee');
  await grant(client, home.subjectId, 'coffee', [...paths, 'utterance']);
  for (const [path, value] of Object.entries(values)) {
    await callUnary(client, 'setProfileField', { subjectId: home.subjectId, path, value }, limits);
  }
  await callUnary(
    client,
    'createRooms',
    { householdId: home.householdId, tenantId: '', rooms: [{ names: [roomName ?? ''] }] },
    limits,
  );
  const answer = await disclose(client, home.device, 'coffee', [
    field('utterance'),
    ...paths.map((path) => field(path, { isPulled: true })),
  ]);
  for (const [path, value] of Object.entries(values)) {
    const pulled = await callUnary(client, 'pullField', { pullToken: answer.pullToken, path }, limits);
    expect(pulled.value).toBe(value);
  }
  const { claimCode } = await callUnary(
    client,
    'issueClaimCode',
    {
      householdId: home.householdId,
      subjectId: home.subjectId,
      tenantId: '',
      isChildDevice: false,
      roomId: '',
    },
    limits,
  );

  // Everything that can go wrong, with the secrets in the wrong places, so that they would stand in errors.
  const secrets = [
    home.subjectId,
    home.householdId,
    home.device.deviceId,
    home.deviceToken,
    answer.pullToken,
    claimCode,
    ...Object.values(values),
  ];
  const errors: string[] = [];
  const fail = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeDefined();
    const { message, stack, cause, detail } = error as Error & { detail: unknown };
    errors.push(String(message), String(stack), JSON.stringify(detail), JSON.stringify(cause), String(cause));
  };
  for (const secret of secrets) {
    const none = { householdId: secret, tenantId: '' };
    await fail(callUnary(client, 'authenticateDevice', { deviceToken: `${secret}x` }, limits));
    await fail(callUnary(client, 'activateDevice', { claimCode: `${secret}x`, model: secret }, limits));
    await fail(callUnary(client, 'revokeDevice', { deviceId: `${secret}x`, ...none }, limits));
    await fail(callUnary(client, 'pullField', { pullToken: `${secret}x`, path: secret }, limits));
    await fail(
      callUnary(client, 'setProfileField', { subjectId: secret, path: secret, value: secret }, limits),
    );
    await fail(grant(client, `${secret}x`, 'coffee', ['utterance']));
    await fail(grant(client, home.subjectId, secret.slice(0, 30), [secret]));
    await fail(disclose(client, { ...home.device, tenantId: secret }, 'coffee', [field('utterance')]));
    await fail(disclose(client, home.device, 'coffee', [field(`${secret} x`)]));
    // Some secrets look like a path; none may come to stand in the ledger for it.
    await disclose(client, home.device, 'coffee', [field(secret)]).catch(() => undefined);
  }
  await callUnary(
    client,
    'withdrawFields',
    { subjectId: home.subjectId, skillId: 'coffee', paths: [] },
    limits,
  );
  await expect
    .poll(async () => (await callUnary(client, 'listNotices', { subjectId: home.subjectId }, limits)).notices)
    .toMatchObject([{ attempts: 1, state: 'pending' }]);
  await harness.service.outbox.sweep();

  const places: Record<string, string> = {
    logs: logLines.join(''),
    errors: errors.join('\n'),
    redis: await redisText(stores.redisUrl),
  };
  const tables = await query<{ name: string }>(
    stores.pool,
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  for (const { name } of tables) {
    const rows = await query<{ text: string }>(stores.pool, `select t::text as text from "${name}" t`);
    places[`table ${name}`] = rows.map(({ text }) => text).join('\n');
  }
  expect(places['logs']).toContain('webhook.not-delivered');
  expect(places['redis']).toContain('privacy-notices');
  expect(places['table ledger_entries']).toContain('user.contact.phone');

  /** Where an identifier belongs because it is the key there; credentials and values belong nowhere. */
  const homeOfIds =
    /^table (households|subjects|devices|claim_codes|profile_fields|grants|consents|rooms|things|stays)$/;
  const ids = [home.subjectId, home.householdId, home.device.deviceId];
  const found: string[] = [];
  for (const [place, text] of Object.entries(places)) {
    const canaries = homeOfIds.test(place) ? secrets.filter((one) => !ids.includes(one)) : secrets;
    for (const [index, canary] of [...canaries, roomName ?? ''].entries()) {
      // Bytea columns are shown as hex: look for the value in that form, too.
      const hex = Buffer.from(canary, 'utf8').toString('hex');
      if (text.includes(canary) || text.includes(hex)) found.push(`${place}: secret ${index}`);
    }
  }
  expect(found).toEqual([]);
});
