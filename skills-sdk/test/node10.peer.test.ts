/** The package's types for compilers that resolve as Node 10 did: a TypeScript of its own, since ours no longer can. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { builtPackage } from '../build.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-node10-'));
  await run('npm', ['pack', await builtPackage(), '--pack-destination', folder, '--ignore-scripts']);
  await writeFile(join(folder, 'package.json'), '{"name":"app","private":true,"type":"module"}');
  const packages = ['./earshot-skills-sdk-0.1.0.tgz', 'typescript@5.9.3', '@types/node@24.10.1'];
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: folder });
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

it('are found, and refuse what they refuse elsewhere', async () => {
  await writeFile(
    join(folder, 'skill.ts'),
    `import { card, type SkillResult } from '@earshot/skills-sdk';
import { simulate, type SimulatedTurn } from '@earshot/skills-sdk/testing';
export const shown: { readonly card: { readonly title: string } } = card('a', 'b');
export const talk = (skill: Parameters<typeof simulate>[0]): Promise<SimulatedTurn> => simulate(skill).say('hello');
// @ts-expect-error a number is no title
card(1, 'b');
export type Result = SkillResult;
`,
  );
  const options = [
    '--strict',
    '--noEmit',
    '--target',
    'es2022',
    '--moduleResolution',
    'node10',
    '--module',
    'es2022',
  ];
  const args = ['node_modules/typescript/bin/tsc', ...options, '--types', 'node', 'skill.ts'];
  const { stdout } = await run(process.execPath, args, { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
});
