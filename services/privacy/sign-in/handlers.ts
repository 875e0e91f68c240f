/** The contract of identities on top of codes, links and passkeys. */
import type { IdentityServiceServer } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import type { Pool } from '../../common/db/pool.ts';
import { unary } from '../../common/grpc/server.ts';
import type { Logger } from '../../common/log.ts';
import type { DataKeys } from '../keys/data-keys.ts';
import { getAccount } from './account.ts';
import { Attempts } from './attempts.ts';
import { Challenges } from './challenges.ts';
import { Codes } from './codes.ts';
import { Passkeys } from './passkeys.ts';
import type { Sender } from './sender.ts';

export interface SignInParts {
  readonly pool: Pool;
  readonly keys: DataKeys;
  /** Keys every hash of an address, a code and a network address. */
  readonly identityKey: Buffer;
  readonly origin: string;
  readonly sender: Sender | undefined;
  readonly log: Logger;
  readonly now: () => number;
}

export function identityHandlers(parts: SignInParts): IdentityServiceServer {
  const { pool, identityKey, now } = parts;
  const attempts = new Attempts({ pool, key: identityKey, now });
  const challenges = new Challenges({ pool, key: identityKey, now });
  const codes = new Codes({ ...parts, attempts, challenges });
  const passkeys = new Passkeys({ ...parts, attempts, challenges });
  return {
    startSignIn: unary(async ({ identity, locale, clientAddress }) => ({
      challenge: await codes.start(identity, locale, clientAddress),
    })),
    finishSignIn: unary(async ({ challenge, code, clientAddress }) => ({
      subjectId: await codes.finish(challenge, code, clientAddress),
    })),
    issueSignInLink: unary(({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      return codes.issueLink(subjectId);
    }),
    useSignInLink: unary(async ({ token, clientAddress }) => ({
      subjectId: await codes.useLink(token, clientAddress),
    })),
    startPasskeySignIn: unary(({ clientAddress }) => passkeys.startSignIn(clientAddress)),
    finishPasskeySignIn: unary(async ({ challenge, responseJson }) => ({
      subjectId: await passkeys.finishSignIn(challenge, responseJson),
    })),
    getAccount: unary(({ subjectId }) => getAccount(parts, subjectId)),
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
  };
}
