/** The real `earshot` in processes of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkoutDir } from '../../common/addresses.ts';

const run = promisify(execFile);

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export const earshotMain: string = join(checkoutDir, 'services/cli/main.ts');

/** @param settings of each command, where it names no others */
export function commandsIn(cwd: string, settings: NodeJS.ProcessEnv) {
  /** Whatever becomes of it. */
  const earshot = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> => {
    const options = { cwd, env: { ...process.env, ...settings, ...env }, timeout: 90_000 };
    return run(process.execPath, [earshotMain, ...args], options).then(
      ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
      (error: Ended) => error,
    );
  };
  return {
    earshot,
    /** With `--json`: what it printed, an object with its exit status. */
    async json(args: readonly string[], env?: NodeJS.ProcessEnv) {
      const { stdout, stderr, code } = await earshot([...args, '--json'], env);
      if (stdout === '') return { code, stderr };
      const parsed = JSON.parse(stdout);
      return Array.isArray(parsed) ? parsed : { code, ...parsed };
    },
  };
}

export type Commands = ReturnType<typeof commandsIn>;
