/** `skill test`: the compiler first, then the skill's tests with the runner that they are written for. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inOneLine, SkillCommandError } from './failure.ts';
import { Program } from './program.ts';

interface TestOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** The tests of a folder, without those of its packages and of what was compiled. */
async function testFilesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .filter((name) => /\.test\.[jt]s$/.test(name) && !/(^|[\\/])(node_modules|dist)[\\/]/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

/** @returns the status that the runner ended with, and what it wrote */
async function runner(args: readonly string[], folder: string, isQuiet: boolean): Promise<[number, string]> {
  const stdout = isQuiet ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['inherit', stdout, 'inherit'] });
  let written = '';
  child.stdout?.on('data', (chunk) => {
    written += chunk;
  });
  const status = await new Promise<number>((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done(code ?? 1));
  });
  return [status, written];
}

/** With Node's own runner; its report in the names of vitest's. */
async function withNode(program: Program, files: readonly string[], options: TestOptions): Promise<void> {
  const reporter = [`--test-reporter=${options.json ? 'tap' : 'spec'}`];
  const args = ['--enable-source-maps', '--test', ...(options.watch ? ['--watch'] : []), ...reporter];
  const [status, tap] = await runner([...args, ...files], program.folder, options.json === true);
  process.exitCode = status;
  if (!options.json) return;
  const count = (name: string): number => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const report = {
    numTotalTests: count('tests'),
    numPassedTests: count('pass'),
    numFailedTests: count('fail'),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** For skills whose tests import vitest. */
async function withVitest(program: Program, options: TestOptions): Promise<void> {
  const find = createRequire(join(program.folder, 'package.json'));
  let vitest: string;
  try {
    vitest = join(dirname(find.resolve('vitest/package.json')), 'vitest.mjs');
  } catch {
    throw new SkillCommandError(
      `the tests import vitest, which is not installed: npm install in ${program.folder}`,
    );
  }
  const reportFolder = options.json ? await mkdtemp(join(tmpdir(), 'earshot-skill-test-')) : '';
  const report = join(reportFolder, 'report.json');
  const args = [vitest, options.watch ? 'watch' : 'run', '--root', program.folder];
  // The skill's own tests and nothing of the settings of a folder above it.
  const own = ['--config', 'false', '--pool', 'forks', '--testTimeout', '10000'];
  const reporter = options.json ? ['--reporter=json', `--outputFile=${report}`] : [];
  [process.exitCode] = await runner([...args, ...own, ...reporter], program.folder, options.json === true);
  if (!options.json) return;
  const text = await readFile(report, 'utf8').catch(() => '{}');
  process.stdout.write(`${JSON.stringify(JSON.parse(text))}\n`);
  await rm(reportFolder, { recursive: true });
}

export async function test(folder: string, options: TestOptions): Promise<void> {
  await inOneLine(async () => {
    const program = new Program(folder);
    const sources = await testFilesOf(program.folder);
    if (sources.length === 0)
      throw new SkillCommandError(`${program.folder} has no *.test.ts and no *.test.js`);
    await program.compileOrStop();
    const texts = await Promise.all(sources.map((source) => readFile(source, 'utf8')));
    if (texts.some((text) => /from ['"]vitest['"]/.test(text))) return withVitest(program, options);
    return withNode(
      program,
      sources.map((source) => program.runnableOf(source)),
      options,
    );
  });
}
