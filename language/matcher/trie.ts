/** The tree of words and slot types that all enabled skills share. */
import { PersistentMap } from '../persistent-map.ts';
import { isBuiltInType } from '../slots/registry.ts';
import type { Automaton } from './compile.ts';
import type { CompiledTemplate } from './skill.ts';

/**
 * The automaton that all enabled skills share: a trie over words and slot types, so that a sentence is walked
 * once however many skills there are. Templates are not expanded into it. A node holds where its templates
 * stand ("pending") and only grows branches when too many stand there; a branch then carries on from the
 * positions that follow.
 *
 * Nodes never change: an edit makes the nodes on its way anew and shares all others, so that turns in flight keep
 * the tree they began with. Edges stand in persistent maps, so that a node costs the same to make anew with a
 * thousand edges as with ten.
 */
export interface TrieNode {
  readonly literals: PersistentMap<TrieNode>;
  /** By built-in slot type. */
  readonly types: PersistentMap<TrieNode>;
  /** By enumeration; kept apart because there can be thousands, which are looked up and never gone through. */
  readonly values: PersistentMap<TrieNode>;
  /** Templates that end here (of a node with branches). */
  readonly accepts: readonly Ending[];
  /** Templates that stand here (of a node without branches). */
  readonly pending: readonly Pending[];
  readonly hasBranches: boolean;
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

/** Templates that may stand at one node before it branches. */
export const maxPending = 8;
const nobody: readonly never[] = [];

export const emptyTrie: TrieNode = {
  literals: PersistentMap.empty(),
  types: PersistentMap.empty(),
  values: PersistentMap.empty(),
  accepts: nobody,
  pending: nobody,
  hasBranches: false,
};

export function successors(automaton: Automaton, position: number): readonly number[] {
  return position < 0 ? automaton.first : automaton.follow[position]!;
}

/** How a literal is spelt on the edges: itself, or how it sounds. */
export type KeyOf = (key: string) => string;

export function addTemplate(root: TrieNode, template: CompiledTemplate, keyOf: KeyOf): TrieNode {
  return insert(root, { template, position: -1, names: nobody }, keyOf);
}

export function removeTemplate(root: TrieNode, template: CompiledTemplate, keyOf: KeyOf): TrieNode {
  return remove(root, { template, position: -1, names: nobody }, keyOf);
}

function insert(node: TrieNode, entry: Pending, keyOf: KeyOf): TrieNode {
  if (node.hasBranches) return distribute(node, entry, keyOf);
  if (node.pending.some((known) => isSame(known, entry))) return node;
  // Joined by `concat`, whose arrays are exactly as long as need be: there are hundreds of thousands of them.
  const pending = node.pending.concat([entry]);
  if (pending.length <= maxPending) return { ...node, pending };
  return pending.reduce((grown, known) => distribute(grown, known, keyOf), branched(emptyTrie, nobody));
}

type Edges = Pick<TrieNode, 'literals' | 'types' | 'values'>;

const branched = ({ literals, types, values }: Edges, accepts: readonly Ending[]): TrieNode => ({
  literals,
  types,
  values,
  accepts,
  pending: nobody,
  hasBranches: true,
});

function distribute(node: TrieNode, entry: Pending, keyOf: KeyOf): TrieNode {
  const { template, position } = entry;
  let { accepts } = node;
  if (template.automaton.last.has(position) && !accepts.some((known) => isSameEnding(known, entry))) {
    accepts = accepts.concat([{ template, names: entry.names }]);
  }
  const edges = { literals: node.literals, types: node.types, values: node.values };
  for (const next of successors(template.automaton, position)) {
    const { kind, key, names } = edgeOf(entry, next, keyOf);
    const child = insert(edges[kind].get(key) ?? emptyTrie, { template, position: next, names }, keyOf);
    edges[kind] = edges[kind].with(key, child);
  }
  return branched(edges, accepts);
}

interface Edge {
  readonly kind: keyof Edges;
  readonly key: string;
  /** Of the slots passed once the edge is taken. */
  readonly names: readonly string[];
}

function edgeOf({ template, names }: Pending, next: number, keyOf: KeyOf): Edge {
  const position = template.automaton.positions[next]!;
  if (position.kind === 'literal') return { kind: 'literals', key: keyOf(position.key), names };
  const kind = isBuiltInType(position.type) ? 'types' : 'values';
  return { kind, key: position.type, names: names.concat([position.name]) };
}

function remove(node: TrieNode, entry: Pending, keyOf: KeyOf): TrieNode {
  if (!node.hasBranches) {
    return { ...node, pending: node.pending.filter((known) => !isSame(known, entry)) };
  }
  const { template, position } = entry;
  const accepts = node.accepts.filter((known) => !isSameEnding(known, entry));
  const edges = { literals: node.literals, types: node.types, values: node.values };
  for (const next of successors(template.automaton, position)) {
    const { kind, key, names } = edgeOf(entry, next, keyOf);
    const known = edges[kind].get(key);
    if (!known) continue;
    const child = remove(known, { template, position: next, names }, keyOf);
    edges[kind] = isEmpty(child) ? edges[kind].without(key) : edges[kind].with(key, child);
  }
  return branched(edges, accepts);
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
