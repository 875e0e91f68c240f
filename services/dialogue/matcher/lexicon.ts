/**
 * The words of every enumeration of all enabled skills in one tree: at a place in the sentence one walk finds
 * all values that stand there, however many enumerations there are. Persistent, like the trie of templates.
 */
export interface LexiconNode {
  readonly edit: object;
  readonly children: Map<string, LexiconNode>;
  ends: LexiconEnd[];
}

export interface LexiconEnd {
  readonly type: string;
  readonly valueId: string;
  /** The form as tokens, in their own spelling even where the tree is keyed by sound. */
  readonly words: readonly string[];
}

/** Invocation names stand in the same tree, under this type, with the skill's id as their value. */
export const invocationType = '@name';

export function emptyLexicon(): LexiconNode {
  return { edit: {}, children: new Map(), ends: [] };
}

export class LexiconEdit {
  readonly #edit = {};
  readonly #keyOf: (key: string) => string;
  #root: LexiconNode;

  constructor(root: LexiconNode, keyOf: (key: string) => string) {
    this.#keyOf = keyOf;
    this.#root = root;
  }

  add(end: LexiconEnd): void {
    let node = this.#ownRoot();
    for (const word of end.words) {
      const key = this.#keyOf(word);
      const known = node.children.get(key);
      const child = known ? this.#own(known) : { edit: this.#edit, children: new Map(), ends: [] };
      node.children.set(key, child);
      node = child;
    }
    node.ends.push(end);
  }

  removeForm(end: LexiconEnd): void {
    const path: { node: LexiconNode; key: string }[] = [];
    let node = this.#ownRoot();
    for (const word of end.words) {
      const key = this.#keyOf(word);
      const known = node.children.get(key);
      if (!known) return;
      const child = this.#own(known);
      node.children.set(key, child);
      path.push({ node, key });
      node = child;
    }
    node.ends = node.ends.filter(
      (known) =>
        known.type !== end.type ||
        known.valueId !== end.valueId ||
        known.words.length !== end.words.length ||
        known.words.some((word, index) => word !== end.words[index]),
    );
    for (const step of path.reverse()) {
      const child = step.node.children.get(step.key)!;
      if (child.children.size > 0 || child.ends.length > 0) break;
      step.node.children.delete(step.key);
    }
  }

  done(): LexiconNode {
    return this.#root;
  }

  #ownRoot(): LexiconNode {
    this.#root = this.#own(this.#root);
    return this.#root;
  }

  #own(node: LexiconNode): LexiconNode {
    if (node.edit === this.#edit) return node;
    return { edit: this.#edit, children: new Map(node.children), ends: [...node.ends] };
  }
}

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
