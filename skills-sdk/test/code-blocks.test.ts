/** What the pages show of code compiles and runs, in the skill that a newcomer has. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { builtPackage } from '../build.ts';
import { scaffold } from '../src/command/scaffold/index.ts';
import { alexaModel } from './alexa-skill.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const rootDir = dirname(dirname(import.meta.dirname));
const pages = [
  'skills-sdk/README.md',
  'docs/alexa.md',
  'docs/interaction-model.md',
  'docs/skill-protocol.md',
];
let folder = '';
let blocks: { readonly page: string; readonly kind: string; readonly code: string }[] = [];

/** Names that a block leaves to the page around it, and where they come from. */
const around: Readonly<Record<string, string>> = {
  InteractionModel: "import type { InteractionModel } from '@earshot/skills-sdk';",
  defineSkill: "import { defineSkill } from '@earshot/skills-sdk';",
  keep: "import { fileStore, keep } from '@earshot/skills-sdk';",
  manifest: "import { manifest } from './manifest.ts';",
  model: "import { model } from './model.ts';",
  skill: "import { skill } from './skill.ts';",
};
/** A part of a larger object, and what it is a part of. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/^(fields|protocol):/, 'ManifestInput'],
  [/^(samples|slots):/, 'IntentDefinition'],
];

function moduleOf(code: string): string {
  const part = parts.find(([pattern]) => pattern.test(code));
  if (part) {
    const [, type] = part;
    return `import type { ${type} } from '@earshot/skills-sdk';\nexport default {\n${code}} as const satisfies Partial<${type}>;\n`;
  }
  const isOpen = (name: string) =>
    new RegExp(`(?<![\\w'.])${name}(?![\\w':])`).test(code) &&
    !new RegExp(
      `^(?:export )?const (?:\\{[^}]*)?\\b${name}\\b|^import [^;]*\\b${name}\\b[^;]*from`,
      'm',
    ).test(code);
  const imports = Object.keys(around)
    .filter(isOpen)
    .map((name) => around[name]);
  return `${imports.join('\n')}\n${code}\nexport {};\n`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-blocks-'));
  const files = scaffold({
    names: { 'en-US': 'tea house' },
    id: 'com.example.tea-house',
    contact: 'privacy@example.com',
    locales: ['en-US'],
    isJavaScript: false,
    sdk: '0.1.0',
  });
  for (const [name, text] of Object.entries(files)) {
    if (/\.(ts|json)$/.test(name)) await writeFile(join(folder, name), text);
  }
  await mkdir(join(folder, 'node_modules/@earshot'), { recursive: true });
  await mkdir(join(folder, 'node_modules/@types'));
  await symlink(await builtPackage(), join(folder, 'node_modules/@earshot/skills-sdk'));
  await symlink(join(rootDir, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  // The Alexa skill that its page speaks of.
  await mkdir(join(folder, 'lambda'));
  await mkdir(join(folder, 'models'));
  await writeFile(join(folder, 'lambda/package.json'), '{"type":"commonjs"}');
  await writeFile(join(folder, 'lambda/index.js'), 'module.exports = { handler: async () => ({}) };\n');
  await writeFile(
    join(folder, 'lambda/index.d.ts'),
    'declare const lambda: { handler: () => Promise<object> };\nexport = lambda;\n',
  );
  await writeFile(join(folder, 'models/en-US.json'), JSON.stringify(alexaModel));
  for (const page of pages) {
    const text = await readFile(join(rootDir, page), 'utf8');
    for (const [, kind = '', code = ''] of text.matchAll(/^```(ts|json)\n([\s\S]*?)^```$/gm)) {
      blocks = [...blocks, { page, kind, code }];
    }
  }
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

it('every block of JSON is JSON', () => {
  const json = blocks.filter(({ kind }) => kind === 'json');
  expect(json.length).toBeGreaterThan(1);
  for (const { code } of json) JSON.parse(code);
});

it('every block of TypeScript compiles and runs', async () => {
  const code = blocks.filter(({ kind }) => kind === 'ts');
  expect(code.length).toBeGreaterThan(9);
  for (const [index, block] of code.entries()) {
    await writeFile(join(folder, `block-${index}.ts`), moduleOf(block.code));
  }
  const compiler = join(rootDir, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [compiler, '-p', '.', '--noEmit', '--pretty', 'false'], {
    cwd: folder,
  }).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
  for (const index of code.keys()) await run(process.execPath, [`block-${index}.ts`], { cwd: folder });
});
