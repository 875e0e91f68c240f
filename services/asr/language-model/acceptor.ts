/**
 * Says whether a hypothesis is something the templates foresee, and how many of its words have to be
 * overlooked for that. Works on the same graph as the language model, Chinese character by character (the
 * decoder may split words otherwise than the templates do).
 */
import { deserialize, serialize } from 'node:v8';
import type { Locale } from '@earshot/skills-sdk';
import type { WordGraph } from './graph.ts';

/** Arcs of all states in a row; arcs of state s are those from `first[s]` up to `first[s + 1]`. */
interface Packed {
  readonly words: string[];
  readonly first: Int32Array;
  readonly to: Int32Array;
  /** Number of the arc's word, or one of the two below. */
  readonly word: Int32Array;
  readonly end: number;
  readonly whole: number;
  readonly locale: Locale;
}

const nothing = -1;
const anything = -2;

/** Chinese words as characters, everything else whole. */
const units = (word: string, locale: Locale): string[] =>
  locale === 'zh-CN' && /\p{Script=Han}/u.test(word) ? [...word] : [word];

export function packAcceptor(graph: WordGraph, locale: Locale): Buffer {
  const ids = new Map<string, number>();
  const words: string[] = [];
  const idOf = (unit: string): number => {
    let id = ids.get(unit);
    if (id === undefined) {
      id = words.push(unit) - 1;
      ids.set(unit, id);
    }
    return id;
  };
  // States that split words of several characters get numbers after the graph's own.
  const rows: [to: number, word: number][][] = graph.arcs.map(() => []);
  graph.arcs.forEach((arcs, state) => {
    for (const arc of arcs) {
      if (arc.word === null) {
        rows[state]!.push([arc.to, arc.isFiller ? anything : nothing]);
        continue;
      }
      const parts = units(arc.word, locale);
      let at = state;
      parts.forEach((part, index) => {
        const next = index === parts.length - 1 ? arc.to : rows.push([]) - 1;
        rows[at]!.push([next, idOf(part)]);
        at = next;
      });
    }
  });
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  const first = new Int32Array(rows.length + 1);
  const to = new Int32Array(total);
  const word = new Int32Array(total);
  let at = 0;
  rows.forEach((row, state) => {
    first[state] = at;
    for (const [target, id] of row) {
      to[at] = target;
      word[at] = id;
      at += 1;
    }
  });
  first[rows.length] = at;
  return serialize({ words, first, to, word, end: graph.end, whole: graph.whole, locale } satisfies Packed);
}

/** What the words heard so far are to the templates. */
export interface Progress {
  /** A whole command, with every slot that its intent requires. */
  readonly isComplete: boolean;
  /** The beginning of a longer one. */
  readonly isPrefix: boolean;
}

export class Acceptor {
  readonly #packed: Packed;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #start: Int32Array;
  /** Where the first word leads, as nearly all templates leave the start. */
  readonly #afterFirst = new Map<number, Int32Array>();
  readonly #seen: Int32Array;
  #round = 0;

  constructor(packed: Buffer) {
    this.#packed = deserialize(packed) as Packed;
    this.#ids = new Map(this.#packed.words.map((word, id) => [word, id]));
    this.#seen = new Int32Array(this.#packed.first.length);
    this.#start = this.#closure([0]);
  }

  /** Everything that can be reached without a word. */
  #closure(states: Iterable<number>): Int32Array {
    const { first, to, word } = this.#packed;
    this.#round += 1;
    const found: number[] = [];
    const push = (state: number): void => {
      if (this.#seen[state] === this.#round) return;
      this.#seen[state] = this.#round;
      found.push(state);
    };
    for (const state of states) push(state);
    for (let index = 0; index < found.length; index += 1) {
      const state = found[index]!;
      for (let arc = first[state]!; arc < first[state + 1]!; arc += 1) {
        if (word[arc] === nothing) push(to[arc]!);
      }
    }
    return Int32Array.from(found);
  }

  #step(states: Int32Array, id: number): Int32Array {
    if (states === this.#start) {
      let known = this.#afterFirst.get(id);
      if (!known) {
        known = this.#follow(states, id);
        this.#afterFirst.set(id, known);
      }
      return known;
    }
    return this.#follow(states, id);
  }

  #follow(states: Int32Array, id: number): Int32Array {
    const { first, to, word } = this.#packed;
    const next: number[] = [];
    for (const state of states) {
      for (let arc = first[state]!; arc < first[state + 1]!; arc += 1) {
        if (word[arc] === id || word[arc] === anything) next.push(to[arc]!);
      }
    }
    return next.length === 0 ? new Int32Array(0) : this.#closure(next);
  }

  /** Whether the words so far are a whole command, and whether more may follow. */
  progress(hypothesis: readonly string[]): Progress {
    const { first, word, whole } = this.#packed;
    let states = this.#start;
    for (const unit of hypothesis.flatMap((said) => units(said, this.#packed.locale))) {
      states = this.#step(states, this.#ids.get(unit) ?? Number.MAX_SAFE_INTEGER);
      if (states.length === 0) return { isComplete: false, isPrefix: false };
    }
    const leads = (state: number): boolean => {
      for (let arc = first[state]!; arc < first[state + 1]!; arc += 1) if (word[arc] !== nothing) return true;
      return false;
    };
    return { isComplete: states.includes(whole), isPrefix: states.some(leads) };
  }

  /**
   * The fewest words that must be left out so that the rest is a foreseen sentence; undefined when more than
   * `limit`. 0 means the hypothesis is foreseen as it stands. Nothing left is not a sentence.
   */
  overlooked(hypothesis: readonly string[], limit: number): number | undefined {
    const said = hypothesis.flatMap((word) => units(word, this.#packed.locale));
    const none = new Int32Array(0);
    // level[n]: where one can be after the words so far with n of them left out.
    let level: Int32Array[] = [this.#start, ...Array.from({ length: limit }, () => none)];
    for (const unit of said) {
      const id = this.#ids.get(unit) ?? Number.MAX_SAFE_INTEGER;
      const next: Int32Array[] = [];
      for (let skipped = 0; skipped <= limit; skipped += 1) {
        const here = level[skipped]!;
        const moved = here.length === 0 ? none : this.#step(here, id);
        const left = skipped > 0 ? level[skipped - 1]! : none;
        next.push(left.length === 0 ? moved : moved.length === 0 ? left : join(moved, left));
      }
      level = next;
    }
    const found = level.findIndex((states) => states.includes(this.#packed.end));
    return found < 0 || found >= said.length ? undefined : found;
  }
}

function join(a: Int32Array, b: Int32Array): Int32Array {
  const joined = new Int32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
