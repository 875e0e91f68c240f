/** The contract of identities on top of codes, links and passkeys. */
import type { IdentityServiceServer } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import type { Pool } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { unary } from '../../common/grpc/server.ts';
import type { Logger } from '../../common/log.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { Sender } from '../messages/sender.ts';
import { getAccount } from './account.ts';
import { Attempts } from './attempts.ts';
import { Challenges } from './challenges.ts';
import { Codes } from './codes.ts';
import type { HotelKeys } from './hotel-keys.ts';
import { listMembers, requireUnreached } from './members.ts';
import { Passkeys } from './passkeys.ts';
import { Sessions } from './sessions.ts';
import { SignUp, type SignUpParts } from './sign-up.ts';
import type { Staff } from './staff.ts';
import type { Ways } from './ways.ts';

export interface SignInParts extends Pick<SignUpParts, 'consents' | 'shutdown' | 'storeRegion' | 'timeZone'> {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly staff: Staff;
  readonly hotelKeys: HotelKeys;
  readonly ways: Ways;
  readonly takenBack: TakenBackNotes;
  /** Keys every hash of an address, a code and a network address. */
  readonly identityKey: Buffer;
  readonly origin: string;
  readonly sender: Sender | undefined;
  /** Longest time that somebody stays signed in, and longest without a request; seconds. */
  readonly sessionTtlS: number;
  readonly sessionIdleS: number;
  readonly log: Logger;
  readonly now: () => number;
}

export function identityHandlers(parts: SignInParts): IdentityServiceServer {
  const { pool, identityKey, now } = parts;
  const attempts = new Attempts({ pool, key: identityKey, now });
  const challenges = new Challenges({ pool, key: identityKey, now });
  const sessions = new Sessions({ pool, ttlS: parts.sessionTtlS, idleS: parts.sessionIdleS, now });
  const { staff, hotelKeys, ways, takenBack } = parts;
  const codes = new Codes({ ...parts, attempts, challenges });
  const passkeys = new Passkeys({ ...parts, attempts, challenges });
  const signUp = new SignUp({ ...parts, attempts, challenges });
  return {
    startSignIn: unary(async ({ identity, locale, clientAddress }) => ({
      challenge: await codes.start(identity, locale, clientAddress),
    })),
    finishSignIn: unary(async ({ challenge, code, clientAddress }) => ({
      session: await sessions.open(await codes.finish(challenge, code, clientAddress)),
    })),
    startSignUp: unary(async ({ identity, locale, clientAddress }) => ({
      challenge: await signUp.start(identity, locale, clientAddress),
    })),
    finishSignUp: unary(async (account) => {
      const { isNew, ...by } = await signUp.finish(account);
      return { session: await sessions.open(by), isNew };
    }),
    issueSignInLink: unary(({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      return codes.issueLink(subjectId);
    }),
    listMembers: unary(async ({ householdId }, call) => {
      requireOwn(call, { householdId });
      return { members: await listMembers(parts, householdId) };
    }),
    inviteMember: unary(async ({ householdId, memberId }, call) => {
      requireOwn(call, { householdId });
      await requireUnreached(parts, householdId, memberId);
      return codes.issueInvitation(memberId);
    }),
    useSignInLink: unary(async ({ token, clientAddress }) => ({
      session: await sessions.open({ subjectId: await codes.useLink(token, clientAddress) }),
    })),
    startPasskeySignIn: unary(({ clientAddress }) => passkeys.startSignIn(clientAddress)),
    finishPasskeySignIn: unary(async ({ challenge, responseJson }) => ({
      session: await sessions.open(await passkeys.finishSignIn(challenge, responseJson)),
    })),
    getAccount: unary(async ({ session }) => {
      const { subjectId, signedInAtMs } = await sessions.find(session);
      return { ...(await getAccount(parts, subjectId)), signedInAtMs };
    }),
    closeSession: unary(async ({ session }) => {
      await sessions.close(session);
      return {};
    }),
    startAddIdentity: unary(async ({ subjectId, identity, locale }, call) => {
      requireOwn(call, { subjectId });
      return { challenge: await codes.startAdding(subjectId, identity, locale) };
    }),
    finishAddIdentity: unary(async ({ subjectId, challenge, code }, call) => {
      requireOwn(call, { subjectId });
      await codes.finishAdding(subjectId, challenge, code);
      return {};
    }),
    startPasskeyRegistration: unary(({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      return passkeys.startRegistration(subjectId);
    }),
    finishPasskeyRegistration: unary(async ({ subjectId, challenge, responseJson }, call) => {
      requireOwn(call, { subjectId });
      await passkeys.finishRegistration(subjectId, challenge, responseJson);
      return {};
    }),
    removeSignInWay: unary(async ({ subjectId, wayId }, call) => {
      requireOwn(call, { subjectId });
      await takenBack.keep({ kind: 'way', subjectId, wayId }, () => ways.remove(subjectId, wayId));
      return {};
    }),
    inviteStaff: unary(async ({ tenantId, member }, call) => {
      requireOwn(call, { tenantId });
      if (member === undefined) throw new EarshotError('INVALID_ARGUMENT');
      if (member.subjectId !== '') await staff.require(tenantId, member.subjectId);
      const subjectId = member.subjectId || (await staff.add(tenantId, member));
      return { subjectId, ...(await codes.issueInvitation(subjectId)) };
    }),
    listStaff: unary(async ({ tenantId }, call) => {
      requireOwn(call, { tenantId });
      return { members: await staff.list(tenantId) };
    }),
    removeStaff: unary(async ({ tenantId, subjectId }, call) => {
      requireOwn(call, { tenantId });
      await takenBack.keep({ kind: 'colleague', tenantId, subjectId }, () =>
        staff.remove(tenantId, subjectId),
      );
      return {};
    }),
    issueHotelKey: unary(({ tenantId }, call) => {
      requireOwn(call, { tenantId });
      return hotelKeys.issue(tenantId);
    }),
    listHotelKeys: unary(async ({ tenantId }, call) => {
      requireOwn(call, { tenantId });
      return { keys: await hotelKeys.list(tenantId) };
    }),
    revokeHotelKey: unary(async ({ tenantId, keyId }, call) => {
      requireOwn(call, { tenantId });
      await takenBack.keep({ kind: 'hotel-key', tenantId, keyId }, () => hotelKeys.revoke(tenantId, keyId));
      return {};
    }),
    getHotelOfKey: unary(async ({ key }) => ({ tenantId: await hotelKeys.hotelOf(key) })),
  };
}
