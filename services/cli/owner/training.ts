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
  addTo(training, 'on [what...]', '`text`, `audio` or both: allow it, for the purpose shown', optIn);
  addTo(training, 'off', 'take it back: every sample of yours goes, and copies are called back', optOut);
  addTo(training, 'status', 'what is allowed now', status);
}

async function optIn(context: Context, ...what: string[]): Promise<object> {
  const unknown = what.find((one) => one !== 'text' && one !== 'audio');
  if (unknown !== undefined) throw new CommandError(`“${unknown}” is neither text nor audio`);
  const { privacy, subjectId } = await context.owned();
  const { fields, recipientId, version } = await describe(context);
  // Sound without its words is of no use, so words always come along.
  const isWanted = (path: string) =>
    what.length === 0 || path === 'sample.text' || what.includes(path.slice(7));
  const granted = fields.filter(({ path }) => isWanted(path));
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

async function describe({ owned, options, stateDir }: Context): Promise<DescribeConsentResponse> {
  const credentials = callingAs(ownerOf(await owned()), stateDir);
  const training = connect(TrainingServiceClient, await addressOf('training', stateDir), credentials);
  try {
    return await callUnary(training, 'describeConsent', { locale: options.locale }, limits);
  } finally {
    training.close();
  }
}
