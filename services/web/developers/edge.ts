/** Where developers' commands come in. */
import type { FastifyInstance } from 'fastify';
import { callLimits } from '../frame/frame.ts';
import { provenEdge } from '../proven/edge.ts';
import { type DeveloperClients, developerMethods, maxBodyBytes } from './methods.ts';

/** @param origin Of these pages: a proof is for one Earshot. */
export function developersEdge(app: FastifyInstance, clients: DeveloperClients, origin: string): void {
  provenEdge(app, {
    ...{ kind: 'developer', origin, clients, methods: developerMethods, maxBodyBytes },
    keyOf: async (developerId) =>
      (await clients.publishing.call(undefined, 'findDeveloper', { developerId }, callLimits)).publicKey,
    personOf: (developerId) => ({ role: 'skill_developer', developerId }),
  });
}
