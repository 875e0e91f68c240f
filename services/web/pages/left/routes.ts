/** What left and to whom, from the ledger; and why a turn went as it did. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn } from '../../frame/visit.ts';
import { type CentreParts, catalogueOf } from '../centre/parts.ts';
import { leftView, whyView } from './view.ts';

const pageSize = 25;

export function leftPages(app: FastifyInstance, parts: CentreParts): void {
  const { privacy, rights } = parts;

  app.get(
    '/privacy/left',
    forSignedIn<FastifyRequest<{ Querystring: { before?: string } }>>(
      async ({ person, subjectId }, { visit, query }, reply) => {
        const before = Number(query.before ?? 0);
        if (!Number.isSafeInteger(before) || before < 0) {
          throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'before' } });
        }
        const request = { subjectId, pageSize: pageSize + 1, afterSequence: 0, beforeSequence: before };
        const [{ disclosures }, { notices }, catalogue] = await Promise.all([
          privacy.call(person, 'listDisclosures', request, callLimits),
          privacy.call(person, 'listNotices', { subjectId }, callLimits),
          catalogueOf(parts, visit.language),
        ]);
        const shown = disclosures.slice(0, pageSize);
        const olderFrom = disclosures.length > pageSize ? (shown.at(-1)?.sequence ?? 0) : 0;
        const view = { disclosures: shown, notices, catalogue, olderFrom, isNewest: before === 0 };
        return show(reply, leftView(visit, view));
      },
    ),
  );

  app.get(
    '/privacy/why/:turnId',
    forSignedIn<FastifyRequest<{ Params: { turnId: string } }>>(
      async ({ person, subjectId }, { visit, params }, reply) => {
        const request = { subjectId, turnId: params.turnId };
        const [why, catalogue] = await Promise.all([
          rights.call(person, 'explainTurn', request, callLimits),
          catalogueOf(parts, visit.language),
        ]);
        return show(reply, whyView(visit, why, catalogue));
      },
    ),
  );
}
