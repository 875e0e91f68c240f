/** Finds samples of one model that can be said in the same words. */
import type { Automaton } from '../matcher/compile.ts';
import { successors } from '../matcher/trie.ts';
import { ProblemList, quoted } from './problem.ts';
import { type CheckedSample, checkTemplates, type Kinds } from './templates.ts';
import type { InteractionModel } from './types.ts';

/** Two samples that can be said in the same words, and such words. */
export interface Collision {
  readonly first: CheckedSample;
  readonly second: CheckedSample;
  readonly words: readonly string[];
}

/** Collisions between samples that mean different things, of a model whose templates can be used. */
export function collidingSamples(model: InteractionModel): Collision[] {
  const samples = checkTemplates(model, new ProblemList(undefined));
  return (['zh-CN', 'en-US'] as const).flatMap((locale) => {
    const found: Collision[] = [];
    const own = samples.filter((sample) => sample.locale === locale);
    const walking = commonSentences(own, maxPairSteps);
    for (let next = walking.next(); next.done !== true; next = walking.next()) {
      const { first, second } = next.value;
      const isSame = first.intentName === second.intentName && meaningOf(first) === meaningOf(second);
      if (!isSame) found.push(next.value);
    }
    return found;
  });
}

export function reportCollisions(samples: readonly CheckedSample[], problems: ProblemList): void {
  for (const locale of ['zh-CN', 'en-US'] as const) {
    const own = samples.filter((sample) => sample.locale === locale);
    const walking = commonSentences(own, maxPairSteps);
    let next = walking.next();
    for (; next.done !== true; next = walking.next()) {
      report(next.value.first, next.value.second, next.value.words, problems);
      if (problems.isFull) return;
    }
    const { compared, most } = next.value;
    if (compared === most) continue;
    problems.warn(
      'COLLISIONS_UNCHECKED',
      'intents',
      `the samples in ${locale} are too many to compare all of them: ${compared} of at most ${most} pairs were looked at before the time for it ended`,
      'a sample that means two intents may have gone unseen; use fewer alternatives and more slots',
    );
  }
}

/**
 * Samples of one language that can be said in the same words. Found by walking pairs of automata side by side, never by
 * expanding them; pairs that begin with no common word are never looked at.
 */
function* commonSentences(
  own: readonly CheckedSample[],
  maxSteps: number,
): Generator<Collision, { readonly compared: number; readonly most: number }> {
  const byStart = new Map<string, number[]>();
  own.forEach(({ automaton }, index) => {
    for (const label of new Set(automaton.first.map((position) => labelOf(automaton, position)))) {
      const list = byStart.get(label);
      if (list) list.push(index);
      else byStart.set(label, [index]);
    }
  });
  const lists = [...byStart.values()];
  const most = lists.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  const seen = new Set<number>();
  let budget = maxSteps;
  for (const list of lists) {
    for (let i = 0; i < list.length; i += 1) {
      for (let j = i + 1; j < list.length; j += 1) {
        if (budget <= 0) return { compared: seen.size, most };
        const pair = list[i]! * own.length + list[j]!;
        if (seen.has(pair)) continue;
        seen.add(pair);
        budget -= 1;
        const [first, second] = [own[list[i]!]!, own[list[j]!]!];
        if (isToldApart(first, second)) continue;
        const { words, steps } = commonSentence(first, second, budget);
        budget -= steps;
        if (words) yield { first, second, words };
      }
    }
  }
  return { compared: most, most };
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
  const isSame = first.intentName === second.intentName;
  if (isSame && meaningOf(first) === meaningOf(second)) {
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
      `${quoted(second.source)} and ${other} can both be said as ${sentence}, but mean ${
        isSame ? `${second.intentName} with other constants` : `${second.intentName} and ${first.intentName}`
      }`,
      'change one of them, so that the words say which is meant, or give one the higher priority',
    );
  }
}

/** What stands on an edge: a word, or a slot by its type. */
export function labelOf(automaton: Automaton, position: number): string {
  const at = automaton.positions[position]!;
  return at.kind === 'literal' ? at.key : `{${at.type}}`;
}

/** What a sample fills beside the values in its words. */
const meaningOf = ({ template: { constants = {}, roomSlot = '' } }: CheckedSample): string =>
  JSON.stringify([Object.entries(constants).sort(([a], [b]) => a.localeCompare(b)), roomSlot]);

/** Never both meant: one of them has priority, or the room that one needs known is unknown to the other. */
function isToldApart({ template: a }: CheckedSample, { template: b }: CheckedSample): boolean {
  if ((a.priority ?? 0) !== (b.priority ?? 0)) return true;
  const room = ({ room: own, roomSlot }: typeof a) => (roomSlot === undefined ? own : 'known');
  return room(a) !== undefined && room(b) !== undefined && room(a) !== room(b);
}

/** Whether one and the same thing could stand in both slots. */
function mayShare(a: Kinds, b: Kinds): boolean {
  const isTaken = (kind: string, { only, except = [] }: Kinds) =>
    (only?.includes(kind) ?? true) && !except.includes(kind);
  const isShared = (one: Kinds, other: Kinds) => one.only?.some((kind) => isTaken(kind, other)) ?? true;
  return isShared(a, b) && isShared(b, a);
}

/** Breadth first, so that the shortest common sentence is the one reported. */
function commonSentence(
  first: CheckedSample,
  second: CheckedSample,
  budget: number,
): { words: readonly string[] | undefined; steps: number } {
  const [a, b] = [first.automaton, second.automaton];
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
        const [slotA, slotB] = [a.positions[nextA]!, b.positions[nextB]!];
        if (
          slotA.kind === 'slot' &&
          slotB.kind === 'slot' &&
          !mayShare(first.kindsOf(slotA.name), second.kindsOf(slotB.name))
        )
          continue;
        const key = nextA * 4096 + nextB;
        if (seen.has(key)) continue;
        seen.add(key);
        queue.push({ a: nextA, b: nextB, label, from: at });
      }
    }
  }
  return { words: undefined, steps };
}
