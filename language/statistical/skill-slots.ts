/** A small slot tagger for one skill: trained in milliseconds, kept as sparse weights. */
import type { Steps } from '../steps.ts';
import { chooseCandidates, forwardBackward, Lattice, trainingCrf, viterbi } from './crf.ts';
import { combine, HashIndex, hashString, IntBuffer, SortedHashes } from './hashing.ts';
import { KnownValues } from './known-values.ts';
import { SparseWeights } from './sparse-weights.ts';
import { tagFeatures } from './tag-features.ts';
import { decodeTags, encodeTags, tagOf } from './tags.ts';
import type { TokenisedUtterance } from './tokens.ts';
import type { LabelledUtterance, SlotHypothesis, SlotValues } from './types.ts';
import { readUtterance } from './words.ts';

/** Few skills have more tags than this, so that most are decoded over all of them. */
const candidatesPerToken = 13;
/** Weights nearer to 0 than this change no decision and would only cost memory. */
const smallestWeight = 0.05;
/** What is less likely than this is no place for words that have none. */
const leastLikely = 0.01;
/** Words at the edge of such a place belong to it if they are this likely beside its likeliest. */
const edgeShare = 0.3;
/** Words of one kind that no vectors know share a cluster behind the real ones. */
const unknownCluster = 5000;

/** Taken from "no slot" when decoding: training on mostly empty tags leaves it a little too eager. */
const outsidePenalty = 1.2;

export interface Tagging {
  /** In order of `start`, never overlapping. */
  readonly slots: readonly SlotHypothesis[];
  /** How sure it is that none of the words between these offsets belongs to a slot. */
  outside(start: number, end: number): number;
  /** Of these slots the one that the words between the offsets most likely belong to, and which of them. */
  likeliest(start: number, end: number, names: ReadonlySet<string>): Span | undefined;
}

export interface Span {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export const nothingTagged: Tagging = { slots: [], outside: () => 0, likeliest: () => undefined };

/** What the intent adds at token `i`. */
function intentFeatures({ tokens }: TokenisedUtterance, i: number, intent: number, out: IntBuffer): void {
  out.push(combine(200, intent));
  out.push(combine(combine(201, intent), tokens[i]!.hash));
  out.push(combine(combine(202, intent), i > 0 ? tokens[i - 1]!.hash : 1));
  out.push(combine(combine(203, intent), i + 1 < tokens.length ? tokens[i + 1]!.hash : 1));
}

/** One coarse cluster a token, so that what is learnt of one word holds for those used alike. */
function clustersOf({ tokens, reading }: TokenisedUtterance): number[][] {
  if (reading === undefined || reading.segmented) return [];
  return reading.words.map(({ vector, first }) => [
    vector < 0 ? unknownCluster + tokens[first]!.shape : reading.vectors.cluster(vector, 0),
  ]);
}

/** Learns from the examples' slots; undefined when none has any. In steps of a few sentences. */
export function* trainingSlots(
  examples: readonly LabelledUtterance[],
  locale: string,
  values: SlotValues,
): Steps<SkillSlots | undefined> {
  const names = [...new Set(examples.flatMap((example) => example.slots.map((slot) => slot.name)))];
  if (names.length === 0) return undefined;
  const slotIndex = new Map(names.map((name, index) => [name, index]));
  const known = new KnownValues(values);
  const features = new HashIndex(4096);
  const sentences = [0];
  const offsets = [0];
  const ids: number[] = [];
  const gold: number[] = [];
  const buffer = new IntBuffer();
  for (const [e, example] of examples.entries()) {
    const utterance = readUtterance(example.text, locale);
    // Every second sentence does not see what is listed, so that values that nobody listed are found as well.
    const marks = e % 2 === 0 ? known.marks(utterance) : [];
    const source = { marks, clusters: clustersOf(utterance) };
    for (let i = 0; i < utterance.tokens.length; i++) {
      buffer.clear();
      tagFeatures(utterance, i, source, buffer);
      intentFeatures(utterance, i, hashString(example.intent ?? ''), buffer);
      for (let k = 0; k < buffer.length; k++) ids.push(features.add(buffer.items[k]!));
      offsets.push(ids.length);
    }
    gold.push(...encodeTags(utterance, example.slots, slotIndex));
    sentences.push(offsets.length - 1);
    yield;
  }
  const tagCount = names.length * 2 + 1;
  const weights = yield* trainingCrf(
    { sentences: Int32Array.from(sentences), offsets: Int32Array.from(offsets), ids: Int32Array.from(ids) },
    Int32Array.from(gold),
    {
      featureCount: features.size,
      tagCount,
      tokenEpochs: 2,
      chainEpochs: 4,
      learningRate: 0.1,
      // Half of what it looks at is hidden while it learns, so that it reads the frame, not only known values.
      featureDropout: 0.4,
      candidates: Math.min(candidatesPerToken, tagCount),
      seed: 1,
    },
  );
  const { keys, rows } = weightedRows(features, weights.chain, tagCount);
  const chain = SparseWeights.compress(rows, keys.length, tagCount, smallestWeight);
  return new SkillSlots(names, known, new SortedHashes(keys), chain, weights.transitions);
}

const buffer = new IntBuffer();

export class SkillSlots {
  readonly #names: readonly string[];
  readonly #known: KnownValues;
  /** Hashes of the features with weights: row k of `#chain` belongs to the one in place k. */
  readonly #features: SortedHashes;
  readonly #chain: SparseWeights;
  readonly #transitions: Float32Array;
  readonly #tagCount: number;
  /** Goes with the utterance: nothing of what somebody said stays here. */
  readonly #common = new WeakMap<TokenisedUtterance, Float32Array>();

  constructor(
    names: readonly string[],
    known: KnownValues,
    features: SortedHashes,
    chain: SparseWeights,
    transitions: Float32Array,
  ) {
    this.#names = names;
    this.#known = known;
    this.#features = features;
    this.#chain = chain;
    this.#transitions = transitions;
    this.#tagCount = names.length * 2 + 1;
  }

  /** What speaks for each tag at each token whichever intent is meant: several are looked at for one sentence. */
  #commonOf(utterance: TokenisedUtterance): Float32Array {
    const known = this.#common.get(utterance);
    if (known !== undefined) return known;
    const { tokens } = utterance;
    const tagCount = this.#tagCount;
    const common = new Float32Array(tokens.length * tagCount);
    const source = { marks: this.#known.marks(utterance), clusters: clustersOf(utterance) };
    for (let i = 0; i < tokens.length; i++) {
      buffer.clear();
      tagFeatures(utterance, i, source, buffer);
      this.#weigh(common.subarray(i * tagCount, (i + 1) * tagCount));
    }
    this.#common.set(utterance, common);
    return common;
  }

  /** Adds what the features in `buffer` are worth for each tag. */
  #weigh(logits: Float32Array): void {
    for (let k = 0; k < buffer.length; k++) {
      const row = this.#features.placeOf(buffer.items[k]!);
      if (row >= 0) this.#chain.addRow(row, logits);
    }
  }

  /** Under the assumption that `intent` is meant. */
  tag(utterance: TokenisedUtterance, intent: string): Tagging {
    const { tokens } = utterance;
    const tagCount = this.#tagCount;
    if (tokens.length === 0) return nothingTagged;
    const width = Math.min(candidatesPerToken, tagCount);
    const lattice = new Lattice(width);
    lattice.reserve(tokens.length);
    const logits = new Float32Array(tagCount);
    const common = this.#commonOf(utterance);
    for (let i = 0; i < tokens.length; i++) {
      logits.set(common.subarray(i * tagCount, (i + 1) * tagCount));
      buffer.clear();
      intentFeatures(utterance, i, hashString(intent), buffer);
      this.#weigh(logits);
      chooseCandidates(logits, width, 0, lattice.tags, i * width);
      logits[0] = logits[0]! - outsidePenalty;
      for (let c = 0; c < width; c++) lattice.scores[i * width + c] = logits[lattice.tags[i * width + c]!]!;
    }
    const path = viterbi(lattice, tokens.length, this.#transitions, tagCount);
    const total = forwardBackward(lattice, tokens.length, this.#transitions, tagCount);
    const marginals = new Float32Array(tokens.length * tagCount);
    for (let i = 0; i < tokens.length; i++)
      for (let c = 0; c < width; c++) {
        const at = i * width + c;
        const probability = Math.exp(lattice.forward[at]! + lattice.backward[at]! - total);
        marginals[i * tagCount + lattice.tags[at]!] = Math.min(1, probability);
      }
    const slots = decodeTags(path).map((span) => {
      let probability = 1;
      for (let i = span.first; i <= span.last; i++) {
        for (let c = 0; c < width; c++) {
          const at = i * width + c;
          if (lattice.tags[at] !== path[i]) continue;
          probability = Math.min(probability, Math.exp(lattice.forward[at]! + lattice.backward[at]! - total));
        }
      }
      const start = tokens[span.first]!.start;
      const end = tokens[span.last]!.end;
      return {
        name: this.#names[span.slot]!,
        start,
        end,
        text: utterance.text.slice(start, end),
        probability,
      };
    });
    return taggingOf(utterance, slots, this.#names, marginals);
  }
}

/** `marginals` by token and tag. */
function taggingOf(
  { tokens }: TokenisedUtterance,
  slots: readonly SlotHypothesis[],
  names: readonly string[],
  marginals: Float32Array,
): Tagging {
  const tagCount = names.length * 2 + 1;
  const within = (start: number, end: number): number[] =>
    tokens.flatMap((token, i) => (token.start < end && token.end > start ? [i] : []));
  const inSlot = (i: number, slot: number) =>
    marginals[i * tagCount + tagOf(slot, true)]! + marginals[i * tagCount + tagOf(slot, false)]!;
  return {
    slots,
    outside: (start, end) => Math.min(1, ...within(start, end).map((i) => marginals[i * tagCount]!)),
    likeliest(start, end, allowed) {
      const inside = within(start, end);
      let best: { slot: number; most: number } | undefined;
      for (const [slot, name] of names.entries()) {
        if (!allowed.has(name)) continue;
        const most = Math.max(0, ...inside.map((i) => inSlot(i, slot)));
        if (most > (best?.most ?? leastLikely)) best = { slot, most };
      }
      if (best === undefined) return undefined;
      const { slot, most } = best;
      const own = inside.filter((i) => inSlot(i, slot) >= most * edgeShare);
      return {
        name: names[slot]!,
        start: tokens[own[0]!]!.start,
        end: tokens[own.at(-1)!]!.end,
      };
    },
  };
}

/** Most features end up without any weight: only the others are kept, so that a tagger takes little memory. */
function weightedRows(
  features: HashIndex,
  dense: Float32Array,
  tagCount: number,
): { keys: Int32Array; rows: Float32Array } {
  const rowOf = (id: number) => dense.subarray(id * tagCount, (id + 1) * tagCount);
  const keys = features
    .keys()
    .filter((_, id) => rowOf(id).some((weight) => Math.abs(weight) >= smallestWeight))
    .sort();
  const rows = new Float32Array(keys.length * tagCount);
  for (const [k, key] of keys.entries()) rows.set(rowOf(features.get(key)), k * tagCount);
  return { keys, rows };
}
