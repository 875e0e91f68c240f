/**
 * Linear-chain conditional random field over pruned tags: a softmax over single tokens first names the few tags that
 * can stand at each place, and the chain is trained and decoded on those alone. That makes a step cost a few hundred
 * operations instead of the square of all tags.
 */
import type { Steps } from '../steps.ts';
import { createRandom, shuffle } from './hashing.ts';
import { mayFollow } from './tags.ts';

/** Token features of all sentences: entries `offsets[t]..offsets[t+1]` belong to token t. */
export interface TagRows {
  /** `sentences[s]..sentences[s+1]` are the tokens of sentence s. */
  readonly sentences: Int32Array;
  readonly offsets: Int32Array;
  readonly ids: Int32Array;
}

export interface CrfOptions {
  readonly featureCount: number;
  readonly tagCount: number;
  readonly tokenEpochs: number;
  readonly chainEpochs: number;
  readonly learningRate: number;
  readonly featureDropout: number;
  readonly candidates: number;
  readonly seed: number;
}

export interface CrfWeights {
  readonly tagCount: number;
  readonly candidates: number;
  /** `[feature * tagCount + tag]`, token model: decides which tags are candidates. */
  readonly token: Float32Array;
  /** `[feature * tagCount + tag]`, chain model. */
  readonly chain: Float32Array;
  /** `[previous * tagCount + tag]`; `previous === tagCount` is the start. */
  readonly transitions: Float32Array;
}

/** Scratch space for one sentence. */
export class Lattice {
  readonly width: number;
  tags: Int32Array;
  scores: Float64Array;
  forward: Float64Array;
  backward: Float64Array;
  constructor(width: number) {
    this.width = width;
    this.tags = new Int32Array(0);
    this.scores = new Float64Array(0);
    this.forward = new Float64Array(0);
    this.backward = new Float64Array(0);
  }
  reserve(length: number): void {
    const size = length * this.width;
    if (this.tags.length >= size) return;
    this.tags = new Int32Array(size);
    this.scores = new Float64Array(size);
    this.forward = new Float64Array(size);
    this.backward = new Float64Array(size);
  }
}

const impossible = -1e30;
const sentencesPerStep = 16;
const tokensPerStep = 128;

/** Chooses the `width` best tags of `scores` (and `must`, if not negative) into `into[at..]`. */
export function chooseCandidates(
  scores: Float32Array,
  width: number,
  must: number,
  into: Int32Array,
  at: number,
): void {
  const n = scores.length;
  let filled = 0;
  for (let tag = 0; tag < n; tag++) {
    const score = scores[tag]!;
    if (filled === width && score <= scores[into[at + width - 1]!]!) continue;
    let place = filled < width ? filled++ : width - 1;
    while (place > 0 && scores[into[at + place - 1]!]! < score) {
      into[at + place] = into[at + place - 1]!;
      place--;
    }
    into[at + place] = tag;
  }
  if (must >= 0) {
    let present = false;
    for (let k = 0; k < width; k++) if (into[at + k] === must) present = true;
    if (!present) into[at + width - 1] = must;
  }
}

/** In steps of a few sentences. */
export function* trainingCrf(rows: TagRows, gold: Int32Array, options: CrfOptions): Steps<CrfWeights> {
  const { tagCount, featureCount } = options;
  const width = Math.min(options.candidates, tagCount);
  const token = yield* trainingToken(rows, gold, options);
  const chain = Float32Array.from(token);
  const transitions = new Float32Array((tagCount + 1) * tagCount);
  const model: CrfWeights = { tagCount, candidates: width, token, chain, transitions };
  const { sentences, offsets, ids } = rows;
  const sentenceCount = sentences.length - 1;
  const tokenCount = offsets.length - 1;

  const candidates = new Int32Array(tokenCount * width);
  const logits = new Float32Array(tagCount);
  for (let t = 0; t < tokenCount; t++) {
    scoreToken(token, rows, t, logits);
    chooseCandidates(logits, width, gold[t]!, candidates, t * width);
  }

  const random = createRandom(options.seed + 1);
  const squares = new Float32Array(featureCount * tagCount).fill(1e-3);
  const transitionSquares = new Float32Array(transitions.length).fill(1e-3);
  const lattice = new Lattice(width);
  const gradient = new Float64Array(width);
  const order = new Int32Array(sentenceCount).map((_, i) => i);
  const scale = 1 / (1 - options.featureDropout);
  let kept = new Int32Array(4096);
  const keptOffsets: number[] = [];
  for (let epoch = 0; epoch < options.chainEpochs; epoch++) {
    shuffle(order, random);
    const rate = options.learningRate * (1 - epoch / options.chainEpochs) + options.learningRate * 0.02;
    for (let o = 0; o < sentenceCount; o++) {
      if (o % sentencesPerStep === sentencesPerStep - 1) yield;
      const s = order[o]!;
      const from = sentences[s]!;
      const length = sentences[s + 1]! - from;
      if (length === 0) continue;
      lattice.reserve(length);
      const need = offsets[from + length]! - offsets[from]!;
      if (kept.length < need) kept = new Int32Array(need * 2);
      let live = 0;
      keptOffsets.length = 0;
      for (let i = 0; i < length; i++) {
        keptOffsets.push(live);
        for (let k = offsets[from + i]!; k < offsets[from + i + 1]!; k++) {
          if (random() >= options.featureDropout) kept[live++] = k;
        }
        for (let c = 0; c < width; c++) {
          const tag = candidates[(from + i) * width + c]!;
          lattice.tags[i * width + c] = tag;
          let score = 0;
          for (let j = keptOffsets[i]!; j < live; j++) {
            score += chain[ids[kept[j]!]! * tagCount + tag]!;
          }
          lattice.scores[i * width + c] = score * scale;
        }
      }
      keptOffsets.push(live);
      const total = forwardBackward(lattice, length, transitions, tagCount);
      for (let i = 0; i < length; i++) {
        const goldTag = gold[from + i]!;
        for (let c = 0; c < width; c++) {
          const at = i * width + c;
          const p = Math.exp(lattice.forward[at]! + lattice.backward[at]! - total);
          gradient[c] = p - (lattice.tags[at] === goldTag ? 1 : 0);
        }
        for (let j = keptOffsets[i]!; j < keptOffsets[i + 1]!; j++) {
          const k = kept[j]!;
          const base = ids[k]! * tagCount;
          for (let c = 0; c < width; c++) {
            const g = gradient[c]! * scale;
            if (g < 1e-6 && g > -1e-6) continue;
            const w = base + lattice.tags[i * width + c]!;
            const square = squares[w]! + g * g;
            squares[w] = square;
            chain[w] = chain[w]! - (rate * g) / Math.sqrt(square);
          }
        }
        updateTransitions(lattice, i, total, i === 0 ? -1 : gold[from + i - 1]!, goldTag);
      }
    }

    function updateTransitions(
      l: Lattice,
      i: number,
      total: number,
      previousGold: number,
      goldTag: number,
    ): void {
      const w = l.width;
      const starts = i === 0;
      for (let b = 0; b < w; b++) {
        const tag = l.tags[i * w + b]!;
        const end = l.scores[i * w + b]! + l.backward[i * w + b]! - total;
        for (let a = 0; a < (starts ? 1 : w); a++) {
          const previous = starts ? tagCount : l.tags[(i - 1) * w + a]!;
          if (starts ? tag > 0 && (tag & 1) === 0 : !mayFollow(previous, tag)) continue;
          const at = previous * tagCount + tag;
          const alpha = starts ? 0 : l.forward[(i - 1) * w + a]!;
          const p = Math.exp(alpha + transitions[at]! + end);
          const g = p - (goldTag === tag && (starts || previous === previousGold) ? 1 : 0);
          if (g < 1e-5 && g > -1e-5) continue;
          const square = transitionSquares[at]! + g * g;
          transitionSquares[at] = square;
          transitions[at] = transitions[at]! - (rate * 0.5 * g) / Math.sqrt(square);
        }
      }
    }
  }
  return model;
}

function scoreToken(weights: Float32Array, rows: TagRows, t: number, logits: Float32Array): void {
  const { offsets, ids } = rows;
  const n = logits.length;
  logits.fill(0);
  for (let k = offsets[t]!; k < offsets[t + 1]!; k++) {
    const base = ids[k]! * n;
    for (let tag = 0; tag < n; tag++) logits[tag] = logits[tag]! + weights[base + tag]!;
  }
}

function* trainingToken(rows: TagRows, gold: Int32Array, options: CrfOptions): Steps<Float32Array> {
  const { tagCount, featureCount } = options;
  const weights = new Float32Array(featureCount * tagCount);
  const squares = new Float32Array(featureCount * tagCount).fill(1e-3);
  const random = createRandom(options.seed);
  const { offsets, ids } = rows;
  const tokenCount = offsets.length - 1;
  const order = new Int32Array(tokenCount).map((_, i) => i);
  const logits = new Float32Array(tagCount);
  for (let epoch = 0; epoch < options.tokenEpochs; epoch++) {
    shuffle(order, random);
    for (let o = 0; o < tokenCount; o++) {
      if (o % tokensPerStep === tokensPerStep - 1) yield;
      const t = order[o]!;
      scoreToken(weights, rows, t, logits);
      softmaxInPlace(logits);
      logits[gold[t]!] = logits[gold[t]!]! - 1;
      for (let tag = 0; tag < tagCount; tag++) {
        const g0 = logits[tag]!;
        if (g0 < 1e-3 && g0 > -1e-3) continue;
        for (let k = offsets[t]!; k < offsets[t + 1]!; k++) {
          const at = ids[k]! * tagCount + tag;
          const square = squares[at]! + g0 * g0;
          squares[at] = square;
          weights[at] = weights[at]! - (0.1 * g0) / Math.sqrt(square);
        }
      }
    }
  }
  return weights;
}

function softmaxInPlace(scores: Float32Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) highest = Math.max(highest, score);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const e = Math.exp(scores[i]! - highest);
    scores[i] = e;
    sum += e;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = scores[i]! / sum;
}

function logSum(values: Float64Array, count: number): number {
  let highest = impossible;
  for (let i = 0; i < count; i++) if (values[i]! > highest) highest = values[i]!;
  if (highest === impossible) return impossible;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp(values[i]! - highest);
  return highest + Math.log(sum);
}

/** Fills forward and backward scores in log space; the result is the log of the partition function. */
export function forwardBackward(
  lattice: Lattice,
  length: number,
  transitions: Float32Array,
  tagCount: number,
): number {
  const { width, tags, scores, forward, backward } = lattice;
  const terms = new Float64Array(width);
  for (let c = 0; c < width; c++) {
    const tag = tags[c]!;
    const legal = !(tag > 0 && (tag & 1) === 0);
    forward[c] = legal ? scores[c]! + transitions[tagCount * tagCount + tag]! : impossible;
  }
  for (let i = 1; i < length; i++) {
    for (let b = 0; b < width; b++) {
      const tag = tags[i * width + b]!;
      for (let a = 0; a < width; a++) {
        const previous = tags[(i - 1) * width + a]!;
        terms[a] = mayFollow(previous, tag)
          ? forward[(i - 1) * width + a]! + transitions[previous * tagCount + tag]!
          : impossible;
      }
      const sum = logSum(terms, width);
      forward[i * width + b] = sum <= impossible ? impossible : sum + scores[i * width + b]!;
    }
  }
  const lastRow = (length - 1) * width;
  for (let c = 0; c < width; c++) {
    backward[lastRow + c] = 0;
    terms[c] = forward[lastRow + c]!;
  }
  const total = logSum(terms, width);
  for (let i = length - 2; i >= 0; i--) {
    for (let a = 0; a < width; a++) {
      const previous = tags[i * width + a]!;
      for (let b = 0; b < width; b++) {
        const at = (i + 1) * width + b;
        const tag = tags[at]!;
        terms[b] = mayFollow(previous, tag)
          ? transitions[previous * tagCount + tag]! + scores[at]! + backward[at]!
          : impossible;
      }
      backward[i * width + a] = logSum(terms, width);
    }
  }
  return total;
}

/** Best path of a filled lattice, as tags. */
export function viterbi(
  lattice: Lattice,
  length: number,
  transitions: Float32Array,
  tagCount: number,
): Int32Array {
  const { width, tags, scores } = lattice;
  const best = new Float64Array(length * width);
  const from = new Int32Array(length * width);
  for (let c = 0; c < width; c++) {
    const tag = tags[c]!;
    best[c] = tag > 0 && (tag & 1) === 0 ? impossible : scores[c]! + transitions[tagCount * tagCount + tag]!;
  }
  for (let i = 1; i < length; i++) {
    for (let b = 0; b < width; b++) {
      const tag = tags[i * width + b]!;
      let top = impossible;
      let source = 0;
      for (let a = 0; a < width; a++) {
        const previous = tags[(i - 1) * width + a]!;
        if (!mayFollow(previous, tag)) continue;
        const score = best[(i - 1) * width + a]! + transitions[previous * tagCount + tag]!;
        if (score > top) {
          top = score;
          source = a;
        }
      }
      best[i * width + b] = top <= impossible ? impossible : top + scores[i * width + b]!;
      from[i * width + b] = source;
    }
  }
  const path = new Int32Array(length);
  let at = 0;
  for (let c = 1; c < width; c++)
    if (best[(length - 1) * width + c]! > best[(length - 1) * width + at]!) at = c;
  for (let i = length - 1; i >= 0; i--) {
    path[i] = tags[i * width + at]!;
    at = from[i * width + at]!;
  }
  return path;
}
