import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Listener } from '../../../language/audience/policy.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type Harness, limits, makeHome, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness.close());

const failure = (code: string) => expect.objectContaining({ code });

describe('a new token', () => {
  const authenticated = (deviceToken: string) =>
    callUnary(harness.client, 'authenticateDevice', { deviceToken }, limits).then(
      ({ isTokenOld }) => (isTokenOld ? 'old' : 'good'),
      ({ code }: { code: string }) => code,
    );
  const rotated = async (deviceToken: string) =>
    (await callUnary(harness.client, 'rotateDeviceToken', { deviceToken }, limits)).deviceToken;

  test('ends the one before it when it is first used, and not sooner', async () => {
    const { deviceToken: first } = await makeHome(harness.client);
    const lost = await rotated(first);
    const second = await rotated(first);
    // The answer that was lost is replaced; the device is never shut out.
    expect(await authenticated(first)).toBe('good');
    expect(await authenticated(lost)).toBe('UNAUTHENTICATED');
    expect(await authenticated(second)).toBe('good');
    expect(await authenticated(first)).toBe('UNAUTHENTICATED');
    await expect(rotated(first)).rejects.toEqual(failure('UNAUTHENTICATED'));
    expect(await authenticated(await rotated(second))).toBe('good');
  });

  test('is due after ninety days, and no revoked device takes one', async () => {
    const { deviceToken, device, householdId } = await makeHome(harness.client);
    const before = harness.clock.nowMs;
    harness.clock.nowMs = Date.now() + 91 * 86_400_000;
    expect(await authenticated(deviceToken)).toBe('old');
    const next = await rotated(deviceToken);
    expect(await authenticated(next)).toBe('good');
    harness.clock.nowMs = before;
    const waiting = await rotated(next);
    await callUnary(
      harness.client,
      'revokeDevice',
      { deviceId: device.deviceId, householdId, tenantId: '' },
      limits,
    );
    expect([await authenticated(next), await authenticated(waiting)]).toEqual([
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
    ]);
    await expect(rotated(next)).rejects.toEqual(failure('UNAUTHENTICATED'));
  });
});

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
      { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' },
      limits,
    );
    expect(claimCode).toMatch(/^[B-Z]{5}(-[B-Z]{5}){2}$/);
    expect(expiresInS).toBe(600);
    const spoken = ` ${claimCode.toLowerCase().replace('-', ' ')} `;
    const { deviceId, deviceToken } = await callUnary(
      client,
      'activateDevice',
      { claimCode: spoken, model: 'm' },
      limits,
    );
    await expect(callUnary(client, 'activateDevice', { claimCode, model: 'm' }, limits)).rejects.toEqual(
      failure('CLAIM_CODE_WRONG'),
    );
    const { device, surroundings, audience } = await callUnary(
      client,
      'authenticateDevice',
      { deviceToken },
      limits,
    );
    expect(device).toEqual({
      deviceId,
      householdId,
      tenantId: '',
    });
    expect(surroundings?.timeZone).toBe('Asia/Shanghai');
    expect(audience).toMatchObject({ listener: Listener.HOUSEHOLD, region: 'cn' });

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
          roomId: '',
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
      { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' },
      limits,
    );
    clock.nowMs = Date.now() + 601_000;
    await expect(callUnary(client, 'activateDevice', { claimCode, model: 'm' }, limits)).rejects.toEqual(
      failure('CLAIM_CODE_WRONG'),
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
        change: {
          isWakeWordOff: true,
          wakeWordOffUntilMs: untilMs,
          isMuted: true,
          mutedUntilMs: 0,
          wakeWords: { words: ['computer'] },
        },
      },
      limits,
    );
    const names = ['Grandma’s room', '奶奶的房间'];
    const { roomIds } = await callUnary(
      client,
      'createRooms',
      { householdId: home.householdId, tenantId: '', rooms: [{ names }] },
      limits,
    );
    const entities = [
      {
        ...{ entityId: roomIds[0], names, slotType: 'room-name', roomId: '', kinds: [] },
        ...{ isOwned: false, needsVoice: false },
      },
    ];
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
      expect(now.surroundings?.entities).toEqual(entities);
      clock.nowMs = untilMs + 1;
      expect((await ask()).listening).toMatchObject({ isWakeWordOff: false, isMuted: true });
    } finally {
      clock.nowMs = undefined;
      await restarted.close();
    }
  });
});
