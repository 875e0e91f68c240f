import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { DeviceKind } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
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
} from './testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness.close());

const failure = (code: string) => expect.objectContaining({ code });

describe('devices', () => {
  test('a claim code makes a device once, however it is spelt, and only its owner can revoke it', async () => {
    const { client } = harness;
    const { householdId, subjectId } = await callUnary(
      client,
      'createHousehold',
      { region: 'cn', timeZone: 'Asia/Shanghai' },
      limits,
    );
    const { claimCode, expiresInS } = await callUnary(
      client,
      'issueClaimCode',
      { householdId, subjectId, tenantId: '', isChildDevice: false },
      limits,
    );
    expect(claimCode).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
    expect(expiresInS).toBe(600);
    const spoken = ` ${claimCode.toLowerCase().replace('-', ' ')} `;
    const { deviceId, deviceToken } = await callUnary(
      client,
      'activateDevice',
      { claimCode: spoken, model: 'm' },
      limits,
    );
    await expect(callUnary(client, 'activateDevice', { claimCode, model: 'm' }, limits)).rejects.toEqual(
      failure('UNAUTHENTICATED'),
    );
    const { device } = await callUnary(client, 'authenticateDevice', { deviceToken }, limits);
    expect(device).toMatchObject({
      deviceId,
      householdId,
      subjectId,
      tenantId: '',
      region: 'cn',
      kind: DeviceKind.HOME,
      isChildDevice: false,
      timeZone: 'Asia/Shanghai',
    });

    const stranger = await makeHome(client);
    await expect(
      callUnary(
        client,
        'revokeDevice',
        { deviceId, householdId: stranger.householdId, tenantId: '' },
        limits,
      ),
    ).rejects.toEqual(failure('NOT_FOUND'));
    await callUnary(client, 'authenticateDevice', { deviceToken }, limits);
    await callUnary(client, 'revokeDevice', { deviceId, householdId, tenantId: '' }, limits);
    await expect(callUnary(client, 'authenticateDevice', { deviceToken }, limits)).rejects.toEqual(
      failure('UNAUTHENTICATED'),
    );
  });

  test('a code of one household cannot be bound to the account of another', async () => {
    const { client } = harness;
    const [one, other] = [await makeHome(client), await makeHome(client)];
    await expect(
      callUnary(
        client,
        'issueClaimCode',
        {
          householdId: one.householdId,
          subjectId: other.subjectId,
          tenantId: '',
          isChildDevice: false,
        },
        limits,
      ),
    ).rejects.toEqual(failure('NOT_FOUND'));
  });

  test('an expired code is worthless', async () => {
    const { client, clock } = harness;
    const { householdId, subjectId } = await makeHome(client);
    const { claimCode } = await callUnary(
      client,
      'issueClaimCode',
      { householdId, subjectId, tenantId: '', isChildDevice: false },
      limits,
    );
    clock.nowMs = Date.now() + 601_000;
    await expect(callUnary(client, 'activateDevice', { claimCode, model: 'm' }, limits)).rejects.toEqual(
      failure('UNAUTHENTICATED'),
    );
    clock.nowMs = undefined;
  });

  test('a revocation in one process reaches the cache of another', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    const other = await harness.another();
    try {
      const ask = () =>
        callUnary(other.client, 'authenticateDevice', { deviceToken: home.deviceToken }, limits);
      await ask();
      await ask();
      await callUnary(
        client,
        'revokeDevice',
        { deviceId: home.device.deviceId, householdId: home.householdId, tenantId: '' },
        limits,
      );
      await expect
        .poll(() => ask().then(() => 'known', String), { timeout: 2000 })
        .toContain('UNAUTHENTICATED');
    } finally {
      await other.close();
    }
  });

  test('listening switches and names survive a restart, and a switch ends by itself', async () => {
    const { client, clock } = harness;
    const home = await makeHome(client);
    const untilMs = Date.now() + 60_000;
    await callUnary(
      client,
      'setListening',
      {
        deviceId: home.device.deviceId,
        listening: {
          isWakeWordOff: true,
          wakeWordOffUntilMs: untilMs,
          isMuted: true,
          mutedUntilMs: 0,
          wakeWords: ['computer'],
        },
      },
      limits,
    );
    const entities = [{ entityId: 'room-1', names: ['Grandma’s room', '奶奶的房间'], slotType: 'room-name' }];
    await callUnary(client, 'setNamedEntities', { householdId: home.householdId, entities }, limits);
    const restarted = await harness.another();
    try {
      const ask = () =>
        callUnary(restarted.client, 'authenticateDevice', { deviceToken: home.deviceToken }, limits);
      const now = await ask();
      expect(now.listening).toEqual({
        isWakeWordOff: true,
        wakeWordOffUntilMs: untilMs,
        isMuted: true,
        mutedUntilMs: 0,
        wakeWords: ['computer'],
      });
      expect(now.device?.entities).toEqual(entities);
      clock.nowMs = untilMs + 1;
      expect((await ask()).listening).toMatchObject({ isWakeWordOff: false, isMuted: true });
    } finally {
      clock.nowMs = undefined;
      await restarted.close();
    }
  });
});

describe('disclosure', () => {
  const name = field('user.name', { isPulled: true });
  const utterance = field('utterance', { purpose: 'ours' });
  const size = field('slots.Size', { valueClass: DataClass.COMMAND, isImpliedByEnabling: true });

  test('declared ∩ granted leaves, the rest is withheld with its reason, and every line is in the ledger', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'coffee');
    const [utteranceGrant] = await grant(client, home.subjectId, 'coffee', ['utterance']);
    const answer = await disclose(client, home.device, 'coffee', [
      size,
      utterance,
      name,
      field('user.contact.email', { isPulled: true }),
      field('slots.Note', { valueClass: DataClass.UTTERANCE }),
      field('history', { isImpliedByEnabling: true }),
      field('nothing.here'),
    ]);
    expect(answer.allowedPaths).toEqual(['slots.Size', 'utterance']);
    expect(answer.withheld).toEqual([
      { path: 'user.name', reason: 'not_granted' },
      { path: 'user.contact.email', reason: 'not_granted' },
      { path: 'slots.Note', reason: 'not_granted' },
      { path: 'history', reason: 'not_implied' },
      { path: 'nothing.here', reason: 'unknown_path' },
    ]);
    expect(answer.pullToken).toBe('');
    const { disclosures } = await callUnary(
      client,
      'listDisclosures',
      { subjectId: home.subjectId, pageSize: 10, afterSequence: 0 },
      limits,
    );
    expect(disclosures).toHaveLength(1);
    expect(disclosures[0]).toMatchObject({
      sequence: 1,
      disclosureId: answer.disclosureId,
      skillId: 'coffee',
      skillVersion: '1',
      turnId: 'turn-1',
      fields: [
        { path: 'slots.Size', valueClass: DataClass.COMMAND, sizeBytes: 10, grantId: '' },
        {
          path: 'utterance',
          valueClass: DataClass.UTTERANCE,
          sizeBytes: 10,
          purpose: 'To use utterance.',
          grantId: utteranceGrant,
        },
      ],
    });
  });

  test('pseudonyms differ between skills, are stable within one, and rotate on withdrawal', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'coffee');
    await makeRecipient(client, 'lights');
    await grant(client, home.subjectId, 'coffee', ['utterance', 'user.name']);
    const before = await disclose(client, home.device, 'coffee', [utterance]);
    const again = await disclose(client, home.device, 'coffee', [utterance]);
    const elsewhere = await disclose(client, home.device, 'lights', [size]);
    expect(again.userPseudonym).toBe(before.userPseudonym);
    expect(again.devicePseudonym).toBe(before.devicePseudonym);
    await callUnary(
      client,
      'withdrawFields',
      { subjectId: home.subjectId, skillId: 'coffee', paths: ['utterance'] },
      limits,
    );
    const after = await disclose(client, home.device, 'coffee', [utterance]);
    expect(after.allowedPaths).toEqual([]);
    const all = [before, elsewhere, after].flatMap((one) => [one.userPseudonym, one.devicePseudonym]);
    expect(new Set(all).size).toBe(6);
    for (const id of [home.subjectId, home.device.deviceId, home.householdId]) {
      expect(all.join(' ')).not.toContain(id);
    }
    const { grants } = await callUnary(
      client,
      'listGrants',
      { subjectId: home.subjectId, skillId: '' },
      limits,
    );
    expect(grants.map(({ path, purpose }) => [path, purpose])).toEqual([['user.name', 'To use user.name.']]);
  });

  test('a grant ends at the border it was given for', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await grant(client, home.subjectId, 'mover', ['utterance']);
    expect((await disclose(client, home.device, 'mover', [utterance])).withheld).toEqual([
      { path: 'utterance', reason: 'region' },
    ]);
    await makeRecipient(client, 'mover', { region: 'cn' });
    expect((await disclose(client, home.device, 'mover', [utterance])).allowedPaths).toEqual(['utterance']);
    await makeRecipient(client, 'mover', { region: 'eu' });
    expect((await disclose(client, home.device, 'mover', [utterance])).withheld).toEqual([
      { path: 'utterance', reason: 'region' },
    ]);
  });

  test('hotels and children: bounded values and nothing else, whatever is declared or granted', async () => {
    const { client } = harness;
    await makeRecipient(client, 'coffee');
    const room = await makeHotelRoom(client);
    expect(room.device).toMatchObject({ kind: DeviceKind.HOTEL, subjectId: '', householdId: '' });
    const child = await makeHome(client, { isChildDevice: true });
    await grant(client, child.subjectId, 'coffee', ['utterance', 'user.name', 'slots.Note']);
    const asked = [
      size,
      field('intent.name', { isImpliedByEnabling: true }),
      field('device.id', { isImpliedByEnabling: true }),
      utterance,
      name,
      field('slots.Note', { valueClass: DataClass.UTTERANCE, isImpliedByEnabling: true }),
      field('session.attributesJson', { isImpliedByEnabling: true }),
      field('device.timeZone'),
    ];
    for (const [device, reason] of [
      [room.device, 'device_kind'],
      [child.device, 'child'],
    ] as const) {
      const answer = await disclose(client, device, 'coffee', asked);
      expect(answer.allowedPaths).toEqual(['slots.Size', 'intent.name']);
      expect(new Set(answer.withheld.map((one) => one.reason))).toEqual(new Set([reason]));
      expect([answer.pullToken, answer.userPseudonym, answer.devicePseudonym]).toEqual(['', '', '']);
    }
  });

  test('somebody else’s account cannot be put on one’s own device', async () => {
    const { client } = harness;
    const [mine, theirs] = [await makeHome(client), await makeHome(client)];
    await makeRecipient(client, 'coffee');
    const forged = { ...mine.device, subjectId: theirs.subjectId };
    await expect(disclose(client, forged, 'coffee', [size])).rejects.toEqual(failure('PERMISSION_DENIED'));
    const unknown = { ...mine.device, deviceId: 'device-unknown' };
    await expect(disclose(client, unknown, 'coffee', [size])).rejects.toEqual(failure('PERMISSION_DENIED'));
  });

  test('a withdrawal in one process wins against decisions cached in another', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'coffee');
    const other = await harness.another();
    try {
      for (let round = 0; round < 20; round += 1) {
        await grant(client, home.subjectId, 'coffee', ['utterance']);
        await disclose(other.client, home.device, 'coffee', [utterance]);
        await callUnary(
          client,
          'withdrawFields',
          { subjectId: home.subjectId, skillId: 'coffee', paths: [] },
          limits,
        );
        // No pause for the notification: the ledger itself refuses what was decided before.
        const answer = await disclose(other.client, home.device, 'coffee', [utterance]);
        expect(answer.allowedPaths).toEqual([]);
      }
      const { findings } = await callUnary(client, 'verifyLedger', { subjectId: '' }, limits);
      expect(findings).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('rotating and withdrawing twice, or what was never granted, changes nothing', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'coffee');
    const before = await disclose(client, home.device, 'coffee', [size]);
    await callUnary(
      client,
      'withdrawFields',
      { subjectId: home.subjectId, skillId: 'coffee', paths: ['utterance'] },
      limits,
    );
    const after = await disclose(client, home.device, 'coffee', [size]);
    expect(after.userPseudonym).toBe(before.userPseudonym);
    await expect(grant(client, home.subjectId, 'coffee', ['intent.name'])).rejects.toEqual(
      failure('INVALID_ARGUMENT'),
    );
    await expect(grant(client, 'account-unknown', 'coffee', ['utterance'])).rejects.toEqual(
      failure('NOT_FOUND'),
    );
  });
});

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
    const { DataKeys } = await import('./keys/data-keys.ts');
    const { loadMasterKeys } = await import('./keys/master-keys.ts');
    await new DataKeys(stateDirectory, loadMasterKeys(stateDirectory).wrapping).destroy(row?.key_id ?? '');
    await expect(callUnary(client, 'pullField', { pullToken, path: 'user.name' }, limits)).rejects.toEqual(
      failure('NOT_FOUND'),
    );
  });
});
