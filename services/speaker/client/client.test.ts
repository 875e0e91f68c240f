/** The package for makers against the gateway: as it is here, and as it is packed, installed and run by plain Node. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { InvokeResult } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { type Harness, speech, startHarness } from '../../gateway/testing/harness.ts';
import { Script } from '../../gateway/testing/scripted-services.ts';
import { buildClient } from './build.ts';
import {
  activate,
  deviceCode,
  deviceToken,
  Refused,
  renewToken,
  Speaker,
  type SpeakerOptions,
} from './src/index.ts';

const run = promisify(execFile);
let harness: Harness;
let folder: string;
const open: Speaker[] = [];
beforeAll(async () => {
  harness = await startHarness();
  folder = await mkdtemp(join(tmpdir(), 'earshot-client-'));
});
afterAll(async () => {
  await harness.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  for (const speaker of open.splice(0)) speaker.close();
  Object.assign(harness.script, new Script(), { watchers: harness.script.watchers });
});

async function connected(device: string, more: Partial<SpeakerOptions> = {}): Promise<Speaker> {
  const speaker = await Speaker.connect({ url: harness.url, token: `token-${device}`, ...more });
  open.push(speaker);
  return speaker;
}
/** A microphone: pieces of no frame's length, on the clock. */
async function speak(speaker: Speaker, durationMs: number): Promise<void> {
  for (let saidMs = 0; saidMs < durationMs && speaker.isListening; saidMs += 50) {
    speaker.hear(speech(50));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'OK',
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  );

test('gets its token by a code of its owner, by one that it shows, and a newer one', async () => {
  expect(await outcome(activate(harness.url, 'WRONG', 'm'))).toBe('CLAIM_CODE_WRONG');
  expect(await activate(harness.url, 'GOOD-CODE', 'm')).toBe('token-new');
  const shown = await deviceCode(harness.url, 'm');
  expect(shown.userCode).toMatch(/^\d{6}$/);
  expect(await deviceToken(harness.url, shown.deviceCode)).toBeUndefined();
  for (const secret of harness.script.offered) harness.script.accepted.add(secret);
  expect(await deviceToken(harness.url, shown.deviceCode)).toMatch(/^token-/);
  expect(await renewToken(harness.url, 'token-old')).toBe('token-old-renewed');
});

describe('a turn', () => {
  test('from text, aloud and silent', async () => {
    const heard: number[] = [];
    const speaker = await connected('typed', { onAudio: (frame) => heard.push(frame.length) });
    const turn = await speaker.sayText('a large coffee');
    expect(turn).toMatchObject({ end: 'completed', code: '', replies: ['One large coffee.'] });
    expect(turn.audio.length).toBe(300 * 48);
    expect(heard.reduce((sum, bytes) => sum + bytes, 0)).toBe(turn.audio.length);
    expect((await speaker.sayText('a large coffee', { isSilent: true })).audio.length).toBe(0);
    expect(await speaker.outcomeOf(turn.turnId)).toBe('completed');
  });

  test('while a button is held, and after a wake word until the gateway has heard enough', async () => {
    const speaker = await connected('spoken');
    const held = speaker.listen('held_button');
    await speak(speaker, 300);
    speaker.stop();
    expect(await held).toMatchObject({ end: 'completed', transcript: 'a large coffee' });
    const woken = speaker.listen('wake_word', { wakeAudioMs: 200 });
    await speak(speaker, 2_000);
    expect(await woken).toMatchObject({ end: 'completed' });
    expect(harness.script.heard).toEqual([300 * 32, 400 * 32]);
    expect(harness.script.wakes).toEqual([{ wakeAudioMs: 200 }]);
  });

  test('that is spoken into, refused, or lost with its line', async () => {
    const speaker = await connected('ends');
    harness.script.endpointAfterMs = Number.POSITIVE_INFINITY;
    const first = speaker.listen('button');
    speaker.abort('barge_in');
    expect(await first).toMatchObject({ end: 'aborted' });
    expect(await speaker.listen('follow_up')).toMatchObject({ code: 'FOLLOW_UP_NOT_EXPECTED' });
    const lost = speaker.listen('button');
    await expect.poll(() => harness.script.listens).toBeGreaterThan(0);
    harness.script.revoked.add('ends');
    harness.script.tell({ deviceId: 'ends', change: undefined, isStored: true, isRevoked: true });
    expect((await lost).end).toBe('aborted');
    // Whatever is said into a line that is gone is answered too, and at once.
    await expect.poll(async () => (await speaker.sayText('hello')).code).toBe('GATEWAY_LOST');
    expect(await speaker.listen('button')).toMatchObject({ end: 'failed', isRetryable: true });
    expect(speaker.isListening).toBe(false);
    expect(await outcome(speaker.outcomeOf('any'))).toBe('GATEWAY_LOST');
    expect(await outcome(connected('ends'))).toBe('UNREACHABLE');
    expect(await outcome(connected('other', { locale: 'de-DE' }))).toBe('LOCALE_UNSUPPORTED');
  });
});

test('says how it is and what it can do, is offered firmware, and asked for its log', async () => {
  const release = {
    version: '1.3.0',
    url: 'https://maker.example/f',
    sha256: 'a'.repeat(64),
    signature: 's',
  };
  harness.script.firmware = { model: 'kitchen-1', ...release };
  harness.script.logCaseId = 'case-1';
  const offers: unknown[] = [];
  const directives: unknown[] = [];
  const speaker = await connected('kitchen', {
    firmware: '1.2.0',
    onFirmware: (offer) => offers.push(offer),
    onLogWanted: () => 'wifi: lost twice',
    onDirective: (directive) => directives.push(directive),
  });
  speaker.tellState({ volumePercent: 40 });
  speaker.tellTools([
    { name: 'self.light.dim', parameters: [{ name: 'level', kind: 'number', maximum: 40 }] },
  ]);
  const given = { tool: 'self.light.dim', arguments: [{ name: 'level', value: '30' }] };
  harness.script.result = InvokeResult.fromPartial({
    speech: { text: 'Done.', locale: 'en-US' },
    directives: [{ directive: { $case: 'deviceTool', value: given } }],
  });
  await speaker.sayText('dim it', { isSilent: true });
  expect(directives).toEqual([{ type: 'device_tool', ...given }]);
  expect(harness.script.lastInvoke?.status).toEqual(['volume 40']);
  expect(offers).toEqual([release]);
  await expect.poll(() => harness.script.deviceLogs.map(({ log }) => log)).toEqual(['wifi: lost twice']);
});

test('packed, installed and run by Node alone: typed, without a dependency', async () => {
  const built = await buildClient(join(folder, 'dist'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: built });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{"name":"app","private":true,"type":"module"}');
  const install = ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed?.filename ?? '')];
  await run('npm', install, { cwd: app });
  const lock = JSON.parse(await readFile(join(app, 'package-lock.json'), 'utf8')) as { packages: object };
  expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/@earshot/speaker']);
  const source = `import { Speaker, type Turn } from '@earshot/speaker';
const speaker: Speaker = await Speaker.connect({ url: process.argv[2] as string, token: 'token-packed' });
const turn: Turn = await speaker.sayText('a large coffee');
console.log(JSON.stringify([turn.end, turn.replies, turn.audio.length]));
speaker.close();
`;
  await writeFile(join(app, 'app.ts'), source);
  const { stdout: said } = await run(process.execPath, [join(app, 'app.ts'), harness.url], { cwd: app });
  expect(JSON.parse(said)).toEqual(['completed', ['One large coffee.'], 300 * 48]);
  const compiler = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc');
  const types = join(import.meta.dirname, '../../../node_modules/@types');
  const options = {
    compilerOptions: {
      ...{ strict: true, noEmit: true, module: 'NodeNext', target: 'ES2024', lib: ['ES2024'] },
      ...{ skipLibCheck: false, types: ['node'], typeRoots: [types] },
    },
    include: ['app.ts'],
  };
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify(options));
  await run(process.execPath, [compiler, '-p', app]);
}, 60_000);
