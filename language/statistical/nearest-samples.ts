/** The samples nearest to a sentence, over the intents worth a look, and how alike they are among themselves. */
import { HashIndex, IntBuffer } from './hashing.ts';
import type { Sentence } from './sentence-features.ts';
import type { SkillEntry, SkillIntent } from './skill-entry.ts';

export interface NearSample {
  readonly intent: SkillIntent;
  /** Number in the sample table of its skill. */
  readonly sample: number;
  /** 0 to 1, or a little below 0: what n-grams and meaning have in common. */
  readonly similarity: number;
}

/** What meaning is worth beside one part of n-grams: a sentence vector knows more than an average of words. */
const vectorShare = 2;
const meaningShare = 0.7;
const intentsLookedAt = 20;
/** By words alone: what has this much less of the sentence's n-grams than the nearest is far from it in meaning too. */
const leastNgrams = 0.15;
/** Similarities are sorted into bins of this width to find the nearest few without sorting all. */
const bins = 512;

const notLookedAt = -2;

/** Cosines of all samples of a skill, reused from query to query. */
let scratch = new Float64Array(4096);

/** Sentence vectors of one language are all somewhat alike; the square tells near from far. */
const alike = (cosine: number, isVector: boolean): number => (isVector ? Math.max(0, cosine) ** 2 : cosine);

const denseOf = ({ samples }: SkillEntry, isVector: boolean) =>
  isVector ? samples.vectors! : samples.meanings;

/** At most `count` samples, nearest first; samples of equal similarity in the order of their skills. */
export function nearestSamples(
  candidates: readonly SkillIntent[],
  { features, vector }: Sentence,
  count: number,
): NearSample[] {
  const byEntry = new Map<SkillEntry, SkillIntent[]>();
  for (const intent of candidates) {
    const own = byEntry.get(intent.entry);
    if (own === undefined) byEntry.set(intent.entry, [intent]);
    else own.push(intent);
  }
  const dense = vector ?? features.meaning;
  const share = vector === undefined ? meaningShare : vectorShare;
  const ranked: { intent: SkillIntent; score: number; offset: number; nearest: number }[] = [];
  let offset = 0;
  for (const [entry, intents] of byEntry) {
    const { size } = entry.samples;
    if (scratch.length < offset + size) {
      const larger = new Float64Array((offset + size) * 2);
      larger.set(scratch);
      scratch = larger;
    }
    const own = scratch.subarray(offset, offset + size);
    if (!entry.samples.compare(features, own)) own.fill(0);
    for (const intent of intents) {
      let nearest = 0;
      for (let s = intent.first; s < intent.end; s++) nearest = Math.max(nearest, own[s]!);
      const centre = vector === undefined ? intent.meaning : intent.vector!;
      ranked.push({
        intent,
        score: nearest + share * alike(dot(dense, centre), vector !== undefined),
        offset,
        nearest,
      });
    }
    offset += size;
  }
  ranked.sort((a, b) => b.score - a.score);
  const looked = ranked.slice(0, intentsLookedAt);
  const histogram = new Int32Array(bins);
  const mostAlike = looked.reduce((most, { nearest }) => Math.max(most, nearest), 0);
  const floor = vector === undefined ? mostAlike * leastNgrams : 0;
  const cosines = scratch;
  for (const { intent, offset: from } of looked) {
    const rows = denseOf(intent.entry, vector !== undefined);
    for (let s = intent.first; s < intent.end; s++) {
      if (cosines[from + s]! < floor) {
        cosines[from + s] = notLookedAt;
        continue;
      }
      const similarity =
        (cosines[from + s]! + share * alike(rows.dot(s, dense), vector !== undefined)) / (1 + share);
      cosines[from + s] = similarity;
      const bin = binOf(similarity);
      histogram[bin] = histogram[bin]! + 1;
    }
  }
  let least = bins - 1;
  for (let total = histogram[least]!; total < count && least > 0; ) total += histogram[--least]!;
  const near: NearSample[] = [];
  for (const { intent, offset: from } of looked)
    for (let sample = intent.first; sample < intent.end; sample++) {
      const similarity = cosines[from + sample]!;
      if (similarity !== notLookedAt && binOf(similarity) >= least) near.push({ intent, sample, similarity });
    }
  return near
    .sort(
      (a, b) =>
        b.similarity - a.similarity || compareText(a.intent.skillId, b.intent.skillId) || a.sample - b.sample,
    )
    .slice(0, count);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const binOf = (similarity: number): number =>
  Math.max(0, Math.min(bins - 1, Math.floor(((similarity + 1) / 2) * bins)));

export function dot(a: Float32Array, b: Float32Array, fromA = 0, fromB = 0, width = b.length): number {
  let x = 0;
  let y = 0;
  let z = 0;
  let w = 0;
  let d = 0;
  for (; d + 3 < width; d += 4) {
    x += a[fromA + d]! * b[fromB + d]!;
    y += a[fromA + d + 1]! * b[fromB + d + 1]!;
    z += a[fromA + d + 2]! * b[fromB + d + 2]!;
    w += a[fromA + d + 3]! * b[fromB + d + 3]!;
  }
  for (; d < width; d++) x += a[fromA + d]! * b[fromB + d]!;
  return x + y + z + w;
}

/** Which of the samples hold each feature, in flat tables that are filled anew for each sentence. */
class Meeting {
  readonly #ids = new HashIndex(8192);
  #keys = new Int32Array(8192);
  #idAt = new Int32Array(8192);
  #weightAt = new Float32Array(8192);
  #rows = new Uint16Array(8192);
  #weights = new Float32Array(8192);
  readonly #counts = new IntBuffer();

  /** Adds to the lower half of `gram` what the samples have in common. */
  meet(near: readonly NearSample[], gram: Float64Array): void {
    let total = 0;
    for (const { intent, sample } of near) total += intent.entry.samples.featuresOf(sample);
    this.#reserve(total);
    const ids = this.#ids;
    const keys = this.#keys;
    const idAt = this.#idAt;
    const weightAt = this.#weightAt;
    const starts = new Int32Array(near.length + 1);
    for (const [row, { intent, sample }] of near.entries())
      starts[row + 1] = intent.entry.samples.copyFeatures(sample, keys, weightAt, starts[row]!);
    ids.clear();
    this.#counts.clear();
    for (let k = 0; k < total; k++) {
      const id = ids.add(keys[k]!);
      idAt[k] = id;
      if (id === this.#counts.length) this.#counts.push(1);
      else this.#counts.items[id] = this.#counts.items[id]! + 1;
    }
    // Where the holders of each feature begin; it moves on as they come in, row by row.
    const counts = this.#counts.items;
    for (let id = 0, from = 0; id < this.#counts.length; id++) {
      const count = counts[id]!;
      counts[id] = from;
      from += count;
    }
    const first = counts.slice(0, this.#counts.length);
    const rows = this.#rows;
    const weights = this.#weights;
    for (let row = 0; row < near.length; row++) {
      const base = row * near.length;
      const to = starts[row + 1]!;
      for (let k = starts[row]!; k < to; k++) {
        const id = idAt[k]!;
        const weight = weightAt[k]!;
        const own = counts[id]!;
        counts[id] = own + 1;
        rows[own] = row;
        weights[own] = weight;
        for (let other = first[id]!; other <= own; other++) {
          const at = base + rows[other]!;
          gram[at] = gram[at]! + weight * weights[other]!;
        }
      }
    }
  }

  #reserve(total: number): void {
    if (this.#keys.length >= total) return;
    this.#keys = new Int32Array(total * 2);
    this.#idAt = new Int32Array(total * 2);
    this.#weightAt = new Float32Array(total * 2);
    this.#rows = new Uint16Array(total * 2);
    this.#weights = new Float32Array(total * 2);
  }
}

const meeting = new Meeting();

/** Similarities of the samples among themselves, row by row; only the lower half is filled. */
export function gramOf(near: readonly NearSample[], isVector: boolean): Float64Array {
  const size = near.length;
  const gram = new Float64Array(size * size);
  const share = isVector ? vectorShare : meaningShare;
  meeting.meet(near, gram);
  const width = near[0] === undefined ? 0 : denseOf(near[0].intent.entry, isVector).width;
  const dense = new Float32Array(size * width);
  for (const [row, { intent, sample }] of near.entries())
    denseOf(intent.entry, isVector).read(sample, dense, row * width);
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      const at = a * size + b;
      const cosine = dot(dense, dense, a * width, b * width, width);
      gram[at] = (gram[at]! + share * alike(cosine, isVector)) / (1 + share);
    }
  return gram;
}
