/** `earshot owner training`: whether what is said at home may become training samples, asked in the words that count. */
import type { Command } from 'commander';
import { RecipientKind } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import {
  type DescribeConsentResponse,
  TrainingServiceClient,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { callingAs, ownerOf } from '../identity.ts';
import { addressOf, deadlineMs } from '../skill/local.ts';
import { answer } from './consent.ts';
import type { Context } from './context.ts';
import { readConversation } from './conversation-file.ts';

type AddTo = (
  group: Command,
  usage: string,
  description: string,
  act: (context: Context, ...args: string[]) => Promise<object>,
) => void;

const limits = { deadlineMs };

export function registerTraining(owner: Command, addTo: AddTo): void {
  const training = owner
    .command('training')
    .description('samples for speech recognition: off unless you say so');
  addTo(
    training,
    'on [what...]',
    '`text`, `audio`, `conversation`; nothing named = text and audio: allow it, for the purpose shown',
    optIn,
  );
  addTo(training, 'off', 'take it back: every sample of yours goes, and copies are called back', optOut);
  addTo(training, 'status', 'what is allowed now', status);
  addTo(
    training,
    'opening',
    'with what a conversation with customer service begins: the machine says that it is one',
    opening,
  );
  addTo(
    training,
    'conversation <file>',
    'one with customer service, for training; JSONL of {"from": "bot" | "person" | "staff", "text"}',
    conversation,
  );
}

const kinds: ReadonlySet<string> = new Set(['text', 'audio', 'conversation']);

async function optIn(context: Context, ...named: string[]): Promise<object> {
  const unknown = named.find((one) => !kinds.has(one));
  if (unknown !== undefined) throw new CommandError(`“${unknown}” is none of ${[...kinds].join(', ')}`);
  // Sound without its words is of no use, so words always come along.
  const what =
    named.length === 0
      ? ['text', 'audio']
      : named.flatMap((one) => (one === 'audio' ? ['text', one] : [one]));
  const { privacy, subjectId } = await context.owned();
  const { fields, recipientId, version } = await describe(context);
  const granted = fields.filter(({ path }) => what.includes(path.slice('sample.'.length)));
  const request = {
    subjectId,
    skillId: recipientId,
    recipientKind: RecipientKind.TRAINING,
    paths: granted.map(({ path }) => path),
    purposes: granted.map(({ purpose }) => purpose),
    recipientRegion: '',
  };
  await answer(context, 'training', true);
  await callUnary(privacy, 'grantFields', request, limits);
  return {
    consent: `version ${version}`,
    allowed: granted.map(({ path, purpose }) => ({ [path]: purpose })),
    back: 'earshot owner training off',
  };
}

async function optOut(context: Context): Promise<object> {
  const { privacy, subjectId } = await context.owned();
  const { recipientId } = await describe(context);
  const request = { subjectId, skillId: recipientId, recipientKind: RecipientKind.TRAINING, paths: [] };
  await callUnary(privacy, 'withdrawFields', request, limits);
  await answer(context, 'training', false);
  return { allowed: 'nothing', samples: 'cannot be read any more' };
}

async function status(context: Context): Promise<object> {
  const { privacy, subjectId } = await context.owned();
  const { recipientId } = await describe(context);
  const request = { subjectId, skillId: recipientId, recipientKind: RecipientKind.TRAINING };
  const { grants } = await callUnary(privacy, 'listGrants', request, limits);
  return grants.length === 0
    ? { allowed: 'nothing' }
    : { allowed: grants.map(({ path, purpose }) => ({ [path]: purpose })) };
}

const describe = (context: Context): Promise<DescribeConsentResponse> =>
  withTraining(context, (training) =>
    callUnary(training, 'describeConsent', { locale: context.options.locale }, limits),
  );

const opening = (context: Context): Promise<object> =>
  withTraining(context, (training) =>
    callUnary(training, 'openConversation', { locale: context.options.locale }, limits),
  );

async function conversation(context: Context, file = ''): Promise<object> {
  const { deviceId, householdId } = await context.owned();
  if (deviceId === '') throw new CommandError('no speaker of this account is kept here');
  const lines = await readConversation(file);
  const { locale } = context.options;
  const request = { device: { deviceId, householdId, tenantId: '' }, locale, lines };
  const { taken } = await withTraining(context, (training) =>
    callUnary(training, 'keepConversation', request, limits),
  );
  const allow = 'earshot owner training on conversation';
  return taken > 0 ? { taken: `${taken} lines` } : { taken: 'nothing', allow };
}

async function withTraining<T>(
  { owned, stateDir }: Context,
  work: (training: TrainingServiceClient) => Promise<T>,
): Promise<T> {
  const credentials = callingAs(ownerOf(await owned()), stateDir);
  const training = connect(TrainingServiceClient, await addressOf('training', stateDir), credentials);
  try {
    return await work(training);
  } finally {
    training.close();
  }
}
