/** Finds samples of one model that can be said in the same words. */
import type { Automaton } from '../matcher/compile.ts';
import { successors } from '../matcher/trie.ts';
import type { ProblemList } from './problem.ts';
import { quoted } from './problem.ts';
import type { CheckedSample } from './templates.ts';

/**
 * Samples that can be said in the same words. Found by walking pairs of automata side by side, never by
 * expanding them; pairs that begin with no common word are never looked at.
 */
export function reportCollisions(samples: readonly CheckedSample[], problems: ProblemList): void {
  for (const locale of ['zh-CN', 'en-US'] as const) {
    const own = samples.filter((sample) => sample.locale === locale);
    const byStart = new Map<string, number[]>();
    own.forEach(({ automaton }, index) => {
      for (const label of new Set(automaton.first.map((position) => labelOf(automaton, position)))) {
        const list = byStart.get(label);
        if (list) list.push(index);
        else byStart.set(label, [index]);
      }
    });
    let budget = maxPairSteps;
    const seen = new Set<string>();
    for (const list of byStart.values()) {
      for (let i = 0; i < list.length; i += 1) {
        for (let j = i + 1; j < list.length; j += 1) {
          const [first, second] = [own[list[i]!]!, own[list[j]!]!];
          const pair = `${list[i]}:${list[j]}`;
          if (seen.has(pair)) continue;
          seen.add(pair);
          const { words, steps } = commonSentence(first.automaton, second.automaton, budget);
          budget -= steps;
          if (words) report(first, second, words, problems);
          if (problems.isFull) return;
          if (budget > 0) continue;
          problems.warn(
            'COLLISIONS_UNCHECKED',
            'intents',
            `the samples in ${locale} are too many to compare all of them: ${seen.size} pairs were looked at`,
            'a sample that means two intents may have gone unseen; use fewer alternatives and more slots',
          );
          return;
        }
      }
    }
  }
}

const maxPairSteps = 2_000_000;

function report(
  first: CheckedSample,
  second: CheckedSample,
  words: readonly string[],
  problems: ProblemList,
): void {
  const sentence = quoted(words.join(first.locale === 'zh-CN' ? '' : ' '));
  const other = `${first.path} (${quoted(first.source)})`;
  if (first.intentName === second.intentName) {
    problems.warn(
      'SAMPLES_REPEAT',
      second.path,
      `${quoted(second.source)} and ${other} can both be said as ${sentence}`,
      'one of them is enough',
    );
  } else {
    problems.error(
      'SAMPLES_COLLIDE',
      second.path,
      `${quoted(second.source)} and ${other} can both be said as ${sentence}, but mean ${second.intentName} and ${first.intentName}`,
      'change one of them, so that the words say which intent is meant',
    );
  }
}

/** What stands on an edge: a word, or a slot by its type. */
export function labelOf(automaton: Automaton, position: number): string {
  const at = automaton.positions[position]!;
  return at.kind === 'literal' ? at.key : `{${at.type}}`;
}

/** Breadth first, so that the shortest common sentence is the one reported. */
function commonSentence(
  a: Automaton,
  b: Automaton,
  budget: number,
): { words: readonly string[] | undefined; steps: number } {
  interface Step {
    readonly a: number;
    readonly b: number;
    readonly label: string;
    readonly from: Step | undefined;
  }
  const queue: Step[] = [{ a: -1, b: -1, label: '', from: undefined }];
  const seen = new Set<number>();
  let steps = 0;
  for (let index = 0; index < queue.length; index += 1) {
    const at = queue[index]!;
    if (at.a >= 0 && a.last.has(at.a) && b.last.has(at.b)) {
      const words: string[] = [];
      for (let step: Step | undefined = at; step?.from; step = step.from) words.unshift(step.label);
      return { words, steps };
    }
    for (const nextA of successors(a, at.a)) {
      const label = labelOf(a, nextA);
      for (const nextB of successors(b, at.b)) {
        steps += 1;
        if (steps > budget) return { words: undefined, steps };
        if (label !== labelOf(b, nextB)) continue;
        const key = nextA * 4096 + nextB;
        if (seen.has(key)) continue;
        seen.add(key);
        queue.push({ a: nextA, b: nextB, label, from: at });
      }
    }
  }
  return { words: undefined, steps };
}
