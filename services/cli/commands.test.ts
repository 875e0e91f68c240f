/** Every command without the service it needs says so in a sentence; a household gets a code; a wrong code is called wrong. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
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

/** Nothing of a running Earshot's settings; compiled code is read, not made again by each command. */
const { PATH, NODE_COMPILE_CACHE } = process.env;
const kept = { PATH, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) };

async function earshot(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...kept, EARSHOT_STATE_DIR: folder, XDG_RUNTIME_DIR: folder, ...env },
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
  ['hotel', 'create'],
  ['hotel', 'rooms'],
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

test('firmware that a speaker would fetch in clear text is not signed', async () => {
  const sign = ['firmware', 'sign', 'any.bin', '--model', 'm', '--release', '1', '--key', 'any.pem'];
  const { status, err, out } = await earshot([...sign, '--url', 'http://maker.example/f.bin']);
  expect({ status, err, out }).toEqual({
    status: 1,
    err: 'earshot: a speaker fetches its firmware over https alone\n',
    out: '',
  });
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
    expect(made.out).toContain('earshot owner --device den consent accept voice-service, then claim');
    const claimed = await earshot(['owner', '--device', 'den', '--json', 'claim'], env());
    expect(JSON.parse(claimed.out)).toMatchObject({ claimCode: expect.stringMatching(/^(\w{5}-){2}\w{5}$/) });
    const again = await earshot(['owner', '--device', 'den', 'new'], env());
    expect(again).toMatchObject({ status: 1, err: expect.stringContaining('is taken here') });
  });

  test('the clock of a home is shown, set, and not set to what is none', async () => {
    await earshot(['owner', '--device', 'loft', 'new'], env());
    const clock = (...zone: string[]) =>
      earshot(['owner', '--device', 'loft', '--json', 'clock', ...zone], env());
    expect(JSON.parse((await clock('Europe/Madrid')).out)).toEqual({ timeZone: 'Europe/Madrid' });
    expect((await clock('Europe/Nowhere')).status).toBe(1);
    expect(JSON.parse((await clock()).out)).toEqual({ timeZone: 'Europe/Madrid' });
  });

  test('a hotel is set up from nothing: rooms, a sheet of codes, a colleague, a stay', async () => {
    const hotel = async (...args: string[]) => {
      const settings = {
        ...env(),
        EARSHOT_HOTEL_ADDRESS: `unix:${join(harness.privacy.stateDirectory, 'hotel.sock')}`,
      };
      const { status, out, err } = await earshot(['hotel', '-n', 'lakeside', '--json', ...args], settings);
      return status === 0 ? (JSON.parse(out) as unknown) : err;
    };
    const [csv, sheet] = [join(folder, 'rooms.csv'), join(folder, 'codes.html')];
    await writeFile(csv, 'room,name\n1204,Lake view\n1205\n');
    expect(await hotel('rooms')).toMatch(/no hotel “lakeside” here; make one with/);
    expect(await hotel('create', '--time-zone', 'Asia/Shanghai')).toMatchObject({ hotel: 'lakeside' });
    expect(await hotel('rooms', '--csv', csv)).toMatchObject({ added: 2, known: 0 });
    expect(await hotel('codes', sheet)).toMatchObject({ codes: 2, usableFor: '48 hours, once each' });
    const printed = await readFile(sheet, 'utf8');
    expect(printed.match(/<b>1204<\/b><code>(\w{5}-){2}\w{5}<\/code>/)).not.toBeNull();
    expect((await stat(sheet)).mode & 0o777).toBe(0o600);
    expect(await hotel('staff', 'invite', 'Li Lei', '--department', 'dungeon')).toMatch(
      /no department “dungeon”; there are: housekeeping/,
    );
    expect(await hotel('staff', 'invite', 'Li Lei', '--department', 'housekeeping')).toMatchObject({
      open: expect.stringMatching(/\/sign-in\/link\/[\w-]{43}$/),
    });
    expect(await hotel('check-in', '1204', '--language', 'zh-CN')).toMatchObject({ language: 'zh-CN' });
    expect(await hotel('check-in', '1204')).toMatch(/Somebody stays in this room/);
    expect(await hotel('check-out', '1204')).toMatchObject({ room: '1204' });
    expect(await hotel('tickets')).toEqual([]);
  }, 120_000);

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
