/** Builds a request anew from the paths that were allowed. */
import { latePaths } from './late-paths.ts';
import type { DisclosurePlan, RequestCandidate } from './plan.ts';
import { slotPrefix } from './schema.ts';

/** What the answer to the disclosure adds: pseudonyms, and the way to pull. */
export interface LateValues {
  readonly userPseudonym: string;
  readonly devicePseudonym: string;
  readonly pullUrl: string;
  readonly pullToken: string;
  /** Of an account that is linked for this skill; empty where there is none. */
  readonly accountToken?: string;
}

export interface JsonObject {
  [key: string]: unknown;
}

function put(target: JsonObject, path: string, value: unknown): void {
  const parts = path.split('.');
  let node = target;
  for (const part of parts.slice(0, -1)) {
    const next = Object.hasOwn(node, part) ? node[part] : undefined;
    if (typeof next === 'object' && next !== null) node = next as JsonObject;
    else {
      const made: JsonObject = {};
      node[part] = made;
      node = made;
    }
  }
  const last = parts.at(-1);
  if (last !== undefined) node[last] = value;
}

/**
 * The request a skill is sent, as the JSON of `earshot.skill.v1.SkillRequest`.
 *
 * Built by allow-list: a new object, into which each planned and allowed path is copied by name. There is no
 * complete request anywhere from which something could be forgotten to be deleted.
 * @param allowedPaths The privacy service's answer. A path that was not planned is ignored.
 */
export function project(
  candidate: RequestCandidate,
  plan: DisclosurePlan,
  allowedPaths: ReadonlySet<string>,
  late: LateValues,
): JsonObject {
  const allowed = plan.fields.filter((field) => allowedPaths.has(field.path));
  const mayPull = late.pullToken !== '' && allowed.some((field) => field.isPulled);
  const lateValues: Readonly<Record<string, unknown>> = {
    'user.id': late.userPseudonym,
    'device.id': late.devicePseudonym,
    'user.accountToken': late.accountToken ?? '',
    ...(mayPull ? { 'pull.url': late.pullUrl, 'pull.token': late.pullToken } : {}),
    granted: allowed.filter((field) => !field.isImpliedByEnabling).map((field) => field.path),
  };

  const request: JsonObject = {};
  const slots: unknown[] = [];
  for (const { path, isPulled } of allowed) {
    if (isPulled) continue;
    const slot = plan.slots.get(path);
    if (path.startsWith(slotPrefix)) {
      if (slot !== undefined) slots.push(slot);
      continue;
    }
    const value = Object.hasOwn(lateValues, path) ? lateValues[path] : valueAt(candidate, path);
    if (value !== undefined && value !== '') put(request, path, value);
  }
  if (slots.length > 0) put(request, 'intent.slots', slots);
  return request;
}

function valueAt(candidate: RequestCandidate, path: string): unknown {
  // Never from the candidate, even if somebody puts a real identifier there.
  if (latePaths.has(path) || !Object.hasOwn(candidate.values, path)) return undefined;
  return candidate.values[path];
}
