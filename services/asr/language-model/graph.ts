/**
 * A weighted graph of everything that may be said: the templates of every enabled skill side by side, with
 * shared sub-graphs kept as they are. Its size is that of the templates, never that of their expansions.
 */
import type { RuleSet, TemplateNode } from '../../../language/templates/index.ts';
import { maxRuleDepth, TemplateError } from '../../../language/templates/index.ts';

/** An arc that says `word`, or nothing (null). `filler` arcs stand for any one word of the background. */
export interface Arc {
  readonly to: number;
  readonly word: string | null;
  readonly isFiller: boolean;
  /** Probability among the arcs that leave the same state. */
  readonly probability: number;
}

/** States are numbered so that every arc leads to a higher number: the graph is acyclic by construction. */
export interface WordGraph {
  readonly arcs: readonly (readonly Arc[])[];
  readonly start: number;
  readonly end: number;
  /** Passed on the way to the end by sentences that say everything their intent requires. */
  readonly whole: number;
}

/** What a `{slot}` of the template at hand is made of. */
export type SlotSource = (slotName: string, offset: number, only?: string) => TemplateNode;

export interface GraphScope {
  readonly rules: RuleSet;
  readonly slot: SlotSource;
  /** Splits literal text into words of the language model. */
  readonly words: (text: string) => readonly string[];
  /** Rules and words inside slots: the built-in types' own. */
  readonly inner?: GraphScope;
}

/** What people say around any command, so that no skill has to list it. Shares are probabilities. */
export interface Courtesy {
  readonly lead: TemplateNode;
  readonly leadShare: number;
  readonly tail: TemplateNode;
  readonly tailShare: number;
  readonly scope: GraphScope;
}

/** The most states that one skill set's graph may have: bounds memory and compile time (see docs/bench-asr.md). */
export const maxGraphStates = 2_000_000;

/** Collects templates into one graph. Construction order gives each state's number, hence "higher". */
export class GraphBuilder {
  readonly #arcs: Arc[][] = [];
  readonly #ends: { readonly state: number; readonly isWhole: boolean }[] = [];
  /** Where all templates begin. */
  readonly #hub: number;
  readonly #courtesy: Courtesy | undefined;

  constructor(courtesy?: Courtesy) {
    this.#courtesy = courtesy;
    const start = this.#state();
    if (!courtesy) {
      this.#hub = start;
      return;
    }
    const entry = this.#state();
    this.#arc(start, entry, null, courtesy.leadShare);
    const led = this.#build(courtesy.lead, courtesy.scope, entry, 0);
    this.#hub = this.#state();
    this.#arc(led, this.#hub, null, 1);
    this.#arc(start, this.#hub, null, 1 - courtesy.leadShare);
  }

  get stateCount(): number {
    return this.#arcs.length;
  }

  /** Adds one way into the graph, taken with `weight` (any positive number; normalised at the end). */
  add(node: TemplateNode, scope: GraphScope, weight: number, isWhole = true): void {
    const entry = this.#state();
    this.#arc(this.#hub, entry, null, weight);
    this.#ends.push({ state: this.#build(node, scope, entry, 0), isWhole });
  }

  build(): WordGraph {
    const total = this.#arcs[this.#hub]!.reduce((sum, arc) => sum + arc.probability, 0);
    this.#arcs[this.#hub] = this.#arcs[this.#hub]!.map((arc) => ({
      ...arc,
      probability: arc.probability / total,
    }));
    const said = this.#tail(this.#ends.filter(({ isWhole }) => isWhole));
    const asked = this.#tail(this.#ends.filter(({ isWhole }) => !isWhole));
    const whole = this.#state();
    const end = this.#state();
    this.#arc(said, whole, null, 1);
    this.#arc(whole, end, null, 1);
    this.#arc(asked, end, null, 1);
    return { arcs: this.#arcs, start: 0, end, whole };
  }

  /** Brings ends together and lets a word of courtesy follow. */
  #tail(ends: readonly { readonly state: number }[]): number {
    const join = this.#state();
    for (const { state } of ends) this.#arc(state, join, null, 1);
    if (!this.#courtesy) return join;
    const { tail, scope, tailShare } = this.#courtesy;
    const entry = this.#state();
    this.#arc(join, entry, null, tailShare);
    const said = this.#build(tail, scope, entry, 0);
    const out = this.#state();
    this.#arc(said, out, null, 1);
    this.#arc(join, out, null, 1 - tailShare);
    return out;
  }

  #state(): number {
    if (this.#arcs.length >= maxGraphStates) {
      throw new TemplateError(
        'too-many-parts',
        0,
        `the models have more than ${maxGraphStates} word positions`,
      );
    }
    return this.#arcs.push([]) - 1;
  }

  #arc(from: number, to: number, word: string | null, probability: number, isFiller = false): void {
    this.#arcs[from]!.push({ to, word, probability, isFiller });
  }

  #build(node: TemplateNode, scope: GraphScope, from: number, depth: number): number {
    if (depth > maxRuleDepth * 8) throw new TemplateError('too-deep', node.start, 'rules nest too deep');
    switch (node.kind) {
      case 'words': {
        let at = from;
        for (const word of scope.words(node.text)) {
          const next = this.#state();
          this.#arc(at, next, word, 1);
          at = next;
        }
        return at;
      }
      case 'sequence':
        return node.parts.reduce((at, part) => this.#build(part, scope, at, depth + 1), from);
      case 'optional':
        return this.#choice([node.body], scope, from, depth, true);
      case 'alternatives':
        return this.#choice(node.options, scope, from, depth, false);
      case 'slot':
        return this.#build(
          scope.slot(node.name, node.start, node.type),
          scope.inner ?? scope,
          from,
          depth + 1,
        );
      case 'rule': {
        if (node.name === 'filler') return this.#filler(from);
        const body = scope.rules.get(node.name);
        if (!body) throw new TemplateError('unknown-rule', node.start, `there is no rule <${node.name}>`);
        return this.#build(body, scope, from, depth + 1);
      }
    }
  }

  #filler(from: number): number {
    const next = this.#state();
    this.#arc(from, next, null, 1, true);
    return next;
  }

  #choice(
    options: readonly TemplateNode[],
    scope: GraphScope,
    from: number,
    depth: number,
    isSkippable: boolean,
  ): number {
    const share = 1 / (options.length + (isSkippable ? 1 : 0));
    const ends: number[] = [];
    for (const option of options) {
      const entry = this.#state();
      this.#arc(from, entry, null, share);
      ends.push(this.#build(option, scope, entry, depth + 1));
    }
    const join = this.#state();
    for (const end of ends) this.#arc(end, join, null, 1);
    if (isSkippable) this.#arc(from, join, null, share);
    return join;
  }
}
