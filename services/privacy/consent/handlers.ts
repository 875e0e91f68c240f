/** The contract of consents on top of their records and texts. */
import type { ConsentServiceServer } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { unary } from '../../common/grpc/server.ts';
import type { ConsentRecords } from './consents.ts';
import { purposeNamed, wayNamed } from './purposes.ts';
import { type ConsentTexts, wordsIn } from './texts/texts.ts';

export function consentHandlers(records: ConsentRecords, texts: ConsentTexts): ConsentServiceServer {
  return {
    giveConsent: unary(async ({ subjectId, tenantId, purpose, textVersion, locale, way }, call) => {
      requireOwn(call, { subjectId, tenantId });
      const consent = { purpose: purposeNamed(purpose), version: textVersion, locale, way: wayNamed(way) };
      return { consentId: await records.give({ subjectId, tenantId }, consent) };
    }),
    withdrawConsent: unary(async ({ subjectId, tenantId, purpose, way }, call) => {
      requireOwn(call, { subjectId, tenantId });
      const who = { subjectId, tenantId };
      return { consentId: await records.withdraw(who, purposeNamed(purpose), wayNamed(way)) };
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
