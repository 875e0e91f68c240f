/** Signing up: a yes to the terms that were shown, a code to an address, and an account. */
import type { FastifyInstance } from 'fastify';
import {
  ConsentPurpose,
  type ConsentServiceClient,
} from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import type { IdentityServiceClient } from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import { codePage } from '../../frame/code-form.ts';
import { httpStatusOf } from '../../frame/errors.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import type { Visit } from '../../frame/visit.ts';
import { signUpView } from './view.ts';

interface Parts {
  readonly identities: ClientForPeople<IdentityServiceClient>;
  readonly consents: ClientForPeople<ConsentServiceClient>;
}

export function signUpPage(app: FastifyInstance, { identities, consents }: Parts): void {
  const terms = ({ language }: Visit) => {
    const request = { purpose: ConsentPurpose.VOICE_SERVICE, version: 0, locale: language };
    return consents.call(undefined, 'readConsentText', request, callLimits);
  };

  app.get('/sign-up', async ({ visit }, reply) =>
    visit.signedIn === undefined
      ? show(reply, signUpView(visit, await terms(visit)))
      : reply.redirect('/', 303),
  );

  app.post('/sign-up', async ({ visit, body }, reply) => {
    const { language: locale, clientAddress } = visit;
    const [identity, version] = [field(body, 'identity'), field(body, 'version', 9)];
    const shown = await terms(visit);
    try {
      // A browser does not send the form without it; whoever does sent no yes.
      if ((body as { agreed?: unknown }).agreed !== 'yes') throw new EarshotError('CONSENT_REQUIRED');
      if (version !== String(shown.version)) throw new EarshotError('CONSENT_TEXT_OLD');
      const { challenge } = await identities.call(
        undefined,
        'startSignUp',
        { identity, locale, clientAddress },
        callLimits,
      );
      return show(reply, codePage(visit, codeForm({ challenge, identity, version })));
    } catch (error) {
      if (!(error instanceof EarshotError)) throw error;
      return show(reply, signUpView(visit, shown, error.code), httpStatusOf(error.code));
    }
  });

  app.post('/sign-up/code', async ({ visit, body }, reply) => {
    const { language: locale, clientAddress } = visit;
    const sent = {
      challenge: field(body, 'challenge'),
      identity: field(body, 'identity'),
      version: field(body, 'version', 9),
    };
    const { challenge, identity } = sent;
    const account = {
      ...{ challenge, identity, locale, clientAddress },
      ...{ code: field(body, 'code'), textVersion: Number(sent.version) },
    };
    try {
      const { session, isNew } = await identities.call(undefined, 'finishSignUp', account, callLimits);
      await visit.signIn(session, 'code');
      return reply.redirect(isNew ? '/me?done=welcome' : '/', 303);
    } catch (error) {
      if (!(error instanceof EarshotError)) throw error;
      if (error.code === 'SIGN_IN_CODE_WRONG') {
        const again = { ...codeForm(sent), problem: error.code };
        return show(reply, codePage(visit, again), httpStatusOf(error.code));
      }
      // The text has changed since, or the address rests: from the beginning, and why.
      return show(reply, signUpView(visit, await terms(visit), error.code), httpStatusOf(error.code));
    }
  });
}

/** Nothing of it is kept here: the answer carries it. */
function codeForm(sent: { readonly challenge: string; readonly identity: string; readonly version: string }) {
  const { challenge, identity, version } = sent;
  return { action: '/sign-up/code', challenge, back: '/sign-up', fields: { identity, version } };
}
