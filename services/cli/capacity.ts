/** `earshot capacity`: how many speakers this machine carries, and what gives out first; writes docs/capacity.md. */
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { Capacity } from '../../loadtest/capacity.ts';
import type { DriverName } from '../../loadtest/run.ts';
import type { ReportPage } from '../bench/report.ts';
import { between } from './option-values.ts';

interface CapacityCommand {
  readonly from: number;
  readonly most: number;
  readonly seconds: number;
  readonly refine: number;
  readonly fullAt: number;
  readonly driver?: DriverName;
  readonly recordings?: string;
  readonly json: boolean;
}

export function register(program: Command): void {
  program
    .command('capacity')
    .description(
      'add speakers until somebody waits too long or is lost, say what gave out first, and write docs/capacity.md',
    )
    .option('--from <number>', 'speakers of the first step', between(1, 10_000), 20)
    .option('--most <number>', 'speakers at which it ends in any case', between(1, 10_000), 300)
    .option('--seconds <number>', 'length of each step', between(5, 3_600), 30)
    .option(
      '--refine <number>',
      'steps between the last that was carried and the first that was not',
      between(0, 6),
      2,
    )
    .option(
      '--full-at <ms>',
      'p99 on the platform’s clock at which a machine is full',
      between(10, 60_000),
      300,
    )
    .option(
      '--recordings <folder>',
      'WAV files to be said instead of Debian’s; in folders zh-CN and en-US, both are spoken',
    )
    .addOption(
      new Option('--driver <name>', 'who plays the speakers; by default k6 where it is').choices([
        'k6',
        'node',
      ]),
    )
    .option('--json', 'one JSON object on standard output, no page', false)
    .action(run);
}

async function run({
  from,
  most,
  seconds,
  refine,
  fullAt,
  driver,
  recordings,
  json,
}: CapacityCommand): Promise<void> {
  const { findCapacity } = await import('../../loadtest/capacity.ts');
  const say = (line: string) => void process.stderr.write(`capacity: ${line}\n`);
  const capacity = await findCapacity({
    ...{ from, most, seconds, refinements: refine, fullAtMs: fullAt },
    ...{ driver, recordings, say },
  });
  const { speakers, gaveOut, steps } = capacity;
  if (json) {
    const rows = steps.map(({ speakers: count, isCarried, result, use }) => ({
      speakers: count,
      isCarried,
      ...result.counted,
      use,
    }));
    process.stdout.write(`${JSON.stringify({ speakers, gaveOut, steps: rows })}\n`);
    return;
  }
  const { writeReport } = await import('../bench/report.ts');
  const command = `earshot capacity --from ${from} --most ${most} --seconds ${seconds} --refine ${refine} --full-at ${fullAt}${recordings === undefined ? '' : ' --recordings DIR'}`;
  const page = capacityPage(capacity, { command, fullAtMs: fullAt, isOwnSpeech: recordings !== undefined });
  const path = writeReport('capacity.md', page);
  process.stdout.write(`${speakers} speakers; first gave out ${gaveOut ?? 'nothing'}\npage  ${path}\n`);
}

/** Shares of a machine that are planned with: the rest is for bursts, and for a neighbour that went down. */
const plannedShare = 0.7;

export function capacityPage(
  capacity: Capacity,
  {
    command,
    fullAtMs,
    isOwnSpeech,
  }: { readonly command: string; readonly fullAtMs: number; readonly isOwnSpeech: boolean },
  cores = availableParallelism(),
): ReportPage {
  const steps = capacity.steps.toSorted((a, b) => a.speakers - b.speakers);
  const best = steps.findLast(({ isCarried }) => isCarried);
  const driver = steps[0]?.result.driver === 'k6' ? 'k6' : 'the Node driver';
  return {
    title: 'Capacity: how many speakers a machine carries',
    summary: `Every speaker streams recorded speech in real time, one utterance in 12 seconds on average at times of its own (Poisson), one in five meant for nobody, on a connection that it keeps. Recognition, understanding, skills, stores and the generator (${driver}) share the machine. A machine is full when the slowest turn in a hundred takes ${fullAtMs} ms or more on the platform’s clock, or when any turn fails or is lost.`,
    command,
    data: [
      isOwnSpeech
        ? 'The recordings of the folder that was given; those whose name begins with `nobody` are meant for nobody.'
        : 'Recordings of people from Debian’s `pocketsphinx-testdata`: commands to two example skills, and a novel read aloud.',
    ],
    sections: [
      {
        heading: 'What it carries',
        text: `**${capacity.speakers} speakers.** First gave out ${capacity.gaveOut ?? 'nothing up to the last step'}.`,
        table: {
          columns: [
            'speakers',
            'carried',
            'said',
            'failed',
            'lost',
            'platform p50',
            'p95',
            'p99',
            'perceived p99',
            'cores in use',
            'decoders',
            'waited for one',
            'memory MB',
            'waited for a core',
            'durable write p95',
          ],
          rows: steps.map(({ speakers, isCarried, result: { counted }, use }) => [
            ...[speakers, isCarried ? 'yes' : 'no', counted.said, counted.failed, counted.lost],
            ...[
              counted.platformMs.p50,
              counted.platformMs.p95,
              counted.platformMs.p99,
              counted.perceivedMs.p99,
            ],
            ...[use.machineCores, use.decoders, use.waiting, use.totalMemoryMb],
            ...[`${Math.round(use.worstWait.share * 100)} % (${use.worstWait.service})`, use.syncP95Ms],
          ]),
        },
        notes: [
          'Milliseconds. With some hundred utterances in a step, p99 is the second slowest of them or so: longer steps (`--seconds`) say more.',
          'Waited for a core: the part of the time in which the event loop of that service, the worst of all, was ready and had none. Durable write: one page where the stores are, once a second.',
        ],
      },
      ...(best === undefined ? [] : [sizing(best, cores)]),
    ],
  };
}

function sizing({ speakers, use }: Capacity['steps'][number], cores: number): ReportPage['sections'][number] {
  const names = Object.keys(use.cores).filter(
    (name) => (use.cores[name] ?? 0) > 0 || (use.memoryMb[name] ?? 0) > 0,
  );
  const servicesCores = names.reduce((sum, name) => sum + (use.cores[name] ?? 0), 0);
  const planned = Math.floor(speakers * plannedShare);
  return {
    heading: 'Sizing',
    text: `At ${speakers} speakers the services used ${servicesCores.toFixed(2)} of ${cores} cores; stores, skills and the generator had ${(use.machineCores - servicesCores).toFixed(2)}. Plan with ${planned} speakers for ${cores} cores (${plannedShare * 100} %): the rest is for bursts and for a neighbour that went down.`,
    table: {
      columns: ['service', 'cores in use', 'speakers for each core of it', 'memory MB'],
      rows: names.map((name) => {
        const used = use.cores[name] ?? 0;
        return [
          name,
          used,
          used < 0.01 ? 'more than can be told' : Math.round(speakers / used),
          use.memoryMb[name],
        ];
      }),
    },
    notes: [
      `Memory of all services: ${use.totalMemoryMb} MB with ${use.decoders} decoders, ${(use.totalMemoryMb / speakers).toFixed(1)} MB for each speaker.`,
      'The recogniser is what grows with speech; everything else grows with turns. docs/scaling.md goes on from here.',
    ],
  };
}
