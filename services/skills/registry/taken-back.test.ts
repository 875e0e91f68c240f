/** What was switched off, suspended or replaced stays so in a database from a backup, and what was switched on since is on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coffeeManifest } from '../../../language/testing/calls.ts';
import { PublishingServiceClient } from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import { SkillState, type SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { backUp, putBack } from '../../cli/backup.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { generateWebhookKey, parseWebhookSigningKey } from '../../common/webhooks/standard-webhooks.ts';
import { limits, makeHome } from '../../privacy/testing/harness.ts';
import { type Harness, startHarness } from '../testing/harness.ts';

let harness: Harness;
let folder: string;
beforeAll(async () => {
  harness = await startHarness();
  folder = mkdtempSync(join(tmpdir(), 'earshot-switched-'));
});
afterAll(async () => {
  await harness.close();
  rmSync(folder, { recursive: true, force: true });
});

const register = (skillId: string, signatureKeys?: string[]) =>
  callUnary(
    harness.client,
    'registerSkill',
    {
      manifestJson: JSON.stringify(coffeeManifest({ id: skillId, ...(signatureKeys && { signatureKeys }) })),
      state: SkillState.LIVE,
    },
    limits,
  );

test('a backup that is put back switches nothing on again, and believes no key that was replaced', async () => {
  const home = await makeHome(harness.privacy.client);
  const names = ['off', 'again', 'on', 'bad'].map((name) => `com.example.${name}`);
  const [off = '', again = '', on = '', bad = ''] = names;
  const owner = { householdId: home.householdId, tenantId: '' };
  const turn = (skillId: string, isOn: boolean) =>
    callUnary(harness.client, isOn ? 'enableSkill' : 'disableSkill', { ...owner, skillId }, limits);
  const refs = new Map<string, string>();
  const keys = Array.from({ length: 3 }, () => parseWebhookSigningKey(generateWebhookKey()).verificationKey);
  const signed = 'com.example.signed';
  await register(signed, keys.slice(0, 1));
  for (const skillId of names) {
    const { skill } = await register(skillId);
    refs.set(skillId, skill?.version ?? '');
  }
  for (const skillId of [off, again, bad]) await turn(skillId, true);
  const mine = async (client: SkillsServiceClient) => {
    const { skillSet } = await callUnary(client, 'getSkillSet', { device: home.device, locale: '' }, limits);
    return (skillSet?.skills ?? []).map(({ skillId }) => skillId).sort();
  };
  expect(await mine(harness.client)).toEqual([again, bad, off].sort());
  const file = join(folder, 'earshot.dump');
  await backUp(harness.privacy.stores.databaseUrl, file);
  await turn(off, false);
  await turn(again, false);
  await turn(again, true);
  await turn(on, true);
  const skill = { skillId: bad, version: refs.get(bad) ?? '' };
  const suspended = { skill, state: SkillState.SUSPENDED, sharePercent: 0, isAnyway: false };
  await callUnary(harness.client, 'setSkillState', suspended, limits);
  const publishing = connectAsNamed(
    PublishingServiceClient,
    harness.service.address,
    harness.privacy.stateDirectory,
  );
  for (const publicKey of keys.slice(1)) {
    const change = { skillId: signed, publicKey, windowS: publicKey === keys[1] ? 3_600 : 0 };
    await callUnary(publishing, 'changeSignatureKey', change, limits);
  }
  publishing.close();
  await harness.privacy.restart(() => putBack(harness.privacy.stores.databaseUrl, file));
  const other = await harness.another();
  try {
    expect(await mine(other.client)).toEqual([again, on].sort());
    expect(await other.service.registry.signatureKeysOf(signed)).toEqual([
      { publicKey: keys[2], endsAtMs: 0 },
    ]);
  } finally {
    await other.close();
  }
}, 60_000);
