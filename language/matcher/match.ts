/** Walks a sentence through the templates of all enabled skills at once: exact matches. */
import { isBuiltInType } from '../slots/registry.ts';
import type { SlotMatch } from '../slots/types.ts';
import type { Capture } from './capture.ts';
import { asMeant, isMeantHere } from './meant.ts';
import type { Scope } from './scope.ts';
import { toSlotMatch } from './scope.ts';
import type { CompiledTemplate } from './skill.ts';
import { hasEdges, successors, type TrieNode } from './trie.ts';

export interface TemplateMatch {
  readonly template: CompiledTemplate;
  readonly captures: readonly Capture[];
  /** Words of the sentence that the template names itself. */
  readonly literalCount: number;
  /** Slots whose values are out of their bounds, and so were left out. */
  readonly refused: readonly string[];
}

export interface WalkResult {
  readonly matches: readonly TemplateMatch[];
  /** The sentence could go on to say something longer. */
  readonly isPrefix: boolean;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  /** Built-in type, or the key of the enumeration. */
  readonly type: string;
  readonly match: SlotMatch;
}

/** Bounds the work on sentences made to be slow; honest ones need some hundreds of steps. */
const maxSteps = 20_000;
const maxMatches = 2_000;

/**
 * Everything that the shared automaton reads in the sentence from token `from` to its end. With `bySound`
 * the trie must be keyed by sound, and values are looked up by sound too.
 */
export function walk(root: TrieNode, scope: Scope, from = 0, bySound = false): WalkResult {
  const walker = new Walker(scope, bySound);
  walker.visit(root, from, [], 0);
  return { matches: walker.matches, isPrefix: walker.isPrefix };
}

class Walker {
  readonly matches: TemplateMatch[] = [];
  isPrefix = false;
  readonly #scope: Scope;
  readonly #keys: readonly string[];
  readonly #bySound: boolean;
  readonly #length: number;
  #steps = 0;

  constructor(scope: Scope, bySound: boolean) {
    this.#scope = scope;
    this.#bySound = bySound;
    this.#keys = bySound ? scope.sounds : scope.keys;
    this.#length = scope.tokens.length;
  }

  visit(node: TrieNode, at: number, pieces: readonly Piece[], literals: number): void {
    this.#steps += 1;
    if (this.#steps > maxSteps || this.matches.length >= maxMatches) return;
    if (at === this.#length) {
      if (hasEdges(node)) this.isPrefix = true;
      for (const { template, names } of node.accepts) this.#accept(template, names, pieces, literals);
    } else {
      const child = node.literals.get(this.#keys[at]!);
      if (child) this.visit(child, at + 1, pieces, literals + 1);
      else if (this.#isOwnership(at, pieces)) this.visit(node, at + 1, pieces, literals);
      if (node.types.size + node.values.size > 0) this.#visitTypes(node, at, pieces, literals);
    }
    for (const { template, position, names } of node.pending) {
      this.#simulate(template, position, at, names, pieces, literals);
    }
  }

  /** "The lamp's brightness" where a sample says "{lamp} brightness". */
  #isOwnership(at: number, pieces: readonly Piece[]): boolean {
    return this.#scope.keys[at] === "'s" && pieces.at(-1)?.end === at;
  }

  #visitTypes(node: TrieNode, at: number, pieces: readonly Piece[], literals: number): void {
    for (const [type, child] of node.types) {
      if (this.#scope.couldBegin(type, at)) this.isPrefix = true;
      for (const match of this.#scope.parse(type, at)) {
        this.visit(child, match.end, [...pieces, { start: at, end: match.end, type, match }], literals);
      }
    }
    if (node.values.size === 0) return;
    const values = this.#bySound ? this.#scope.soundValuesAt(at) : this.#scope.valuesAt(at);
    if (this.#scope.endsInsideValue(at)) this.isPrefix = true;
    for (const value of values) {
      const child = node.values.get(value.type);
      if (!child) continue;
      const piece = { start: at, end: value.end, type: value.type, match: toSlotMatch(value) };
      this.visit(child, value.end, [...pieces, piece], literals);
    }
  }

  #simulate(
    template: CompiledTemplate,
    position: number,
    at: number,
    names: readonly string[],
    pieces: readonly Piece[],
    literals: number,
  ): void {
    this.#steps += 1;
    if (this.#steps > maxSteps) return;
    const { automaton } = template;
    const next = successors(automaton, position);
    if (at === this.#length) {
      if (next.length > 0) this.isPrefix = true;
      if (automaton.last.has(position)) this.#accept(template, names, pieces, literals);
      return;
    }
    if (this.#isOwnership(at, pieces)) this.#simulate(template, position, at + 1, names, pieces, literals);
    for (const to of next) {
      const target = automaton.positions[to]!;
      if (target.kind === 'literal') {
        if (this.#keyOf(target.key) === this.#keys[at]) {
          this.#simulate(template, to, at + 1, names, pieces, literals + 1);
        }
        continue;
      }
      const found = this.#bySound ? this.#soundParse(target.type, at) : this.#scope.parse(target.type, at);
      if (this.#scope.couldBegin(target.type, at)) this.isPrefix = true;
      for (const match of found) {
        const piece = { start: at, end: match.end, type: target.type, match };
        this.#simulate(template, to, match.end, [...names, target.name], [...pieces, piece], literals);
      }
    }
  }

  #keyOf(key: string): string {
    return this.#bySound ? this.#scope.soundKey(key) : key;
  }

  #soundParse(type: string, at: number): readonly SlotMatch[] {
    if (isBuiltInType(type)) return this.#scope.parse(type, at);
    return this.#scope
      .soundValuesAt(at)
      .filter((value) => value.type === type)
      .map(toSlotMatch);
  }

  #accept(
    template: CompiledTemplate,
    names: readonly string[],
    pieces: readonly Piece[],
    literals: number,
  ): void {
    const { context } = this.#scope;
    if (!isMeantHere(template, context)) return;
    const all = asMeant(
      template,
      pieces.map((piece, index) => ({ name: names[index]!, ...piece })),
      context,
    );
    if (!all) return;
    const captures = all.filter((capture) => isWithinBounds(template, capture));
    const refused = all.filter((capture) => !captures.includes(capture)).map(({ name }) => name);
    this.matches.push({ template, captures, literalCount: literals, refused });
  }
}

/** `min` and `max` of the slot's definition. */
export function isWithinBounds(template: CompiledTemplate, { name, match }: Capture): boolean {
  const definition = template.intent.slots.get(name)?.definition;
  return definition === undefined || fitsBounds(definition, match);
}

export function fitsBounds(definition: { min?: number; max?: number }, { value }: SlotMatch): boolean {
  const amount =
    typeof value === 'number'
      ? value
      : typeof value === 'object' && 'degrees' in value
        ? value.degrees
        : undefined;
  if (amount === undefined) return true;
  return amount >= (definition.min ?? -Infinity) && amount <= (definition.max ?? Infinity);
}
