/** `earshot owner sign-in`: a link to the pages, for whoever can read the command line's key. */
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { callingAs, ownerOf } from '../identity.ts';
import { addressOf } from '../skill/local.ts';
import type { Place } from '../up/household.ts';
import type { Context } from './context.ts';

/** A link that signs the owner of a household in, once. */
export async function issueSignInLink(
  place: Pick<Place, 'stateDir'> & { address(service: 'privacy'): string },
  owned: { readonly householdId: string; readonly subjectId: string },
): Promise<{ url: string; expiresInS: number }> {
  const credentials = callingAs(ownerOf(owned), place.stateDir);
  const identities = connect(IdentityServiceClient, place.address('privacy'), credentials);
  try {
    const { subjectId } = owned;
    return await callUnary(identities, 'issueSignInLink', { subjectId }, { deadlineMs: 10_000 });
  } finally {
    identities.close();
  }
}

export async function signIn({ owned, stateDir }: Context): Promise<object> {
  const privacy = await addressOf('privacy', stateDir);
  const { url, expiresInS } = await issueSignInLink({ address: () => privacy, stateDir }, await owned());
  return { open: url, within: `${expiresInS / 60} minutes` };
}
