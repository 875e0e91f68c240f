/** The privacy centre: its pages, and the contracts that they call for whoever is signed in. */
import type { FastifyInstance } from 'fastify';
import { ConsentServiceClient } from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import { DutiesServiceClient } from '../../../../proto/gen/earshot/duties/v1/duties.ts';
import { FamilyServiceClient } from '../../../../proto/gen/earshot/family/v1/family.ts';
import { LinkingServiceClient } from '../../../../proto/gen/earshot/linking/v1/linking.ts';
import type { PrivacyServiceClient } from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { RightsServiceClient } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import { SkillsServiceClient } from '../../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Credentials } from '../../../common/callers/credentials.ts';
import { ClientForPeople } from '../../../common/grpc/for-people.ts';
import type { Logger } from '../../../common/log.ts';
import type { WebConfig } from '../../config.ts';
import { consentPages } from '../consents/routes.ts';
import { dataPages } from '../data/routes.ts';
import { historyPages } from '../history/routes.ts';
import { leftPages } from '../left/routes.ts';
import { linkPages } from '../links/routes.ts';
import { childPages } from '../people/child-routes.ts';
import { peoplePages } from '../people/routes.ts';
import { requestPages } from '../requests/routes.ts';
import type { CentreParts } from './parts.ts';

interface Parts {
  readonly identities: CentreParts['identities'];
  readonly privacy: ClientForPeople<PrivacyServiceClient>;
  readonly config: WebConfig;
  readonly credentials: Credentials;
  readonly log: Logger;
}

export function centrePages(
  app: FastifyInstance,
  { identities, privacy, config, credentials, log }: Parts,
): { readonly consents: CentreParts['consents']; close(): void } {
  const consents = new ClientForPeople(ConsentServiceClient, config.privacyAddress, credentials, { log });
  const rights = new ClientForPeople(RightsServiceClient, config.privacyAddress, credentials, { log });
  const duties = new ClientForPeople(DutiesServiceClient, config.privacyAddress, credentials, { log });
  const family = new ClientForPeople(FamilyServiceClient, config.privacyAddress, credentials, { log });
  const linking = new ClientForPeople(LinkingServiceClient, config.privacyAddress, credentials, { log });
  const skills = new ClientForPeople(SkillsServiceClient, config.skillsAddress, credentials, { log });
  const parts: CentreParts = { identities, privacy, consents, rights, duties, family, linking, skills };
  consentPages(app, parts);
  leftPages(app, parts);
  historyPages(app, parts);
  requestPages(app, parts);
  dataPages(app, parts);
  peoplePages(app, parts);
  childPages(app, parts);
  linkPages(app, parts);
  return {
    consents,
    close() {
      for (const client of [consents, rights, duties, family, linking, skills]) client.close();
    },
  };
}
