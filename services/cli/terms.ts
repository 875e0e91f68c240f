/** The terms that households and hotels made on this machine accept, and calls about consent for one person. */
import {
  ConsentPurpose,
  ConsentServiceClient,
  ConsentWay,
  consentPurposeToJSON,
} from '../../proto/gen/earshot/consent/v1/consent.ts';
import type { Person } from '../common/callers/access.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { callingAs, operator, ownerOf } from './identity.ts';

export const limits = { deadlineMs: 10_000 } as const;
const prefix = 'CONSENT_PURPOSE_';

type AtPrivacy = { readonly stateDir: string; address(service: 'privacy'): string };
type Whose = { readonly subjectId: string; readonly householdId: string } | { readonly tenantId: string };

export const nameOf = (purpose: ConsentPurpose): string =>
  consentPurposeToJSON(purpose).slice(prefix.length).toLowerCase().replaceAll('_', '-');

/** Calls about consent, made for one person. */
export async function asking<T>(
  place: AtPrivacy,
  person: Person,
  act: (consents: ConsentServiceClient) => Promise<T>,
): Promise<T> {
  const credentials = callingAs(person, place.stateDir);
  const consents = connect(ConsentServiceClient, place.address('privacy'), credentials);
  try {
    return await act(consents);
  } finally {
    consents.close();
  }
}

/**
 * Records, for a household or a hotel that is made on this machine by whoever can read its keys, that they accept the
 * current terms of what it cannot be used without, and of being recognised again.
 * @returns what is agreed to afterwards, by name and version. What somebody took back stays taken back.
 */
export async function acceptTerms(place: AtPrivacy, whose: Whose): Promise<string[]> {
  const isHotel = 'tenantId' in whose;
  const who = isHotel
    ? { subjectId: '', tenantId: whose.tenantId }
    : { subjectId: whose.subjectId, tenantId: '' };
  const wanted: readonly ConsentPurpose[] = isHotel
    ? [ConsentPurpose.VOICE_SERVICE]
    : [ConsentPurpose.VOICE_SERVICE, ConsentPurpose.PERSONALISATION];
  return asking(place, isHotel ? operator : ownerOf(whose), async (consents) => {
    const { purposes, records } = await callUnary(consents, 'listConsents', who, limits);
    const agreed: string[] = [];
    for (const { purpose, currentVersion, isLive } of purposes) {
      if (!isLive) {
        const newest = records.find((record) => record.purpose === purpose);
        const isTakenBack = newest !== undefined && newest.withdrawnAtMs > 0;
        if (!wanted.includes(purpose) || isTakenBack) continue;
        const answer = { purpose, textVersion: currentVersion, locale: 'en-US', way: ConsentWay.DEMO };
        await callUnary(consents, 'giveConsent', { ...who, ...answer }, limits);
      }
      agreed.push(`${nameOf(purpose)} (version ${currentVersion})`);
    }
    return agreed;
  });
}
