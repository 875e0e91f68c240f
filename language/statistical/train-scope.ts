/**
 * Teaches the confidence by pretending: groups of related intents are withheld in turn, a model is trained without
 * them, and what it makes of their utterances is what it will make of strangers.
 */
import { bestOf } from './calibration.ts';
import { FeatureSpace } from './feature-space.ts';
import { createRandom, shuffle } from './hashing.ts';
import { groupClasses } from './intent-groups.ts';
import { IntentModel } from './intent-model.ts';
import { softmaxInPlace } from './mlp.ts';
import type { Packable } from './pack.ts';
import { ScopeJudge, type ScopeSample } from './scope-judge.ts';
import { ScopeReader } from './scope-reader.ts';
import type { SparseRows } from './sparse.ts';
import type { TokenisedUtterance } from './tokens.ts';

const foldCount = 5;
/** Bounds the cost on large data; more samples teach the judge nothing new. */
const insideLimit = 1600;
const outsideLimit = 900;

export interface LabelledRows {
  readonly utterances: readonly TokenisedUtterance[];
  /** Class by utterance; `nullClass` marks utterances that are known to be out of scope. */
  readonly labels: Int32Array;
  readonly classCount: number;
  /** The class that stands for "no intent", or -1. It is always the last one. */
  readonly nullClass: number;
}

/** Undefined when there are too few intents or utterances to withhold any. */
export function trainScope(
  data: LabelledRows,
  space: FeatureSpace,
  rows: SparseRows,
  seed: number,
  deadlineMs = Number.POSITIVE_INFINITY,
): Record<string, Packable> | undefined {
  const { utterances, labels, classCount, nullClass } = data;
  const real = nullClass < 0 ? classCount : classCount - 1;
  if (real < 3 || utterances.length < 60) return undefined;
  const groupOf = groupClasses(rows, labels, classCount, Math.max(3, Math.round(classCount / 3.5)));
  const folds = foldsOf(labels, groupOf, real, Math.min(foldCount, real));
  const random = createRandom(seed + 17);
  const samples: ScopeSample[] = [];
  for (const [f, withheld] of folds.entries()) {
    if (f > 1 && performance.now() > deadlineMs) break;
    samples.push(...sampleFold(data, groupOf, withheld, folds.length, f, seed, random));
  }
  if (!samples.some((sample) => sample.inScope) || samples.every((sample) => sample.inScope))
    return undefined;
  const judge = ScopeJudge.train(samples, classCount, seed);
  const reader = ScopeReader.train(space, rows, labels, classCount, utterances, { seed, groupOf });
  return { ...reader.toArrays(), ...judge.toArrays() };
}

/** Whole groups, spread so that every fold withholds about as many utterances; few groups are split. */
function foldsOf(labels: Int32Array, groupOf: Int32Array, real: number, count: number): Set<number>[] {
  const sizes = new Map<number, number>();
  for (const label of labels) {
    if (label < real) sizes.set(groupOf[label]!, (sizes.get(groupOf[label]!) ?? 0) + 1);
  }
  const split = sizes.size < count;
  const units = split
    ? Array.from({ length: real }, (_, c) => ({ classes: [c], size: 1 }))
    : [...sizes].map(([group, size]) => ({
        classes: Array.from({ length: real }, (_, c) => c).filter((c) => groupOf[c] === group),
        size,
      }));
  const folds = Array.from({ length: count }, () => ({ classes: new Set<number>(), size: 0 }));
  for (const unit of units.sort((a, b) => b.size - a.size)) {
    const smallest = folds.reduce((a, b) => (b.size < a.size ? b : a));
    for (const c of unit.classes) smallest.classes.add(c);
    smallest.size += unit.size;
  }
  return folds.map((fold) => fold.classes).filter((classes) => classes.size > 0 && real - classes.size >= 2);
}

function sampleFold(
  data: LabelledRows,
  groupOf: Int32Array,
  withheld: ReadonlySet<number>,
  foldTotal: number,
  fold: number,
  seed: number,
  random: () => number,
): ScopeSample[] {
  const { utterances, labels, nullClass } = data;
  const learn: number[] = [];
  let inside: number[] = [];
  let outside: number[] = [];
  const stride = Math.max(foldTotal, 5);
  for (let u = 0; u < utterances.length; u++) {
    if (withheld.has(labels[u]!)) outside.push(u);
    else if (u % stride !== fold) learn.push(u);
    else if (labels[u] === nullClass) outside.push(u);
    else inside.push(u);
  }
  inside = pick(inside, insideLimit, random);
  outside = pick(outside, outsideLimit, random);
  const learnUtterances = learn.map((u) => utterances[u]!);
  // The fold's models know nothing of the withheld classes: one without examples would catch what nobody wants.
  const present = [...new Set(learn.map((u) => labels[u]!))].sort((a, b) => a - b);
  const place = new Map(present.map((label, position) => [label, position]));
  const learnLabels = Int32Array.from(learn, (u) => place.get(labels[u]!)!);
  const space = FeatureSpace.build(learnUtterances);
  const rows = space.rows(learnUtterances);
  const model = IntentModel.train(space, rows, learnLabels, present.length, { seed });
  const reader = ScopeReader.train(space, rows, learnLabels, present.length, learnUtterances, {
    seed,
    groupOf: dense(present.map((label) => groupOf[label]!)),
  });
  const nullPlace = place.get(nullClass);
  const read = (u: number, inScope: boolean): ScopeSample => {
    const utterance = utterances[u]!;
    const vector = space.vectorise(utterance);
    const scores = model.score(vector);
    const probabilities = scores.logits.slice();
    softmaxInPlace(probabilities);
    const winner = bestOf(nullPlace === undefined ? probabilities : probabilities.subarray(0, nullPlace));
    const realShare = nullPlace === undefined ? 1 : 1 - probabilities[nullPlace]!;
    const features = reader.read(utterance, vector, scores, probabilities, winner);
    return { features, winner: present[winner]!, inScope, realShare };
  };
  return [...inside.map((u) => read(u, true)), ...outside.map((u) => read(u, false))];
}

function pick(list: readonly number[], limit: number, random: () => number): number[] {
  const order = Int32Array.from(list);
  shuffle(order, random);
  return [...order.subarray(0, limit)];
}

/** The same partition with its groups counted from 0 without gaps. */
function dense(groups: readonly number[]): Int32Array {
  const distinct = [...new Set(groups)];
  return Int32Array.from(groups, (group) => distinct.indexOf(group));
}
