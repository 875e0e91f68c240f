/** The files that `skill new` writes: a whole skill, small enough to read in a minute. */
import { manifestFile, messagesFile, modelFile } from './data.ts';
import { mainFile, skillFile, testFile } from './handlers.ts';
import { ciFile, dockerFile, packageFile, readmeFile, tsconfigFile } from './project.ts';

/** In which of the languages that Earshot speaks. */
export type Spoken = 'en-US' | 'zh-CN';

export interface NewSkill {
  /** How people call it, in lower case, in each of its languages. */
  readonly names: Readonly<Partial<Record<Spoken, string>>>;
  readonly id: string;
  readonly contact: string;
  readonly locales: readonly Spoken[];
  readonly isJavaScript: boolean;
  /** Where npm finds the SDK: a version, or a file beside package.json. */
  readonly sdk: string;
}

/** Content of every file, by name. */
export function scaffold(skill: NewSkill): Readonly<Record<string, string>> {
  const code = (name: string) => `${name}.${skill.isJavaScript ? 'js' : 'ts'}`;
  return {
    'package.json': packageFile(skill),
    'README.md': readmeFile(skill),
    [code('model')]: modelFile(skill),
    [code('manifest')]: manifestFile(skill),
    'messages.json': messagesFile(skill),
    [code('skill')]: skillFile(skill),
    [code('main')]: mainFile(skill),
    [code('skill.test')]: testFile(skill),
    'tsconfig.json': tsconfigFile(skill),
    Dockerfile: dockerFile(skill),
    '.dockerignore': 'node_modules\ndist\n',
    '.github/workflows/test.yml': ciFile(skill),
    '.gitignore': 'node_modules/\ndist/\n',
  };
}
