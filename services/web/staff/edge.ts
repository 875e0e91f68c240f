/** Where commands of the staff come in: the only way to be somebody of the staff. */
import type { FastifyInstance } from 'fastify';
import { CasesServiceClient } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { DutiesServiceClient } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { StaffServiceClient } from '../../../proto/gen/earshot/duties/v1/staff.ts';
import { FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { TrainingServiceClient } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { Credentials } from '../../common/callers/credentials.ts';
import { ClientForPeople } from '../../common/grpc/for-people.ts';
import type { Logger } from '../../common/log.ts';
import type { WebConfig } from '../config.ts';
import { callLimits } from '../frame/frame.ts';
import { provenEdge } from '../proven/edge.ts';
import { maxBodyBytes, type StaffClients, staffMethods } from './methods.ts';

interface Parts {
  readonly config: WebConfig;
  readonly credentials: Credentials;
  readonly log: Logger;
}

export function staffEdge(app: FastifyInstance, { config, credentials, log }: Parts): { close(): void } {
  const { privacyAddress, trainingAddress, webOrigin: origin } = config;
  const clients: StaffClients = {
    staff: new ClientForPeople(StaffServiceClient, privacyAddress, credentials, { log }),
    cases: new ClientForPeople(CasesServiceClient, privacyAddress, credentials, { log }),
    duties: new ClientForPeople(DutiesServiceClient, privacyAddress, credentials, { log }),
    rights: new ClientForPeople(RightsServiceClient, privacyAddress, credentials, { log }),
    family: new ClientForPeople(FamilyServiceClient, privacyAddress, credentials, { log }),
    training: new ClientForPeople(TrainingServiceClient, trainingAddress, credentials, { log }),
  };
  provenEdge(app, {
    ...{ kind: 'staff', origin, clients, methods: staffMethods, maxBodyBytes },
    keyOf: async (staffId) =>
      (await clients.staff.call(undefined, 'findStaffMember', { staffId }, callLimits)).publicKey,
    personOf: (staffId) => ({ role: 'staff', staffId }),
  });
  return {
    close() {
      for (const client of Object.values(clients)) client.close();
    },
  };
}
