/** What a newcomer may choose, beside the two cases of `newcomer.test.ts`: language of code, languages of people, Node. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { builtPackage } from '../build.ts';
import { findNode, holdConversation, type NodeMajor, writeSkill } from './newcomer.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const run = promisify(execFile);
let folder = '';
let bin = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-matrix-'));
  bin = join(await builtPackage(), 'bin.js');
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** This machine's, or else npm's package of that version. */
async function nodeOf(major: NodeMajor): Promise<string> {
  const found = findNode(major);
  if (found !== undefined) return found;
  const place = join(folder, `node-${major}`);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), '{"name":"node-of-a-version","private":true}');
  const name = `node-linux-${process.arch}`;
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${major}`], {
    cwd: place,
  });
  return join(place, 'node_modules', name, 'bin/node');
}

const locales = ['en-US', 'zh-CN', 'en-US,zh-CN'] as const;
const isQuick = (isJavaScript: boolean, major: NodeMajor, spoken: string) =>
  isJavaScript ? major === 24 && spoken === 'en-US,zh-CN' : major === 20 && spoken === 'en-US';
const cases = [false, true].flatMap((isJavaScript) =>
  ([20, 24] as const).flatMap((major) =>
    locales
      .filter((spoken) => !isQuick(isJavaScript, major, spoken))
      .map((spoken) => ({
        language: isJavaScript ? 'JavaScript' : 'TypeScript',
        isJavaScript,
        major,
        spoken,
      })),
  ),
);

it('has every choice, here or in the quick tests', () => {
  expect(cases).toHaveLength(2 * 2 * 3 - 2);
});

it.each(cases)(
  '$language on Node $major, speaking $spoken: installs, compiles, is valid, passes its own tests',
  async ({ isJavaScript, major, spoken }) => {
    const node = await nodeOf(major);
    const options = `--locales ${spoken}${isJavaScript ? ' --javascript' : ''}`;
    const id = '--id com.example.tea-house';
    const skill = await writeSkill(
      node,
      `node ${bin} new skill-${major}-${isJavaScript}-${spoken} ${options} ${id}`,
      folder,
    );
    if (spoken !== 'zh-CN') await holdConversation(node, skill);
  },
);
