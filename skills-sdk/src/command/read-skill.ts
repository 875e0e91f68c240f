/** Reads a skill's manifest and model without running its code in our own process. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ManifestInput } from '../turn.ts';
import { SkillCommandError } from './failure.ts';
import { type NotCarriedOver, notCarriedOver } from './not-carried-over.ts';
import { Program, type TypeProblem } from './program.ts';

const run = promisify(execFile);

/** A skill as it lies in its folder. */
export interface SkillFiles {
  readonly folder: string;
  readonly program: Program;
  readonly manifest: ManifestInput;
  readonly model: unknown;
  /** What an imported model did not carry over, where model.ts exports it as `notes`. */
  readonly notes: readonly string[];
  readonly notCarriedOver: readonly NotCarriedOver[];
  /** What the compiler says of all of it, its handlers and its tests as well. */
  readonly typeProblems: readonly TypeProblem[];
}

/** Printed between marks, because the skill's own modules may print as well. */
const mark = '\u001e';
const printer = `
import { pathToFileURL } from 'node:url';
const load = (file) => import(pathToFileURL(file));
const [{ manifest }, { model, notes = [] }] = await Promise.all([load(process.argv[1]), load(process.argv[2])]);
process.stdout.write('${mark}' + JSON.stringify({ manifest, model, notes }) + '${mark}');
`;

/** @throws SkillCommandError with the skill's own error when a module cannot be loaded */
export async function readSkill(folder: string): Promise<SkillFiles> {
  const program = new Program(folder);
  const sources = ['manifest', 'model'].map((name) => program.sourceOf(name));
  const missing = sources.find((file) => !existsSync(file));
  if (missing)
    throw new SkillCommandError(`${missing} is missing; earshot skill new writes a skill that has it`);
  const typeProblems = await program.compile();
  let output: string;
  try {
    const files = sources.map((source) => program.runnableOf(source));
    const node = ['--input-type=module', '--eval', printer, ...files];
    const limits = { cwd: program.folder, timeout: 20_000, maxBuffer: 8 * 1024 * 1024 };
    output = (await run(process.execPath, node, limits)).stdout;
  } catch (error) {
    if (error instanceof SkillCommandError) throw error;
    const { stderr = '' } = error as { stderr?: string };
    throw new SkillCommandError(`the skill cannot be loaded:\n${stderr.trim()}`);
  }
  const { manifest, model, notes = [] } = JSON.parse(output.split(mark)[1] ?? '{}') as Partial<SkillFiles>;
  if (!manifest) throw new SkillCommandError(`${sources[0]} exports no "manifest"`);
  if (!model) throw new SkillCommandError(`${sources[1]} exports no "model"`);
  const code = await notCarriedOver(program.folder);
  return { folder: program.folder, program, manifest, model, notes, notCarriedOver: code, typeProblems };
}
