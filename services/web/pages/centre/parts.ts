/** What the pages of the privacy centre share: contracts, names of skills, and a fresh sign-in for what cannot be undone. */
import type { ConsentServiceClient } from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import type { DutiesServiceClient } from '../../../../proto/gen/earshot/duties/v1/duties.ts';
import type { FamilyServiceClient } from '../../../../proto/gen/earshot/family/v1/family.ts';
import type { IdentityServiceClient } from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import type { LinkingServiceClient } from '../../../../proto/gen/earshot/linking/v1/linking.ts';
import type { PrivacyServiceClient } from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { RightsServiceClient } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import type { CatalogueEntry, SkillsServiceClient } from '../../../../proto/gen/earshot/skills/v1/skills.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import type { Language } from '../../frame/languages.ts';
import type { SignedIn } from '../../frame/visit.ts';

export interface CentreParts {
  readonly privacy: ClientForPeople<PrivacyServiceClient>;
  readonly consents: ClientForPeople<ConsentServiceClient>;
  readonly rights: ClientForPeople<RightsServiceClient>;
  readonly duties: ClientForPeople<DutiesServiceClient>;
  readonly family: ClientForPeople<FamilyServiceClient>;
  readonly linking: ClientForPeople<LinkingServiceClient>;
  readonly skills: ClientForPeople<SkillsServiceClient>;
  readonly identities: ClientForPeople<IdentityServiceClient>;
}

/** The catalogue, by skill. While nobody answers it is empty: a page then shows a skill by its id. */
export async function catalogueOf(
  { skills }: Pick<CentreParts, 'skills'>,
  language: Language,
): Promise<ReadonlyMap<string, CatalogueEntry>> {
  const request = { locale: language, spokenName: '' };
  const answer = await skills
    .call(undefined, 'listSkills', request, { deadlineMs: 1_500 })
    .catch(() => ({ entries: [] as CatalogueEntry[] }));
  return new Map(answer.entries.map((entry) => [entry.skill?.skillId ?? '', entry]));
}

/** After this a session is no longer enough for what cannot be undone, or gives everything away. */
const freshMs = 15 * 60_000;

/** @throws EarshotError SIGN_IN_AGAIN; CALLER_REFUSED for whoever works here and does not live in a home. */
export function requireFresh(signedIn: SignedIn): void {
  if (signedIn.person.role === 'hotel_staff') throw new EarshotError('CALLER_REFUSED');
  requireFreshSession(signedIn);
}

/** The same for whoever works here, too. @throws EarshotError SIGN_IN_AGAIN */
export function requireFreshSession({ signedInAtMs }: SignedIn): void {
  if (Date.now() - signedInAtMs > freshMs) throw new EarshotError('SIGN_IN_AGAIN');
}
