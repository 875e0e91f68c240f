/** The commands that need no Earshot: the same in a checkout (`earshot skill`) and in the package (`earshot-skill`). */
import type { Command } from 'commander';
import type { FindPackage } from './new.ts';

/** Adds them to a program. Each loads its code when it is called. */
export function registerWriting(skill: Command, findPackage: FindPackage): void {
  skill
    .command('new')
    .description('write a working skill with a test into a new folder; asks what no option says')
    .argument('[folder]', 'where to write it; default: the last part of its id')
    .option('--locales <tags>', 'en-US, zh-CN or en-US,zh-CN')
    .option('--name <words>', 'how people call it, e.g. "tea house"')
    .option('--chinese-name <words>', 'how people call it in Chinese, e.g. 茶馆')
    .option('--id <domain>', 'reverse domain name, e.g. com.example.tea-house')
    .option('--contact <address>', 'e-mail or https address for the people who use it')
    .option('--javascript', 'JavaScript, which the compiler checks as well, instead of TypeScript')
    .option('--json', 'print one JSON object: the folder and the files in it')
    .action(async (folder: string | undefined, options) =>
      (await import('./new.ts')).newSkill(folder, options, findPackage),
    );
  skill
    .command('validate')
    .description('check manifest, interaction model and types; status 1 when something must be mended')
    .argument('[folder]', 'of the skill', '.')
    .option('--json', 'print one JSON object with every problem')
    .action(async (folder: string, options) => (await import('./validate.ts')).validate(folder, options));
  skill
    .command('import')
    .description(
      'make a model from an Alexa interaction model, an unpacked Dialogflow agent or sentence files of Home Assistant; lists what did not carry over',
    )
    .argument('<path>', 'the JSON file, or the folder of the agent or of the sentences')
    .option('--locale <tag>', 'zh-CN or en-US', 'en-US')
    .option('--out <file>', 'where to write the model; never over a file that is there', 'model.ts')
    .option('--json', 'print one JSON object: the file, the notes, and what is wrong with the model')
    .action(async (path: string, options) => (await import('./import/index.ts')).importSkill(path, options));
  skill
    .command('test')
    .description(
      'compile, then run the tests of a skill; conversations run in memory, through the real engine',
    )
    .argument('[folder]', 'of the skill', '.')
    .option('--watch', 'run again whenever a file changes')
    .option('--json', 'print the report as JSON')
    .action(async (folder: string, options) => (await import('./test.ts')).test(folder, options));
}

/** A conversation without an Earshot, through the simulator. */
export function registerTalk(skill: Command, name: 'talk' | 'dev'): void {
  skill
    .command(name)
    .description(
      'talk to a skill in memory: what is understood, what it is sent, what not, and why; watches its files',
    )
    .argument('[folder]', 'of the skill', '.')
    .option('--locale <tag>', 'zh-CN or en-US; default: the first of the manifest')
    .option('--grant <fields>', 'declared fields to grant, separated by commas, or "all"', '')
    .option('--audience <who>', 'adult, child or hotel', 'adult')
    .option('--say <words>', 'say this instead of reading the keyboard; may be given again', collect, [])
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', '\nIn the console, /help lists what else can be done.')
    .action(async (folder: string, options) => (await import('./talk.ts')).talk(folder, options));
}

/** For options that may be given again. */
export function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
