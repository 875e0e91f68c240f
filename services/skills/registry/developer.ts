/** Who is behind a version, and whether a new one may follow it. */
import type { SkillManifest } from '../../../language/manifest/types.ts';

/** What a version that is already there says of who is behind it. */
export interface KnownVersion {
  readonly operator: string;
  readonly endpoint: string;
  readonly deletionUrl: string | null;
}

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

/**
 * Whether a new version may carry on under a skill's id: the same operator, at hosts that its versions already have.
 * People enabled a skill and shared data with the operator that they were shown; whoever else registers a later
 * version must not inherit that. There is no account of developers to ask, so what was registered first decides.
 * A skill that was only ever on this machine is under development and may become anything.
 */
export function isSameDeveloper(earlier: readonly KnownVersion[], added: SkillManifest): boolean {
  const known = new Set(
    earlier.flatMap(({ endpoint, deletionUrl }) => [endpoint, deletionUrl ?? ''].map(hostOf)),
  );
  if ([...known].every((host) => host === '' || loopbackHosts.has(host))) return true;
  if (earlier.some(({ operator }) => operator !== added.developer.operator)) return false;
  // Loopback passes validation on a developer's machine alone.
  const isKnown = (url: string) => known.has(hostOf(url)) || loopbackHosts.has(hostOf(url));
  return isKnown(added.endpoint) && (added.deletionUrl === undefined || isKnown(added.deletionUrl));
}
