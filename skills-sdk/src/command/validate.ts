/** `earshot skill validate`. */
import { validateManifest } from '../../../language/manifest/index.ts';
import { validateModel } from '../../../language/model/validate.ts';
import { inOneLine } from './failure.ts';
import { readSkill, type SkillFiles } from './read-skill.ts';

/** One thing that is wrong: where, what, and what to do. */
export interface SkillProblem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly file: string;
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** Every problem of a skill: of its manifest, its model and its types. A development skill may be at this machine. */
export function problemsOf(files: SkillFiles): SkillProblem[] {
  const { program, manifest, model, typeProblems, notes, notCarriedOver } = files;
  const modelFile = program.sourceOf('model');
  const manifestFile = program.sourceOf('manifest');
  const ofModel = validateModel(model, { file: modelFile }).map((problem) => ({
    ...problem,
    file: modelFile,
  }));
  const ofManifest = validateManifest({ ...manifest, model }, { allowLoopback: true })
    .problems // The model's own validator says the same of its part, and more.
    .filter(({ path }) => path !== 'model' && !path.startsWith('model.'))
    .map((problem) => ({ severity: 'error' as const, ...problem, file: manifestFile }));
  const ofTypes = typeProblems.map(({ code, file, place, message }) => ({
    severity: 'error' as const,
    code,
    file,
    path: place,
    message,
    hint: 'It does not compile; the line above says where.',
  }));
  const untyped: SkillProblem = {
    severity: 'warning',
    code: 'TYPES_NOT_CHECKED',
    file: program.folder,
    path: '',
    message:
      'There is no tsconfig.json, so nobody checks slots, handlers and answers before people meet them.',
    hint: 'Take the one that earshot skill new writes.',
  };
  const left = [...notes.map((what) => ({ file: modelFile, what })), ...notCarriedOver].map(
    ({ file, what }) => ({
      severity: 'warning' as const,
      code: 'NOT_CARRIED_OVER',
      file,
      path: '',
      message: what,
      hint: 'docs/alexa.md says what stands in its place.',
    }),
  );
  return [...ofManifest, ...ofModel, ...ofTypes, ...left, ...(program.isTyped ? [] : [untyped])];
}

export function formatProblem({ severity, code, file, path, message, hint }: SkillProblem): string {
  return `${severity === 'error' ? 'error  ' : 'warning'} ${code}  ${file}  ${path}\n        ${message}\n        ${hint}\n`;
}

export async function validate(folder: string, options: { readonly json?: boolean }): Promise<void> {
  await inOneLine(async () => {
    const skill = await readSkill(folder);
    const problems = problemsOf(skill);
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    if (errors > 0) process.exitCode = 1;
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ id: skill.manifest.id, isValid: errors === 0, problems })}\n`);
      return;
    }
    for (const problem of problems) process.stdout.write(formatProblem(problem));
    const warnings = problems.length - errors;
    const verdict = errors === 0 ? 'can be registered' : `has ${errors} error${errors === 1 ? '' : 's'}`;
    const rest = warnings === 0 ? '' : `, ${warnings} warning${warnings === 1 ? '' : 's'}`;
    process.stdout.write(`${skill.manifest.id} ${skill.manifest.version} ${verdict}${rest}\n`);
  });
}
