import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// Compilers and npm run in processes of their own, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const packageDir = dirname(import.meta.dirname);
const rootDir = dirname(packageDir);
let folder = '';
let installed = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-package-'));
  // As anybody would: in the folder itself, which leaves it as it was.
  const manifest = join(packageDir, 'package.json');
  const before = await readFile(manifest, 'utf8');
  await run('npm', ['pack', '--pack-destination', folder], { cwd: packageDir });
  expect(await readFile(manifest, 'utf8')).toBe(before);
  const [packed] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{"name":"app","private":true,"type":"module"}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed ?? '')], {
    cwd: app,
  });
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
    expect(await readdir(join(folder, 'app/node_modules'))).toEqual([
      '.bin',
      '.package-lock.json',
      '@earshot',
    ]);
    const main = await readFile(join(installed, 'dist/index.js'), 'utf8');
    expect(main).not.toMatch(/services\//);
    for (const name of ['index.js', 'testing.js', 'talk-process.js']) {
      const source = await readFile(join(installed, 'dist', name), 'utf8');
      const imports = [...source.matchAll(/^(?:import|export) .*?from\s*["']([^"']+)["']/gm)].map(
        ([, path]) => path,
      );
      expect(imports.filter((path) => !path?.startsWith('node:'))).toEqual([]);
    }
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
