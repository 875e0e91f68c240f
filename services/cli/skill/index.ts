/** `earshot skill`: everything a skill's developer needs. */
import type { Command } from 'commander';
import { collect, registerTalk, registerWriting } from '../../../skills-sdk/src/command/register.ts';
import { between } from '../option-values.ts';
import { consoleHelp } from './console-help.ts';

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
    .option(
      '--web',
      'print the address of a page too: talk, see each request, replay turns, evaluate sentences',
    )
    .option('--debug', 'start the skill for a debugger, and give it an hour for each turn typed here')
    .option('--json', 'print one JSON object a line: turns and inspected requests')
    .addHelpText('after', `${consoleHelp}\nNeeds a running Earshot: npm start, or earshot up.`)
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
    .option('--operator', 'as whoever runs the Earshot on this machine, not with your account')
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
  const asOperator = [
    '--operator',
    'as whoever runs the Earshot on this machine, not with your account',
  ] as const;
  skill
    .command('account')
    .description('make your key pair as a developer, once, and print what an operator needs to let you in')
    .option(
      '--at <url>',
      'address of the pages of the Earshot where you register skills; default: this machine’s',
    )
    .option(
      '--new-key',
      'another key from now on, in the place of yours; you and your skills stay who you are',
    )
    .option('--json', 'print one JSON object: your id and public key, and the file')
    .action(async (...args: Parameters<typeof import('./account.ts').showAccount>) =>
      (await import('./account.ts')).showAccount(...args),
    );
  skill
    .command('register')
    .description('register what is in the folder as a draft, and print the keys by which it knows Earshot')
    .argument('[folder]', 'of the skill', '.')
    .option('--endpoint <url>', 'where this version runs, if not where the manifest says')
    .option('--deletion-url <url>', 'where it takes notices, if not where the manifest says')
    .option(...asOperator)
    .option('--json', 'print one JSON object: id, version, keys')
    .action(async (...args: Parameters<Lifecycle['registerSkill']>) =>
      (await lifecycle()).registerSkill(...args),
    );
  skill
    .command('signing-key')
    .description('the keys that a skill signs its answers with; with --new another one in their place')
    .argument('<id>', 'of the skill')
    .option('--new', 'make a key pair; the keys of now stay good for a while beside it')
    .option('--days <count>', 'with --new: for how long; 0 ends them at once', between(0, 30), 7)
    .option(...asOperator)
    .option('--json', 'print one JSON object')
    .action(async (...args: Parameters<typeof import('./signing-key.ts').signingKey>) =>
      (await import('./signing-key.ts')).signingKey(...args),
    );
  skill
    .command('list')
    .description('your skills: the version that people meet, or the newest, and its state')
    .option(...asOperator)
    .option('--json', 'print one JSON array')
    .action(async (...args: Parameters<Lifecycle['listSkills']>) => (await lifecycle()).listSkills(...args));
  skill
    .command('versions')
    .description('the versions of a skill, and which of them people meet')
    .argument('<id>', 'of the skill')
    .option(...asOperator)
    .option('--json', 'print one JSON array')
    .action(async (...args: Parameters<Lifecycle['listVersions']>) =>
      (await lifecycle()).listVersions(...args),
    );
  skill
    .command('promote')
    .description('run the checklist, which makes a draft certified; with --operator let people meet it')
    .argument('<id>', 'of the skill')
    .argument('[version]', 'default: the one that was registered last')
    .option(...asOperator)
    .option('--share <percent>', 'operator: households of a hundred that meet it', between(1, 100))
    .option('--reviewed', 'operator: you looked at what has a ? and it is harmless')
    .option('--anyway', 'operator: although a check failed; the log keeps it')
    .option('--json', 'print one JSON object: every check and the state')
    .action(async (...args: Parameters<Lifecycle['promote']>) => (await lifecycle()).promote(...args));
  skill
    .command('rollback')
    .description('leave the version under trial, or else go back to the one that people met before')
    .argument('<id>', 'of the skill')
    .option(...asOperator)
    .option('--json', 'print one JSON object')
    .action(async (...args: Parameters<Lifecycle['rollback']>) => (await lifecycle()).rollback(...args));
  skill
    .command('suspend')
    .description('let nobody meet a version any more, or any version')
    .argument('<id>', 'of the skill')
    .argument('[version]', 'default: every live one')
    .option(...asOperator)
    .option('--json', 'print one JSON object')
    .action(async (...args: Parameters<Lifecycle['suspend']>) => (await lifecycle()).suspend(...args));
  skill
    .command('quota')
    .description('operators: how many calls a skill may have; without options as the settings say')
    .argument('<id>', 'of the skill')
    .option('--per-minute <calls>', 'over all processes', between(1, 1_000_000))
    .option('--at-once <calls>', 'in one process', between(1, 1_000))
    .option('--json', 'print one JSON object')
    .action(async (...args: Parameters<Lifecycle['quota']>) => (await lifecycle()).quota(...args));
  skill
    .command('logs')
    .description('what happened to a skill’s versions; nothing of anybody’s turn')
    .argument('<id>', 'of the skill')
    .option(...asOperator)
    .option('--json', 'print one JSON array')
    .action(async (...args: Parameters<typeof import('./fares.ts').logs>) =>
      (await import('./fares.ts')).logs(...args),
    );
  skill
    .command('analytics')
    .description(
      'how a skill fares: counts by code, latency, words refused near it; days of few households are hidden',
    )
    .argument('<id>', 'of the skill')
    .option('--days <count>', 'back from yesterday', between(1, 90), 7)
    .option(...asOperator)
    .option('--json', 'print one JSON object')
    .action(async (...args: Parameters<typeof import('./fares.ts').analytics>) =>
      (await import('./fares.ts')).analytics(...args),
    );
}
