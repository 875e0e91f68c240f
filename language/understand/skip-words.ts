/** A sentence without the words that mean nothing to one skill. */
import { skipType } from '../matcher/lexicon.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledSkill } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { Token } from '../text/tokenise.ts';

/** So many skills that skip words of this sentence are tried; more would each cost a walk. */
const mostSkills = 8;

export function withoutSkipWords(
  scope: Scope,
  { skills }: Snapshot,
): { readonly skill: CompiledSkill; readonly rest: readonly Token[] }[] {
  const skipped = new Map<string, Set<number>>();
  for (let at = 0; at < scope.tokens.length; at += 1) {
    for (const { type, valueId, end } of scope.valuesAt(at)) {
      if (type !== skipType) continue;
      const own = skipped.get(valueId) ?? new Set<number>();
      for (let inside = at; inside < end; inside += 1) own.add(inside);
      skipped.set(valueId, own);
    }
  }
  return [...skipped].slice(0, mostSkills).flatMap(([skillId, own]) => {
    const skill = skills.get(skillId);
    const rest = scope.tokens.filter((_, at) => !own.has(at));
    return skill && rest.length > 0 ? [{ skill, rest }] : [];
  });
}
