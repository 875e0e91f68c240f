/**
 * How large the automaton of one skill grows. Templates that begin with the same optional words meet at every way of
 * saying or leaving them out, so that some hundreds of harmless samples can be millions together.
 */
import type { Automaton } from '../matcher/compile.ts';
import { maxPending, successors } from '../matcher/trie.ts';
import { labelOf } from './collisions.ts';
import type { ProblemList } from './problem.ts';
import type { CheckedSample } from './templates.ts';

/** Thirty times what the largest example skill takes; a second or two of computing at the most. */
const maxGrowthSteps = 200_000;

interface Place {
  readonly automaton: Automaton;
  readonly position: number;
}

/** Steps of putting all templates into one tree, as the matcher does it; not counted far beyond the bound. */
export function growthSteps(automata: readonly Automaton[]): number {
  let steps = 0;
  const crowds: Place[][] = [automata.map((automaton) => ({ automaton, position: -1 }))];
  for (let crowd = crowds.pop(); crowd && steps <= maxGrowthSteps; crowd = crowds.pop()) {
    // Few templates at one place stay there together, however they go on.
    if (crowd.length <= maxPending) continue;
    const byLabel = new Map<string, Map<Automaton, Set<number>>>();
    for (const { automaton, position } of crowd) {
      for (const next of successors(automaton, position)) {
        steps += 1;
        const label = labelOf(automaton, next);
        const ahead = byLabel.get(label) ?? new Map<Automaton, Set<number>>();
        byLabel.set(label, ahead.set(automaton, (ahead.get(automaton) ?? new Set()).add(next)));
      }
      if (steps > maxGrowthSteps) return steps;
    }
    for (const ahead of byLabel.values()) {
      crowds.push(
        [...ahead].flatMap(([automaton, positions]) =>
          [...positions].map((next) => ({ automaton, position: next })),
        ),
      );
    }
  }
  return steps;
}

export function reportEntanglement(samples: readonly CheckedSample[], problems: ProblemList): void {
  for (const locale of ['zh-CN', 'en-US'] as const) {
    const automata = samples.filter((sample) => sample.locale === locale).map(({ automaton }) => automaton);
    if (growthSteps(automata) <= maxGrowthSteps) continue;
    problems.error(
      'TEMPLATE_EXPLODES',
      'intents',
      `the samples of ${locale} begin with so many optional words that together they grow too large`,
      'put the optional words of many samples behind the words that tell the samples apart',
    );
  }
}
