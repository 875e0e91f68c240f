/** My data: a copy of everything, storage only, closing the account, and the report of an erasure. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { dataClassName } from '../../../common/schema/registry.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn, type SignedIn } from '../../frame/visit.ts';
import { type CentreParts, requireFresh } from '../centre/parts.ts';
import { closeView, closeWords, dataView, erasureView } from './view.ts';

const exportLimits = { deadlineMs: 300_000 } as const;
const eraseLimits = { deadlineMs: 60_000 } as const;

export function dataPages(app: FastifyInstance, { privacy, rights }: CentreParts): void {
  app.get(
    '/privacy/data',
    forSignedIn<FastifyRequest<{ Querystring: { done?: string } }>>(
      async ({ person, subjectId, isOwner }, { visit, query }, reply) => {
        if (person.role === 'hotel_staff') throw new EarshotError('CALLER_REFUSED');
        const { isRestricted } = await rights.call(person, 'listRequests', { subjectId }, callLimits);
        return show(reply, dataView(visit, { isRestricted, isOwner, done: query.done }));
      },
    ),
  );

  // A form and not a link: it gives everything away, and programs follow links.
  app.post(
    '/privacy/data/copy',
    forSignedIn(async (signedIn, _request, reply) => {
      requireFresh(signedIn);
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="earshot-everything.json"')
        .send(Readable.from(everything(signedIn)));
    }),
  );

  /** Line by line, so that no home is too large. One that breaks off is no JSON, and cannot look whole. */
  async function* everything({
    person,
    householdId,
    subjectId,
    isOwner,
  }: SignedIn): AsyncGenerator<string, void, void> {
    yield `{"version":1,"exportedAt":${JSON.stringify(new Date().toISOString())},"rows":[`;
    let separator = '\n';
    // The owner's copy is of the home; that of anybody else of their own account.
    const home = { householdId, tenantId: '' };
    const rows = isOwner
      ? privacy.stream(person, (client) => client.exportData, home, exportLimits)
      : rights.stream(person, (client) => client.exportMember, { subjectId }, exportLimits);
    for await (const { holder, row } of rows) {
      if (row === undefined) continue;
      const values = row.values.map(({ column, valueClass, valueJson }) => [
        column,
        { class: dataClassName(valueClass), value: JSON.parse(valueJson) as unknown },
      ]);
      yield `${separator}${JSON.stringify({ holder, table: row.table, ...Object.fromEntries(values) })}`;
      separator = ',\n';
    }
    yield '\n]}\n';
  }

  app.post(
    '/privacy/data/restrict',
    forSignedIn(async ({ person, subjectId }, { body }, reply) => {
      const isRestricted = field(body, 'answer', 3) === 'yes';
      await rights.call(person, 'restrictAccount', { subjectId, isRestricted }, callLimits);
      return reply.redirect(`/privacy/data?done=${isRestricted ? 'restricted' : 'lifted'}`, 303);
    }),
  );

  app.get(
    '/privacy/data/close',
    forSignedIn((signedIn, { visit }, reply) => {
      requireFresh(signedIn);
      return show(reply, closeView(visit, signedIn.isOwner));
    }),
  );

  app.post(
    '/privacy/data/close',
    forSignedIn(async (signedIn, { visit, body }, reply) => {
      requireFresh(signedIn);
      const { person, householdId, subjectId, isOwner } = signedIn;
      if (field(body, 'sure', 20).trim().toLowerCase() !== closeWords[visit.language]) {
        return show(reply, closeView(visit, isOwner, 'INVALID_ARGUMENT'), 400);
      }
      const { erasureId } = isOwner
        ? await rights.call(person, 'closeAccount', { householdId }, eraseLimits)
        : await rights.call(person, 'eraseMember', { subjectId }, eraseLimits);
      await visit.signOut();
      return reply.redirect(`/erased/${erasureId}`, 303);
    }),
  );

  // For whoever has its random name: afterwards there is nobody who could sign in.
  app.get<{ Params: { erasureId: string } }>('/erased/:erasureId', async ({ visit, params }, reply) => {
    const { erasureId } = params;
    const report = await rights.call(undefined, 'readErasure', { erasureId }, callLimits);
    return show(reply, erasureView(visit, erasureId, report));
  });
}
