/** A child's page: its guardian agrees or not, sets times and speakers, and exercises its rights. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ConsentPurpose, ConsentWay } from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import { RequestKind } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { dataClassName } from '../../../common/schema/registry.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn, type SignedIn, type Visit } from '../../frame/visit.ts';
import { type CentreParts, requireFresh } from '../centre/parts.ts';
import { type ChildView, childView, eraseWords } from './child-view.ts';
import { guardianOf } from './routes.ts';

const slowLimits = { deadlineMs: 60_000 } as const;
type ChildRequest = FastifyRequest<{ Params: { childId: string }; Querystring: { done?: string } }>;

/** Nothing filled in is none. @throws EarshotError INVALID_ARGUMENT */
function minuteIn(text: string): number | undefined {
  if (text === '') return undefined;
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'from' } });
  return Number(hour) * 60 + Number(minute);
}

export function childPages(app: FastifyInstance, { family, privacy, consents }: CentreParts): void {
  /** @throws EarshotError NOT_FOUND for a child of nobody, or of somebody else */
  async function viewOf(signedIn: SignedIn, visit: Visit, childId: string): Promise<ChildView> {
    const { person, subjectId, householdId } = signedIn;
    const guardian = guardianOf(signedIn);
    const of = { guardianId: subjectId, childId };
    const { children } = await family.call(guardian, 'listChildren', { guardianId: subjectId }, callLimits);
    const child = children.find((one) => one.childId === childId);
    if (child === undefined) throw new EarshotError('NOT_FOUND');
    const asked = { purpose: ConsentPurpose.CHILD_DATA, version: 0, locale: visit.language };
    const [{ devices }, { requests }, { reads }, { joins }, text] = await Promise.all([
      privacy.call(person, 'listDevices', { householdId, tenantId: '' }, callLimits),
      family.call(guardian, 'listChildRequests', of, callLimits),
      family.call(guardian, 'listChildReads', of, callLimits),
      family.call(person, 'listJoins', { subjectId }, callLimits),
      consents.call(person, 'readConsentText', asked, callLimits),
    ]);
    return { child, devices, requests, reads, joins, text };
  }

  const at = '/privacy/people/children/:childId';
  const back = (childId: string, done: string) => `/privacy/people/children/${childId}?done=${done}`;

  app.get(
    at,
    forSignedIn<ChildRequest>(async (signedIn, { visit, params, query }, reply) => {
      const view = await viewOf(signedIn, visit, params.childId);
      return show(reply, childView(visit, { ...view, done: query.done }));
    }),
  );

  app.post(
    `${at}/answer`,
    forSignedIn<ChildRequest>(async (signedIn, { visit, params, body }, reply) => {
      const isYes = field(body, 'answer', 3) === 'yes';
      const of = { guardianId: signedIn.subjectId, childId: params.childId, isYes };
      const shown = { textVersion: Number(field(body, 'version', 6)), locale: visit.language };
      const answer = { ...of, ...shown, way: ConsentWay.PAGE };
      await family.call(guardianOf(signedIn), 'answerForChild', answer, callLimits);
      return reply.redirect(back(params.childId, isYes ? 'agreed' : 'refused'), 303);
    }),
  );

  app.post(
    `${at}/rules`,
    forSignedIn<ChildRequest>(async (signedIn, { params, body }, reply) => {
      const minutes = field(body, 'minutes', 4).trim();
      const rules = {
        dailyMinutes: minutes === '' ? undefined : Number(minutes),
        quietFromMinute: minuteIn(field(body, 'from', 5)),
        quietUntilMinute: minuteIn(field(body, 'until', 5)),
      };
      const of = { guardianId: signedIn.subjectId, childId: params.childId, rules };
      await family.call(guardianOf(signedIn), 'setChildRules', of, callLimits);
      return reply.redirect(back(params.childId, 'rules'), 303);
    }),
  );

  app.post(
    `${at}/speaker`,
    forSignedIn<ChildRequest>(async (signedIn, { params, body }, reply) => {
      const { subjectId, householdId } = signedIn;
      const [deviceId, answer] = [field(body, 'device', 80), field(body, 'answer', 3)];
      const given = { childId: params.childId, householdId, deviceId, isGiven: answer === 'yes' };
      await family.call(
        guardianOf(signedIn),
        'giveDeviceToChild',
        { guardianId: subjectId, ...given },
        callLimits,
      );
      return reply.redirect(back(params.childId, 'speaker'), 303);
    }),
  );

  app.post(
    `${at}/request`,
    forSignedIn<ChildRequest>(async (signedIn, { params, body }, reply) => {
      const asked = Number(field(body, 'kind', 2));
      const kind = Object.values(RequestKind).find((one) => one === asked);
      if (kind === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'kind' } });
      const of = { guardianId: signedIn.subjectId, childId: params.childId };
      const request = { ...of, kind, note: field(body, 'note', 2_000).trim() };
      await family.call(guardianOf(signedIn), 'openChildRequest', request, callLimits);
      return reply.redirect(back(params.childId, 'sent'), 303);
    }),
  );

  app.post(
    `${at}/restrict`,
    forSignedIn<ChildRequest>(async (signedIn, { params, body }, reply) => {
      const isRestricted = field(body, 'answer', 3) === 'yes';
      const of = { guardianId: signedIn.subjectId, childId: params.childId, isRestricted };
      await family.call(guardianOf(signedIn), 'restrictChild', of, callLimits);
      return reply.redirect(back(params.childId, isRestricted ? 'restricted' : 'lifted'), 303);
    }),
  );

  app.post(
    `${at}/guardian`,
    forSignedIn<ChildRequest>(async (signedIn, { params, body }, reply) => {
      const joinId = field(body, 'join', 40);
      const of = { guardianId: signedIn.subjectId, childId: params.childId, joinId };
      await family.call(guardianOf(signedIn), 'addGuardian', of, callLimits);
      return reply.redirect(back(params.childId, 'guardian'), 303);
    }),
  );

  // A form and not a link: it gives everything away, and programs follow links.
  app.post(
    `${at}/copy`,
    forSignedIn<ChildRequest>(async (signedIn, { params, visit }, reply) => {
      requireFresh(signedIn);
      await viewOf(signedIn, visit, params.childId);
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="earshot-child.json"')
        .send(Readable.from(everything(signedIn, params.childId)));
    }),
  );

  /** Line by line; one that breaks off is no JSON, and cannot look whole. */
  async function* everything(signedIn: SignedIn, childId: string): AsyncGenerator<string, void, void> {
    const of = { guardianId: signedIn.subjectId, childId };
    yield `{"version":1,"exportedAt":${JSON.stringify(new Date().toISOString())},"rows":[`;
    let separator = '\n';
    for await (const { holder, row } of family.stream(
      guardianOf(signedIn),
      (client) => client.exportChild,
      of,
      slowLimits,
    )) {
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
    `${at}/erase`,
    forSignedIn<ChildRequest>(async (signedIn, { visit, params, body }, reply) => {
      requireFresh(signedIn);
      if (field(body, 'sure', 20).trim().toLowerCase() !== eraseWords[visit.language]) {
        const view = await viewOf(signedIn, visit, params.childId);
        return show(reply, childView(visit, { ...view, problem: 'INVALID_ARGUMENT' }), 400);
      }
      const of = { guardianId: signedIn.subjectId, childId: params.childId };
      await family.call(guardianOf(signedIn), 'eraseChild', of, slowLimits);
      return reply.redirect('/privacy/people?done=erased', 303);
    }),
  );
}
