/** The gateway as a process of its own, killed in the middle of a turn and told to stop, over scripted services. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { trustTestAudiences } from '../common/testing/audiences.ts';
import { connectSpeaker, type Speaker } from '../speaker/index.ts';
import { silentLog } from './testing/harness.ts';
import { type ScriptedServices, startScriptedServices } from './testing/scripted-services.ts';

let services: ScriptedServices;
let stateDir: string;
let port: number;
let gateway: ChildProcess | undefined;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'earshot-kill-'));
  services = await startScriptedServices(silentLog, stateDir);
  trustTestAudiences(stateDir);
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  port = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
});
afterEach(() => {
  gateway?.kill('SIGKILL');
});
afterAll(async () => {
  await services.close();
  await rm(stateDir, { recursive: true, force: true });
});

async function startProcess(): Promise<ChildProcess> {
  const { privacy, asr, dialogue, skills, tts } = services.addresses;
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
    env: {
      PATH: process.env['PATH'],
      EARSHOT_STATE_DIR: stateDir,
      EARSHOT_GATEWAY_LISTEN: `127.0.0.1:${port}`,
      EARSHOT_GATEWAY_ADDRESS: '127.0.0.1:0',
      EARSHOT_PRIVACY_ADDRESS: privacy,
      EARSHOT_ASR_ADDRESS: asr,
      EARSHOT_DIALOGUE_ADDRESS: dialogue,
      EARSHOT_SKILLS_ADDRESS: skills,
      EARSHOT_TTS_ADDRESS: tts,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      log += String(chunk);
      if (log.includes('service.ready')) resolve();
    });
    child.on('exit', () => reject(new Error('the gateway ended before it was ready')));
  });
  return child;
}

const speaker = (device: string): Promise<Speaker> =>
  connectSpeaker({ url: `ws://127.0.0.1:${port}`, token: `token-${device}`, hello: {}, backoffMs: 100 });

test('SIGKILL in mid-turn: GATEWAY_LOST, the way back, the outcome, and never a second call', async () => {
  gateway = await startProcess();
  const caught = await speaker('caught');
  const { sessionId } = caught;
  services.script.before = (step, signal) =>
    step === 'invoke'
      ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      : Promise.resolve();
  const turn = caught.sayText('a coffee');
  await expect.poll(() => services.script.invokes).toBe(1);
  gateway.kill('SIGKILL');
  const lost = await turn;
  expect(lost).toMatchObject({
    end: 'failed',
    code: 'GATEWAY_LOST',
    isRetryable: false,
    isOutcomeUnknown: true,
  });

  services.script.before = async () => {};
  gateway = await startProcess();
  expect(await lost.outcome).toBe('outcome_unknown');
  // The new process checks the session's id with the key that it shares with the old one.
  expect(caught.sessionId).toBe(sessionId);
  expect(services.script.invokes).toBe(1);
  expect((await caught.sayText('a coffee')).end).toBe('completed');
  await caught.close();
});

test('SIGTERM in mid-turn: the turn completes, then the process ends with status 0', async () => {
  gateway = await startProcess();
  services.script.speechMs = 800;
  const served = await speaker('served');
  const invokesBefore = services.script.invokes;
  const turn = served.sayText('a coffee');
  await expect.poll(() => services.script.invokes).toBe(invokesBefore + 1);
  gateway.kill('SIGTERM');
  const exited = once(gateway, 'exit');
  expect((await turn).end).toBe('completed');
  expect((await turn).audio.length).toBe(800 * 32);
  expect((await exited)[0]).toBe(0);
  await served.close();
});
