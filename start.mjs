#!/usr/bin/env node
// The way in for a fresh machine. Runs on the Node that Debian users have (20.19 or newer), installs what
// is missing, then hands over to the Node of the lockfile, which runs the TypeScript of this repository as
// it is. Use: `node start.mjs COMMAND…` = `earshot COMMAND…`; `node start.mjs test` runs the quick tests,
// `node start.mjs test:KIND` one of the other kinds, and `node start.mjs exec FILE` any script of this repository.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.earshot-lockfile-sha256');

/** Ends with one line that says what is wrong and what to do. */
function fail(line) {
  process.stderr.write(`earshot: ${line}\n`);
  process.exit(1);
}

/** Progress goes to standard error, so that standard output stays the command's own. */
function say(line) {
  process.stderr.write(`earshot: ${line}\n`);
}

/** True when a path exists; one `*` stands for any one folder. */
function isThere(pattern) {
  const [before, after] = pattern.split('*');
  if (after === undefined) return existsSync(pattern);
  return existsSync(before) && readdirSync(before).some((name) => existsSync(before + name + after));
}

/** @param purpose `start`, `test`, or a kind of tests that needs more than `test` does. */
function installDebianPackages(purpose) {
  const { debianPackages } = JSON.parse(readFileSync(join(root, 'services/cli/requirements.json'), 'utf8'));
  const purposes = purpose.startsWith('test:') ? ['test', purpose] : [purpose];
  const missing = debianPackages
    .filter((one) => one.for.some((name) => purposes.includes(name)) && !one.provides.every(isThere))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (!existsSync('/usr/bin/apt-get')) fail(`${list} missing, and this is not Debian: install them by hand`);
  const sudo = process.getuid() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0) {
    fail(`${list} missing, and sudo wants a password: run "sudo apt-get install ${list}", then this again`);
  }
  say(`installing ${list} (Debian packages)`);
  // RUNLEVEL=1 keeps the packages from starting servers of their own: Earshot starts private ones.
  const environment = ['env', 'RUNLEVEL=1', 'DEBIAN_FRONTEND=noninteractive'];
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, ...environment, 'apt-get', '-qq', ...args];
    return spawnSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };
  apt('update');
  const installed = apt('install', '-y', '--no-install-recommends', ...missing);
  if (installed.status !== 0) {
    const reason =
      `${installed.stderr}\n${installed.stdout}`.split('\n').find((line) => /^E:/.test(line)) ??
      'apt-get failed';
    fail(`cannot install ${list}: ${reason.replace(/^E:\s*/, '')}`);
  }
}

function installNpmPackages() {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return;
  say('installing npm packages');
  const isFirst = !existsSync(modules);
  // Nothing here needs an install script, so none is run. `install --no-save` and not `ci`: it takes the
  // lockfile's versions too, but forgives a registry that lacks an optional binary for a foreign platform.
  const npm = spawnSync(
    'npm',
    ['install', '--no-save', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (npm.status !== 0) {
    if (isFirst) rmSync(modules, { recursive: true, force: true });
    const reason = `${npm.stderr}`.split('\n').find((line) => /error/i.test(line)) ?? 'npm install failed';
    fail(`cannot install the npm packages: ${reason.replace(/^npm (error|ERR!)\s*/, '')}`);
  }
  writeFileSync(stamp, lockfile);
}

/** The Node of the lockfile; else this one, when it is new enough to run TypeScript. */
function runtime() {
  const packaged = join(modules, `node-linux-${process.arch}`, 'bin/node');
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    `no Node 24 for ${process.platform}-${process.arch} in the lockfile: run this with Node 24 or newer`,
  );
}

/** Ends what is left of a process group; mostly there is nothing. */
function endGroup(leader) {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

if (process.platform !== 'linux')
  fail('Earshot runs on Linux (Debian 12); elsewhere use the image in deploy/');
const args = process.argv.slice(2);
const [first = '', ...rest] = args;
const isTest = first === 'test' || first.startsWith('test:');
const isScript = first === 'exec';
installDebianPackages(isTest ? first : 'start');
installNpmPackages();

const cache = join(root, '.earshot/compile-cache');
mkdirSync(cache, { recursive: true });
/** Kinds of tests that are commands of their own; see vitest.config.ts and CONTRIBUTING.md. */
const testKind = first.slice('test:'.length);
const command = isTest
  ? [join(modules, 'vitest/vitest.mjs'), 'run', ...rest]
  : isScript
    ? [join(root, rest[0] ?? ''), ...rest.slice(1)]
    : [join(root, 'services/cli/main.ts'), ...args];
const child = spawn(runtime(), command, {
  cwd: isTest || isScript ? root : process.cwd(),
  stdio: 'inherit',
  // Tests have a process group of their own, so that nothing they started outlives them, whatever became of them.
  detached: isTest,
  // Compiled code is kept, so that a second start parses nothing again.
  env: {
    ...process.env,
    NODE_COMPILE_CACHE: cache,
    EARSHOT_CHECKOUT: root,
    ...(testKind === '' ? {} : { EARSHOT_TEST_KIND: testKind }),
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (isTest) endGroup(child.pid);
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
});
