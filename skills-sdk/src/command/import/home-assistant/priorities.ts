/** Says which of two samples is meant that can be said in the same words: the one that names more of them itself. */
import { collidingSamples } from '../../../../../language/model/collisions.ts';
import type { CheckedSample } from '../../../../../language/model/templates.ts';
import type { InteractionModel, Locale, Sample } from '../../../../../language/model/types.ts';

/** Samples that cannot be told apart after so many rounds are left to the author. */
const mostRounds = 12;

export function withPriorities(model: InteractionModel, note: (text: string) => void): InteractionModel {
  let next = model;
  for (let round = 0; round < mostRounds; round += 1) {
    const raised = new Map<string, number>();
    for (const { first, second } of collidingSamples(next)) {
      const winner = exactness(first) >= exactness(second) ? first : second;
      raised.set(keyOf(winner), (winner.template.priority ?? 0) + 1);
    }
    if (raised.size === 0) return next;
    if (round === 0)
      note(`${raised.size} samples can be said in the words of others; they were given a priority`);
    next = raise(next, raised);
  }
  return next;
}

const keyOf = ({ intentName, locale, template }: CheckedSample): string =>
  JSON.stringify([intentName, locale, template.place[0]]);

/** Words that the shortest way of saying it names: each counts twice what a closed slot does, and free text nothing. */
function exactness({ automaton }: CheckedSample): number {
  const worth = automaton.positions.map((position) =>
    position.kind === 'literal' ? 2 : position.type === 'text' ? -1 : 1,
  );
  const best = new Map<number, number>(automaton.first.map((at) => [at, worth[at]!]));
  const queue = [...automaton.first];
  for (let index = 0; index < queue.length; index += 1) {
    const at = queue[index]!;
    for (const next of automaton.follow[at] ?? []) {
      if (best.has(next)) continue;
      best.set(next, best.get(at)! + worth[next]!);
      queue.push(next);
    }
  }
  return Math.min(...[...automaton.last].map((at) => best.get(at) ?? Number.POSITIVE_INFINITY));
}

function raise(model: InteractionModel, raised: ReadonlyMap<string, number>): InteractionModel {
  const intents = Object.entries(model.intents).map(([name, intent]) => {
    const samples = Object.entries(intent.samples).map(([locale, list]) => [
      locale,
      (list ?? []).map((sample, index): string | Sample => {
        const priority = raised.get(JSON.stringify([name, locale as Locale, index]));
        if (priority === undefined) return sample;
        return typeof sample === 'string' ? { templates: [sample], priority } : { ...sample, priority };
      }),
    ]);
    return [name, { ...intent, samples: Object.fromEntries(samples) }];
  });
  return { ...model, intents: Object.fromEntries(intents) };
}
