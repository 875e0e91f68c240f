/** A newcomer's skill: every command in a clean folder, with plain npm, on the Nodes that people have. The rest of the matrix is in the kind `peers`. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtPackage } from '../build.ts';
import { versions } from '../src/command/scaffold/project.ts';
import { createKeyPair, readSecretKey, signBody } from '../src/index.ts';
import { environmentOf, findNode, holdConversation, type, withoutNode, writeSkill } from './newcomer.ts';

// npm and compilers run in processes of their own, on machines that do other things as well.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const rootDir = dirname(dirname(import.meta.dirname));
const keys = createKeyPair();
let folder = '';
let bin = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-newcomer-'));
  bin = join(await builtPackage(), 'bin.js');
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const cases = [
  { major: 20, language: 'TypeScript', options: '', extension: 'ts' },
  {
    major: 24,
    language: 'JavaScript, in both languages',
    options: '--javascript --locales en-US,zh-CN',
    extension: 'js',
  },
] as const;

describe.each(cases.map((one) => ({ ...one, on: `Node ${one.major}${withoutNode(one.major)}` })))(
  '$language on $on',
  ({ major, options, extension }) => {
    const node = findNode(major) ?? '';
    const has = it.runIf(node !== '');
    const hasTypes = it.runIf(node !== '' && extension === 'ts');
    let skill = '';

    has('writes a skill that plain npm installs, checks and tests', async () => {
      skill = await writeSkill(node, `node ${bin} new tea-house-${extension} ${options}`, folder);
    });

    hasTypes('holds a conversation, and says what was sent and what was not', async () => {
      await holdConversation(node, skill);
      const strange = await type(node, 'npm run dev -- --locale fr-FR', skill);
      expect(strange).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/the skill speaks .*, not fr-FR/),
      });
    });

    has('is stopped by the compiler wherever it does not compile', async () => {
      const file = join(skill, `skill.${extension}`);
      const good = await readFile(file, 'utf8');
      await writeFile(file, good.replace('slots.cups?', 'slots.mugs?'));
      for (const script of extension === 'ts' ? ['validate', 'test', 'dev'] : ['validate']) {
        const ended = await type(node, `npm run ${script}`, skill);
        expect(ended).toMatchObject({ code: 1 });
        expect(ended.stdout + ended.stderr).toMatch(/TS2339[\s\S]*mugs/);
      }
      await writeFile(file, good);
    });

    hasTypes('serves whoever signs, and nobody else', async () => {
      expect(await type(node, 'npm run build', skill)).toMatchObject({ code: 0 });
      const child = spawn(node, ['dist/main.js'], {
        cwd: skill,
        env: { ...environmentOf(node), EARSHOT_SKILL_KEYS: keys.publicKey, PORT: '0' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
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
          intent: {
            name: 'Brew',
            slots: [{ name: 'tea', type: 'Tea', valueJson: '"mint"', valueId: 'mint' }],
          },
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
  },
);

it('begins with the versions that the checkout is tested with', async () => {
  const text = await readFile(join(rootDir, 'package.json'), 'utf8');
  const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
  expect(versions).toEqual({
    typescript: devDependencies['typescript'],
    nodeTypes: devDependencies['@types/node'],
  });
});
