/** Every command without the service it needs says so in a sentence; a household gets a code; a wrong code is called wrong. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness as Gateway, startHarness as startGateway } from '../gateway/testing/harness.ts';
import { type Harness, startHarness } from '../skills/testing/harness.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-commands-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

async function earshot(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], EARSHOT_STATE_DIR: folder, XDG_RUNTIME_DIR: folder, ...env },
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, ...output };
}

test.each([
  ['owner', 'skills'],
  ['owner', 'new'],
  ['owner', 'claim'],
  ['ledger', 'verify'],
  ['ledger', 'heads'],
  ['speak', '--text', 'hello', '--url', 'ws://127.0.0.1:9'],
  ['speak', '--text', 'hello', '--url', 'ws://127.0.0.1:9', '--claim-code', 'WDJBM-JHTBC-DFGHJ'],
  ['speak', 'no-such-file.wav', '--url', 'ws://127.0.0.1:9'],
  ['skill', 'inspect', 'org.example.any'],
])('%s %s %s with nobody there: one sentence, no stack', async (...args) => {
  const { status, err, out } = await earshot(args);
  expect(status).not.toBe(0);
  expect(out).toBe('');
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(err).toMatch(/^earshot: .{20,}/);
  expect(err).not.toMatch(/\n\s+at |INTERNAL/);
});

describe('with an Earshot', () => {
  let harness: Harness;
  let gateway: Gateway;
  beforeAll(async () => {
    [harness, gateway] = await Promise.all([startHarness(), startGateway()]);
  });
  afterAll(() => Promise.all([harness.close(), gateway.close()]));
  const env = () => ({
    // The keys that say who calls.
    EARSHOT_STATE_DIR: harness.privacy.stateDirectory,
    EARSHOT_PRIVACY_ADDRESS: harness.privacy.service.address,
    EARSHOT_SKILLS_ADDRESS: harness.service.address,
  });

  test('a new household gets a claim code by the next command', async () => {
    const made = await earshot(['owner', '--device', 'den', 'new'], env());
    expect(made).toMatchObject({ status: 0, err: '' });
    expect(made.out).toContain('earshot owner --device den claim');
    const claimed = await earshot(['owner', '--device', 'den', '--json', 'claim'], env());
    expect(JSON.parse(claimed.out)).toMatchObject({ claimCode: expect.stringMatching(/^(\w{5}-){2}\w{5}$/) });
    const again = await earshot(['owner', '--device', 'den', 'new'], env());
    expect(again).toMatchObject({ status: 1, err: expect.stringContaining('is taken here') });
  });

  test('a wrong claim code is called wrong, with what to do', async () => {
    const args = [
      'speak',
      '--text',
      'hello',
      '--url',
      gateway.url,
      '--device',
      'porch',
      '--claim-code',
      'WRONG-CODE',
    ];
    const { status, err } = await earshot(args);
    expect(status).toBe(1);
    expect(err).toBe(
      'earshot: this claim code is wrong, was used before or has expired; get a new one with: earshot owner claim\n',
    );
  });
});
