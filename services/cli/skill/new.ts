/** `earshot skill new`. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { checkoutDir } from '../../common/addresses.ts';
import { inOneLine, SkillCommandError } from './read-skill.ts';
import { type NewSkill, scaffold } from './scaffold.ts';

export interface NewOptions {
  readonly name?: string;
  readonly id?: string;
  readonly contact?: string;
  readonly json?: boolean;
}

interface Question {
  readonly key: keyof NewSkill;
  readonly text: string;
  readonly fallback: (answers: Partial<NewSkill>) => string;
  readonly isGood: RegExp;
  readonly wants: string;
}

const questions: readonly Question[] = [
  {
    key: 'name',
    text: 'How will people call it?',
    fallback: () => 'tea house',
    isGood: /^[\p{L}' -]{2,40}$/u,
    wants: 'a name is two to forty letters, as it is said',
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
async function answersFor(options: NewOptions): Promise<NewSkill> {
  const answers: { -readonly [Key in keyof NewSkill]?: string } = {};
  const reader = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stderr })
    : undefined;
  try {
    for (const { key, text, fallback, isGood, wants } of questions) {
      const proposed = fallback(answers);
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
  return answers as NewSkill;
}

/** The checkout's own packages, until `npm install` puts others in their place. */
async function linkPackages(folder: string): Promise<void> {
  for (const name of ['@earshot/skills-sdk', 'vitest']) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    const target =
      name === 'vitest' ? join(checkoutDir, 'node_modules/vitest') : join(checkoutDir, 'skills-sdk');
    await symlink(target, link);
  }
}

export async function newSkill(folderName: string | undefined, options: NewOptions): Promise<void> {
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
    const files = scaffold({ ...answers, name: answers.name.toLowerCase() });
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    await linkPackages(folder);
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ id: answers.id, folder, files: Object.keys(files) })}\n`);
      return;
    }
    const shown = relative(process.cwd(), folder) || '.';
    process.stdout.write(
      `Wrote ${answers.id} into ${shown}: ${Object.keys(files).join(', ')}\n\nNext:\n` +
        `  earshot skill test ${shown}\n  earshot skill dev ${shown}\n`,
    );
  });
}
