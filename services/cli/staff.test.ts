/** Somebody of the staff from the key that they make to what they may do with it: by the real commands, over the real pages. */
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { StaffRole } from '../../proto/gen/earshot/callers/v1/callers.ts';
import { CasesServiceClient } from '../../proto/gen/earshot/duties/v1/cases.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { loadConfig } from '../common/config.ts';
import { callUnary } from '../common/grpc/client.ts';
import { createLogger } from '../common/log.ts';
import { pathOf, signRequest } from '../common/proofs/request-proof.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { type Harness, limits, makeHome, startHarness } from '../privacy/testing/harness.ts';
import { settings as webSettings } from '../web/config.ts';
import { startWebService, type WebService } from '../web/service.ts';
import { makeKeyAccount } from './key-account.ts';
import { type Commands, commandsIn } from './testing/commands.ts';
import { freePort } from './up/ports.ts';

/** Each command is a process of its own, on machines that do other things as well. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let harness: Harness;
let web: WebService;
let earshot: Commands['earshot'];
const lines: string[] = [];

const json = async (...args: string[]) => JSON.parse((await earshot([...args, '--json'])).stdout);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-staff-'));
  harness = await startHarness();
  const port = await freePort();
  const own = {
    EARSHOT_PRIVACY_ADDRESS: harness.service.address,
    EARSHOT_STATE_DIR: harness.stateDirectory,
    EARSHOT_WEB_ORIGIN: `http://127.0.0.1:${port}`,
  };
  const listens = {
    EARSHOT_WEB_ADDRESS: `unix:${join(folder, 'web.sock')}`,
    EARSHOT_WEB_LISTEN: `127.0.0.1:${port}`,
  };
  const log = createLogger('web', { write: (line: string) => void lines.push(line) });
  web = await startWebService(loadConfig(webSettings, { ...own, ...listens }), { log });
  const settings = { ...own, XDG_RUNTIME_DIR: folder, EARSHOT_STAFF_FILE: join(folder, 'staff.json') };
  ({ earshot } = commandsIn(folder, settings));
});
afterAll(async () => {
  await web?.drain();
  await harness?.close();
  await rm(folder, { recursive: true, force: true });
});

test('a key that the operator admitted opens what its roles are for, until it is suspended', async () => {
  const home = await makeHome(harness.client);
  const cases = connectAsNamed(CasesServiceClient, harness.service.address, harness.stateDirectory);
  const order = {
    ...{ subjectId: home.subjectId, seller: 'tea-house', what: 'canary: two teas', other: '' },
    ...{ otherContact: '', promise: 'agreed', completedAtMs: 0, whatClass: DataClass.TRANSACTION },
  };
  const { orderId } = await callUnary(cases, 'recordOrder', order, limits);
  cases.close();
  const reading = ['support', 'order', orderId, '--ground', 'dispute', '--as', 'disputes'];
  expect((await earshot(reading)).stderr).toMatch(/you have no staff account/);
  const { staffId, publicKey } = await json('staff', 'account');
  expect((await earshot(reading)).stderr).toMatch(/your key is not admitted there/);
  await json('staff', 'admit', publicKey, '--roles', 'support,auditor');
  expect((await earshot(reading)).stderr).toMatch(/STAFF_ROLE_REQUIRED/);
  await json('staff', 'admit', publicKey, '--roles', 'disputes,auditor');
  expect((await earshot(reading)).stdout).toContain('canary: two teas');
  const shown = await earshot(['audit', 'show', '--as', 'auditor']);
  expect(shown.stdout).toContain(`${staffId} as disputes (web)  CasesService/ReadTradeRecord  dispute`);
  expect(await json('staff', 'list')).toContainEqual(
    expect.objectContaining({ staffId, roles: ['disputes', 'auditor'], state: 'admitted' }),
  );
  await json('staff', 'suspend', staffId);
  expect((await earshot(reading)).stderr).toMatch(/or you are suspended/);
  expect(lines.join('')).not.toMatch(/canary|staff_/);
});

test('a proof of somebody else’s key, or for another call, opens nothing', async () => {
  const origin = `http://127.0.0.1:${web.port}`;
  const file = join(folder, 'other.json');
  const of = {
    kind: 'staff',
    fail: (reason: string) => new Error(reason),
    makeWith: '',
    variable: '',
  } as const;
  const { holderId, publicKey } = makeKeyAccount(of, file, undefined, origin);
  const privateKey = createPrivateKey({
    key: JSON.parse(await readFile(file, 'utf8')).key,
    format: 'jwk',
  });
  await json('staff', 'admit', publicKey, '--roles', 'auditor,support');
  const body = JSON.stringify({ staffRole: StaffRole.SUPPORT });
  const post = (proof: string, method = 'listOpenFaults', kind: 'staff' | 'developer' = 'staff') =>
    fetch(`${origin}${pathOf(kind)}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${proof}` },
      body,
    }).then(async (answer) => ((await answer.json()) as { code?: string }).code ?? 'OK');
  const path = `${pathOf('staff')}listOpenFaults`;
  const proof = await signRequest(holderId, privateKey, { origin, path, body });
  expect(await post(proof)).toBe('OK');
  const elsewhere = await signRequest(holderId, privateKey, { origin: 'https://x.example', path, body });
  const another = await signRequest(holderId, privateKey, { origin, path, body: '{}' });
  const first = (await json('staff', 'account')).staffId as string;
  const forged = await signRequest(first, privateKey, { origin, path, body });
  for (const wrong of [elsewhere, another, forged, '', 'x.y.z']) {
    expect(await post(wrong)).toBe('UNAUTHENTICATED');
  }
  expect(await post(proof, 'askForLogs')).toBe('UNAUTHENTICATED');
  // A key of the staff is none of a developer’s.
  expect(await post(proof, 'listSkillVersions', 'developer')).toBe('UNAUTHENTICATED');
});
