/** Native packages of a model: fetched with npm, verified by npm against the catalogue, run by nobody while installing. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NpmPackage } from './catalogue.ts';
import { PullError } from './pull-error.ts';

const run = promisify(execFile);
const npmTimeoutMs = 600_000;

/**
 * Installs exactly these into `target/node_modules`: the lock file is written from the catalogue, so that neither a
 * newer version nor another archive of the same version gets in.
 * @throws PullError
 */
export async function installPackages(packages: readonly NpmPackage[], target: string): Promise<void> {
  const here = `${process.platform}-${process.arch}`;
  const wanted = packages.filter(({ platform }) => platform === undefined || platform === here);
  const dependencies = Object.fromEntries(wanted.map(({ name, version }) => [name, version]));
  const locked = wanted.map(
    ({ name, version, integrity }) => [`node_modules/${name}`, { version, integrity }] as const,
  );
  const lock = {
    lockfileVersion: 3,
    requires: true,
    packages: Object.fromEntries([['', { dependencies }], ...locked]),
  };
  await writeFile(join(target, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await writeFile(join(target, 'package-lock.json'), JSON.stringify(lock));
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--omit=optional'];
  await run('npm', args, { cwd: target, timeout: npmTimeoutMs }).catch((error: { stderr?: string }) => {
    const names = wanted.map(({ name, version }) => `${name}@${version}`).join(', ');
    const why = error.stderr?.includes('EINTEGRITY')
      ? 'what the registry gave does not have the checksum in the catalogue'
      : `npm could not install ${names}`;
    throw new PullError(`${why}; nothing was installed`);
  });
}
