/** The files that `skill new` writes: a whole skill, small enough to read in a minute. */
import { manifestFile, messagesFile, modelFile } from './data.ts';
import { mainFile, skillFile, testFile } from './handlers.ts';
import type { NewSkill } from './new-skill.ts';
import { ciFile, dockerFile, packageFile, readmeFile, tsconfigFile } from './project.ts';

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
