/** The developer's console of one skill: served under development alone, to whoever is signed in, for their own household. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DevelopingServiceClient } from '../../../../proto/gen/earshot/dialogue/v1/developing.ts';
import type { SkillsServiceClient } from '../../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Person } from '../../../common/callers/access.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import type { Logger } from '../../../common/log.ts';
import type { Cookies } from '../../frame/cookies.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { forSignedIn, type SignedIn } from '../../frame/visit.ts';
import { evaluationOf, readSentences } from './evaluate.ts';
import { streamTurns } from './events.ts';
import { consoleView } from './view.ts';

interface Parts {
  readonly skills: ClientForPeople<SkillsServiceClient>;
  readonly developing: ClientForPeople<DevelopingServiceClient>;
  readonly cookies: Cookies;
  readonly log: Logger;
}

type OfSkill = FastifyRequest<{ Params: { skillId: string } }>;

/** A file of sentences. */
const maxFileBytes = 128 * 1024;
const maxSentences = 500;
const evaluationMs = 30_000;

/** The owner of a household develops in it, and in no other. @throws EarshotError CALLER_REFUSED */
function developerOf({ isOwner, householdId, subjectId }: SignedIn): Person {
  if (!isOwner) throw new EarshotError('CALLER_REFUSED');
  return { role: 'skill_developer', householdId, subjectId };
}

function skillOf({ params: { skillId } }: OfSkill): string {
  if (!/^[a-z0-9.-]{3,200}$/.test(skillId)) throw new EarshotError('NOT_FOUND');
  return skillId;
}

export function consolePage(app: FastifyInstance, { skills, developing, cookies, log }: Parts): void {
  app.get(
    '/console/:skillId',
    forSignedIn<OfSkill>((signedIn, request, reply) => {
      developerOf(signedIn);
      const page = consoleView(request.visit, skillOf(request), cookies.get(request, 'speaker') !== '');
      // As the browser speaker, which is part of it.
      reply.header('permissions-policy', 'camera=(), microphone=(self), geolocation=(), payment=(), usb=()');
      return reply.type('text/html; charset=utf-8').send(page.text);
    }),
  );

  app.get(
    '/console/:skillId/events',
    forSignedIn<OfSkill>((signedIn, request, reply) =>
      streamTurns(
        { skills, developing, log, person: developerOf(signedIn), skillId: skillOf(request) },
        reply,
      ),
    ),
  );

  app.post(
    '/console/:skillId/evaluate',
    { bodyLimit: maxFileBytes },
    forSignedIn<OfSkill>(async (signedIn, request) => {
      const person = developerOf(signedIn);
      const locale = field(request.body, 'locale');
      const file = readSentences(field(request.body, 'text', maxFileBytes));
      if (file.wanted.length > maxSentences) throw new EarshotError('INVALID_ARGUMENT');
      const device = { deviceId: '', householdId: signedIn.householdId, tenantId: '' };
      const { skillSet } = await skills.call(person, 'getSkillSet', { device, locale }, callLimits);
      const sentences = file.wanted.map(({ sentence }) => sentence);
      const limits = { deadlineMs: evaluationMs };
      const tried = await developing.call(
        person,
        'evaluateSentences',
        { skillSet, locale, sentences },
        limits,
      );
      return evaluationOf(file, tried.sentences, skillOf(request));
    }),
  );
}
