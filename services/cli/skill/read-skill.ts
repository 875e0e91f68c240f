/** Reads a skill's manifest and model without running its code in our own process. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ManifestInput } from '@earshot/skills-sdk';

const run = promisify(execFile);

export interface SkillFiles {
  readonly folder: string;
  readonly manifest: ManifestInput;
  readonly model: unknown;
}

/** What stops a command in one line, without a stack. */
export class SkillCommandError extends Error {}

/** Printed between marks, because the skill's own modules may print as well. */
const mark = '\u001e';
const printer = `
const load = (file) => import(file);
const [{ manifest }, { model }] = await Promise.all([load(process.argv[1]), load(process.argv[2])]);
process.stdout.write('${mark}' + JSON.stringify({ manifest, model }) + '${mark}');
`;

/** @throws SkillCommandError with the skill's own error when a module cannot be loaded */
export async function readSkill(folder: string): Promise<SkillFiles> {
  const root = resolve(folder);
  const files = ['manifest.ts', 'model.ts'].map((name) => join(root, name));
  const missing = files.find((file) => !existsSync(file));
  if (missing)
    throw new SkillCommandError(`${missing} is missing; earshot skill new writes a skill that has it`);
  let output: string;
  try {
    const node = ['--input-type=module', '--eval', printer, ...files];
    output = (await run(process.execPath, node, { cwd: root, timeout: 20_000, maxBuffer: 8 * 1024 * 1024 }))
      .stdout;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new SkillCommandError(`the skill cannot be loaded:\n${stderr.trim()}`);
  }
  const { manifest, model } = JSON.parse(output.split(mark)[1] ?? '{}') as Partial<SkillFiles>;
  if (!manifest) throw new SkillCommandError(`${files[0]} exports no "manifest"`);
  if (!model) throw new SkillCommandError(`${files[1]} exports no "model"`);
  return { folder: root, manifest, model };
}

/** Runs a command's body; what the user can mend is one line on standard error and status 1. */
export async function inOneLine(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof SkillCommandError)) throw error;
    process.stderr.write(`earshot: ${error.message}\n`);
    process.exitCode = 1;
  }
}
