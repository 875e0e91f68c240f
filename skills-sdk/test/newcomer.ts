/** Somebody who has a Node, plain npm and the packed SDK, and nothing of a checkout. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const run = promisify(execFile);

/** Major versions of Node that a skill is promised to run on. */
export type NodeMajor = 20 | 24;

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const majorOf = (program: string): number =>
  Number(/^v(\d+)\./.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1]);

/** The Node of the lockfile, or one of this machine; undefined where neither has this version. */
export function findNode(major: NodeMajor): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return [process.execPath, ...onPath].find((program) => existsSync(program) && majorOf(program) === major);
}

/** Says in a test's name what is missing where it is skipped. */
export const withoutNode = (major: NodeMajor): string =>
  findNode(major) === undefined ? ` (skipped: no Node ${major} on PATH)` : '';

/** A command as it is typed, with this Node before any other and nothing of the checkout in the environment. */
export async function type(
  node: string,
  line: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const [command = '', ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, word]) => quoted ?? word ?? '',
  );
  return run(command, args, { cwd, env: { ...environmentOf(node), ...env } }).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    (error: Ended) => error,
  );
}

/** What a program that this person starts finds. */
export const environmentOf = (node: string): Record<string, string> => ({
  PATH: [dirname(node), process.env['PATH'] ?? ''].join(delimiter),
  HOME: process.env['HOME'] ?? '/',
});

/** `skill new` by this command, installed. @returns its folder */
export async function newSkill(node: string, command: string, folder: string): Promise<string> {
  const made = await type(node, `${command} --json`, folder);
  expect(made).toMatchObject({ code: 0 });
  const { folder: skill } = JSON.parse(made.stdout) as { folder: string };
  // Beside a checkout its packages are there at once; a newcomer has none.
  await rm(join(skill, 'node_modules'), { recursive: true, force: true });
  const install = 'npm install --prefer-offline --no-audit --no-fund --ignore-scripts';
  expect(await type(node, install, skill)).toMatchObject({ code: 0 });
  return skill;
}

/** A {@link newSkill}, and then the commands that it says: what was written checks and passes its own tests. @returns its folder */
export async function writeSkill(node: string, command: string, folder: string): Promise<string> {
  const skill = await newSkill(node, command, folder);
  const valid = await type(node, 'npm run validate', skill);
  expect(valid).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('com.example.tea-house 1.0.0 can be registered'),
  });
  const tested = await type(node, 'npm test', skill);
  expect(tested).toMatchObject({ code: 0, stdout: expect.stringMatching(/fail 0/) });
  return skill;
}

/** Two sentences to the skill in memory: the question, the answer, and what did not leave. */
export async function holdConversation(node: string, skill: string): Promise<void> {
  const { stdout, code } = await type(node, 'npm run dev -- --say "brew some tea" --say "mint tea"', skill);
  expect(code).toBe(0);
  expect(stdout).toContain('says        Which tea would you like?  [listening]');
  expect(stdout).toContain('says        1 cup of mint tea.');
  expect(stdout).toContain('withheld    user.name: declared, not granted by the user');
}
