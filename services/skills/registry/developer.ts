/** Who is behind a version, and whether a new one may follow it. */
import type { SkillManifest } from '../../../language/manifest/types.ts';

/** What a version that is already there says of who is behind it. */
export interface KnownVersion {
  readonly version: string;
  readonly operator: string;
  readonly endpoint: string;
  readonly deletionUrl: string | null;
}

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

const hostsOf = (versions: readonly KnownVersion[]): Set<string> =>
  new Set(versions.flatMap(({ endpoint, deletionUrl }) => [endpoint, deletionUrl ?? ''].map(hostOf)));

/**
 * Whether a new version may carry on under a skill's id. People enabled a skill and shared data with the operator that
 * they were shown; whoever else registers a later version must not inherit that. So a skill is its developer's, and stays
 * with the operator that it names; what the operator of this Earshot registered stays at its hosts as well. A skill that was
 * only ever on this machine is under development and may become anybody's.
 */
export function mayCarryOn(
  owner: { readonly developerId: string | null; readonly versions: readonly KnownVersion[] },
  added: SkillManifest,
  developerId: string | null,
): boolean {
  const { versions } = owner;
  if (owner.developerId !== null && developerId !== null && owner.developerId !== developerId) return false;
  const known = hostsOf(versions);
  if ([...known].every((host) => host === '' || loopbackHosts.has(host))) return true;
  if (versions.some(({ operator }) => operator !== added.developer.operator)) return false;
  if (developerId !== null) return owner.developerId === developerId;
  // Loopback passes validation on a developer's machine alone.
  const isKnown = (url: string) => known.has(hostOf(url)) || loopbackHosts.has(hostOf(url));
  return isKnown(added.endpoint) && (added.deletionUrl === undefined || isKnown(added.deletionUrl));
}
