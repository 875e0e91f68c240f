/** Where developers' commands come in: each call proven by the developer's own key, then made in their name. */
import type { FastifyInstance } from 'fastify';
import { checkProof, claimedDeveloper, developerPath } from '../../common/developers/request-proof.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { callLimits } from '../frame/frame.ts';
import { type DeveloperClients, developerMethods, maxBodyBytes } from './methods.ts';

/** @param origin Of these pages: a proof is for one Earshot. */
export function developersEdge(
  app: FastifyInstance,
  clients: DeveloperClients & { readonly origin: string },
): void {
  const { origin, publishing } = clients;
  app.register((edge, _options, done) => {
    // The proof is about the bytes as they came.
    edge.removeAllContentTypeParsers();
    edge.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    edge.post<{ Params: { method: string }; Body: string }>(
      `${developerPath}:method`,
      { bodyLimit: maxBodyBytes, config: { standsAlone: true } },
      async ({ params, body, headers }) => {
        const proof = headers.authorization?.replace(/^Bearer /, '') ?? '';
        const developerId = claimedDeveloper(proof);
        if (developerId === '' || typeof body !== 'string') throw new EarshotError('UNAUTHENTICATED');
        const { publicKey } = await publishing.call(undefined, 'findDeveloper', { developerId }, callLimits);
        if (publicKey === '') throw new EarshotError('UNAUTHENTICATED');
        const path = `${developerPath}${params.method}`;
        await checkProof(proof, developerId, publicKey, { origin, path, body });
        const call = Object.hasOwn(developerMethods, params.method)
          ? developerMethods[params.method]?.(jsonOf(body))
          : undefined;
        if (call === undefined) throw new EarshotError('INVALID_ARGUMENT');
        return call(clients, { role: 'skill_developer', developerId });
      },
    );
    done();
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EarshotError('INVALID_ARGUMENT');
  }
}
