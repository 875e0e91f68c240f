/** Family: members that join by two yeses, and the way to each child. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ChildReason, Share } from '../../../../proto/gen/earshot/family/v1/family.ts';
import type { HomeMember } from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import type { Person } from '../../../common/callers/access.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn, type SignedIn } from '../../frame/visit.ts';
import type { CentreParts } from '../centre/parts.ts';
import { invitedView, offeredView, peopleView, sharedHistoryView, termsView } from './view.ts';

type JoinRequest = FastifyRequest<{ Params: { joinId: string } }>;

/** Whoever is signed in, as the guardian of their children. */
export const guardianOf = ({ person, subjectId, householdId }: SignedIn): Person => {
  if (person.role === 'hotel_staff') throw new EarshotError('CALLER_REFUSED');
  return { role: 'guardian', subjectId, householdId };
};

/** Boxes that were ticked, by the beginning of their names. */
function ticked(body: unknown, name: string): Share[] {
  const fields = (body ?? {}) as Record<string, unknown>;
  return [Share.HISTORY, Share.DEVICES].filter((share) => fields[`${name}${share}`] === 'yes');
}

/** `2018-05`. @throws EarshotError INVALID_ARGUMENT */
export function bornIn(body: unknown): { bornYear: number; bornMonth: number } {
  const [, year, month] = /^(\d{4})-(\d{1,2})$/.exec(field(body, 'born', 7).trim()) ?? [];
  if (year === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'born' } });
  return { bornYear: Number(year), bornMonth: Number(month) };
}

export function peoplePages(app: FastifyInstance, { family, identities }: CentreParts): void {
  app.get(
    '/privacy/people',
    forSignedIn<FastifyRequest<{ Querystring: { done?: string } }>>(
      async ({ person, subjectId, householdId, isOwner }, { visit, query }, reply) => {
        const [{ joins }, { children }, { members }] = await Promise.all([
          family.call(person, 'listJoins', { subjectId }, callLimits),
          family.call(person, 'listChildren', { guardianId: subjectId }, callLimits),
          isOwner
            ? identities.call(person, 'listMembers', { householdId }, callLimits)
            : { members: [] as HomeMember[] },
        ]);
        return show(reply, peopleView(visit, { joins, children, members, isOwner, done: query.done }));
      },
    ),
  );

  app.post(
    '/privacy/people/offer',
    forSignedIn(async ({ person, subjectId }, { visit, body }, reply) => {
      const name = field(body, 'name', 40).trim();
      const asked = { subjectId, name, lets: ticked(body, 'lets'), asks: ticked(body, 'asks') };
      return show(reply, offeredView(visit, await family.call(person, 'offerJoin', asked, callLimits)));
    }),
  );

  app.post(
    '/privacy/people/members/:memberId/invite',
    forSignedIn<FastifyRequest<{ Params: { memberId: string } }>>(
      async ({ person, householdId }, { visit, params }, reply) => {
        const asked = { householdId, memberId: params.memberId };
        return show(
          reply,
          invitedView(visit, await identities.call(person, 'inviteMember', asked, callLimits)),
        );
      },
    ),
  );

  app.post(
    '/privacy/people/read',
    forSignedIn(async ({ person, subjectId }, { visit, body }, reply) => {
      const code = field(body, 'code', 40);
      const terms = await family.call(person, 'readJoin', { subjectId, code }, callLimits);
      return show(reply, termsView(visit, terms, code));
    }),
  );

  app.post(
    '/privacy/people/answer',
    forSignedIn(async ({ person, subjectId }, { body }, reply) => {
      const [code, name] = [field(body, 'code', 40), field(body, 'name', 40).trim()];
      const answer = { subjectId, code, name, lets: ticked(body, 'lets') };
      await family.call(person, 'answerJoin', answer, callLimits);
      return reply.redirect('/privacy/people?done=answered', 303);
    }),
  );

  app.post(
    '/privacy/people/:joinId/confirm',
    forSignedIn<JoinRequest>(async ({ person, subjectId }, { params }, reply) => {
      await family.call(person, 'confirmJoin', { subjectId, joinId: params.joinId }, callLimits);
      return reply.redirect('/privacy/people?done=joined', 303);
    }),
  );

  app.post(
    '/privacy/people/:joinId/end',
    forSignedIn<JoinRequest>(async ({ person, subjectId }, { params }, reply) => {
      await family.call(person, 'endJoin', { subjectId, joinId: params.joinId }, callLimits);
      return reply.redirect('/privacy/people?done=ended', 303);
    }),
  );

  app.get(
    '/privacy/people/:joinId/history',
    forSignedIn<JoinRequest>(async ({ person, subjectId }, { visit, params }, reply) => {
      const { joinId } = params;
      const page = { subjectId, joinId, search: '', beforeMs: 0, pageSize: 50 };
      const [{ entries }, { joins }] = await Promise.all([
        family.call(person, 'listSharedHistory', page, callLimits),
        family.call(person, 'listJoins', { subjectId }, callLimits),
      ]);
      const name = joins.find((join) => join.joinId === joinId)?.name ?? '';
      return show(reply, sharedHistoryView(visit, name, entries));
    }),
  );

  app.post(
    '/privacy/people/:joinId/recognise',
    forSignedIn<JoinRequest>(async ({ person, subjectId }, { params, body }, reply) => {
      const of = {
        askerId: subjectId,
        joinId: params.joinId,
        subjectId: '',
        reason: ChildReason.UNSPECIFIED,
      };
      await family.call(person, 'recogniseChild', { ...of, ...bornIn(body) }, callLimits);
      return reply.redirect('/privacy/people?done=recognised', 303);
    }),
  );

  app.post(
    '/privacy/people/children',
    forSignedIn(async ({ person, subjectId, householdId }, { body }, reply) => {
      const name = field(body, 'name', 40).trim();
      const child = { guardianId: subjectId, householdId, name, ...bornIn(body) };
      const { childId } = await family.call(person, 'addChild', child, callLimits);
      return reply.redirect(`/privacy/people/children/${childId}?done=added`, 303);
    }),
  );
}
