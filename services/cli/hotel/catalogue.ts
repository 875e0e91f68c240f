/** `earshot hotel catalogue check|set|show`: what a hotel does for its guests, as data that it writes itself. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { callUnary } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { type HotelContext, limits } from './context.ts';

const compileLimits = { deadlineMs: 60_000 } as const;

type Run = (act: (context: HotelContext) => Promise<object | undefined>) => Promise<void>;

export function registerCatalogue(hotel: Command, run: Run): void {
  const catalogue = hotel
    .command('catalogue')
    .description('what this hotel does for its guests, over what every hotel does')
    .addHelpText(
      'after',
      `
A file holds only what differs from the default; words are added, ~ takes away:
  items:
    bath_salts:
      give: deliver
      limit: 2
      department: housekeeping
      say: { zh-CN: 浴盐, en-US: bath salts }
      words: { zh-CN: [浴盐], en-US: ['bath salt[s]'] }
    crib: ~
  topics:
    breakfast:
      answer: { zh-CN: 早餐七点到十点，在二楼。, en-US: Breakfast is from seven to ten on the second floor. }`,
    );
  catalogue
    .command('check <file>')
    .description('says what is wrong with a file, and stores nothing')
    .action((file: string) => run((context) => send(context, file, true)));
  catalogue
    .command('set <file>')
    .description('checks a file, and uses it from the next guest on; an empty one goes back to the default')
    .action((file: string) => run((context) => send(context, file, false)));
  catalogue
    .command('show')
    .description('what this hotel wrote')
    .action(() => run(show));
}

async function send({ hotels, tenantId }: HotelContext, file: string, isTrial: boolean): Promise<object> {
  const yaml = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`cannot read ${file}`);
  });
  const request = { tenantId: await tenantId(), yaml, isTrial };
  const { problems, items, topics } = await callUnary(hotels, 'setCatalogue', request, compileLimits);
  if (problems.length > 0) {
    const lines = problems.map(({ line, path, message }) => `${file}:${line}: ${path}: ${message}`);
    throw new CommandError(lines.join('\n'));
  }
  return { catalogue: isTrial ? 'is good' : 'is used', items, topics };
}

async function show({ hotels, options, tenantId }: HotelContext): Promise<object | undefined> {
  const { yaml } = await callUnary(hotels, 'getCatalogue', { tenantId: await tenantId() }, limits);
  if (options.json) return { yaml };
  process.stdout.write(yaml === '' ? 'nothing of its own: the default holds\n' : yaml);
  return undefined;
}
