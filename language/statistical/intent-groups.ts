/** Groups of intents that share their words: finer distinctions inside a group say nothing about being in scope. */
import type { SparseRows } from './sparse.ts';

/** Average-linkage clustering of the classes' centroids down to `groupCount` groups; the group of each class. */
export function groupClasses(
  rows: SparseRows,
  labels: Int32Array,
  classCount: number,
  groupCount: number,
): Int32Array {
  const similarity = centroidSimilarity(rows, labels, classCount);
  // Without a bound one group swallows everything that shares "the" and "please".
  let largest = Math.max(2, Math.ceil((2 * classCount) / Math.max(1, groupCount)));
  let groups = Array.from({ length: classCount }, (_, c) => [c]);
  while (groups.length > Math.max(1, groupCount)) {
    let best = Number.NEGATIVE_INFINITY;
    let left = 0;
    let right = 1;
    for (let a = 0; a < groups.length; a++) {
      for (let b = a + 1; b < groups.length; b++) {
        if (groups[a]!.length + groups[b]!.length > largest) continue;
        let sum = 0;
        for (const x of groups[a]!) for (const y of groups[b]!) sum += similarity[x]![y]!;
        const mean = sum / (groups[a]!.length * groups[b]!.length);
        if (mean > best) {
          best = mean;
          left = a;
          right = b;
        }
      }
    }
    if (best === Number.NEGATIVE_INFINITY) {
      largest *= 2;
      continue;
    }
    const merged = [...groups[left]!, ...groups[right]!];
    groups = groups.filter((_, g) => g !== left && g !== right);
    groups.push(merged);
  }
  const groupOf = new Int32Array(classCount);
  for (const [g, members] of groups.entries()) for (const c of members) groupOf[c] = g;
  return groupOf;
}

function centroidSimilarity(rows: SparseRows, labels: Int32Array, classCount: number): number[][] {
  const centroids = Array.from({ length: classCount }, () => new Map<number, number>());
  for (let i = 0; i < rows.count; i++) {
    const centroid = centroids[labels[i]!]!;
    for (let k = rows.offsets[i]!; k < rows.offsets[i + 1]!; k++) {
      const id = rows.ids[k]!;
      centroid.set(id, (centroid.get(id) ?? 0) + rows.values[k]!);
    }
  }
  for (const centroid of centroids) normalise(centroid);
  // What all classes share says nothing about which belong together.
  const common = new Map<number, number>();
  for (const centroid of centroids) {
    for (const [id, value] of centroid) common.set(id, (common.get(id) ?? 0) + value / classCount);
  }
  for (const centroid of centroids) {
    for (const [id, value] of centroid) centroid.set(id, value - common.get(id)!);
    normalise(centroid);
  }
  return centroids.map((a) =>
    centroids.map((b) => {
      let dot = 0;
      const [small, large] = a.size < b.size ? [a, b] : [b, a];
      for (const [id, value] of small) dot += value * (large.get(id) ?? 0);
      return dot;
    }),
  );
}

function normalise(centroid: Map<number, number>): void {
  let squares = 0;
  for (const value of centroid.values()) squares += value * value;
  const norm = Math.sqrt(squares) || 1;
  for (const [id, value] of centroid) centroid.set(id, value / norm);
}
