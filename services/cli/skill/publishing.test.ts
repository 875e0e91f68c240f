/** Whose a skill is, and a developer's key: over https, by public commands alone. A whole newcomer's way is in `ten-minutes.test.ts`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import { loadConfig } from '../../common/config.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { createLogger } from '../../common/log.ts';
import { type Harness, startHarness } from '../../skills/testing/harness.ts';
import { offerOf, optedIn } from '../../training/testing/harness.ts';
import { settings as webSettings } from '../../web/config.ts';
import { startWebService, type WebService } from '../../web/service.ts';
import { type Commands, commandsIn } from '../testing/commands.ts';
import { freePort } from '../up/ports.ts';
import { HttpsFronts } from './testing/https-fronts.ts';

/** Each command is a process of its own, on machines that do other things as well. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let folder = '';
let harness: Harness;
let web: WebService;
let fronts: HttpsFronts;
let env: NodeJS.ProcessEnv = {};
let earshot: Commands['earshot'];
let json: Commands['json'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-publishing-'));
  fronts = await HttpsFronts.make(folder);
  harness = await startHarness({ egress: { ca: fronts.certificate } });
  const port = await freePort();
  const origin = await fronts.before(port);
  web = await startWebService(
    loadConfig(webSettings, {
      EARSHOT_WEB_ADDRESS: `unix:${join(folder, 'web.sock')}`,
      EARSHOT_PRIVACY_ADDRESS: harness.privacy.service.address,
      EARSHOT_SKILLS_ADDRESS: harness.service.address,
      EARSHOT_TRAINING_ADDRESS: harness.training.address,
      EARSHOT_STATE_DIR: harness.privacy.stateDirectory,
      EARSHOT_WEB_ORIGIN: origin,
      EARSHOT_WEB_LISTEN: `127.0.0.1:${port}`,
    }),
    { log: createLogger('web', { write: () => {} }) },
  );
  env = {
    EARSHOT_STATE_DIR: harness.privacy.stateDirectory,
    EARSHOT_PRIVACY_ADDRESS: harness.privacy.service.address,
    EARSHOT_SKILLS_ADDRESS: harness.service.address,
    EARSHOT_DIALOGUE_ADDRESS: harness.dialogueAddress,
    EARSHOT_WEB_ORIGIN: origin,
    EARSHOT_DEVELOPER_FILE: join(folder, 'developer.json'),
    NODE_EXTRA_CA_CERTS: fronts.certificateFile,
  };
  ({ earshot, json } = commandsIn(folder, env));
});
afterAll(async () => {
  fronts?.close();
  await web?.drain();
  await harness?.close();
  await rm(folder, { recursive: true, force: true });
});

const id = 'com.example.tea-house';

test('a skill is its developer’s alone: another’s key opens nothing of it, and one that is shut out nothing at all', async () => {
  const account = await json(['skill', 'account']);
  await json(['developer', 'admit', account.publicKey, '--name', 'Tea House Ltd']);
  await earshot(['skill', 'new', '--name', 'Tea House', '--id', id]);
  const where = ['--endpoint', `${await fronts.before(await freePort())}/`];
  const registered = await json(['skill', 'register', 'tea-house', ...where]);
  expect(registered).toMatchObject({ code: 0, id, version: '1.0.0', state: 'draft' });

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
  expect(await json(['developer', 'admit', String(publicKey), '--name', 'Changing'])).toMatchObject({
    code: 0,
  });
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

test('a skill’s own signing key: the first is for its manifest, the next takes the place of it while both are good', async () => {
  const own = { EARSHOT_DEVELOPER_FILE: join(folder, 'signing.json') };
  const account = await json(['skill', 'account'], own);
  await json(['developer', 'admit', account.publicKey, '--name', 'Signing']);
  const name = 'com.example.signs';
  await earshot(['skill', 'new', 'signs', '--name', 'Tea Signs', '--id', name]);
  const register = ['skill', 'register', 'signs', '--endpoint', 'https://localhost:9/'];
  await json(register, own);
  const none = await earshot(['skill', 'signing-key', name], own);
  expect(none.stdout).toContain('its answers are not signed');
  const first = await json(['skill', 'signing-key', name, '--new'], own);
  expect(first).toMatchObject({ code: 0, keys: [], secretKey: expect.stringMatching(/^whsk_/) });
  const file = join(folder, 'signs/manifest.ts');
  const written = (await readFile(file, 'utf8'))
    .replace("version: '1.0.0'", "version: '1.1.0'")
    .replace('  fields: [', `  signatureKeys: ['${first.publicKey}'],\n  fields: [`);
  await writeFile(file, written);
  await json(register, own);
  const { keys: listed } = await json(['skill', 'signing-key', name], own);
  expect(listed).toEqual([{ publicKey: first.publicKey, goodUntil: '' }]);
  const next = await json(['skill', 'signing-key', name, '--new', '--days', '3'], own);
  expect(next.keys).toEqual([
    { publicKey: first.publicKey, goodUntil: expect.stringMatching(/^\d{4}-/) },
    { publicKey: next.publicKey, goodUntil: '' },
  ]);
  const shown = await earshot(['skill', 'signing-key', name, '--new', '--days', '0'], own);
  expect(shown.stdout).toMatch(/EARSHOT_SKILL_SIGNING_KEY="whsk_/);
  expect(shown.stdout).not.toContain(first.publicKey);
  expect((await earshot(['skill', 'logs', name], own)).stdout).toMatch(/key_changed 259200 s +\(developer\)/);
});

test('what ten people said in vain reaches the skill’s developer over https, and nobody else’s', async () => {
  const own = { EARSHOT_DEVELOPER_FILE: join(folder, 'listening.json') };
  const account = await json(['skill', 'account'], own);
  await json(['developer', 'admit', account.publicKey, '--name', 'Listening']);
  const name = 'com.example.hears';
  await earshot(['skill', 'new', 'hears', '--name', 'Tea Ears', '--id', name]);
  await json(['skill', 'register', 'hears', '--endpoint', 'https://localhost:9/'], own);
  const said = { text: 'a chai please', end: TurnEnd.REJECTED, skillId: name };
  const speak = async () => {
    const home = await optedIn(harness.privacy, false);
    await callUnary(harness.training.client, 'offer', offerOf(home, said), { deadlineMs: 10_000 });
  };
  await Promise.all(Array.from({ length: 10 }, speak));
  const heard = () => earshot(['skill', 'suggestions', 'hears'], own);
  // They wait until the person was taken out of them.
  await expect.poll(async () => (await heard()).stdout, { timeout: 60_000 }).toMatch(/10 +rejected +a chai/i);
  const rival = { EARSHOT_DEVELOPER_FILE: join(folder, 'deaf.json') };
  const other = await json(['skill', 'account'], rival);
  await json(['developer', 'admit', other.publicKey, '--name', 'Deaf']);
  expect(await earshot(['skill', 'suggestions', 'hears'], rival)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not yours'),
  });
  const logs = await earshot(['skill', 'logs', name], own);
  expect(logs.stdout).toMatch(/1 sentences in en-US wait for a review/);
  expect((await earshot(['skill', 'suggestions', 'hears', '--take', 'a chai please'], own)).stdout).toContain(
    'taken: a chai please',
  );
  expect((await heard()).stdout).toContain('nothing that ten people said');
  // A log without them says why.
  const cut = { ...own, EARSHOT_TRAINING_ADDRESS: `unix:${join(folder, 'nobody.sock')}` };
  const alone = await earshot(['skill', 'logs', name, '--operator'], cut);
  expect(alone).toMatchObject({ code: 0, stderr: expect.stringContaining('in vain cannot be read') });
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
