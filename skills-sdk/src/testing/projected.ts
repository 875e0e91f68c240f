import {
  type CallFacts,
  inspect,
  type JsonObject,
  missingRequired,
  planDisclosure,
  project,
  requestCandidate,
  skillRequestSchema,
} from '../../../language/projection/index.ts';
import type { WireRequest } from '../protocol.ts';
import type { Consent } from './consent.ts';
import type { WithheldReason } from './types.ts';

/** One request as the router would build it: by the same code, from the same schema. */
export interface ProjectedRequest {
  readonly request: WireRequest;
  readonly sentPaths: readonly string[];
  readonly withheld: Readonly<Record<string, WithheldReason>>;
  /** Declared as required and not granted: the skill is not called. */
  readonly missing: readonly string[];
}

export function projectRequest(facts: CallFacts, consent: Consent): ProjectedRequest {
  const { manifest } = facts;
  const candidate = requestCandidate(facts);
  const plan = planDisclosure(candidate, manifest, skillRequestSchema());
  const allowed = new Set(
    plan.fields
      .filter(({ path, isImpliedByEnabling }) => isImpliedByEnabling || consent.has(manifest.id, path))
      .map(({ path }) => path),
  );
  const mayPull = plan.fields.some(({ path, isPulled }) => isPulled && allowed.has(path));
  const json: JsonObject = project(candidate, plan, allowed, {
    userPseudonym: consent.pseudonym('u', manifest.id),
    devicePseudonym: consent.pseudonym('d', manifest.id),
    pullUrl: 'https://earshot.invalid/v1/pull/',
    pullToken: mayPull ? 'pull_simulated' : '',
  });
  const inspected = inspect(plan, allowed);
  const withheld = inspected.filter(({ isSent }) => !isSent);
  return {
    // A copy through its JSON: the skill gets what travels, and nothing that it could change afterwards.
    request: JSON.parse(JSON.stringify(json)) as WireRequest,
    // The token travels only where something may be read with it.
    sentPaths: inspected
      .filter(({ isSent, path }) => isSent && (mayPull || !path.startsWith('pull.')))
      .map(({ path }) => path),
    withheld: Object.fromEntries(withheld.map(({ path, reason }) => [path, reason as WithheldReason])),
    missing: missingRequired(plan, allowed),
  };
}
