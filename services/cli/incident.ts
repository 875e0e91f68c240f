/** `earshot incident`: what happened, whom it touches, what everybody is told, and who was told when; and a drill of all of it. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Incident, OpenIncidentRequest } from '../../proto/gen/earshot/duties/v1/duties.ts';
import { callUnary } from '../common/grpc/client.ts';
import { classNamed } from '../common/holders/tables.ts';
import { at, limits, print, withDuties } from './duties/calls.ts';
import { CommandError } from './explain.ts';

const assessLimits = { deadlineMs: 300_000 };

const partsShape = z.strictObject({
  whatHappened: z.string().min(1),
  whatWasDone: z.string().min(1),
  whatYouCanDo: z.string().min(1),
  whatMakesGood: z.string().min(1),
  contact: z.string().min(1),
});

const fileShape = z.strictObject({
  foundAt: z.iso.datetime({ offset: true }),
  recipients: z.array(z.string()).default([]),
  holders: z.array(z.string()).default([]),
  classes: z.array(z.string().refine((name) => classNamed(name) !== 0, 'no data class')).default([]),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  'zh-CN': partsShape,
  'en-US': partsShape,
});

/** What somebody fills in at night. */
const draft = `# What happened. Recipients are named as the ledger names them; holders are services. At least one of the two.
foundAt: 2026-01-01T00:00:00Z
recipients: []
holders: []          # privacy, skills, dialogue, hotel, training
classes: []          # of data; none = every personal one
# from: 2026-01-01T00:00:00Z
# until: 2026-01-02T00:00:00Z
en-US:
  whatHappened: ""   # and what may follow from it
  whatWasDone: ""
  whatYouCanDo: ""
  whatMakesGood: ""
  contact: ""
zh-CN:
  whatHappened: ""
  whatWasDone: ""
  whatYouCanDo: ""
  whatMakesGood: ""
  contact: ""
`;

export function register(program: Command): void {
  const incident = program
    .command('incident')
    .description('incidents with personal data: whom they touch and who was told')
    .addHelpText(
      'after',
      `
Try:
  earshot incident draft night.yaml         a file to fill in
  earshot incident drill night.yaml         all of it, but that nobody is told
  earshot incident open night.yaml          writes it down, says whom it touches and what everybody would read
  earshot incident tell ID                  tells those who can be reached; the others need the public notice
  earshot incident told ID --regulator      that the regulator was told; --public that the notice is up
  earshot incident list                     the register`,
    );
  const json = ['--json', 'print one JSON object'] as const;
  incident.command('draft <file>').description('a file to fill in').action(writeDraft);
  incident
    .command('drill <file>')
    .description('as if it were so; nobody is told')
    .option(...json)
    .action(drill);
  incident
    .command('open <file>')
    .description('write it down and find whom it touches')
    .option(...json)
    .action(open);
  incident
    .command('tell <incident>')
    .description('tell whoever can be reached and was not told')
    .option(...json)
    .action(tell);
  incident
    .command('told <incident>')
    .description('record what only a person can know')
    .option('--regulator', 'the regulator was told')
    .option('--public', 'the public notice is up')
    .option(...json)
    .action(told);
  incident
    .command('list', { isDefault: true })
    .description('the register, newest first')
    .option(...json)
    .action(list);
}

async function writeDraft(file: string): Promise<void> {
  await writeFile(file, draft, { flag: 'wx', mode: 0o600 });
  print({ written: file }, false, [`written ${file}`]);
}

async function request(file: string, isDrill: boolean): Promise<OpenIncidentRequest> {
  const read = fileShape.safeParse(parse(await readFile(file, 'utf8')));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new CommandError(`${file}: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { recipients, holders, classes, from, until, foundAt } = read.data;
  return {
    scope: {
      ...{ recipients, holders },
      classes: classes.map(classNamed),
      fromMs: from === undefined ? 0 : Date.parse(from),
      untilMs: until === undefined ? 0 : Date.parse(until),
    },
    parts: (['zh-CN', 'en-US'] as const).map((locale) => ({ locale, ...read.data[locale] })),
    isDrill,
    foundAtMs: Date.parse(foundAt),
  };
}

type Options = { readonly json?: boolean };

async function opened(file: string, isDrill: boolean, { json }: Options): Promise<Incident | undefined> {
  const asked = await request(file, isDrill);
  const { incident } = await withDuties(({ duties }) =>
    callUnary(duties, 'openIncident', asked, assessLimits),
  );
  if (incident === undefined) return undefined;
  const texts = incident.texts.flatMap(({ audience, locale, text }) => [
    '',
    `[${audience}, ${locale}]`,
    ...text.split('\n'),
  ]);
  print(incident, json, [...summary(incident), ...texts]);
  return incident;
}

const open = async (file: string, options: Options): Promise<void> => {
  await opened(file, false, options);
};

/** Every step, and then that a drill really told nobody. */
async function drill(file: string, options: Options): Promise<void> {
  const drilled = await opened(file, true, options);
  if (drilled === undefined) return;
  const { incident } = await withDuties(({ duties }) =>
    callUnary(duties, 'tellIncident', { incidentId: drilled.incidentId }, assessLimits),
  );
  const told = (incident?.toldByMessage ?? 0) + (incident?.toldByPage ?? 0);
  if (told !== 0) throw new CommandError('a drill told somebody');
  if (options.json !== true) process.stdout.write('\n  A drill: nobody was told.\n');
}

async function tell(incidentId: string, { json }: Options): Promise<void> {
  const { incident } = await withDuties(({ duties }) =>
    callUnary(duties, 'tellIncident', { incidentId }, assessLimits),
  );
  if (incident !== undefined) print(incident, json, summary(incident));
}

async function told(
  incidentId: string,
  { regulator = false, public: isPublic = false, json }: Options & { regulator?: boolean; public?: boolean },
): Promise<void> {
  const asked = { incidentId, isRegulatorTold: regulator, isPublic };
  const { incident } = await withDuties(({ duties }) => callUnary(duties, 'recordTold', asked, limits));
  if (incident !== undefined) print(incident, json, summary(incident));
}

async function list({ json }: Options): Promise<void> {
  const { incidents } = await withDuties(({ duties }) => callUnary(duties, 'listIncidents', {}, limits));
  for (const incident of incidents) print(incident, json, [...summary(incident), '']);
  if (incidents.length === 0 && json !== true) print({}, false, ['nothing has happened']);
}

function summary(incident: Incident): string[] {
  const { people, children, hotels, toldByMessage, toldByPage, unreached } = incident;
  return [
    `${incident.incidentId}${incident.isDrill ? ' (drill)' : ''}, found ${at(incident.foundAtMs)}`,
    `touches ${people} people, ${children} of them children, and ${hotels} hotels`,
    `told by message ${toldByMessage}, in the privacy centre ${toldByPage}, not yet ${unreached}`,
    `regulator: told ${at(incident.regulatorToldAtMs)}, due ${at(incident.regulatorDueAtMs)}; public notice ${at(incident.publicAtMs)}`,
  ];
}
