/** Linked accounts: begun here, confirmed at the other account, finished here, and ended. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn } from '../../frame/visit.ts';
import type { CentreParts } from '../centre/parts.ts';
import { backView, confirmView, leaveView, linksView } from './view.ts';

/** The other account's server is asked meanwhile. */
const outsideLimits = { deadlineMs: 12_000 } as const;
type LinkRequest = FastifyRequest<{ Params: { skillId: string } }>;

/** What the other account's server sent along, spelled anew: nothing else gets into a page. */
const queryOf = ({ url }: FastifyRequest): string => {
  const asked = new URLSearchParams((url.split('?')[1] ?? '').slice(0, 4_096));
  const kept = ['code', 'state', 'iss', 'error'].flatMap((name) => {
    const value = asked.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return new URLSearchParams(kept).toString();
};

export function linkPages(app: FastifyInstance, { linking }: CentreParts): void {
  app.get(
    '/privacy/links',
    forSignedIn<FastifyRequest<{ Querystring: { done?: string } }>>(
      async ({ person, subjectId }, { visit, query }, reply) => {
        const asked = { subjectId, locale: visit.language };
        const { links } = await linking.call(person, 'listLinks', asked, callLimits);
        return show(reply, linksView(visit, links, query.done));
      },
    ),
  );

  app.post(
    '/privacy/links/:skillId/start',
    forSignedIn<LinkRequest>(async ({ person, subjectId }, { visit, params }, reply) => {
      const { skillId } = params;
      const asked = { subjectId, locale: visit.language };
      const { links } = await linking.call(person, 'listLinks', asked, callLimits);
      const link = links.find((one) => one.skillId === skillId);
      if (link === undefined) throw new EarshotError('NOT_FOUND');
      const begun = await linking.call(person, 'startLink', { subjectId, skillId }, callLimits);
      return show(reply, leaveView(visit, link, begun.authorizationUrl));
    }),
  );

  // Comes without the strict cookie, and must not be taken for a visit of nobody.
  app.get('/privacy/links/callback', async (request, reply) =>
    show(reply, backView(request.visit, queryOf(request))),
  );

  app.get(
    '/privacy/links/confirm',
    forSignedIn((_signedIn, request, reply) => show(reply, confirmView(request.visit, queryOf(request)))),
  );

  app.post(
    '/privacy/links/finish',
    forSignedIn(async ({ person, subjectId }, { body }, reply) => {
      const query = field(body, 'query', 4_096);
      await linking.call(person, 'finishLink', { subjectId, query }, outsideLimits);
      return reply.redirect('/privacy/links?done=linked', 303);
    }),
  );

  app.post(
    '/privacy/links/:skillId/end',
    forSignedIn<LinkRequest>(async ({ person, subjectId }, { params }, reply) => {
      const ended = { subjectId, skillId: params.skillId };
      const { isRevoked } = await linking.call(person, 'endLink', ended, outsideLimits);
      return reply.redirect(`/privacy/links?done=${isRevoked ? 'unlinked' : 'later'}`, 303);
    }),
  );
}
