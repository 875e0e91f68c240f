/** Words that no list has, read by the place where they stand: "trips to san francisco" beside the sample "trips to {town}". */
import type { Capture } from '../matcher/capture.ts';
import type { Scope } from '../matcher/scope.ts';
import { type CompiledIntent, type CompiledTemplate, typeAt } from '../matcher/skill.ts';
import { successors } from '../matcher/trie.ts';
import type { SlotMatch } from '../slots/types.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';
import { isDenial, timeAt } from './meaning.ts';
import { isEmptyWord } from './phrases.ts';
import { type FilledSlot, taken } from './slots.ts';
import { saidBySamples } from './tagged.ts';

/** So many of the nearest samples are looked at. */
const samplesLookedAt = 5;
/** Longer names than this are not guessed. */
const longestName = 4;
/** What a slot that takes unlisted words costs, beside one for each word. */
const unlisted = 0.5;

/** A value, and the tokens it is said with. */
interface Piece {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Undefined for words that the list of the slot does not have. */
  readonly match: SlotMatch | undefined;
}

interface Path {
  readonly cost: number;
  readonly pieces: readonly Piece[];
}

/**
 * The slots of a sentence that one of the nearest samples says word for word but for unlisted words in the place of an open list's
 * value. Undefined where none does, or where nothing unlisted is said.
 */
export function readFramed(
  intent: CompiledIntent,
  { nearest }: SkillHypothesis,
  marked: readonly FilledSlot[],
  listed: readonly Capture[],
  scope: Scope,
): FilledSlot[] | undefined {
  const templates = new Set(nearest.slice(0, samplesLookedAt).map(({ template }) => template));
  let best: Path | undefined;
  for (const number of templates) {
    const path = new Framing(intent.templates[number]!, scope).run();
    if (path !== undefined && (best === undefined || path.cost < best.cost)) best = path;
  }
  if (best === undefined || best.cost === 0) return undefined;
  const framed = best.pieces.map(({ name, start, end, match }) =>
    taken(intent.slots.get(name)!, wordsOf(scope, start, end), match),
  );
  const isKept = (own: FilledSlot) =>
    framed.some(({ name, raw }) => name === own.name && raw.includes(own.raw));
  const known = [
    ...marked.map(({ raw }) => raw),
    ...listed.map(({ start, end }) => wordsOf(scope, start, end)),
  ];
  const isMore = framed.some(({ raw }) => !known.some((own) => own.includes(raw)));
  return (isMore && marked.every(isKept)) || isCut(marked, framed) ? framed : undefined;
}

/** One name was cut in two: "san" for the one slot and "francisco" for the next. */
function isCut(marked: readonly FilledSlot[], framed: readonly FilledSlot[]): boolean {
  return framed.some(
    ({ raw, isMatched }) =>
      !isMatched &&
      !/[0-9]/.test(raw) &&
      marked.filter((own) => !own.isMatched && raw !== own.raw && raw.includes(own.raw)).length > 1,
  );
}

const wordsOf = ({ tokens, context }: Scope, start: number, end: number): string =>
  tokens
    .slice(start, end)
    .map(({ text }) => text)
    .join(context.locale === 'zh-CN' ? '' : ' ');

/** The cheapest way to read the whole of a sentence as one template. */
class Framing {
  readonly #template: CompiledTemplate;
  readonly #scope: Scope;
  readonly #known = new Map<number, Path | null>();

  constructor(template: CompiledTemplate, scope: Scope) {
    this.#template = template;
    this.#scope = scope;
  }

  run(): Path | undefined {
    return this.#from(-1, 0) ?? undefined;
  }

  /** From behind `position` of the template and the token `at` to both their ends. */
  #from(position: number, at: number): Path | null {
    const key = (position + 1) * (this.#scope.tokens.length + 1) + at;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#read(position, at);
      this.#known.set(key, known);
    }
    return known;
  }

  #read(position: number, at: number): Path | null {
    const { automaton, intent } = this.#template;
    const { tokens, keys } = this.#scope;
    if (at === tokens.length) return automaton.last.has(position) ? { cost: 0, pieces: [] } : null;
    let best: Path | null = null;
    const take = (next: number, end: number, cost: number, piece: Piece | undefined) => {
      const rest = this.#from(next, end);
      if (rest === null || (best !== null && best.cost <= rest.cost + cost)) return;
      best = { cost: rest.cost + cost, pieces: piece === undefined ? rest.pieces : [piece, ...rest.pieces] };
    };
    for (const next of successors(automaton, position)) {
      const target = automaton.positions[next]!;
      if (target.kind === 'literal') {
        if (target.key === keys[at]) take(next, at + 1, 0, undefined);
        continue;
      }
      const { name } = target;
      for (const match of this.#scope.parse(target.type, at))
        take(next, match.end, 0, { name, start: at, end: match.end, match });
      // Where nothing stands before it, anything could.
      if (position < 0 || typeAt(intent, target)?.enumeration?.isOpen !== true) continue;
      for (
        let end = at + 1;
        end <= Math.min(tokens.length, at + longestName) && this.#isNamed(end - 1);
        end++
      )
        take(next, end, unlisted + end - at, { name, start: at, end, match: undefined });
    }
    return best;
  }

  /** A word that could be of a name: none that means nothing by itself, that samples of the intent say, that denies, or that is a time. */
  #isNamed(at: number): boolean {
    const { keys, context } = this.#scope;
    const key = keys[at]!;
    return (
      !isEmptyWord(key, context.locale) &&
      !saidBySamples(this.#template.intent).has(key) &&
      !isDenial(key, context.locale) &&
      timeAt(this.#scope, at) === undefined
    );
  }
}
