/** `earshot dataset`: versions of the training data, copies of them, and what has gone from each. */
import type { Command } from 'commander';
import {
  type Dataset,
  type ReadSamplesResponse,
  TrainingServiceClient,
} from '../../proto/gen/earshot/training/v1/training.ts';
import { callUnary } from '../common/grpc/client.ts';
import { asOperator } from './as-operator.ts';
import { staffRoleNamed } from './duties/calls.ts';
import { CommandError } from './explain.ts';
import { asStaff } from './staff/account.ts';

/** A version is made of all there is; a whole copy is read in one call. */
const limits = { deadlineMs: 600_000 };

export function register(program: Command): void {
  const dataset = program
    .command('dataset')
    .description('de-identified samples of people who allowed it: versions, copies, what has gone')
    .addHelpText(
      'after',
      `
Try:
  earshot dataset create                                   freeze what is there into a version
  earshot dataset export 3 ./lab --recipient "Example Lab" a copy: JSONL, WAV, Hugging Face folder, Kaldi manifest
  earshot dataset verify ./lab --delete                    delete what has gone from a copy, and confirm it
  earshot dataset list                                     versions, who has copies, what is not confirmed`,
    );
  dataset
    .command('create')
    .description('freeze what is there now into a new version')
    .option('-l, --locale <tag>', 'of one language only', '')
    .action(({ locale }: { locale: string }) =>
      withTraining(async (training) => {
        const { dataset: made } = await callUnary(training, 'createDataset', { locale }, limits);
        if (made !== undefined) print(describe(made));
      }),
    );
  dataset
    .command('list')
    .description('versions, copies, and deletions that are not confirmed')
    .option('--json', 'one JSON object for each version')
    .action(({ json }: { json?: true }) =>
      withTraining(async (training) => {
        const { datasets } = await callUnary(training, 'listDatasets', {}, limits);
        for (const one of datasets) print(json ? JSON.stringify(one) : describe(one));
      }),
    );
  dataset
    .command('export <version> <folder>')
    .description('a copy in a new folder; its holder owes the deletion of whatever goes')
    .requiredOption('--recipient <name>', 'who will hold the copy, as people are told it')
    .option('--notice-url <https>', 'where the holder is told what to delete; without it, it asks', '')
    .action((version: string, folder: string, options: { recipient: string; noticeUrl: string }) =>
      withTraining(async (training) => {
        const { writeCopy } = await import('./dataset/write-copy.ts');
        const request = { version: numberOf(version), ...options };
        const { copyId, samples } = await writeCopy(training, request, folder, limits);
        print(`copy ${copyId}: ${samples} samples in ${folder}`);
      }),
    );
  dataset
    .command('verify <folder>')
    .description(
      'is the copy whole, and what in it has gone; status 1 when something must be deleted or was changed',
    )
    .option('--delete', 'delete it from the copy, and confirm')
    .action((folder: string, options: { delete?: true }) =>
      withTraining(async (training) => {
        const { verifyCopy } = await import('./dataset/verify-copy.ts');
        const found = await verifyCopy(training, folder, options.delete === true, limits);
        for (const file of found.changed) print(`changed or missing: ${file}`);
        const { gone, deleted, left, unconfirmed } = found;
        print(`${left} samples, ${gone} gone, ${deleted} deleted now, ${unconfirmed} not confirmed`);
        if (found.changed.length > 0 || gone > deleted) process.exitCode = 1;
      }),
    );
  dataset
    .command('gone <version>')
    .description('names of the samples that have gone from a version, one a line')
    .action((version: string) =>
      withTraining(async (training) => {
        const asked = { version: numberOf(version) };
        for (const id of (await callUnary(training, 'listGone', asked, limits)).sampleIds) print(id);
      }),
    );
  dataset
    .command('read <version>')
    .description(
      'finished text for whoever labels it, one JSON object a line; each sample that is read is recorded',
    )
    .requiredOption('--as <role>', 'annotator, with your own key')
    .option('--after <id>', 'continue after this sample', '')
    .option('--count <n>', 'samples, 100 at most', '20')
    .action(async (version: string, options: { as: string; after: string; count: string }) => {
      const asked = {
        version: numberOf(version),
        afterSampleId: options.after,
        pageSize: numberOf(options.count),
      };
      const role = staffRoleNamed(options.as);
      const { samples } = await asStaff<ReadSamplesResponse>('readSamples', asked, role);
      for (const sample of samples) print(JSON.stringify(sample));
    });
  dataset
    .command('reads')
    .description('who read which sample when, newest first')
    .option('--count <n>', 'lines', '100')
    .action(({ count }: { count: string }) =>
      withTraining(async (training) => {
        const { reads } = await callUnary(training, 'listReads', { pageSize: numberOf(count) }, limits);
        for (const { readAtMs, ...read } of reads)
          print(JSON.stringify({ ...read, at: new Date(readAtMs).toISOString() }));
      }),
    );
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function numberOf(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new CommandError(`“${text}” is no number`);
  return number;
}

function describe({
  version,
  samples,
  speakers,
  gone,
  createdOn,
  expiresOn,
  consentVersion,
  copies,
}: Dataset): string {
  const head = `version ${version}  ${samples} samples of ${speakers} speakers, ${gone} gone  made ${createdOn}, empty by ${expiresOn}  consent ${consentVersion}`;
  const lines = copies.map(
    (copy) =>
      `  copy ${copy.copyId}  ${copy.recipient}, ${copy.exportedOn}: ${copy.unconfirmed} deletions not confirmed`,
  );
  return [head, ...lines].join('\n');
}

const withTraining = (work: (training: TrainingServiceClient) => Promise<void>): Promise<void> =>
  asOperator(TrainingServiceClient, 'training', work);
