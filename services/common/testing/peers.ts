/** Programs of other people that speak our protocols, for tests: installed into a folder of their own on first use. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkoutDir } from '../addresses.ts';

const run = promisify(execFile);

/** Each at the version that the tests were written against. */
const clients = ['xiaozhi-sdk==0.5.1', 'wyoming==1.10.2', 'websockets==17.4'];
/** It insists on another version of what the clients use. */
export const satellitePackages = ['wyoming-satellite==1.0.0'];

export interface PythonPeer {
  /** Runs a file of this repository. @returns the objects that it printed, one on each line */
  run(file: string, args: readonly string[], timeoutMs?: number): Promise<Record<string, unknown>[]>;
  /** Starts a module that goes on until it is killed. */
  start(module: string, args: readonly string[]): ChildProcess;
  /** The interpreter, for commands that a peer starts itself. */
  readonly python: string;
}

/** A Python with the packages; a sentence when there cannot be one here. */
export async function pythonPeer(packages: readonly string[] = clients): Promise<PythonPeer | string> {
  const tag = createHash('sha256').update(packages.join()).digest('hex').slice(0, 12);
  const folder = join(checkoutDir, '.earshot', 'peers', tag);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed');
  if (!existsSync(stamp)) {
    try {
      await mkdir(folder, { recursive: true });
      await run('python3', ['-m', 'venv', folder]);
      await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
      writeFileSync(stamp, packages.join('\n'));
    } catch (error) {
      const { stderr = '', message } = error as { stderr?: string; message: string };
      return `no Python with ${packages.join(', ')}: ${(stderr || message).trim().split('\n').at(-1)}`;
    }
  }
  return {
    python,
    start: (module, args) => spawn(python, ['-m', module, ...args], { stdio: 'ignore' }),
    async run(file, args, timeoutMs = 60_000) {
      const { stdout } = await run(python, [file, ...args], { timeout: timeoutMs });
      return stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}
