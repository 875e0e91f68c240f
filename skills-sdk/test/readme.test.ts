import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';

// Compilers and npm run in processes of their own, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const packageDir = dirname(import.meta.dirname);
const readme = await readFile(join(packageDir, 'README.md'), 'utf8');

it('what the README shows of the commands is what they print', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-readme-'));
  const main = join(packageDir, '../services/cli/main.ts');
  const blocks = [...readme.matchAll(/```console\n\$ earshot (.*)\n([\s\S]*?)```/g)];
  expect(blocks.length).toBeGreaterThan(1);
  for (const [, command = '', output = ''] of blocks) {
    const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    const { stdout } = await run(process.execPath, [main, ...args], { cwd: folder });
    expect(stdout).toBe(output);
  }
  await rm(folder, { recursive: true });
});

it('every link of the README leads somewhere', async () => {
  for (const [, target = ''] of readme.matchAll(/\]\(([^)#][^)]*)\)/g)) {
    await access(join(packageDir, target.split('#')[0] ?? ''));
  }
});
