/** What the slot tagger looks at, for each token: words around it, their parts, shapes, lists of known values. */
import { combine, hashRange, type IntBuffer } from './hashing.ts';
import type { Word } from './reading.ts';
import type { Token, TokenisedUtterance } from './tokens.ts';

const before = 0x1b873593;
const after = 0x2545f491;

export interface TagFeatureSource {
  /** Up to a few marks per token from gazetteers, already hashed; empty when there are none. */
  readonly marks: readonly (readonly number[])[];
  /** Distributional cluster per token, 0 when unknown. */
  readonly clusters: readonly (readonly number[])[];
}

function hashAt(tokens: readonly Token[], i: number): number {
  if (i < 0) return before + i;
  return i < tokens.length ? tokens[i]!.hash : after + i - tokens.length;
}

/** Appends the features of token `i`. */
export function tagFeatures(
  utterance: TokenisedUtterance,
  i: number,
  source: TagFeatureSource | undefined,
  out: IntBuffer,
): void {
  const { tokens } = utterance;
  const token = tokens[i]!;
  const w0 = token.hash;
  const l1 = hashAt(tokens, i - 1);
  const l2 = hashAt(tokens, i - 2);
  const l3 = hashAt(tokens, i - 3);
  const r1 = hashAt(tokens, i + 1);
  const r2 = hashAt(tokens, i + 2);
  const r3 = hashAt(tokens, i + 3);
  out.push(0x0b1a5);
  out.push(combine(101, w0));
  out.push(combine(102, l1));
  out.push(combine(103, l2));
  out.push(combine(104, r1));
  out.push(combine(105, r2));
  out.push(combine(combine(106, l1), w0));
  out.push(combine(combine(107, w0), r1));
  out.push(combine(combine(108, l1), r1));
  out.push(combine(combine(109, l2), l1));
  out.push(combine(combine(110, r1), r2));
  out.push(combine(combine(combine(111, l1), w0), r1));
  out.push(combine(combine(combine(112, l2), l1), w0));
  out.push(combine(combine(combine(113, w0), r1), r2));
  out.push(combine(combine(combine(126, l3), l2), l1));
  out.push(combine(combine(combine(127, r1), r2), r3));
  out.push(combine(130, l3));
  out.push(combine(131, r3));
  const s0 = token.shape;
  const sl = i > 0 ? tokens[i - 1]!.shape : 0;
  const sr = i + 1 < tokens.length ? tokens[i + 1]!.shape : 0;
  out.push(combine(114, s0));
  out.push(combine(combine(115, sl), s0));
  out.push(combine(combine(116, s0), sr));
  out.push(combine(combine(combine(117, sl), s0), sr));
  if (s0 !== 4 && s0 !== 5) {
    const { text } = token;
    for (let size = 1; size <= 4 && size < text.length; size++) {
      out.push(combine(combine(118, size), hashRange(text, 0, size)));
      out.push(combine(combine(119, size), hashRange(text, text.length - size, text.length)));
    }
    if (sl === 7) {
      const left = tokens[i - 1]!.text;
      out.push(combine(120, hashRange(left, Math.max(0, left.length - 3), left.length)));
    }
    if (sr === 7) {
      const right = tokens[i + 1]!.text;
      out.push(combine(121, hashRange(right, Math.max(0, right.length - 3), right.length)));
    }
  }
  if (utterance.reading?.segmented) segmentedFeatures(utterance.reading.words, i, out);
  if (source !== undefined) sourceFeatures(tokens, i, source, out);
}

/** Where words are cut out of characters: the word, its neighbours, and where in it the token stands. */
function segmentedFeatures(words: readonly Word[], i: number, out: IntBuffer): void {
  const at = words.findIndex(({ last }) => last >= i);
  const word = words[at];
  if (word === undefined) return;
  const single = word.first === word.last;
  const place = single ? 3 : i === word.first ? 0 : i === word.last ? 2 : 1;
  out.push(combine(140, place));
  out.push(combine(combine(141, place), word.hash));
  out.push(combine(combine(142, place), words[at - 1]?.hash ?? before));
  out.push(combine(combine(143, place), words[at + 1]?.hash ?? after));
  out.push(combine(combine(144, place), word.last - word.first));
}

function sourceFeatures(tokens: readonly Token[], i: number, source: TagFeatureSource, out: IntBuffer): void {
  for (let d = -1; d <= 1; d++) {
    const j = i + d;
    if (j < 0 || j >= tokens.length) continue;
    const marks = source.marks[j];
    if (marks !== undefined) for (const mark of marks) out.push(combine(combine(122, d), mark));
  }
  const own = source.clusters[i];
  if (own === undefined) return;
  const left = source.clusters[i - 1];
  const right = source.clusters[i + 1];
  for (let level = 0; level < own.length; level++) {
    const c0 = own[level]!;
    const cl = left?.[level] ?? -1;
    const cr = right?.[level] ?? -2;
    out.push(combine(combine(123, level), c0));
    out.push(combine(combine(132, level), cl));
    out.push(combine(combine(133, level), cr));
    out.push(combine(combine(combine(124, level), cl), c0));
    out.push(combine(combine(combine(125, level), c0), cr));
    out.push(combine(combine(combine(128, level), cl), cr));
  }
}
