import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coffeeManifest, turn } from '../../language/testing/calls.ts';
import { SkillsServiceClient, TurnOutcome } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { callUnary } from '../common/grpc/client.ts';
import { untilReady } from '../common/grpc/health.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
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
let started = 0;

/** A router in a process of its own, beside the one in this process. */
async function startVictim(): Promise<{ process: ChildProcess; client: SkillsServiceClient }> {
  started += 1;
  const address = `unix:${join(harness.privacy.stateDirectory, `victim-${started}.sock`)}`;
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: {
      EARSHOT_SKILLS_ADDRESS: address,
      EARSHOT_PRIVACY_ADDRESS: harness.privacy.service.address,
      EARSHOT_DIALOGUE_ADDRESS: harness.dialogueAddress,
      EARSHOT_DATABASE_URL: harness.privacy.stores.databaseUrl,
      EARSHOT_STATE_DIR: harness.privacy.stateDirectory,
      EARSHOT_DEVELOPMENT_SKILLS: '1',
      EARSHOT_END_WITH_PARENT: '1',
      EARSHOT_LOG_LEVEL: 'silent',
    },
  });
  await untilReady(address, 30_000);
  const client = connectAsNamed(SkillsServiceClient, address, harness.privacy.stateDirectory);
  return { process: child, client };
}

/** The other process hears of a new skill a moment later. */
async function untilCallable(on: SkillsServiceClient, skillId: string): Promise<void> {
  await expect
    .poll(async () => {
      const request = { device: home.device, locale: 'en-US' };
      const { skillSet } = await callUnary(on, 'getSkillSet', request, { deadlineMs: 5000 });
      return skillSet?.skills.map((ref) => ref.skillId);
    })
    .toContain(skillId);
}

beforeAll(async () => {
  [harness, skill] = await Promise.all([startHarness(), startHostileSkill()]);
  home = await makeHome(harness.privacy.client);
  ({ process: victim, client } = await startVictim());
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
  await untilCallable(client, manifest.id);
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

test('what a caller was told of its turn is what it is told after the router was killed', async () => {
  const second = await startVictim();
  try {
    const manifest = coffeeManifest({ id: 'com.example.quick', endpoint: `${skill.url}/good` });
    await addSkill(harness.client, manifest, home.device);
    await untilCallable(second.client, manifest.id);
    const told: string[] = [];
    const failures = new Set<string>();
    let running = 0;
    let isKilled = false;
    const speakers = Array.from({ length: 12 }, async () => {
      while (!isKilled) {
        const context = turn({ device: home.device });
        running += 1;
        const result = await invoke(second.client, manifest, home.device, { turn: context }).catch(
          (error: Error) => error,
        );
        running -= 1;
        // A speaker that fails stops: one that went on at once would leave the test no time to end.
        if (result instanceof Error || result.result.errorCode !== '') {
          failures.add(result instanceof Error ? result.message : result.result.errorCode);
          return;
        }
        told.push(context.turnId);
      }
    });
    try {
      await expect
        .poll(() => ({ failures: [...failures], isEnough: told.length > 60 }), {
          timeout: 20_000,
          interval: 5,
        })
        .toEqual({ failures: [], isEnough: true });
      expect(running).toBeGreaterThan(0);
    } finally {
      second.process.kill('SIGKILL');
      isKilled = true;
      await Promise.all(speakers);
    }
    // 3 is COMPLETED: none of them is `unknown`.
    const { deviceId } = home.device;
    for (const turnId of told) {
      const { outcome } = await callUnary(
        harness.client,
        'getTurnOutcome',
        { turnId, deviceId },
        { deadlineMs: 5000 },
      );
      expect(outcome).toBe(TurnOutcome.COMPLETED);
    }
  } finally {
    second.process.kill('SIGKILL');
    second.client.close();
  }
}, 60_000);
