/** Requests and how they stand, and appeals against a refusal. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestKind } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn } from '../../frame/visit.ts';
import { announcementsFor } from '../centre/announcements.ts';
import type { CentreParts } from '../centre/parts.ts';
import { requestsView } from './view.ts';

const maxNote = 2_000;

export function requestPages(app: FastifyInstance, { rights, duties }: CentreParts): void {
  app.get(
    '/privacy/requests',
    forSignedIn<FastifyRequest<{ Querystring: { done?: string } }>>(
      async ({ person, subjectId, isOwner }, { visit, query }, reply) => {
        const [{ requests }, announcements] = await Promise.all([
          rights.call(person, 'listRequests', { subjectId }, callLimits),
          announcementsFor(duties, person, subjectId, visit.language),
        ]);
        const view = { requests, announcements, isDone: query.done !== undefined, isOwner };
        return show(reply, requestsView(visit, view));
      },
    ),
  );

  app.post(
    '/privacy/requests',
    forSignedIn(async ({ person, subjectId }, { body }, reply) => {
      const asked = Number(field(body, 'kind', 2));
      const kind = Object.values(RequestKind).find((one) => one === asked);
      if (kind === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'kind' } });
      const request = { subjectId, kind, note: field(body, 'note', maxNote).trim() };
      await rights.call(person, 'openRequest', request, callLimits);
      return reply.redirect('/privacy/requests?done=sent', 303);
    }),
  );

  app.post(
    '/privacy/requests/:requestId/appeal',
    forSignedIn<FastifyRequest<{ Params: { requestId: string } }>>(
      async ({ person, subjectId }, { params, body }, reply) => {
        const request = { subjectId, requestId: params.requestId, note: field(body, 'note', maxNote).trim() };
        await rights.call(person, 'appealRequest', request, callLimits);
        return reply.redirect('/privacy/requests?done=sent', 303);
      },
    ),
  );
}
