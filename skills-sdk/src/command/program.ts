/** A skill's folder as a program: the compiler checks its types, and says where what runs lies. */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SkillCommandError } from './failure.ts';

const run = promisify(execFile);

/** One complaint of the compiler. */
export interface TypeProblem {
  /** As the compiler numbers it, `TS2339`. */
  readonly code: string;
  readonly file: string;
  /** `line:column`. */
  readonly place: string;
  readonly message: string;
}

/** Where the compiler is: the skill's own, or the one that came with this command. */
function findCompiler(folder: string): string {
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    try {
      return join(dirname(createRequire(from).resolve('typescript/package.json')), 'bin/tsc');
    } catch {}
  }
  throw new SkillCommandError(
    `there is no compiler for ${folder}; run "npm install" there (its package.json needs typescript)`,
  );
}

/** Whether this Node runs `.ts` as it is, as 22.18 and newer do. */
const runsTypeScript = Boolean((process.features as { readonly typescript?: unknown }).typescript);

/** `file(line,column): error TS1234: what`, and more lines of the same complaint indented. */
function problemsIn(output: string, folder: string): TypeProblem[] {
  const problems: TypeProblem[] = [];
  for (const line of output.split('\n')) {
    const placed = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line);
    const bare = /^error (TS\d+): (.*)$/.exec(line);
    if (placed) {
      const [, file = '', row, column, code = '', message = ''] = placed;
      problems.push({ code, file: resolve(folder, file), place: `${row}:${column}`, message });
    } else if (bare) {
      const [, code = '', message = ''] = bare;
      problems.push({ code, file: join(folder, 'tsconfig.json'), place: '', message });
    }
  }
  return problems;
}

/** One skill's folder. */
export class Program {
  readonly folder: string;
  /** Whether there is a tsconfig.json, and with it types to check. */
  readonly isTyped: boolean;
  readonly #extension: '.ts' | '.js';
  #outDir: string | undefined;

  /** @throws SkillCommandError when the folder is none of a skill */
  constructor(folder: string) {
    this.folder = resolve(folder);
    if (!statSync(this.folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new SkillCommandError(`there is no folder ${this.folder}; earshot skill new writes one`);
    }
    this.#extension =
      existsSync(join(this.folder, 'manifest.js')) && !existsSync(join(this.folder, 'manifest.ts'))
        ? '.js'
        : '.ts';
    this.isTyped = existsSync(join(this.folder, 'tsconfig.json'));
  }

  /** A file as its author wrote it: `model` is model.ts or model.js. */
  sourceOf(name: string): string {
    return join(this.folder, `${name}${this.#extension}`);
  }

  /** What Node runs of a source: itself, or what the compiler made of it. Call {@link compile} first. */
  runnableOf(source: string): string {
    if (source.endsWith('.js') || runsTypeScript) return source;
    if (this.#outDir === undefined) {
      throw new SkillCommandError(
        `Node ${process.versions.node} does not run TypeScript, and tsconfig.json names no "outDir" to compile into`,
      );
    }
    return join(this.#outDir, relative(this.folder, source).replace(/\.ts$/, '.js'));
  }

  /** Has the compiler check everything, and write JavaScript where this Node needs it. */
  async compile(): Promise<readonly TypeProblem[]> {
    if (!this.isTyped) return [];
    const compiler = findCompiler(this.folder);
    if (this.#extension === '.ts' && !runsTypeScript) this.#outDir ??= await this.#readOutDir(compiler);
    const emits = this.#outDir === undefined ? ['--noEmit'] : [];
    const { stdout } = await run(
      process.execPath,
      [compiler, '-p', this.folder, '--pretty', 'false', ...emits],
      { cwd: this.folder, maxBuffer: 16 * 1024 * 1024 },
    ).catch((error: { stdout?: string; message: string }) => {
      if (!error.stdout) throw new SkillCommandError(`the compiler did not run: ${error.message}`);
      return { stdout: error.stdout };
    });
    return problemsIn(stdout, this.folder);
  }

  /** As {@link compile}, for commands that go on only when nothing is wrong. */
  async compileOrStop(): Promise<void> {
    const problems = await this.compile();
    if (problems.length > 0)
      throw new SkillCommandError(`it does not compile\n${problems.map(inOneRow).join('')}`);
  }

  async #readOutDir(compiler: string): Promise<string | undefined> {
    const { stdout } = await run(process.execPath, [compiler, '-p', this.folder, '--showConfig']);
    const { compilerOptions } = JSON.parse(stdout) as { compilerOptions?: { outDir?: string } };
    return compilerOptions?.outDir === undefined ? undefined : resolve(this.folder, compilerOptions.outDir);
  }
}

const inOneRow = ({ code, file, place, message }: TypeProblem): string =>
  `  ${file}:${place}  ${code}  ${message}\n`;
