/** History: read, searched, taken out, and deleted one by one, by range or all at once. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ConsentPurpose } from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import type { HistoryEntry } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn, type SignedIn } from '../../frame/visit.ts';
import type { CentreParts } from '../centre/parts.ts';
import { deleteAllView, historyView } from './view.ts';

type HistoryRequest = FastifyRequest<{ Querystring: { search?: string; before?: string; done?: string } }>;

const dayMs = 86_400_000;
const nothing = { entryIds: [] as string[], fromMs: 0, untilMs: 0, isEverything: false };

/** Days as the reader's calendar has them, begun where the server is: good to the hour, and told so nowhere. */
function dayIn(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00`).getTime() : Number.NaN;
  if (Number.isNaN(ms)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'from' } });
  return ms;
}

export function historyPages(app: FastifyInstance, { rights, consents }: CentreParts): void {
  const deleting = async ({ person, subjectId }: SignedIn, what: Partial<typeof nothing>) =>
    rights.call(person, 'deleteHistory', { subjectId, ...nothing, ...what }, callLimits);

  app.get(
    '/privacy/history',
    forSignedIn<HistoryRequest>(async ({ person, subjectId }, { visit, query }, reply) => {
      const search = (query.search ?? '').slice(0, 200);
      const request = { subjectId, search, beforeMs: Number(query.before ?? 0) || 0, pageSize: 25 };
      const [listed, { purposes }] = await Promise.all([
        rights.call(person, 'listHistory', request, callLimits),
        consents.call(person, 'listConsents', { subjectId, tenantId: '' }, callLimits),
      ]);
      const isOn = purposes.some(({ purpose, isLive }) => purpose === ConsentPurpose.HISTORY && isLive);
      return show(reply, historyView(visit, { ...listed, isOn, search, done: query.done }));
    }),
  );

  app.post(
    '/privacy/history/delete',
    forSignedIn(async (signedIn, { body }, reply) => {
      await deleting(signedIn, { entryIds: [field(body, 'entry', 40)] });
      return reply.redirect('/privacy/history?done=deleted', 303);
    }),
  );

  app.post(
    '/privacy/history/delete-range',
    forSignedIn(async (signedIn, { body }, reply) => {
      const range = {
        fromMs: dayIn(field(body, 'from', 10)),
        untilMs: dayIn(field(body, 'until', 10)) + dayMs,
      };
      await deleting(signedIn, range);
      return reply.redirect('/privacy/history?done=deleted', 303);
    }),
  );

  app.get(
    '/privacy/history/delete-all',
    forSignedIn((_signedIn, { visit }, reply) => show(reply, deleteAllView(visit))),
  );

  app.post(
    '/privacy/history/delete-all',
    forSignedIn(async (signedIn, _request, reply) => {
      await deleting(signedIn, { isEverything: true });
      return reply.redirect('/privacy/history?done=deleted', 303);
    }),
  );

  app.post(
    '/privacy/history/keep',
    forSignedIn(async ({ person, subjectId }, { body }, reply) => {
      const days = Number(field(body, 'days', 3));
      await rights.call(person, 'setHistoryDays', { subjectId, days }, callLimits);
      return reply.redirect('/privacy/history?done=kept', 303);
    }),
  );

  app.get(
    '/privacy/history/copy',
    forSignedIn(async ({ person, subjectId }, _request, reply) => {
      const entries: HistoryEntry[] = [];
      for (let beforeMs = 0; ; ) {
        const request = { subjectId, search: '', beforeMs, pageSize: 100 };
        const page = await rights.call(person, 'listHistory', request, callLimits);
        entries.push(...page.entries);
        beforeMs = page.entries.at(-1)?.heardAtMs ?? 0;
        if (!page.hasMore) break;
      }
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="earshot-history.json"')
        .send(JSON.stringify({ version: 1, entries }, undefined, 2));
    }),
  );
}
