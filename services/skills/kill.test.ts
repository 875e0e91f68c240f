import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coffeeManifest, turn } from '../../language/testing/calls.ts';
import { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { untilServing } from '../common/grpc/health.ts';
import { type Home, makeHome } from '../privacy/testing/harness.ts';
import {
  addSkill,
  type Harness,
  type HostileSkill,
  invoke,
  startHarness,
  startHostileSkill,
} from './testing/harness.ts';

let harness: Harness;
let skill: HostileSkill;
let home: Home;
let victim: ChildProcess;
let client: SkillsServiceClient;

beforeAll(async () => {
  [harness, skill] = await Promise.all([startHarness(), startHostileSkill()]);
  home = await makeHome(harness.privacy.client);
  const address = `unix:${join(harness.privacy.stateDirectory, 'victim.sock')}`;
  victim = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: {
      EARSHOT_SKILLS_ADDRESS: address,
      EARSHOT_PRIVACY_ADDRESS: harness.privacy.service.address,
      EARSHOT_DATABASE_URL: harness.privacy.stores.databaseUrl,
      EARSHOT_STATE_DIR: harness.privacy.stateDirectory,
      EARSHOT_DEVELOPMENT_SKILLS: '1',
      EARSHOT_END_WITH_PARENT: '1',
      EARSHOT_LOG_LEVEL: 'silent',
    },
  });
  await untilServing(address, 30_000);
  client = connect(SkillsServiceClient, address);
});
afterAll(async () => {
  victim?.kill('SIGKILL');
  client?.close();
  await Promise.all([harness?.close(), skill?.close()]);
});

test('a router that is killed while a skill works leaves `unknown`, for any other router to tell', async () => {
  const manifest = coffeeManifest({
    id: 'com.example.killed',
    endpoint: `${skill.url}/silent`,
    timeoutMs: 8000,
  });
  await addSkill(harness.client, manifest, home.device);
  const context = turn({ device: home.device });
  // The other process hears of the new skill a moment later.
  await expect
    .poll(async () => {
      const { skillSet } = await callUnary(
        client,
        'getSkillSet',
        { device: home.device, locale: 'en-US' },
        { deadlineMs: 5000 },
      );
      return skillSet?.skills.map((ref) => ref.skillId);
    })
    .toContain(manifest.id);
  const running = invoke(client, manifest, home.device, { turn: context });
  const failed = expect(running).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  await expect.poll(async () => (await skill.seen()).length, { timeout: 5000 }).toBe(1);
  victim.kill('SIGKILL');
  await failed;
  const outcomeOf = async (turnId: string) =>
    (
      await callUnary(
        harness.client,
        'getTurnOutcome',
        { turnId, deviceId: home.device.deviceId },
        { deadlineMs: 5000 },
      )
    ).outcome;
  expect(await outcomeOf(context.turnId)).toBe(2);
  // A turn that never reached it is safe to say again.
  const late = turn({ device: home.device });
  await expect(invoke(client, manifest, home.device, { turn: late, deadlineMs: 1500 })).rejects.toThrow();
  expect(await outcomeOf(late.turnId)).toBe(1);
  expect(await skill.seen()).toHaveLength(1);
});
