/** A browser as a speaker: it becomes a device of the home, with a token that stands in a cookie no script reads. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PrivacyServiceClient } from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { isErrorCode } from '../../../common/errors/catalogue.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import type { Cookies } from '../../frame/cookies.ts';
import { httpStatusOf } from '../../frame/errors.ts';
import { callLimits } from '../../frame/frame.ts';
import { forSignedIn } from '../../frame/visit.ts';
import { speakerView } from './view.ts';

interface Parts {
  readonly privacy: ClientForPeople<PrivacyServiceClient>;
  readonly cookies: Cookies;
  /** Where speakers activate, `http://host:port`. */
  readonly gatewayUrl: string;
}

const model = 'browser';

export function speakerPage(app: FastifyInstance, { privacy, cookies, gatewayUrl }: Parts): void {
  const show = (request: FastifyRequest, reply: FastifyReply, problem?: EarshotError['code']) => {
    const { visit } = request;
    const isSpeaker = cookies.get(request, 'speaker') !== '';
    const page = speakerView(visit, {
      isSpeaker,
      mayBegin: visit.signedIn?.isOwner === true,
      ...(problem === undefined ? {} : { problem }),
    });
    // The one page that may ask for the microphone, and only for itself.
    reply.header('permissions-policy', 'camera=(), microphone=(self), geolocation=(), payment=(), usb=()');
    return reply
      .code(problem === undefined ? 200 : httpStatusOf(problem))
      .type('text/html; charset=utf-8')
      .send(page.text);
  };

  app.get('/speaker', (request, reply) => {
    const isKnown = request.visit.signedIn !== undefined || cookies.get(request, 'speaker') !== '';
    return isKnown ? show(request, reply) : reply.redirect('/sign-in', 303);
  });

  app.post(
    '/speaker/begin',
    forSignedIn(async ({ person, householdId, subjectId }, request, reply) => {
      try {
        const owner = { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' };
        const { claimCode } = await privacy.call(person, 'issueClaimCode', owner, callLimits);
        cookies.set(reply, 'speaker', await activate(gatewayUrl, claimCode));
      } catch (error) {
        if (!(error instanceof EarshotError)) throw error;
        return show(request, reply, error.code);
      }
      return reply.redirect('/speaker', 303);
    }),
  );

  // Whoever sits at the browser may stop it; to shut the device out is the owner's, on the page of devices.
  app.post('/speaker/end', (_request, reply) => {
    cookies.clear(reply, 'speaker');
    return reply.redirect('/speaker', 303);
  });
}

/** As every speaker does. @throws EarshotError with the gateway's own code, SERVICE_UNAVAILABLE */
async function activate(gatewayUrl: string, claimCode: string): Promise<string> {
  const response = await fetch(new URL('/v1/activate', gatewayUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ claimCode, model }),
    redirect: 'error',
    signal: AbortSignal.timeout(callLimits.deadlineMs),
  }).catch((cause: unknown) => {
    throw new EarshotError('SERVICE_UNAVAILABLE', { cause });
  });
  const { deviceToken, code } = (await response.json()) as { deviceToken?: string; code?: string };
  if (response.ok && deviceToken !== undefined) return deviceToken;
  throw new EarshotError(isErrorCode(code) ? code : 'SERVICE_UNAVAILABLE');
}
