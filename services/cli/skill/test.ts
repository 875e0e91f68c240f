/** `earshot skill test`. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { checkoutDir } from '../../common/addresses.ts';

interface TestOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Runs vitest in the skill's folder and ends with its status. */
export async function test(folder: string, options: TestOptions): Promise<void> {
  const vitest = join(checkoutDir, 'node_modules/vitest/vitest.mjs');
  const root = resolve(folder);
  const args = [
    vitest,
    options.watch ? 'watch' : 'run',
    '--root',
    root,
    // The skill's own tests and nothing of the checkout's settings.
    '--config',
    join(checkoutDir, 'services/cli/skill/vitest.skill.config.ts'),
    ...(options.json ? ['--reporter=json'] : []),
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = await new Promise<number>((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => done(code ?? 1));
  });
}
