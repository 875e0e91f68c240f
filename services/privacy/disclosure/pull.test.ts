import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { DataKeys } from '../keys/data-keys.ts';
import { loadMasterKeys } from '../keys/master-keys.ts';
import {
  disclose,
  field,
  grant,
  type Harness,
  limits,
  makeHome,
  makeRecipient,
  startHarness,
} from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness.close());

const failure = (code: string) => expect.objectContaining({ code });

describe('pull', () => {
  const name = field('user.name', { isPulled: true });

  async function homeWithName() {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'coffee');
    await grant(client, home.subjectId, 'coffee', ['user.name', 'user.contact.phone']);
    await callUnary(
      client,
      'setProfileField',
      { subjectId: home.subjectId, path: 'user.name', value: '林 Canary' },
      limits,
    );
    return home;
  }

  test('a token opens its granted fields over HTTP, each reading in the ledger', async () => {
    const { client } = harness;
    const home = await homeWithName();
    const { pullToken, pullUrl, allowedPaths } = await disclose(client, home.device, 'coffee', [name]);
    expect(allowedPaths).toEqual(['user.name']);
    const read = (path: string, token = pullToken, method = 'GET') =>
      fetch(`${pullUrl}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    const answer = await read('user.name');
    expect([answer.status, await answer.json()]).toEqual([200, { path: 'user.name', value: '林 Canary' }]);
    expect((await read('user.name', pullToken, 'POST')).status).toBe(200);
    const asked = `${pullUrl.slice(0, -1)}?path=user.name`;
    expect((await fetch(asked, { headers: { authorization: `Bearer ${pullToken}` } })).status).toBe(200);
    expect((await read('user.contact.phone')).status).toBe(403);
    expect((await read('utterance')).status).toBe(403);
    expect((await read('user.name', `${pullToken.slice(0, -2)}AA`)).status).toBe(401);
    expect((await read('user.name', 'pull_x')).status).toBe(401);
    expect((await fetch(`${pullUrl}user.name`)).status).toBe(401);
    expect((await fetch(`${pullUrl}other/name`)).status).toBe(404);
    const { disclosures } = await callUnary(
      client,
      'listDisclosures',
      { subjectId: home.subjectId, pageSize: 10, afterSequence: 1 },
      limits,
    );
    expect(disclosures.map((line) => line.fields.map(({ path, sizeBytes }) => [path, sizeBytes]))).toEqual([
      [['user.name', 10]],
      [['user.name', 10]],
      [['user.name', 10]],
    ]);
    expect(JSON.stringify(disclosures)).not.toContain('Canary');
  });

  test('a withdrawal between token and reading refuses, and a new grant does not revive the token', async () => {
    const { client } = harness;
    const home = await homeWithName();
    const { pullToken } = await disclose(client, home.device, 'coffee', [name]);
    const read = () => callUnary(client, 'pullField', { pullToken, path: 'user.name' }, limits);
    expect((await read()).value).toBe('林 Canary');
    await callUnary(
      client,
      'withdrawFields',
      { subjectId: home.subjectId, skillId: 'coffee', paths: ['user.name'] },
      limits,
    );
    await expect(read()).rejects.toEqual(failure('UNAUTHENTICATED'));
    await grant(client, home.subjectId, 'coffee', ['user.name']);
    await expect(read()).rejects.toEqual(failure('UNAUTHENTICATED'));
  });

  test('a token opens what was agreed to when it was made, not what is agreed to for another purpose since', async () => {
    const { client } = harness;
    const home = await homeWithName();
    const read = async (pullToken: string) =>
      (await callUnary(client, 'pullField', { pullToken, path: 'user.name' }, limits)).value;
    const ask = async (changes: object) =>
      (await disclose(client, home.device, 'coffee', [{ ...name, ...changes }])).pullToken;
    const before = await ask({});
    expect(await read(before)).toBe('林 Canary');
    await callUnary(
      client,
      'grantFields',
      {
        subjectId: home.subjectId,
        skillId: 'coffee',
        paths: ['user.name'],
        purposes: ['To sell it.'],
        recipientRegion: '',
      },
      limits,
    );
    await expect(read(before)).rejects.toEqual(failure('PERMISSION_DENIED'));
    expect(await ask({})).toBe('');
    expect(await read(await ask({ declaredPurposes: ['To sell it.'] }))).toBe('林 Canary');
  });

  test('a device that was revoked discloses nothing more, and its tokens open nothing', async () => {
    const { client } = harness;
    const home = await homeWithName();
    const { pullToken } = await disclose(client, home.device, 'coffee', [name]);
    const { deviceId } = home.device;
    await callUnary(
      client,
      'revokeDevice',
      { deviceId, householdId: home.householdId, tenantId: '' },
      limits,
    );
    await expect(callUnary(client, 'pullField', { pullToken, path: 'user.name' }, limits)).rejects.toEqual(
      failure('UNAUTHENTICATED'),
    );
    await expect(disclose(client, home.device, 'coffee', [name])).rejects.toEqual(
      failure('PERMISSION_DENIED'),
    );
  });

  test('a token is over after its time, and a destroyed key leaves nothing to read', async () => {
    const { client, clock, stores, stateDirectory } = harness;
    const home = await homeWithName();
    const first = await disclose(client, home.device, 'coffee', [name]);
    clock.nowMs = Date.now() + 61_000;
    await expect(
      callUnary(client, 'pullField', { pullToken: first.pullToken, path: 'user.name' }, limits),
    ).rejects.toEqual(failure('UNAUTHENTICATED'));
    clock.nowMs = undefined;

    const { pullToken } = await disclose(client, home.device, 'coffee', [name]);
    const [row] = await query<{ key_id: string }>(
      stores.pool,
      'select key_id from subjects where subject_id = $1',
      [home.subjectId],
    );
    await new DataKeys(stateDirectory, loadMasterKeys(stateDirectory).wrapping).destroy(row?.key_id ?? '');
    await expect(callUnary(client, 'pullField', { pullToken, path: 'user.name' }, limits)).rejects.toEqual(
      failure('NOT_FOUND'),
    );
  });
});
