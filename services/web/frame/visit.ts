/** One request as a page sees it: who asks, in which language, from where. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GetAccountResponse } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import type { Person } from '../../common/callers/access.ts';
import type { Language } from './languages.ts';
import type { SignInMethod } from './metrics.ts';

/** Whoever is signed in, and as whom calls are made for them. */
export interface SignedIn extends GetAccountResponse {
  readonly person: Person;
  readonly isOwner: boolean;
}

export interface Visit {
  readonly language: Language;
  /** For every form of the page. */
  readonly formToken: string;
  /** Network address of the browser, for limits. */
  readonly clientAddress: string;
  /** Where this page is shown again: its path without the query; the start after a form. */
  readonly here: string;
  readonly signedIn: SignedIn | undefined;
  /** A session that has begun becomes this browser's, under new names: what was known before signs in nobody. */
  signIn(session: string, method: SignInMethod): Promise<void>;
  signOut(): Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    visit: Visit;
  }
}

/** A handler for whoever is signed in; everybody else is asked to sign in first. */
export function forSignedIn<R extends FastifyRequest>(
  handle: (signedIn: SignedIn, request: R, reply: FastifyReply) => unknown,
): (request: R, reply: FastifyReply) => unknown {
  return (request, reply) => {
    const { signedIn } = request.visit;
    return signedIn === undefined ? reply.redirect('/sign-in', 303) : handle(signedIn, request, reply);
  };
}
