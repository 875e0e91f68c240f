import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildPackage } from '../build.ts';
import { createKeyPair, readSecretKey, signBody } from '../src/index.ts';
import { manifest, model, request, tea } from './sample.ts';

// Compilers and npm run in processes of their own, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const rootDir = dirname(dirname(import.meta.dirname));
const keys = createKeyPair();
let folder = '';
let installed = '';
let plainNode = '';

/** The machine's own Node, not the one of the lockfile: what a skill's developer has. */
async function findPlainNode(): Promise<string> {
  const path = (process.env['PATH'] ?? '').split(':').filter((entry) => !entry.includes('node_modules'));
  const { stdout } = await run('/usr/bin/env', ['sh', '-c', 'command -v node || true'], {
    env: { PATH: path.join(':') },
  });
  return stdout.trim() || process.execPath;
}

const skillSource = `
import { defineSkill } from '@earshot/skills-sdk';
const manifest = ${JSON.stringify(manifest)};
const model = ${JSON.stringify(model)};
const skill = defineSkill({
  manifest,
  model,
  intents: {
    Brew: ({ tell, spoken }) => tell('Brewing ' + spoken('tea') + ' on Node ' + process.versions.node.split('.')[0]),
    Stop: ({ tell }) => tell('Stopped.'),
  },
  onDelete: () => {},
});
const { url } = await skill.listen({ port: 0 });
process.stdout.write(url + '\\n');
`;

beforeAll(async () => {
  plainNode = await findPlainNode();
  folder = await mkdtemp(join(tmpdir(), 'earshot-package-'));
  const built = await buildPackage(join(folder, 'dist'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: built });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{"name":"app","private":true,"type":"module"}');
  await run(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed?.filename ?? '')],
    {
      cwd: app,
    },
  );
  installed = join(app, 'node_modules/@earshot/skills-sdk');
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the published package', () => {
  it('depends on nothing, and brings nothing of the services but what the simulator bundles', async () => {
    const published = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(Object.keys(published).filter((key) => /dependencies$|^scripts$/i.test(key))).toEqual([]);
    expect(await readdir(join(folder, 'app/node_modules'))).toEqual(['.package-lock.json', '@earshot']);
    const main = await readFile(join(installed, 'index.js'), 'utf8');
    expect(main).not.toMatch(/services\//);
    for (const name of ['index.js', 'testing.js']) {
      const source = await readFile(join(installed, name), 'utf8');
      const imports = [...source.matchAll(/^(?:import|export) .*?from\s*["']([^"']+)["']/gm)].map(
        ([, path]) => path,
      );
      expect(imports.filter((path) => !path?.startsWith('node:'))).toEqual([]);
    }
  });

  it('runs a skill on the plain Node of the machine', async () => {
    const app = join(folder, 'app');
    await writeFile(join(app, 'main.mjs'), skillSource);
    const child = spawn(plainNode, ['main.mjs'], {
      cwd: app,
      env: { PATH: process.env['PATH'], EARSHOT_SKILL_KEYS: keys.publicKey },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
        child.once('exit', () => reject(new Error('the skill ended')));
      });
      const body = JSON.stringify(request('Brew', [tea]));
      const post = async (secretKey: string) =>
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
      expect(answer.speech.text).toMatch(/^Brewing green tea on Node \d+$/);
      expect((await post(createKeyPair().secretKey)).status).toBe(401);
    } finally {
      child.kill();
    }
  });

  it('simulates conversations there, with the engine that came inside', async () => {
    const app = join(folder, 'app');
    await writeFile(
      join(app, 'simulate.mjs'),
      `${skillSource.split('const { url }')[0]}
import { simulate } from '@earshot/skills-sdk/testing';
const user = simulate(skill, { locale: 'en-US' });
const asked = await user.say('brew two green tea');
const turn = await user.say('for the guests');
process.stdout.write(JSON.stringify([asked.speech, turn.speech, turn.withheld['slots.note'], turn.withheld.utterance]));
`,
    );
    const { stdout } = await run(plainNode, ['simulate.mjs'], { cwd: app });
    expect(JSON.parse(stdout)).toEqual([
      'What note?',
      expect.stringMatching(/^Brewing green tea on Node/),
      'not_granted',
      'not_declared',
    ]);
  });

  it('has declarations that infer the same types', async () => {
    const app = join(folder, 'app');
    const sample = await readFile(join(import.meta.dirname, 'sample.ts'), 'utf8');
    const check = await readFile(join(import.meta.dirname, 'types.check.ts'), 'utf8');
    await writeFile(join(app, 'sample.ts'), sample);
    await writeFile(join(app, 'types.check.ts'), check);
    await writeFile(
      join(app, 'testing.check.ts'),
      `import { simulate, type SimulatedTurn } from '@earshot/skills-sdk/testing';
import type { Skill } from '@earshot/skills-sdk';
export const talk = async (skill: Skill): Promise<SimulatedTurn> => simulate(skill, { grants: ['user.name'] }).say('hello');
`,
    );
    const options = {
      extends: join(rootDir, 'tsconfig.json'),
      compilerOptions: {
        skipLibCheck: false,
        typeRoots: [join(rootDir, 'node_modules/@types')],
        types: ['node'],
      },
      include: ['*.check.ts'],
    };
    await writeFile(join(app, 'tsconfig.json'), JSON.stringify(options));
    const { stdout } = await run(
      process.execPath,
      [join(rootDir, 'node_modules/typescript/bin/tsc'), '-p', '.'],
      {
        cwd: app,
      },
    ).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });
});
