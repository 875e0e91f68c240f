/** `earshot`: one command for speakers, skill developers and operators. Each subcommand is a file of its own. */
import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { explain } from './explain.ts';

/** A subcommand's file exports `register`, which adds it to the program. */
interface CommandModule {
  register(program: Command): void;
}

/** Loaded only when named, so that no command pays for another. The order is that of `--help`. */
const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  up: () => import('./up.ts'),
  speak: () => import('./speak.ts'),
  conformance: () => import('./conformance.ts'),
  doctor: () => import('./doctor.ts'),
  skill: () => import('./skill/index.ts'),
  developer: () => import('./developer.ts'),
  models: () => import('./models.ts'),
  firmware: () => import('./firmware.ts'),
  owner: () => import('./owner.ts'),
  rights: () => import('./rights.ts'),
  staff: () => import('./staff.ts'),
  audit: () => import('./audit.ts'),
  incident: () => import('./incident.ts'),
  support: () => import('./support.ts'),
  recipients: () => import('./recipients.ts'),
  shutdown: () => import('./shutdown.ts'),
  algorithms: () => import('./algorithms.ts'),
  backup: () => import('./backup.ts'),
  restore: async () => ({ register: (await import('./backup.ts')).registerRestore }),
  hotel: () => import('./hotel.ts'),
  keys: () => import('./keys.ts'),
  ledger: () => import('./ledger.ts'),
  deid: () => import('./deid.ts'),
  dataset: () => import('./dataset.ts'),
  bench: () => import('./bench.ts'),
  top: () => import('./top.ts'),
  load: () => import('./load.ts'),
  capacity: () => import('./capacity.ts'),
};

const program = new Command('earshot')
  .description(
    'A voice assistant backend whose privacy is enforced by the machine and can be checked from outside.',
  )
  .version(packageJson.version)
  .showHelpAfterError('(earshot --help lists the commands)')
  .addHelpText(
    'after',
    `
Try:
  npm start                              everything, with a demo speaker and demo skills
  earshot speak --text "what time is it" one turn from the keyboard
  earshot speak hello.wav --realtime     one turn from a recording, on the clock
  earshot doctor                         what is installed, what is missing, how to mend it`,
  );

const named = commands[process.argv[2] ?? ''];
const modules = named === undefined ? Object.values(commands) : [named];
for (const load of modules) (await load()).register(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`earshot: ${explain(error)}\n`);
  process.exit(1);
}
