/** `earshot owner links`, `link`, `unlink`: accounts elsewhere that one skill may use. */
import type { Command } from 'commander';
import { LinkingServiceClient } from '../../../proto/gen/earshot/linking/v1/linking.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { callingAs, ownerOf } from '../identity.ts';
import { addressOf } from '../skill/local.ts';
import type { Context } from './context.ts';
import { type AddTo, limits, when } from './family.ts';

export function registerLinks(owner: Command, addTo: AddTo): void {
  addTo(owner, 'links', 'accounts elsewhere: what each side learns, and which are linked', list);
  addTo(owner, 'link <skill>', 'an address to open in a browser that is signed in here', link);
  addTo(owner, 'unlink <skill>', 'at once; its token is revoked where it came from', unlink);
}

async function asking<T>(
  { owned, stateDir }: Context,
  act: (linking: LinkingServiceClient, subjectId: string) => Promise<T>,
): Promise<T> {
  const { subjectId, householdId } = await owned();
  const credentials = callingAs(ownerOf({ subjectId, householdId }), stateDir);
  const linking = connect(LinkingServiceClient, await addressOf('privacy', stateDir), credentials);
  try {
    return await act(linking, subjectId);
  } finally {
    linking.close();
  }
}

const list = (context: Context): Promise<object> =>
  asking(context, async (linking, subjectId) => {
    const asked = { subjectId, locale: context.options.locale };
    return (await callUnary(linking, 'listLinks', asked, limits)).links.map((one) => ({
      skill: one.skillId,
      operator: `${one.operator}, ${one.host}`,
      itLearns: one.skillLearns,
      weLearn: one.earshotLearns,
      linked: one.linkedAtMs === 0 ? 'no' : when(one.linkedAtMs),
    }));
  });

const link = (context: Context, skillId = ''): Promise<object> =>
  asking(context, async (linking, subjectId) => {
    const begun = await callUnary(linking, 'startLink', { subjectId, skillId }, limits);
    return { open: begun.authorizationUrl, within: `${begun.expiresInS / 60} minutes` };
  });

const unlink = (context: Context, skillId = ''): Promise<object> =>
  asking(context, async (linking, subjectId) => {
    const { isRevoked } = await callUnary(linking, 'endLink', { subjectId, skillId }, limits);
    return { unlinked: skillId, revoked: isRevoked ? 'yes' : 'not yet; it is tried again for a day' };
  });
