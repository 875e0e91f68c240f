/** All words of all enumerations in one tree, so that one walk finds every value at a place. */
import { PersistentMap } from '../persistent-map.ts';

/**
 * The words of every enumeration of all enabled skills in one tree: at a place in the sentence one walk finds
 * all values that stand there, however many enumerations there are. Persistent, like the trie of templates.
 */
export interface LexiconNode {
  readonly children: PersistentMap<LexiconNode>;
  readonly ends: readonly LexiconEnd[];
}

export interface LexiconEnd {
  readonly type: string;
  readonly valueId: string;
  /** The form as tokens, in their own spelling even where the tree is keyed by sound. */
  readonly words: readonly string[];
}

/** Invocation names stand in the same tree, under this type, with the skill's id as their value. */
export const invocationType = '@name';
/** And words that mean nothing to a skill under this one. */
export const skipType = '@skip';

/** How a word is spelt on the edges: itself, or how it sounds. */
type KeyOf = (word: string) => string;

export const emptyLexicon: LexiconNode = { children: PersistentMap.empty(), ends: [] };

export function addForm(root: LexiconNode, form: LexiconEnd, keyOf: KeyOf): LexiconNode {
  return insert(root, form, 0, keyOf);
}

/** A form that is not there leaves the tree as it was. */
export function removeForm(root: LexiconNode, form: LexiconEnd, keyOf: KeyOf): LexiconNode {
  return remove(root, form, 0, keyOf);
}

function insert(node: LexiconNode, form: LexiconEnd, depth: number, keyOf: KeyOf): LexiconNode {
  if (depth === form.words.length) return { ...node, ends: node.ends.concat([form]) };
  const key = keyOf(form.words[depth]!);
  const child = insert(node.children.get(key) ?? emptyLexicon, form, depth + 1, keyOf);
  return { ...node, children: node.children.with(key, child) };
}

function remove(node: LexiconNode, form: LexiconEnd, depth: number, keyOf: KeyOf): LexiconNode {
  if (depth === form.words.length) {
    return { ...node, ends: node.ends.filter((known) => !isSame(known, form)) };
  }
  const key = keyOf(form.words[depth]!);
  const known = node.children.get(key);
  if (!known) return node;
  const child = remove(known, form, depth + 1, keyOf);
  const isEmpty = child.children.size === 0 && child.ends.length === 0;
  return { ...node, children: isEmpty ? node.children.without(key) : node.children.with(key, child) };
}

const isSame = (a: LexiconEnd, b: LexiconEnd) =>
  a.type === b.type &&
  a.valueId === b.valueId &&
  a.words.length === b.words.length &&
  a.words.every((word, index) => word === b.words[index]);

export interface LexiconMatch {
  readonly type: string;
  readonly valueId: string;
  readonly words: readonly string[];
  readonly end: number;
}

/** Every value that starts at `start`, and whether the sentence ends inside one. */
export function lookUp(
  root: LexiconNode,
  keys: readonly string[],
  start: number,
): { matches: LexiconMatch[]; endsInside: boolean } {
  const matches: LexiconMatch[] = [];
  let node: LexiconNode | undefined = root;
  let at = start;
  while (at < keys.length) {
    node = node.children.get(keys[at]!);
    if (!node) return { matches, endsInside: false };
    at += 1;
    for (const { type, valueId, words } of node.ends) matches.push({ type, valueId, words, end: at });
  }
  return { matches, endsInside: at > start && node.children.size > 0 };
}
