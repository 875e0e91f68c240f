import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKeyPair } from '../../../skills-sdk/src/index.ts';
import { query } from '../../common/db/pool.ts';
import { type Harness, startHarness } from '../../skills/testing/harness.ts';
import { commandsIn, type Ended } from '../testing/commands.ts';

/** Each case starts processes of its own, on machines that do other things as well. */
const slowMs = 90_000;
vi.setConfig({ testTimeout: slowMs, hookTimeout: slowMs });
let folder = '';
let skillFolder = '';

const earshot = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> =>
  commandsIn(folder, {}).earshot(['skill', ...args], env);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-skill-'));
  skillFolder = join(folder, 'tea-house');
  const made = await earshot(['new', '--name', 'Tea House', '--id', 'com.example.tea-house', '--json']);
  expect(JSON.parse(made.stdout)).toMatchObject({ id: 'com.example.tea-house', folder: skillFolder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('new', () => {
  test('does not write over anything, and says what an answer must look like', async () => {
    expect(await earshot(['new', 'tea-house'])).toMatchObject({ code: 1 });
    const bad = await earshot(['new', '--id', 'Tea House']);
    expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining('reverse domain name') });
  });
});

describe('validate', () => {
  test('accepts what new wrote', async () => {
    const { stdout, code } = await earshot(['validate', 'tea-house', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ id: 'com.example.tea-house', isValid: true, problems: [] });
  });

  test('names file, path and reason of everything that is wrong', async () => {
    const model = join(skillFolder, 'model.ts');
    const manifest = join(skillFolder, 'manifest.ts');
    const [goodModel, goodManifest] = await Promise.all([
      readFile(model, 'utf8'),
      readFile(manifest, 'utf8'),
    ]);
    await writeFile(model, goodModel.replace('of] {tea} [please]', 'of] {teas} [please]'));
    await writeFile(manifest, goodManifest.replace("'user.name'", "'user.nam'"));
    const { stdout, code } = await earshot(['validate', 'tea-house', '--json']);
    await Promise.all([writeFile(model, goodModel), writeFile(manifest, goodManifest)]);
    expect(code).toBe(1);
    const { problems } = JSON.parse(stdout) as { problems: { code: string; file: string; path: string }[] };
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'UNKNOWN_FIELD', file: manifest, path: 'fields[0].name' }),
    );
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'SLOT_UNKNOWN', file: model, path: 'intents.Brew.samples.en-US[0]' }),
    );
  });

  test('shows the error of a skill that cannot be loaded', async () => {
    const missing = await earshot(['validate', 'nowhere']);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no folder') });
    const strange = await earshot(['validate', '.']);
    expect(strange).toMatchObject({ code: 1, stderr: expect.stringContaining('manifest.ts is missing') });
  });
});

describe('test', () => {
  test("runs the new skill's own tests through the simulator", async () => {
    const { stdout, code } = await earshot(['test', 'tea-house', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 3, numFailedTests: 0 });
  });
});

describe('dev', () => {
  let harness: Harness;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    harness = await startHarness();
    // Where it is live it signs its answers, with a key that is not on this machine.
    const file = join(skillFolder, 'manifest.ts');
    const signing = `  signatureKeys: ['${createKeyPair().publicKey}'],\n  fields: [`;
    await writeFile(file, (await readFile(file, 'utf8')).replace('  fields: [', signing));
    const { stateDirectory, service: privacy } = harness.privacy;
    env = {
      EARSHOT_STATE_DIR: stateDirectory,
      EARSHOT_PRIVACY_ADDRESS: privacy.address,
      EARSHOT_SKILLS_ADDRESS: harness.service.address,
      EARSHOT_DIALOGUE_ADDRESS: harness.dialogueAddress,
    };
  });
  afterAll(async () => harness?.close());

  test('says in one line that nothing runs here', async () => {
    const nowhere = `unix:${join(folder, 'nobody.sock')}`;
    const ended = await earshot(['dev', 'tea-house', '--say', 'hello'], {
      ...env,
      EARSHOT_SKILLS_ADDRESS: nowhere,
    });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('earshot up') });
  });

  test('registers, talks, and shows what was sent and what was withheld and why', async () => {
    const lines = [
      'brew some tea',
      'mint tea',
      '/set user.name Ada',
      '/grant user.name',
      'brew two cups of green tea',
    ];
    const says = lines.flatMap((line) => ['--say', line]);
    const { stdout, stderr, code } = await earshot(['dev', 'tea-house', '--json', ...says], env);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const [asked, poured, granted] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(asked).toMatchObject({ turn: { decision: 'ask', speech: 'Which tea would you like?' } });
    expect(asked.inspection).toBeUndefined();
    expect(poured).toMatchObject({
      turn: { decision: 'invoke', intent: 'Brew', speech: '1 cup of mint tea.' },
    });
    expect(poured.inspection.sent).toContainEqual(expect.objectContaining({ path: 'slots.tea' }));
    expect(poured.inspection.withheld).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'user.name', reason: 'not_granted' }),
        expect.objectContaining({ path: 'utterance', reason: 'not_declared' }),
      ]),
    );
    expect(granted.turn.speech).toBe('2 cups of green tea for Ada.');
    expect(granted.inspection.withheld).toContainEqual(
      expect.objectContaining({ path: 'user.name', reason: 'pull_only' }),
    );
    expect(stdout).not.toContain('"Ada"');
  });

  test('goes back to what people met before, when development ends', async () => {
    const listed = await earshot(['versions', 'com.example.tea-house', '--operator', '--json'], env);
    const versions = JSON.parse(listed.stdout) as { version: string; state: string; isCurrent: boolean }[];
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.map(({ state }) => state)).toEqual(versions.map(() => 'suspended'));
    expect(versions.some(({ isCurrent }) => isCurrent)).toBe(false);
    // What was granted to try it is taken back, and the household of development has it no more.
    const { pool } = harness.privacy.stores;
    const rows = await query(
      pool,
      `select (select count(*) from grants where skill_id = $1) as given,
         (select count(*) from grants where skill_id = $1 and withdrawn_at is null) as live,
         (select count(*) from skill_enablements where skill_id = $1 and is_enabled) as enabled`,
      ['com.example.tea-house'],
    );
    expect(rows).toEqual([{ given: 1, live: 0, enabled: 0 }]);
  });

  test('says what to do when the registry says no', async () => {
    const strange = await earshot(['versions', 'com.example.nobody', '--operator'], env);
    expect(strange).toMatchObject({ code: 1, stderr: expect.stringContaining('earshot skill list') });
  });
});
