/** A newcomer's ten minutes: every command in a clean folder, with plain npm, on the Nodes that people have. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtPackage } from '../build.ts';
import { versions } from '../src/command/scaffold/project.ts';
import { createKeyPair, readSecretKey, signBody } from '../src/index.ts';

// npm and compilers run in processes of their own, on machines that do other things as well.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const run = promisify(execFile);
const rootDir = dirname(dirname(import.meta.dirname));
const keys = createKeyPair();
let folder = '';
let bin = '';

/** The machine's own Node where it is an older one, and the one of the lockfile. */
const nodes: Readonly<Record<string, string>> = {
  "the machine's Node": existsSync('/usr/bin/node') ? '/usr/bin/node' : process.execPath,
  "the lockfile's Node": process.execPath,
};

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-newcomer-'));
  bin = join(await builtPackage(), 'bin.js');
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const cases = [
  { node: "the machine's Node", language: 'TypeScript', options: [], extension: 'ts' },
  {
    node: "the lockfile's Node",
    language: 'JavaScript, in both languages',
    options: ['--javascript', '--locales', 'en-US,zh-CN'],
    extension: 'js',
  },
] as const;

describe.each(cases)('$language on $node', ({ node, options, extension }) => {
  const program = nodes[node] ?? process.execPath;
  const name = `tea-house-${extension}`;
  let skill = '';

  /** A command as it is typed, with this Node before any other and nothing of the checkout. */
  async function type(command: string, args: readonly string[], cwd: string): Promise<Ended> {
    const env = { PATH: [dirname(program), process.env['PATH']].join(delimiter), HOME: process.env['HOME'] };
    return run(command, [...args], { cwd, env }).then(
      ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
      (error: Ended) => error,
    );
  }

  it('writes a skill that plain npm installs, checks and tests', async () => {
    const made = await type(program, [bin, 'new', name, '--json', ...options], folder);
    expect(made).toMatchObject({ code: 0 });
    skill = (JSON.parse(made.stdout) as { folder: string }).folder;
    await rm(join(skill, 'node_modules'), { recursive: true, force: true });
    const installed = await type(
      'npm',
      ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'],
      skill,
    );
    expect(installed).toMatchObject({ code: 0 });
    const valid = await type('npm', ['run', 'validate'], skill);
    expect(valid.stdout).toContain('com.example.tea-house 1.0.0 can be registered');
    const tested = await type('npm', ['test'], skill);
    expect(tested).toMatchObject({ code: 0, stdout: expect.stringMatching(/fail 0/) });
  });

  it.runIf(extension === 'ts')('holds a conversation, and says what was sent and what was not', async () => {
    const said = ['run', 'dev', '--', '--say', 'brew some tea', '--say', 'mint tea'];
    const { stdout, code } = await type('npm', said, skill);
    expect(code).toBe(0);
    expect(stdout).toContain('says        Which tea would you like?  [listening]');
    expect(stdout).toContain('says        1 cup of mint tea.');
    expect(stdout).toContain('withheld    user.name: declared, not granted by the user');
    const strange = await type('npm', ['run', 'dev', '--', '--locale', 'fr-FR'], skill);
    expect(strange).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/the skill speaks .*, not fr-FR/),
    });
  });

  it('is stopped by the compiler wherever it does not compile', async () => {
    const file = join(skill, `skill.${extension}`);
    const good = await readFile(file, 'utf8');
    await writeFile(file, good.replace('slots.cups?', 'slots.mugs?'));
    for (const script of extension === 'ts' ? ['validate', 'test', 'dev'] : ['validate']) {
      const ended = await type('npm', ['run', script], skill);
      expect(ended).toMatchObject({ code: 1 });
      expect(ended.stdout + ended.stderr).toMatch(/TS2339[\s\S]*mugs/);
    }
    await writeFile(file, good);
  });

  it.runIf(extension === 'ts')('serves whoever signs, and nobody else', async () => {
    const env = {
      PATH: [dirname(program), process.env['PATH']].join(delimiter),
      EARSHOT_SKILL_KEYS: keys.publicKey,
      PORT: '0',
    };
    expect(await type('npm', ['run', 'build'], skill)).toMatchObject({ code: 0 });
    const child = spawn(program, ['dist/main.js'], { cwd: skill, env, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.once('data', (chunk) => resolve(/http\S+/.exec(String(chunk))?.[0] ?? ''));
        child.once('exit', () => reject(new Error('the skill ended')));
      });
      const body = JSON.stringify({
        requestId: 'req_1',
        version: '1',
        skillId: 'com.example.tea-house',
        locale: 'en-US',
        intent: { name: 'Brew', slots: [{ name: 'tea', type: 'Tea', valueJson: '"mint"', valueId: 'mint' }] },
      });
      const post = (secretKey: string) =>
        fetch(url, {
          method: 'POST',
          body,
          headers: signBody(readSecretKey(secretKey), {
            id: 'msg_1',
            timestampMs: Date.now(),
            body: new TextEncoder().encode(body),
          }),
        });
      const answer = (await (await post(keys.secretKey)).json()) as { speech: { text: string } };
      expect(answer.speech.text).toBe('1 cup of mint tea.');
      expect((await post(createKeyPair().secretKey)).status).toBe(401);
    } finally {
      child.kill();
    }
  });
});

it('begins with the versions that the checkout is tested with', async () => {
  const text = await readFile(join(rootDir, 'package.json'), 'utf8');
  const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
  expect(versions).toEqual({
    typescript: devDependencies['typescript'],
    nodeTypes: devDependencies['@types/node'],
  });
});
