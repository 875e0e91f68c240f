/**
 * Maps that never change: `with` and `without` make a new one, which shares all but a few small arrays with the
 * old one. A plain `Map` would have to be copied whole, which costs more with every skill that is enabled.
 *
 * A hash tree: up to `maxBucket` pairs stand in one flat array; where more meet, sixteen subtrees take them by the
 * next four bits of the key's hash. So an edit of a map of n entries copies about log16(n / 8) arrays of sixteen
 * places and one bucket: some 60 places at a thousand entries, some 100 at a million.
 */
type Bucket<V> = readonly (string | V)[];

interface Fork<V> {
  readonly children: readonly (Node<V> | undefined)[];
}

/** A bucket holds key, value, key, value …; a fork is told from it by not being an array. */
type Node<V> = Bucket<V> | Fork<V>;

const maxBucket = 8;
const bitsPerLevel = 4;
const width = 1 << bitsPerLevel;
/** Below this all bits of the hash are used up, and a bucket takes whatever comes. */
const lastShift = 32 - bitsPerLevel;

const isFork = <V>(node: Node<V>): node is Fork<V> => !Array.isArray(node);

/** FNV-1a with a final mix, as the lowest bits decide first. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) ^ (hash >>> 12);
}

const childOf = (hash: number, shift: number) => (hash >>> shift) & (width - 1);

function indexOf<V>(bucket: Bucket<V>, key: string): number {
  for (let at = 0; at < bucket.length; at += 2) if (bucket[at] === key) return at;
  return -1;
}

function insert<V>(node: Node<V>, key: string, value: V, hash: number, shift: number): Node<V> {
  if (isFork(node)) {
    const at = childOf(hash, shift);
    const child = insert(node.children[at] ?? [], key, value, hash, shift + bitsPerLevel);
    return { children: node.children.with(at, child) };
  }
  const known = indexOf(node, key);
  if (known >= 0) return node.with(known + 1, value);
  if (node.length < 2 * maxBucket || shift > lastShift) return node.concat([key, value]);
  let fork: Node<V> = { children: new Array<Node<V> | undefined>(width).fill(undefined) };
  for (let at = 0; at < node.length; at += 2) {
    const standing = node[at] as string;
    fork = insert(fork, standing, node[at + 1] as V, hashOf(standing), shift);
  }
  return insert(fork, key, value, hash, shift);
}

/** The key must be there. A fork with nothing left below it becomes `undefined`, so that an emptied map is small. */
function remove<V>(node: Node<V>, key: string, hash: number, shift: number): Node<V> | undefined {
  if (!isFork(node)) {
    const at = indexOf(node, key);
    return node.length === 2 ? undefined : node.toSpliced(at, 2);
  }
  const at = childOf(hash, shift);
  const child = remove(node.children[at]!, key, hash, shift + bitsPerLevel);
  const children = node.children.with(at, child);
  return children.every((one) => one === undefined) ? undefined : { children };
}

function* pairs<V>(node: Node<V>): Generator<[string, V]> {
  if (isFork(node)) {
    for (const child of node.children) if (child) yield* pairs(child);
    return;
  }
  for (let at = 0; at < node.length; at += 2) yield [node[at] as string, node[at + 1] as V];
}

/** By string keys, in no particular order. */
export class PersistentMap<V> {
  readonly size: number;
  readonly root: Node<V>;

  private constructor(size: number, root: Node<V>) {
    this.size = size;
    this.root = root;
  }

  static readonly #empty = new PersistentMap<never>(0, []);

  /** All empty maps are one. */
  static empty<V>(): PersistentMap<V> {
    return PersistentMap.#empty as PersistentMap<V>;
  }

  get(key: string): V | undefined {
    let node = this.root;
    if (isFork(node)) {
      const hash = hashOf(key);
      for (let shift = 0; isFork(node); shift += bitsPerLevel) {
        const child: Node<V> | undefined = node.children[childOf(hash, shift)];
        if (!child) return undefined;
        node = child;
      }
    }
    const at = indexOf(node, key);
    return at < 0 ? undefined : (node[at + 1] as V);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** This map itself when the value stands there already. */
  with(key: string, value: V & {}): PersistentMap<V> {
    const known = this.get(key);
    if (known === value) return this;
    const root = insert(this.root, key, value, hashOf(key), 0);
    return new PersistentMap(known === undefined ? this.size + 1 : this.size, root);
  }

  /** This map itself when the key is not there. */
  without(key: string): PersistentMap<V> {
    if (!this.has(key)) return this;
    if (this.size === 1) return PersistentMap.empty();
    return new PersistentMap(this.size - 1, remove(this.root, key, hashOf(key), 0) ?? []);
  }

  *keys(): Generator<string> {
    for (const [key] of pairs(this.root)) yield key;
  }

  *values(): Generator<V> {
    for (const [, value] of pairs(this.root)) yield value;
  }

  [Symbol.iterator](): Generator<[string, V]> {
    return pairs(this.root);
  }
}
