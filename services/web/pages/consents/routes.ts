/** My choices: consents as switches, what skills may have, and every version of every text. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ConsentPurpose, ConsentWay } from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn, type SignedIn } from '../../frame/visit.ts';
import { type CentreParts, catalogueOf } from '../centre/parts.ts';
import { consentsView, stopView, textView } from './view.ts';

type PurposeRequest = FastifyRequest<{ Params: { purpose: string; version?: string } }>;

/** @throws EarshotError NOT_FOUND */
function purposeIn(text: string): ConsentPurpose {
  const found = Object.values(ConsentPurpose).find((one) => String(one) === text);
  if (found === undefined || found === ConsentPurpose.UNSPECIFIED) throw new EarshotError('NOT_FOUND');
  return found;
}

export function consentPages(app: FastifyInstance, parts: CentreParts): void {
  const { privacy, consents } = parts;
  const whoOf = ({ subjectId }: SignedIn) => ({ subjectId, tenantId: '' });

  app.get(
    '/privacy',
    forSignedIn<FastifyRequest<{ Querystring: { done?: string } }>>(
      async (signedIn, { visit, query }, reply) => {
        const { person, subjectId, isOwner } = signedIn;
        const { purposes, records } = await consents.call(
          person,
          'listConsents',
          whoOf(signedIn),
          callLimits,
        );
        const shown = await Promise.all(
          purposes.map(async (state) => {
            const request = { purpose: state.purpose, version: 0, locale: visit.language };
            return { state, text: await consents.call(undefined, 'readConsentText', request, callLimits) };
          }),
        );
        const listed = isOwner
          ? await privacy.call(person, 'listGrants', { subjectId, skillId: '' }, callLimits)
          : { grants: [] };
        const catalogue = isOwner ? await catalogueOf(parts, visit.language) : new Map();
        const view = {
          purposes: shown,
          records,
          grants: listed.grants,
          catalogue,
          isOwner,
          done: query.done,
        };
        return show(reply, consentsView(visit, view));
      },
    ),
  );

  app.post(
    '/privacy/consents/:purpose',
    forSignedIn<PurposeRequest>(async (signedIn, { visit, params, body }, reply) => {
      const purpose = purposeIn(params.purpose);
      const request = { ...whoOf(signedIn), purpose, way: ConsentWay.PAGE };
      const isYes = field(body, 'answer') === 'yes';
      if (isYes) {
        const answer = { textVersion: Number(field(body, 'version', 6)), locale: visit.language };
        await consents.call(signedIn.person, 'giveConsent', { ...request, ...answer }, callLimits);
      } else await consents.call(signedIn.person, 'withdrawConsent', request, callLimits);
      return reply.redirect(`/privacy?done=${isYes ? 'yes' : 'no'}`, 303);
    }),
  );

  app.get(
    '/privacy/stop',
    forSignedIn((_signedIn, { visit }, reply) => show(reply, stopView(visit, ConsentPurpose.VOICE_SERVICE))),
  );

  app.get(
    '/privacy/texts/:purpose/:version',
    forSignedIn<PurposeRequest>(async (_signedIn, { visit, params }, reply) => {
      const request = {
        purpose: purposeIn(params.purpose),
        version: Number(params.version) || 0,
        locale: visit.language,
      };
      return show(
        reply,
        textView(visit, await consents.call(undefined, 'readConsentText', request, callLimits)),
      );
    }),
  );

  app.post(
    '/privacy/grants',
    forSignedIn(async ({ person, subjectId }, { visit, body }, reply) => {
      const [skillId, path] = [field(body, 'skill'), field(body, 'path')];
      if (field(body, 'answer') !== 'yes') {
        await privacy.call(person, 'withdrawFields', { subjectId, skillId, paths: [path] }, callLimits);
        return reply.redirect('/privacy?done=taken', 303);
      }
      // Granted is the sentence that the page showed: the one that the skill declares now, in the reader's language.
      const entry = (await catalogueOf(parts, visit.language)).get(skillId);
      const declared = entry?.fields.find((one) => one.path === path);
      if (entry === undefined || declared === undefined) throw new EarshotError('NOT_FOUND');
      const grant = {
        ...{ subjectId, skillId, paths: [path], purposes: [declared.purpose] },
        recipientRegion: entry.operatorRegion,
      };
      await privacy.call(person, 'grantFields', grant, callLimits);
      return reply.redirect('/privacy?done=granted', 303);
    }),
  );
}
