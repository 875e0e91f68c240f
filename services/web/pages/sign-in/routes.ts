/** Signing in: by a code, by a passkey, by a link that was made on the command line. And out. */
import type { FastifyInstance } from 'fastify';
import { Role } from '../../../../proto/gen/earshot/callers/v1/callers.ts';
import type { IdentityServiceClient } from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import { codePage } from '../../frame/code-form.ts';
import { httpStatusOf } from '../../frame/errors.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { linkView, signInView } from './view.ts';

export function signInPage(
  app: FastifyInstance,
  { identities }: { readonly identities: ClientForPeople<IdentityServiceClient> },
): void {
  app.get('/', ({ visit }, reply) =>
    reply.redirect(visit.signedIn?.role === Role.HOTEL_STAFF ? '/desk' : '/me', 303),
  );

  app.get('/sign-in', ({ visit }, reply) =>
    visit.signedIn === undefined ? show(reply, signInView(visit)) : reply.redirect('/', 303),
  );

  app.post('/sign-in', async ({ visit, body }, reply) => {
    const request = {
      identity: field(body, 'identity'),
      locale: visit.language,
      clientAddress: visit.clientAddress,
    };
    try {
      const { challenge } = await identities.call(undefined, 'startSignIn', request, callLimits);
      return show(reply, codePage(visit, { action: '/sign-in/code', challenge, back: '/sign-in' }));
    } catch (error) {
      if (!(error instanceof EarshotError)) throw error;
      return show(reply, signInView(visit, error.code), httpStatusOf(error.code));
    }
  });

  app.post('/sign-in/code', async ({ visit, body }, reply) => {
    const challenge = field(body, 'challenge');
    const request = { challenge, code: field(body, 'code'), clientAddress: visit.clientAddress };
    try {
      const { session } = await identities.call(undefined, 'finishSignIn', request, callLimits);
      await visit.signIn(session, 'code');
      return reply.redirect('/', 303);
    } catch (error) {
      if (!(error instanceof EarshotError) || error.code !== 'SIGN_IN_CODE_WRONG') throw error;
      const again = { action: '/sign-in/code', challenge, back: '/sign-in', problem: error.code };
      return show(reply, codePage(visit, again), httpStatusOf(error.code));
    }
  });

  // Opening it uses nothing up: programs that look at links for their users would sign in before them.
  app.get<{ Params: { token: string } }>('/sign-in/link/:token', ({ visit, params }, reply) =>
    show(reply, linkView(visit, params.token)),
  );

  app.post('/sign-in/link', async ({ visit, body }, reply) => {
    const request = { token: field(body, 'token'), clientAddress: visit.clientAddress };
    const { session } = await identities.call(undefined, 'useSignInLink', request, callLimits);
    await visit.signIn(session, 'link');
    return reply.redirect('/', 303);
  });

  app.post('/sign-in/passkey/start', async ({ visit }) => {
    const request = { clientAddress: visit.clientAddress };
    const { challenge, optionsJson } = await identities.call(
      undefined,
      'startPasskeySignIn',
      request,
      callLimits,
    );
    return { challenge, options: JSON.parse(optionsJson) as unknown };
  });

  app.post('/sign-in/passkey/finish', async ({ visit, body }) => {
    const request = { challenge: field(body, 'challenge'), responseJson: field(body, 'response', 8_192) };
    const { session } = await identities.call(undefined, 'finishPasskeySignIn', request, callLimits);
    await visit.signIn(session, 'passkey');
    return { to: '/' };
  });

  app.post('/sign-out', async ({ visit }, reply) => {
    await visit.signOut();
    return reply.redirect('/sign-in', 303);
  });
}
