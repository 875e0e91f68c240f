/** A whole Earshot whose PostgreSQL or Redis is killed: it is started again, said so, and turns go on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDevice, prepareRecogniser } from '../cli/up/household.ts';
import { type Stack, type StoreName, startStack } from '../cli/up/stack.ts';
import { createLogger } from '../common/log.ts';
import { connectSpeaker } from '../speaker/index.ts';

let directory: string;
let stack: Stack;
let token: string;
const console: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-store-faults-'));
  stack = await startStack({
    stateDir: join(directory, 'state'),
    log: createLogger('up', { write: () => {} }),
    gatewayPort: 0,
    pullPort: 0,
    stderr: 'ignore',
    onProgress: (line) => void console.push(line),
  });
  const device = await createDevice(stack, 'test-speaker');
  token = device.token;
  await prepareRecogniser(stack, device, 'en-US');
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const endOf = async (text: string) => {
  const speaker = await connectSpeaker({ url: stack.speakerUrl, token, hello: { locale: 'en-US' } });
  const turn = await speaker.sayText(text, { isSilent: true });
  await speaker.close();
  return turn.end;
};
const admin = async (path: string) => {
  const response = await fetch(`http://${stack.env['EARSHOT_GATEWAY_ADMIN_LISTEN']}${path}`);
  return { status: response.status, body: (await response.json()) as { needs?: Record<string, boolean> } };
};

test('whole, it says that it is ready', async () => {
  expect(await endOf('what time is it')).toBe('completed');
  expect(await admin('/readyz')).toEqual({
    status: 200,
    body: { isReady: true, needs: { privacy: true, asr: true, dialogue: true, skills: true, tts: true } },
  });
});

test.each([
  ['postgres', 'PostgreSQL'],
  ['redis', 'Redis'],
] as const)(
  '%s, killed: started again, said so, and the next turns complete without anybody else being started again',
  async (name: StoreName, shown) => {
    const pid = stack.store(name)?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => console).toContain(`${shown} ended; starting it again`);
    await expect
      .poll(() => endOf('what time is it').catch(() => 'refused'), { timeout: 30_000, interval: 200 })
      .toBe('completed');
    await expect.poll(() => stack.store(name)?.pid).not.toBe(pid);
    await expect.poll(async () => (await admin('/readyz')).status, { timeout: 10_000 }).toBe(200);
    expect(stack.process('privacy').restarts).toBe(0);
    expect(stack.process('skills').restarts).toBe(0);
  },
  60_000,
);

test('while a part of the turn is away it lives and is not ready, and says what is missing', async () => {
  // Stopped and not ended: a process that hangs answers nobody.
  process.kill(stack.process('dialogue').pid ?? 0, 'SIGSTOP');
  try {
    await expect.poll(async () => (await admin('/readyz')).status, { timeout: 10_000 }).toBe(503);
    expect((await admin('/readyz')).body.needs).toMatchObject({ dialogue: false, privacy: true });
    expect((await admin('/healthz')).status).toBe(200);
  } finally {
    process.kill(stack.process('dialogue').pid ?? 0, 'SIGCONT');
  }
  await expect.poll(async () => (await admin('/readyz')).status, { timeout: 10_000 }).toBe(200);
}, 40_000);
