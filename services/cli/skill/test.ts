/** `earshot skill test`. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkoutDir } from '../../common/addresses.ts';

interface TestOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Runs vitest in the skill's folder and ends with its status. */
export async function test(folder: string, options: TestOptions): Promise<void> {
  const root = resolve(folder);
  const reportFolder = options.json ? await mkdtemp(join(tmpdir(), 'earshot-skill-test-')) : '';
  const report = join(reportFolder, 'report.json');
  const args = [
    join(checkoutDir, 'node_modules/vitest/vitest.mjs'),
    options.watch ? 'watch' : 'run',
    '--root',
    root,
    // The skill's own tests and nothing of the checkout's settings.
    '--config',
    join(checkoutDir, 'services/cli/skill/vitest.skill.config.ts'),
    ...(options.json ? ['--reporter=json', `--outputFile=${report}`] : []),
  ];
  // With --json, standard output is the report and nothing else.
  const stdout = options.json ? 'ignore' : 'inherit';
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['inherit', stdout, 'inherit'] });
  process.exitCode = await new Promise<number>((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => done(code ?? 1));
  });
  if (!options.json) return;
  const text = await readFile(report, 'utf8').catch(() => '{}');
  process.stdout.write(`${JSON.stringify(JSON.parse(text))}\n`);
  await rm(reportFolder, { recursive: true });
}
