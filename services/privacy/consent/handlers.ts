/** The contract of consents on top of their records and texts. */
import type { ConsentServiceServer } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { unary } from '../../common/grpc/server.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import type { ConsentRecords } from './consents.ts';
import { purposeNamed, wayNamed } from './purposes.ts';
import { type ConsentTexts, wordsIn } from './texts/texts.ts';

export function consentHandlers(
  records: ConsentRecords,
  texts: ConsentTexts,
  takenBack: TakenBackNotes,
): ConsentServiceServer {
  return {
    giveConsent: unary(async ({ subjectId, tenantId, purpose, textVersion, locale, way }, call) => {
      requireOwn(call, { subjectId, tenantId });
      const consent = { purpose: purposeNamed(purpose), version: textVersion, locale, way: wayNamed(way) };
      return { consentId: await records.give({ subjectId, tenantId }, consent) };
    }),
    withdrawConsent: unary(async ({ subjectId, tenantId, purpose, way }, call) => {
      requireOwn(call, { subjectId, tenantId });
      const who = { subjectId, tenantId };
      const taken = { kind: 'consent', who, purpose: purposeNamed(purpose), way: wayNamed(way) } as const;
      const withdraw = () => records.withdraw(who, taken.purpose, taken.way);
      return { consentId: await takenBack.keep(taken, withdraw) };
    }),
    listConsents: unary(({ subjectId, tenantId }, call) => {
      requireOwn(call, { subjectId, tenantId });
      return records.list({ subjectId, tenantId });
    }),
    readConsentText: unary(async ({ purpose, version, locale }) => {
      const name = purposeNamed(purpose);
      const { words: _, purpose: __, ...text } = texts.read(name, version);
      return {
        ...text,
        ...wordsIn(texts.read(name, version), locale),
        currentVersion: texts.current(name).version,
      };
    }),
    checkConsent: unary(({ deviceId, purpose }) => records.check(deviceId, purposeNamed(purpose))),
  };
}
