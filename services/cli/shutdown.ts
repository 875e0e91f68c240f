/** `earshot shutdown`: the end of the whole service, announced first; then everything is erased, with a report. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { callUnary } from '../common/grpc/client.ts';
import { print, withDuties } from './duties/calls.ts';
import { CommandError } from './explain.ts';

const eraseLimits = { deadlineMs: 3_600_000 };
const tellLimits = { deadlineMs: 600_000 };

interface Options {
  readonly announce?: boolean;
  readonly on?: string;
  readonly erase?: boolean;
  readonly yes?: boolean;
  readonly report?: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  program
    .command('shutdown')
    .description('end the whole service: announce it, and on that day erase everything')
    .option('--announce', 'tell everybody, and guardians of children; from then on nobody new is taken in')
    .option('--on <day>', 'with --announce: the last day, thirty days away at least, like 2026-12-31')
    .option('--erase', 'from that day on: erase every household and every hotel')
    .option('--yes', 'with --erase: needed, because nothing can be brought back')
    .option('--report <file>', 'with --erase: write the report there, too')
    .option('--json', 'print one JSON object')
    .action(shutdown);
}

async function shutdown(options: Options): Promise<void> {
  if (options.announce === true) return announce(options);
  if (options.erase === true) return erase(options);
  throw new CommandError('say --announce --on DAY, or --erase');
}

async function announce({ on, json }: Options): Promise<void> {
  if (on === undefined) throw new CommandError('say --on DAY: the last day, thirty days away at least');
  const answer = await withDuties(({ duties }) =>
    callUnary(duties, 'announceShutdown', { endsOn: on }, tellLimits),
  );
  const { people, guardians, toldByMessage, texts } = answer;
  print(answer, json, [
    `announced: the service ends on ${on}`,
    `${people} accounts, ${guardians} of them answer for a child; ${toldByMessage} were sent a message, all see it in the privacy centre`,
    ...texts.flatMap(({ audience, locale, text }) => ['', `[${audience}, ${locale}]`, text]),
  ]);
}

async function erase({ yes, report, json }: Options): Promise<void> {
  if (yes !== true) throw new CommandError('this erases everybody and everything; say --yes');
  const answer = await withDuties(({ duties }) => callUnary(duties, 'eraseEverything', {}, eraseLimits));
  const { households, hotels, pending, left } = answer;
  const document = { at: new Date().toISOString(), ...answer };
  if (report !== undefined) {
    await writeFile(report, `${JSON.stringify(document, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  }
  print(document, json, [
    `erased ${households} households and ${hotels} hotels; ${pending} wait for a holder that could not be reached`,
    ...left.map(({ table, rows, reason }) => `left: ${rows} in ${table}: ${reason}`),
    ...(pending > 0 ? ['say it again until nothing is pending'] : []),
  ]);
  if (pending > 0) process.exitCode = 1;
}
