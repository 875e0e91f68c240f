/** `earshot skill`: everything a skill's developer needs, without an account anywhere. */
import type { Command } from 'commander';
import { collect, registerTalk, registerWriting } from '../../../skills-sdk/src/command/register.ts';

export function register(program: Command): void {
  const skill = program.command('skill').description('write, check, test and try out a skill');
  registerWriting(skill, async () => (await import('../../../skills-sdk/build.ts')).builtPackage());
  registerTalk(skill, 'talk');
  skill
    .command('dev')
    .description('run a skill against a local Earshot: watches, registers, enables, and shows what was sent')
    .argument('[folder]', 'of the skill', '.')
    .option('--locale <tag>', 'zh-CN or en-US', 'en-US')
    .option('--grant <fields>', 'declared fields to grant, separated by commas, or "all"', '')
    .option('--say <words>', 'say this instead of reading the keyboard; may be given again', collect, [])
    .option('--explain', 'say of every turn why it was understood so, and not only of those that were not')
    .option('--json', 'print one JSON object a line: turns and inspected requests')
    .addHelpText(
      'after',
      `
In the console:
  any words           one turn, through dialogue, router and projection
  /grant user.name    grant a declared field, as the user would     /withdraw user.name
  /set user.name Ada  what the user entered in the profile          /locale zh-CN
  /quit

Needs a running Earshot: npm start, or earshot up.`,
    )
    .action(async (...args: Parameters<typeof import('./dev.ts').dev>) =>
      (await import('./dev.ts')).dev(...args),
    );
  skill
    .command('suggestions')
    .description(
      'what at least ten people said to a skill in vain or had to correct, without the people; review each once',
    )
    .argument('[folder]', 'of the skill; says of each sentence what its model makes of it now', '.')
    .option('-l, --locale <tag>', 'zh-CN or en-US', 'en-US')
    .option('--take <words>', 'this one goes into the model')
    .option('--decline <words>', 'this one does not')
    .option('--again <words>', 'nobody has reviewed it after all')
    .option('--all', 'those too that were reviewed')
    .option('--json', 'print one JSON object a line')
    .action(async (...args: Parameters<typeof import('./suggestions.ts').suggestions>) =>
      (await import('./suggestions.ts')).suggestions(...args),
    );
  registerLifecycle(skill);
  skill
    .command('inspect')
    .description('follow the requests to a skill: what was sent, what was withheld, and why; never a value')
    .argument('<id>', 'of the skill')
    .option('--json', 'print one JSON object a line')
    .action(async (...args: Parameters<typeof import('./inspect.ts').inspect>) =>
      (await import('./inspect.ts')).inspect(...args),
    );
}

type Lifecycle = typeof import('./lifecycle.ts');
const lifecycle = (): Promise<Lifecycle> => import('./lifecycle.ts');

/** From a folder to a skill that people meet, and back. */
function registerLifecycle(skill: Command): void {
  skill
    .command('register')
    .description('register what is in the folder as a draft, and print the keys by which it knows Earshot')
    .argument('[folder]', 'of the skill', '.')
    .option('--endpoint <url>', 'where this version runs, if not where the manifest says')
    .option('--json', 'print one JSON object: id, version, keys')
    .action(async (...args: Parameters<Lifecycle['registerSkill']>) =>
      (await lifecycle()).registerSkill(...args),
    );
  skill
    .command('list')
    .description(
      'every skill that is registered here: the version that people meet, or the newest, and its state',
    )
    .option('--json', 'print one JSON array')
    .action(async (...args: Parameters<Lifecycle['listSkills']>) => (await lifecycle()).listSkills(...args));
  skill
    .command('versions')
    .description('the versions of a skill, and which of them people meet')
    .argument('<id>', 'of the skill')
    .option('--json', 'print one JSON array')
    .action(async (...args: Parameters<Lifecycle['listVersions']>) =>
      (await lifecycle()).listVersions(...args),
    );
  skill
    .command('promote')
    .description('check a version as a stranger would, and let people meet it; operators only')
    .argument('<id>', 'of the skill')
    .argument('[version]', 'default: the one that was registered last')
    .option('--anyway', 'although a check failed')
    .option('--json', 'print one JSON object: every check and the state')
    .action(async (...args: Parameters<Lifecycle['promote']>) => (await lifecycle()).promote(...args));
  skill
    .command('rollback')
    .description('go back to the version that people met before; operators only')
    .argument('<id>', 'of the skill')
    .option('--json', 'print one JSON object')
    .action(async (...args: Parameters<Lifecycle['rollback']>) => (await lifecycle()).rollback(...args));
  skill
    .command('suspend')
    .description('let nobody meet a version any more, or any version; operators only')
    .argument('<id>', 'of the skill')
    .argument('[version]', 'default: every live one')
    .option('--json', 'print one JSON object')
    .action(async (...args: Parameters<Lifecycle['suspend']>) => (await lifecycle()).suspend(...args));
}
