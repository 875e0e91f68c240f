/** `skill new`. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { inOneLine, SkillCommandError } from './failure.ts';
import { scaffold } from './scaffold/index.ts';
import type { NewSkill, Spoken } from './scaffold/new-skill.ts';

const run = promisify(execFile);

export interface NewOptions {
  readonly name?: string;
  readonly chineseName?: string;
  readonly id?: string;
  readonly contact?: string;
  readonly locales?: string;
  readonly javascript?: boolean;
  readonly json?: boolean;
}

/** Where the package lies that a new skill stands on, built. */
export type FindPackage = () => Promise<string>;

interface Answers {
  readonly locales: string;
  readonly name: string;
  readonly chineseName: string;
  readonly id: string;
  readonly contact: string;
}

interface Question {
  readonly key: keyof Answers;
  readonly text: string;
  readonly fallback: (answers: Partial<Answers>) => string;
  readonly isGood: RegExp;
  readonly wants: string;
  /** A question that only skills of one language are asked. */
  readonly onlyFor?: Spoken;
}

const questions: readonly Question[] = [
  {
    key: 'locales',
    text: 'Which languages does it speak: en-US, zh-CN, or both with a comma?',
    fallback: () => 'en-US',
    isGood: /^(en-US|zh-CN|en-US,zh-CN|zh-CN,en-US)$/,
    wants: 'languages are en-US, zh-CN, or en-US,zh-CN: Earshot speaks no others',
  },
  {
    key: 'name',
    text: 'How will people call it?',
    fallback: () => 'tea house',
    isGood: /^[\p{L}' -]{2,40}$/u,
    wants: 'a name is two to forty letters, as it is said',
    onlyFor: 'en-US',
  },
  {
    key: 'chineseName',
    text: 'How will people call it in Chinese?',
    fallback: () => '茶馆',
    isGood: /^\p{Script=Han}{2,12}$/u,
    wants: 'a Chinese name is two to twelve characters, as it is said',
    onlyFor: 'zh-CN',
  },
  {
    key: 'id',
    text: 'Its id, as a reverse domain name?',
    fallback: ({ name = '' }) =>
      `com.example.${
        name
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .replaceAll(/^-|-$/g, '') || 'skill'
      }`,
    isGood: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
    wants: 'an id is a reverse domain name in lower case, e.g. com.example.tea-house',
  },
  {
    key: 'contact',
    text: 'How can its users reach you?',
    fallback: () => 'privacy@example.com',
    isGood: /^(https:\/\/\S+|[^\s@]+@[^\s@]+\.[^\s@]+)$/,
    wants: 'a contact is an e-mail or https address',
  },
];

/** Flags first; what is missing is asked on a terminal, and has a default where nobody can be asked. */
async function answersFor(options: NewOptions): Promise<Answers> {
  const answers: { -readonly [Key in keyof Answers]?: string } = {};
  const reader = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stderr })
    : undefined;
  try {
    for (const { key, text, fallback, isGood, wants, onlyFor } of questions) {
      const proposed = fallback(answers);
      if (onlyFor && !answers.locales?.includes(onlyFor)) {
        answers[key] = '';
        continue;
      }
      let answer = options[key];
      for (;;) {
        const typed = answer ?? (await reader?.question(`${text} (${proposed}) `))?.trim();
        const given = typed === undefined || typed === '' ? proposed : typed;
        if (isGood.test(given)) {
          answers[key] = given;
          break;
        }
        if (answer !== undefined || !reader) throw new SkillCommandError(`${wants}; this is "${given}"`);
        process.stderr.write(`${wants}\n`);
        answer = undefined;
      }
    }
  } finally {
    reader?.close();
  }
  return answers as Answers;
}

/** The package as a file beside package.json: `npm install` needs no registry that has it. */
async function packInto(folder: string, packageFolder: string): Promise<string> {
  const args = ['pack', packageFolder, '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: folder }).catch((error: { message: string }) => {
    throw new SkillCommandError(`npm could not pack the SDK: ${error.message}`);
  });
  // One object in a list, or, of newer npm, under its name.
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
  return packed?.filename ?? '';
}

/** What the skill stands on, so that it runs before `npm install` puts its own in their place. */
async function linkPackages(folder: string, packageFolder: string): Promise<void> {
  const find = createRequire(import.meta.url);
  const targets: [string, string][] = [['@earshot/skills-sdk', packageFolder]];
  for (const name of ['typescript', '@types/node']) {
    try {
      targets.push([name, dirname(find.resolve(`${name}/package.json`))]);
    } catch {}
  }
  // Without a compiler nearby nothing is linked: npm installs it all.
  if (targets.length < 3) return;
  for (const [name, target] of targets) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
  }
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  await symlink('../@earshot/skills-sdk/bin.js', join(folder, 'node_modules/.bin/earshot-skill'));
  await symlink('../typescript/bin/tsc', join(folder, 'node_modules/.bin/tsc'));
}

export async function newSkill(
  folderName: string | undefined,
  options: NewOptions,
  findPackage: FindPackage,
): Promise<void> {
  await inOneLine(async () => {
    const answers = await answersFor({
      ...options,
      ...(options.name === undefined ? {} : { name: options.name.toLowerCase() }),
    });
    const folder = resolve(folderName ?? answers.id.split('.').at(-1) ?? 'skill');
    if (existsSync(folder) && (await readdir(folder)).length > 0) {
      throw new SkillCommandError(`${folder} is not empty`);
    }
    await mkdir(folder, { recursive: true });
    const packageFolder = await findPackage();
    const skill: NewSkill = {
      id: answers.id,
      contact: answers.contact,
      locales: answers.locales.split(',') as Spoken[],
      names: { 'en-US': answers.name.toLowerCase(), 'zh-CN': answers.chineseName },
      isJavaScript: options.javascript === true,
      sdk: `file:${await packInto(folder, packageFolder)}`,
    };
    const files = scaffold(skill);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    await linkPackages(folder, packageFolder);
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ id: answers.id, folder, files: Object.keys(files) })}\n`);
      return;
    }
    const shown = relative(process.cwd(), folder) || '.';
    process.stdout.write(
      `Wrote ${answers.id} into ${shown}: ${Object.keys(files).join(', ')}\n\nNext:\n` +
        `  cd ${shown}\n  npm install\n  npm test\n  npm run dev\n`,
    );
  });
}
