/** `earshot developer`: whom the operator lets register skills. */
import type { Command } from 'commander';
import { DeveloperState, PublishingServiceClient } from '../../proto/gen/earshot/skills/v1/publishing.ts';
import { callUnary } from '../common/grpc/client.ts';
import { asOperator } from './as-operator.ts';

interface Json {
  readonly json?: boolean;
}

const deadlineMs = 10_000;

const withPublishing = (work: (publishing: PublishingServiceClient) => Promise<void>): Promise<void> =>
  asOperator(PublishingServiceClient, 'skills', work);

const print = (json: boolean | undefined, object: object, text: string) =>
  process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${text}\n`);

export function register(program: Command): void {
  const developer = program
    .command('developer')
    .description('who may register skills here: keys that the operator admitted');
  developer
    .command('admit')
    .description('let whoever holds this key register skills; they print it with: earshot skill account')
    .argument('<public-key>', 'as the developer sent it')
    .requiredOption('--name <words>', 'whose it is: a company, not a person')
    .option('--json', 'print one JSON object')
    .action((publicKey: string, { name, json }: Json & { name: string }) =>
      withPublishing(async (publishing) => {
        const admitted = await callUnary(publishing, 'admitDeveloper', { publicKey, name }, { deadlineMs });
        print(json, admitted, `${admitted.developerId} (${name}) may register skills.`);
      }),
    );
  developer
    .command('list')
    .description('every developer, and whose skills are whose')
    .option('--json', 'print one JSON array')
    .action(({ json }: Json) =>
      withPublishing(async (publishing) => {
        const { developers } = await callUnary(publishing, 'listDevelopers', {}, { deadlineMs });
        const rows = developers.map(({ developerId, name, state, skillIds }) => ({
          ...{ developerId, name, skillIds },
          state: state === DeveloperState.ADMITTED ? 'admitted' : 'suspended',
        }));
        const lines = rows.map(({ developerId, state, name, skillIds }) =>
          [developerId, state, name, skillIds.join(' ')].join('  ').trimEnd(),
        );
        print(json, rows, lines.join('\n') || 'nobody yet');
      }),
    );
  for (const [name, isSuspended, description] of [
    [
      'suspend',
      true,
      'refuse a developer’s calls; what is live of theirs stays: earshot skill suspend --operator',
    ],
    ['resume', false, 'take a developer’s calls again'],
  ] as const) {
    developer
      .command(name)
      .description(description)
      .argument('<developer-id>')
      .option('--json', 'print one JSON object')
      .action((developerId: string, { json }: Json) =>
        withPublishing(async (publishing) => {
          await callUnary(publishing, 'suspendDeveloper', { developerId, isSuspended }, { deadlineMs });
          const state = isSuspended ? 'suspended' : 'admitted';
          print(json, { developerId, state }, `${developerId} is ${state}.`);
        }),
      );
  }
}
