import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
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

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness.close());

const failure = (code: string) => expect.objectContaining({ code });

describe('disclosure', () => {
  const name = field('user.name', { isPulled: true });
  const utterance = field('utterance', { purpose: 'ours' });
  const size = field('slots.Size', { valueClass: DataClass.COMMAND, isImpliedByEnabling: true });

  test('a preview says what could leave, with no name, no token and no line in the ledger', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'coffee');
    await grant(client, home.subjectId, 'coffee', ['utterance', 'user.name']);
    const { deviceId, householdId, tenantId } = home.device;
    const request = {
      turnId: 'turn-preview',
      skill: { skillId: 'coffee', version: '1' },
      device: { deviceId, householdId, tenantId },
      fields: [utterance, name, field('slots.Note', { valueClass: DataClass.UTTERANCE })],
      isPreview: true,
    };
    const { allowedPaths, withheld, ...rest } = await callUnary(client, 'disclose', request, limits);
    expect(allowedPaths).toEqual(['utterance', 'user.name']);
    expect(withheld).toEqual([{ path: 'slots.Note', reason: 'not_granted' }]);
    expect(Object.values(rest).flat().join('')).toBe('');
    const asked = { subjectId: home.subjectId, pageSize: 10, afterSequence: 0 };
    expect((await callUnary(client, 'listDisclosures', asked, limits)).disclosures).toEqual([]);
  });

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
    await expect(disclose(client, home.device, 'mover', [utterance])).rejects.toEqual(
      failure('SKILL_OTHER_REGION'),
    );
  });

  test('a grant ends with the purpose it was given for, in whatever language that was shown', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'coffee');
    await grant(client, home.subjectId, 'coffee', ['utterance', 'user.name']);
    const ask = async (declaredPurposes: string[]) => {
      const fields = [field('utterance', { declaredPurposes }), { ...name, declaredPurposes }];
      const { allowedPaths, withheld, pullToken } = await disclose(client, home.device, 'coffee', fields);
      return { allowedPaths, withheld, mayPull: pullToken !== '' };
    };
    const changed = (path: string) => ({ path, reason: 'purpose_changed' });
    const both = ['用于 utterance。', 'To use utterance.', 'To use user.name.'];
    expect((await ask(both)).allowedPaths).toEqual(['utterance', 'user.name']);
    expect(await ask(['To use utterance.', 'To use user.name. And to sell it.'])).toEqual({
      allowedPaths: ['utterance'],
      withheld: [changed('user.name')],
      mayPull: false,
    });
    expect((await ask(['to use utterance.', ''])).withheld).toEqual(['utterance', 'user.name'].map(changed));
    expect((await ask([])).allowedPaths).toEqual([]);
    await expect(ask(['x'.repeat(501)])).rejects.toEqual(failure('INVALID_ARGUMENT'));
  });

  test('hotels and children: bounded values and nothing else, whatever is declared or granted', async () => {
    const { client } = harness;
    await makeRecipient(client, 'coffee');
    const room = await makeHotelRoom(client);
    expect(room.device).toMatchObject({ tenantId: room.tenantId, householdId: '' });
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

  test('somebody else’s home cannot be put on one’s own device', async () => {
    const { client } = harness;
    const [mine, theirs] = [await makeHome(client), await makeHome(client)];
    await makeRecipient(client, 'coffee');
    const forged = { ...mine.device, householdId: theirs.householdId };
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

  test('of many disclosures under way in two processes none is written after the withdrawal', async () => {
    const { client, stores } = harness;
    const home = await makeHome(client);
    await makeRecipient(client, 'coffee');
    const other = await harness.another();
    try {
      for (let round = 0; round < 8; round += 1) {
        const [grantId] = await grant(client, home.subjectId, 'coffee', ['utterance']);
        const underWay = Array.from({ length: 16 }, (_, index) =>
          disclose(index % 2 === 0 ? client : other.client, home.device, 'coffee', [utterance]),
        );
        await Promise.race(underWay);
        await callUnary(
          client,
          'withdrawFields',
          { subjectId: home.subjectId, skillId: 'coffee', paths: [] },
          limits,
        );
        const marker = await disclose(other.client, home.device, 'coffee', [utterance]);
        expect(marker.allowedPaths).toEqual([]);
        await Promise.all(underWay);
        const [row] = await query<{ late: number; early: number }>(
          stores.pool,
          `select count(*) filter (where e.sequence > m.sequence)::integer as late, count(*)::integer as early
           from ledger_entries e join ledger_entries m using (chain_id)
           where m.disclosure_id = $1 and e.fields @> jsonb_build_array(jsonb_build_object('grantId', $2::text))`,
          [marker.disclosureId, grantId],
        );
        expect(row?.late).toBe(0);
        expect(row?.early).toBeGreaterThan(0);
      }
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
