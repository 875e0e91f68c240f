import { isBuiltInType } from '../slots/registry.ts';
import type { Automaton } from './compile.ts';
import type { CompiledTemplate } from './skill.ts';

/**
 * The automaton that all enabled skills share: a trie over words and slot types, so that a sentence is walked
 * once however many skills there are. Templates are not expanded into it. A node holds where its templates
 * stand ("pending") and only grows branches when too many stand there; a branch then carries on from the
 * positions that follow.
 *
 * Nodes never change once published: an edit copies the nodes on its way and shares all others, so that turns
 * in flight keep the tree they began with.
 */
export interface TrieNode {
  readonly edit: object;
  readonly literals: Map<string, TrieNode>;
  /** By built-in slot type. */
  readonly types: Map<string, TrieNode>;
  /** By enumeration; kept apart because there can be thousands, which are looked up and never gone through. */
  readonly values: Map<string, TrieNode>;
  /** Templates that end here (of a node with branches). */
  accepts: Ending[];
  /** Templates that stand here (of a node without branches). */
  pending: Pending[];
  hasBranches: boolean;
}

export interface Ending {
  readonly template: CompiledTemplate;
  /** Names of the slots passed on the way, in order. */
  readonly names: readonly string[];
}

export interface Pending extends Ending {
  /** The position last consumed; -1 before the first. */
  readonly position: number;
}

const maxPending = 8;

export function emptyTrie(): TrieNode {
  return newNode({});
}

function newNode(edit: object): TrieNode {
  return {
    edit,
    literals: new Map(),
    types: new Map(),
    values: new Map(),
    accepts: [],
    pending: [],
    hasBranches: false,
  };
}

export function successors(automaton: Automaton, position: number): readonly number[] {
  return position < 0 ? automaton.first : automaton.follow[position]!;
}

/** How a literal is spelt on the edges: itself, or how it sounds. */
export type KeyOf = (key: string) => string;

/** One batch of changes to a trie; give every batch its own. */
export class TrieEdit {
  readonly #edit = {};
  readonly #keyOf: KeyOf;
  #root: TrieNode;

  constructor(root: TrieNode, keyOf: KeyOf) {
    this.#keyOf = keyOf;
    this.#root = root;
  }

  add(template: CompiledTemplate): void {
    this.#root = this.#own(this.#root);
    this.#insert(this.#root, { template, position: -1, names: [] });
  }

  remove(template: CompiledTemplate): void {
    this.#root = this.#own(this.#root);
    this.#delete(this.#root, { template, position: -1, names: [] });
  }

  done(): TrieNode {
    return this.#root;
  }

  #own(node: TrieNode): TrieNode {
    if (node.edit === this.#edit) return node;
    return {
      edit: this.#edit,
      literals: new Map(node.literals),
      types: new Map(node.types),
      values: new Map(node.values),
      accepts: [...node.accepts],
      pending: [...node.pending],
      hasBranches: node.hasBranches,
    };
  }

  #insert(node: TrieNode, entry: Pending): void {
    if (node.hasBranches) {
      this.#distribute(node, entry);
      return;
    }
    if (node.pending.some((known) => isSame(known, entry))) return;
    node.pending.push(entry);
    if (node.pending.length <= maxPending) return;
    node.hasBranches = true;
    const standing = node.pending;
    node.pending = [];
    for (const known of standing) this.#distribute(node, known);
  }

  #distribute(node: TrieNode, entry: Pending): void {
    const { automaton } = entry.template;
    if (automaton.last.has(entry.position) && !node.accepts.some((known) => isSameEnding(known, entry))) {
      node.accepts.push({ template: entry.template, names: entry.names });
    }
    for (const next of successors(automaton, entry.position)) {
      const [edges, key, names] = this.#edge(node, entry, next);
      const known = edges.get(key);
      const child = known ? this.#own(known) : newNode(this.#edit);
      edges.set(key, child);
      this.#insert(child, { template: entry.template, position: next, names });
    }
  }

  #edge(node: TrieNode, entry: Pending, next: number): [Map<string, TrieNode>, string, readonly string[]] {
    const position = entry.template.automaton.positions[next]!;
    if (position.kind === 'literal') return [node.literals, this.#keyOf(position.key), entry.names];
    const edges = isBuiltInType(position.type) ? node.types : node.values;
    return [edges, position.type, [...entry.names, position.name]];
  }

  #delete(node: TrieNode, entry: Pending): void {
    if (!node.hasBranches) {
      node.pending = node.pending.filter((known) => !isSame(known, entry));
      return;
    }
    node.accepts = node.accepts.filter((known) => !isSameEnding(known, entry));
    for (const next of successors(entry.template.automaton, entry.position)) {
      const [edges, key, names] = this.#edge(node, entry, next);
      const known = edges.get(key);
      if (!known) continue;
      const child = this.#own(known);
      this.#delete(child, { template: entry.template, position: next, names });
      if (isEmpty(child)) edges.delete(key);
      else edges.set(key, child);
    }
  }
}

export function hasEdges(node: TrieNode): boolean {
  return node.literals.size > 0 || node.types.size > 0 || node.values.size > 0;
}

function isEmpty(node: TrieNode): boolean {
  return !hasEdges(node) && node.accepts.length === 0 && node.pending.length === 0;
}

const isSameEnding = (a: Ending, b: Ending) =>
  a.template === b.template &&
  a.names.length === b.names.length &&
  a.names.every((name, index) => name === b.names[index]);

const isSame = (a: Pending, b: Pending) => a.position === b.position && isSameEnding(a, b);
