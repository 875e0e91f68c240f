import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { checkoutDir } from '../../common/addresses.ts';
import { loadConfig } from '../../common/config.ts';
import { createLogger } from '../../common/log.ts';
import { type Harness, startHarness } from '../../skills/testing/harness.ts';
import { settings as webSettings } from '../../web/config.ts';
import { startWebService, type WebService } from '../../web/service.ts';
import { freePort } from '../up/ports.ts';

const run = promisify(execFile);
/** Each command is a process of its own, on machines that do other things as well. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let folder = '';
let harness: Harness;
let web: WebService;
let env: NodeJS.ProcessEnv = {};
const ended: (() => void)[] = [];
let certificate = { cert: '', key: '' };

/** The real command in a process of its own. */
async function earshot(args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const main = join(checkoutDir, 'services/cli/main.ts');
  const options = { cwd: folder, env: { ...process.env, ...env, ...more }, timeout: 90_000 };
  return run(process.execPath, [main, ...args], options).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

const json = async (args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
  const { stdout, stderr, code } = await earshot([...args, '--json'], more);
  if (stdout === '') return { code, stderr };
  const parsed = JSON.parse(stdout);
  return Array.isArray(parsed) ? parsed : { code, ...parsed };
};

/** Https on this machine, before a process that speaks http: as a proxy does for a skill, and for these pages. */
async function behindHttps(port: number, toPort: () => number): Promise<Server> {
  const server = createServer(certificate, (request, response) => {
    if (request.url === '/privacy') return void response.end('What we do with what you say.');
    const { method = 'GET', url = '/', headers } = request;
    const onward = httpRequest(
      { port: toPort(), host: '127.0.0.1', method, path: url, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  ended.push(() => void server.close());
  return server;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-publishing-'));
  const files = [
    '-keyout',
    'tls.key',
    '-out',
    'tls.crt',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  ];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      ...files,
    ],
    {
      cwd: folder,
      stdio: 'ignore',
    },
  );
  const [cert, key] = await Promise.all(
    ['tls.crt', 'tls.key'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  certificate = { cert: cert ?? '', key: key ?? '' };
  harness = await startHarness({ egress: { ca: certificate.cert } });
  const [httpsPort, port] = [await freePort(), await freePort()];
  const origin = `https://localhost:${httpsPort}`;
  web = await startWebService(
    loadConfig(webSettings, {
      EARSHOT_WEB_ADDRESS: `unix:${join(folder, 'web.sock')}`,
      EARSHOT_PRIVACY_ADDRESS: harness.privacy.service.address,
      EARSHOT_SKILLS_ADDRESS: harness.service.address,
      EARSHOT_STATE_DIR: harness.privacy.stateDirectory,
      EARSHOT_WEB_ORIGIN: origin,
      EARSHOT_WEB_LISTEN: `127.0.0.1:${port}`,
    }),
    { log: createLogger('web', { write: () => {} }) },
  );
  await behindHttps(httpsPort, () => port);
  env = {
    EARSHOT_STATE_DIR: harness.privacy.stateDirectory,
    EARSHOT_PRIVACY_ADDRESS: harness.privacy.service.address,
    EARSHOT_SKILLS_ADDRESS: harness.service.address,
    EARSHOT_DIALOGUE_ADDRESS: harness.dialogueAddress,
    EARSHOT_WEB_ORIGIN: origin,
    EARSHOT_DEVELOPER_FILE: join(folder, 'developer.json'),
    NODE_EXTRA_CA_CERTS: join(folder, 'tls.crt'),
  };
});
afterAll(async () => {
  for (const end of ended) end();
  await web?.drain();
  await harness?.close();
  await rm(folder, { recursive: true, force: true });
});

const id = 'com.example.tea-house';

/** The skill's own process, as its developer starts it. */
async function start(port: number, keys: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['main.ts'], {
    cwd: join(folder, 'tea-house'),
    env: { ...process.env, PORT: String(port), EARSHOT_SKILL_KEYS: keys.join(' ') },
    stdio: 'ignore',
  });
  ended.push(() => void child.kill());
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
  await expect.poll(isUp, { timeout: 30_000 }).toBe(true);
  return child;
}

test('from an empty operator to a skill that people meet, over https, by public commands alone', async () => {
  expect(await json(['developer', 'list'])).toEqual([]);
  const account = await json(['skill', 'account']);
  expect(account).toMatchObject({ code: 0, at: env['EARSHOT_WEB_ORIGIN'] });
  // Nobody let them in yet.
  expect(await earshot(['skill', 'list'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not admitted'),
  });
  const admitted = await json(['developer', 'admit', account.publicKey, '--name', 'Tea House Ltd']);
  expect(admitted.developerId).toBe(account.developerId);
  expect((await earshot(['skill', 'list'])).stdout).toContain('none yet');

  await earshot(['skill', 'new', '--name', 'Tea House', '--id', id]);
  const [httpsPort, port] = [await freePort(), await freePort()];
  await behindHttps(httpsPort, () => port);
  const place = `https://localhost:${httpsPort}`;
  const manifestFile = join(folder, 'tea-house', 'manifest.ts');
  const manifest = (await readFile(manifestFile, 'utf8')).replace(
    /privacyPolicyUrl: '[^']+'/,
    `privacyPolicyUrl: '${place}/privacy'`,
  );
  await writeFile(manifestFile, manifest);
  const where = [
    '--endpoint',
    `${place}/`,
    ...(manifest.includes('deletionUrl') ? ['--deletion-url', `${place}/notices`] : []),
  ];
  const registered = await json(['skill', 'register', 'tea-house', ...where]);
  expect(registered).toMatchObject({ code: 0, id, version: '1.0.0', state: 'draft' });
  expect(registered.verificationKeys[0]).toMatch(/^whpk_/);

  // Nobody is there yet, so nothing is certified, and nothing can go live.
  expect(await json(['skill', 'promote', id])).toMatchObject({ code: 1, state: 'draft' });
  await start(port, registered.verificationKeys);
  const checked = await json(['skill', 'promote', id]);
  const bad = checked.checks.filter((one: { result: string }) => one.result !== 'good');
  expect(bad).toEqual([]);
  expect(checked).toMatchObject({ code: 0, state: 'certified' });
  const self = await earshot(['skill', 'promote', id]);
  expect(self).toMatchObject({ code: 1, stderr: expect.stringContaining('an operator lets people meet it') });
  expect(await json(['skill', 'promote', id, '--operator'])).toMatchObject({ code: 0, state: 'live' });
  expect(await json(['skill', 'list'])).toEqual([{ id, version: '1.0.0', state: 'live', isBuiltIn: false }]);

  // A second version is tried by a few, and goes back.
  await writeFile(manifestFile, manifest.replace("version: '1.0.0'", "version: '1.1.0'"));
  await json(['skill', 'register', 'tea-house', ...where]);
  expect(await json(['skill', 'promote', id, '--operator', '--share', '10'])).toMatchObject({
    state: 'live',
  });
  const versions = await earshot(['skill', 'versions', id]);
  expect(versions.stdout).toMatch(/1\.0\.0 +live .*people meet this one/);
  expect(versions.stdout).toMatch(/1\.1\.0 +live .*10 of 100 households/);
  expect(await json(['skill', 'rollback', id])).toMatchObject({ from: '1.1.0', to: '1.0.0' });
  expect(await earshot(['skill', 'rollback', id])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no earlier live version'),
  });
  const [logs, analytics] = await Promise.all(
    ['logs', 'analytics'].map((name) => earshot(['skill', name, id])),
  );
  expect(logs?.stdout).toMatch(/1\.1\.0 +rolled_back +\(developer\)/);
  expect(analytics?.stdout).toContain('nobody called it');
  expect(await json(['skill', 'quota', id, '--per-minute', '60'])).toMatchObject({ code: 0, perMinute: 60 });
  expect(await json(['skill', 'suspend', id])).toMatchObject({ suspended: ['1.0.0'] });

  // Somebody else's key opens nothing of it.
  const rival = { EARSHOT_DEVELOPER_FILE: join(folder, 'rival.json') };
  const other = await json(['skill', 'account'], rival);
  await json(['developer', 'admit', other.publicKey, '--name', 'Rival Ltd']);
  const tried = [['versions'], ['promote'], ['suspend'], ['rollback'], ['logs'], ['analytics']];
  const refused = tried.map(([name = '']) => earshot(['skill', name, id], rival));
  for (const one of await Promise.all(refused)) {
    expect(one).toMatchObject({ code: 1, stderr: expect.stringContaining('not yours') });
  }
  expect(await earshot(['skill', 'register', 'tea-house', ...where], rival)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('another developer'),
  });
  await json(['developer', 'suspend', account.developerId]);
  expect(await earshot(['skill', 'list'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not admitted'),
  });
});

test('a developer’s key is exchanged by a command, which finishes what broke off; the old one is taken no more', async () => {
  const file = join(folder, 'changing.json');
  const own = { EARSHOT_DEVELOPER_FILE: file };
  const { developerId, publicKey } = await json(['skill', 'account'], own);
  await earshot(['developer', 'admit', String(publicKey), '--name', 'Changing']);
  const old = await readFile(file, 'utf8');
  const changed = await json(['skill', 'account', '--new-key'], own);
  expect(changed).toMatchObject({ code: 0, developerId });
  expect(changed['publicKey']).not.toBe(publicKey);
  expect((await earshot(['skill', 'list'], own)).stdout).toContain('none yet');
  const kept = join(folder, 'kept.json');
  await writeFile(kept, old);
  expect(await earshot(['skill', 'list'], { EARSHOT_DEVELOPER_FILE: kept })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not admitted'),
  });
  // The machine stopped before the new key took its place: the old file, and the new one beside it.
  await writeFile(`${file}.next`, await readFile(file, 'utf8'), { mode: 0o600 });
  await writeFile(file, old);
  expect(await json(['skill', 'account', '--new-key'], own)).toMatchObject({
    code: 0,
    developerId,
    publicKey: changed['publicKey'],
  });
  expect((await earshot(['skill', 'list'], own)).stdout).toContain('none yet');
  // Admitting the old key again brings nothing of it back.
  await earshot(['developer', 'admit', String(publicKey), '--name', 'Changing']);
  expect((await earshot(['skill', 'list'], { EARSHOT_DEVELOPER_FILE: kept })).code).toBe(1);
});

test('says in a sentence what to do without an account, and with a strange address', async () => {
  const nobody = { EARSHOT_DEVELOPER_FILE: join(folder, 'nobody.json') };
  expect(await earshot(['skill', 'list'], nobody)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('earshot skill account'),
  });
  const http = await earshot(['skill', 'account', '--at', 'http://earshot.example'], nobody);
  expect(http).toMatchObject({ code: 1, stderr: expect.stringContaining('https address') });
});
