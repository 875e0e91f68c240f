/** Which words fill which slots: a chain over tags that knows which intent is most likely meant. */
import { chooseCandidates, forwardBackward, Lattice, trainCrf, viterbi } from './crf.ts';
import { combine, HashIndex, IntBuffer } from './hashing.ts';
import { SlotLexicon } from './lexicon.ts';
import type { Packable } from './pack.ts';
import { SparseWeights } from './sparse-weights.ts';
import { tagFeatures } from './tag-features.ts';
import { decodeTags, encodeTags } from './tags.ts';
import type { TokenisedUtterance } from './tokens.ts';
import type { LabelledUtterance, SlotHypothesis } from './types.ts';

const candidatesPerToken = 8;
const smallestWeight = 0.05;
const smallestTokenWeight = 0.2;
/** Taken from "no slot" when decoding: training on mostly empty tags leaves it a little too eager. */
const outsidePenalty = 0.4;
/** Share of the features that training hides: the more they say the same, the more. */
const wordDropout = 0.5;
const characterDropout = 0.3;

export interface SlotTrainingOptions {
  readonly seed: number;
  /** Known words as features; they help where tokens are words, and mislead where they are single characters. */
  readonly lexicon: boolean;
  /** `performance.now()` after which no further round is begun. */
  readonly deadlineMs?: number;
  readonly tokenEpochs?: number;
  readonly chainEpochs?: number;
}

/** Dense weights while training; rarer features go first when there are more. */
const weightLimit = 80_000_000;

/** Words of one kind that no vectors know share a cluster behind the real ones. */
const unknownCluster = 5000;

/** One coarse cluster a token, so that what is learnt of one word holds for those used alike. */
function clustersOf({ tokens, reading }: TokenisedUtterance): number[][] {
  if (reading === undefined) return [];
  return reading.words.map(({ vector, first }) => [
    vector < 0 ? unknownCluster + tokens[first]!.shape : reading.vectors.cluster(vector, 0),
  ]);
}

/** What the intent adds at token `i`; nothing where none is believed in. */
function intentFeatures({ tokens }: TokenisedUtterance, i: number, intent: number, out: IntBuffer): void {
  if (intent < 0) return;
  out.push(combine(200, intent));
  out.push(combine(combine(201, intent), tokens[i]!.hash));
  out.push(combine(combine(202, intent), i > 0 ? tokens[i - 1]!.hash : 1));
  out.push(combine(combine(203, intent), i + 1 < tokens.length ? tokens[i + 1]!.hash : 1));
}

export interface TaggedSlots {
  readonly slots: readonly SlotHypothesis[];
  /** Log of how likely they are, all of them together. */
  readonly logProbability: number;
}

export class SlotModel {
  readonly names: readonly string[];
  readonly #index: HashIndex;
  /** Names the candidates; the chain was never taught about tags that this one rules out. */
  readonly #token: SparseWeights;
  readonly #chain: SparseWeights;
  readonly #transitions: Float32Array;
  readonly #lexicon: SlotLexicon | undefined;
  readonly #tagCount: number;
  readonly #buffer = new IntBuffer();
  readonly #lattice: Lattice;
  readonly #tokenRow: Float32Array;
  readonly #chainRow: Float32Array;
  /** By token and tag, without what the intent adds. */
  #tokenScores = new Float32Array(0);
  #chainScores = new Float32Array(0);

  private constructor(
    names: readonly string[],
    index: HashIndex,
    token: SparseWeights,
    chain: SparseWeights,
    transitions: Float32Array,
    lexicon: SlotLexicon | undefined,
  ) {
    this.names = names;
    this.#index = index;
    this.#token = token;
    this.#chain = chain;
    this.#transitions = transitions;
    this.#lexicon = lexicon;
    this.#tagCount = names.length * 2 + 1;
    this.#lattice = new Lattice(Math.min(candidatesPerToken, this.#tagCount));
    this.#tokenRow = new Float32Array(this.#tagCount);
    this.#chainRow = new Float32Array(this.#tagCount);
  }

  /** `intents[u]` is the intent that a model which has not seen utterance u believes in, or -1. */
  static train(
    examples: readonly LabelledUtterance[],
    utterances: readonly TokenisedUtterance[],
    intents: ArrayLike<number>,
    options: SlotTrainingOptions,
  ): SlotModel | undefined {
    const names = [...new Set(examples.flatMap((example) => example.slots.map((slot) => slot.name)))].sort();
    if (names.length === 0) return undefined;
    const slotIndex = new Map(names.map((name, index) => [name, index]));
    const tags = examples.map((example, u) => encodeTags(utterances[u]!, example.slots, slotIndex));
    const lexicon = options.lexicon ? new SlotLexicon() : undefined;
    if (lexicon !== undefined)
      for (const [u, utterance] of utterances.entries()) lexicon.count(utterance, tags[u]!, 1);

    const tagCount = names.length * 2 + 1;
    const seen = new HashIndex(examples.length * 24);
    const frequency: number[] = [];
    const buffer = new IntBuffer();
    let ids = new IntBuffer();
    const offsets = [0];
    const sentences = [0];
    for (const [u, utterance] of utterances.entries()) {
      lexicon?.count(utterance, tags[u]!, -1);
      const source = lexicon && { marks: lexicon.marks(utterance), clusters: clustersOf(utterance) };
      lexicon?.count(utterance, tags[u]!, 1);
      for (let i = 0; i < utterance.tokens.length; i++) {
        buffer.clear();
        tagFeatures(utterance, i, source, buffer);
        intentFeatures(utterance, i, intents[u]!, buffer);
        for (let k = 0; k < buffer.length; k++) {
          const id = seen.add(buffer.items[k]!);
          frequency[id] = (frequency[id] ?? 0) + 1;
          ids.push(id);
        }
        offsets.push(ids.length);
      }
      sentences.push(offsets.length - 1);
    }
    const gold = new Int32Array(offsets.length - 1);
    let at = 0;
    for (const sentence of tags) {
      gold.set(sentence, at);
      at += sentence.length;
    }
    const index = keepFrequent(seen, frequency, Math.floor(weightLimit / tagCount));
    if (index.size < seen.size) ids = renumber(ids, offsets, seen.keys(), index);
    const crf = trainCrf(
      { sentences: Int32Array.from(sentences), offsets: Int32Array.from(offsets), ids: ids.toArray() },
      gold,
      {
        featureCount: index.size,
        tagCount,
        tokenEpochs: options.tokenEpochs ?? 3,
        chainEpochs: options.chainEpochs ?? 10,
        learningRate: 0.1,
        featureDropout: lexicon === undefined ? characterDropout : wordDropout,
        candidates: candidatesPerToken,
        seed: options.seed,
        ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
      },
    );
    const token = SparseWeights.compress(crf.token, index.size, tagCount, smallestTokenWeight);
    const chain = SparseWeights.compress(crf.chain, index.size, tagCount, smallestWeight);
    return new SlotModel(names, index, token, chain, crf.transitions, lexicon);
  }

  /**
   * Best slots of an utterance under one intent after another. What does not depend on the intent is looked up once,
   * here; the function returned holds until the next call.
   */
  tagger(utterance: TokenisedUtterance): (intent: number) => TaggedSlots {
    const { tokens } = utterance;
    if (tokens.length === 0) return () => ({ slots: [], logProbability: 0 });
    const cells = tokens.length * this.#tagCount;
    if (this.#tokenScores.length < cells) {
      this.#tokenScores = new Float32Array(cells * 2);
      this.#chainScores = new Float32Array(cells * 2);
    }
    this.#tokenScores.fill(0, 0, cells);
    this.#chainScores.fill(0, 0, cells);
    const source = this.#lexicon && {
      marks: this.#lexicon.marks(utterance),
      clusters: clustersOf(utterance),
    };
    for (let i = 0; i < tokens.length; i++) {
      this.#buffer.clear();
      tagFeatures(utterance, i, source, this.#buffer);
      this.#addKnown(this.#rowOf(this.#tokenScores, i), this.#rowOf(this.#chainScores, i));
    }
    return (intent) => this.#tag(utterance, intent);
  }

  #rowOf(scores: Float32Array, i: number): Float32Array {
    return scores.subarray(i * this.#tagCount, (i + 1) * this.#tagCount);
  }

  /** Adds what the features in the buffer weigh, as far as training knew them. */
  #addKnown(tokenRow: Float32Array, chainRow: Float32Array): void {
    const { items, length } = this.#buffer;
    for (let k = 0; k < length; k++) {
      const id = this.#index.get(items[k]!);
      if (id < 0) continue;
      this.#token.addRow(id, tokenRow);
      this.#chain.addRow(id, chainRow);
    }
  }

  #tag(utterance: TokenisedUtterance, intent: number): TaggedSlots {
    const { tokens } = utterance;
    const tagCount = this.#tagCount;
    const lattice = this.#lattice;
    const { width } = lattice;
    const tokenRow = this.#tokenRow;
    const chainRow = this.#chainRow;
    lattice.reserve(tokens.length);
    for (let i = 0; i < tokens.length; i++) {
      tokenRow.set(this.#rowOf(this.#tokenScores, i));
      chainRow.set(this.#rowOf(this.#chainScores, i));
      this.#buffer.clear();
      intentFeatures(utterance, i, intent, this.#buffer);
      this.#addKnown(tokenRow, chainRow);
      chainRow[0] = chainRow[0]! - outsidePenalty;
      chooseCandidates(tokenRow, width, 0, lattice.tags, i * width);
      for (let c = 0; c < width; c++) lattice.scores[i * width + c] = chainRow[lattice.tags[i * width + c]!]!;
    }
    const path = viterbi(lattice, tokens.length, this.#transitions, tagCount);
    const total = forwardBackward(lattice, tokens.length, this.#transitions, tagCount);
    const logProbability = pathScore(lattice, path, this.#transitions, tagCount) - total;
    const slots = decodeTags(path).map((span) => {
      let probability = 1;
      for (let i = span.first; i <= span.last; i++) {
        probability = Math.min(probability, marginal(lattice, i, path[i]!, total));
      }
      const start = tokens[span.first]!.start;
      const end = tokens[span.last]!.end;
      return {
        name: this.names[span.slot]!,
        start,
        end,
        text: utterance.text.slice(start, end),
        probability,
      };
    });
    return { slots, logProbability };
  }

  toArrays(): Record<string, Packable> {
    return {
      tagKeys: this.#index.keys(),
      ...this.#token.toArrays('token'),
      ...this.#chain.toArrays('chain'),
      transitions: this.#transitions,
      ...this.#lexicon?.toArrays(),
    };
  }

  static fromArrays(names: readonly string[], arrays: Readonly<Record<string, Packable>>): SlotModel {
    return new SlotModel(
      names,
      HashIndex.from(arrays['tagKeys'] as Int32Array),
      SparseWeights.fromArrays('token', arrays),
      SparseWeights.fromArrays('chain', arrays),
      arrays['transitions'] as Float32Array,
      SlotLexicon.fromArrays(arrays),
    );
  }
}

function keepFrequent(seen: HashIndex, frequency: readonly number[], limit: number): HashIndex {
  if (seen.size <= limit) return seen;
  const keys = seen.keys();
  for (let least = 2; ; least++) {
    const kept = keys.filter((_, id) => frequency[id]! >= least);
    if (kept.length <= limit) return HashIndex.from(kept);
  }
}

/** The same tokens with the ids of `index`; what it does not hold is dropped and `offsets` closed up. */
function renumber(ids: IntBuffer, offsets: number[], keys: Int32Array, index: HashIndex): IntBuffer {
  const kept = new IntBuffer();
  let from = 0;
  for (let t = 1; t < offsets.length; t++) {
    const to = offsets[t]!;
    for (let k = from; k < to; k++) {
      const id = index.get(keys[ids.items[k]!]!);
      if (id >= 0) kept.push(id);
    }
    offsets[t] = kept.length;
    from = to;
  }
  return kept;
}

function pathScore(lattice: Lattice, path: Int32Array, transitions: Float32Array, tagCount: number): number {
  const { width } = lattice;
  let score = 0;
  let previous = tagCount;
  for (let i = 0; i < path.length; i++) {
    const tag = path[i]!;
    score += transitions[previous * tagCount + tag]!;
    for (let c = 0; c < width; c++)
      if (lattice.tags[i * width + c] === tag) score += lattice.scores[i * width + c]!;
    previous = tag;
  }
  return score;
}

function marginal(lattice: Lattice, i: number, tag: number, total: number): number {
  const { width } = lattice;
  for (let c = 0; c < width; c++) {
    const at = i * width + c;
    if (lattice.tags[at] === tag)
      return Math.min(1, Math.exp(lattice.forward[at]! + lattice.backward[at]! - total));
  }
  return 0;
}
