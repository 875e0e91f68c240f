/** One scale of confidence for the different ways of understanding. */
import type { Alignment } from '../matcher/align.ts';
import type { TemplateMatch } from '../matcher/match.ts';
import { typeRead } from './slots.ts';

/**
 * One scale for three ways of understanding: the share of such readings that were right, measured on the
 * test sentences of this folder. Below `rejectBelow` a reading is refused.
 */
export const rejectBelow = 0.55;

const isFreeText = (type: string) => type === 'text' || type === 'person-name';

/** A template that matches word for word. Less where free text or a bare number did most of the matching. */
export function exactConfidence(match: TemplateMatch, tokenCount: number, penalty: number): number {
  const { intent } = match.template;
  let free = 0;
  let weak = 0;
  let strong = 0;
  for (const { name, start, end, match: value } of match.captures) {
    const slot = intent.slots.get(name);
    if (slot && isFreeText(typeRead(slot, value).typeName)) free += end - start;
    else if (value.isWeak === true) weak += 1;
    else strong += 1;
  }
  const freeShare = free / Math.max(tokenCount, 1);
  // Templates made of slots alone say little about what is wanted of their values.
  const isBare = match.literalCount === 0;
  const barePenalty = !isBare ? 0 : strong > 0 ? 0.06 : free > 0 ? 0.45 : 0.25;
  return Math.max(0, 0.98 - penalty - 0.02 * weak - 0.12 * freeShare - barePenalty);
}

/** What a template with a value of an open list loses where samples speak for something else, and where they speak for nothing. */
const lessLikely = 0.7;
const unlikely = 0.15;

/**
 * A template that matches word for word with a value of an open list in it: `likelihood` is that of its intent by samples, `highest` that of
 * the likeliest of all.
 */
export function openConfidence(confidence: number, likelihood: number, highest: number): number {
  const beside = likelihood < highest / 2 ? lessLikely : 1;
  return beside * confidence * (1 - unlikely * (1 - likelihood));
}

/** Similarity of a bent template to confidence, by straight lines between measured points. */
const alignedPoints: readonly (readonly [similarity: number, confidence: number])[] = [
  [0, 0],
  [0.6, 0.2],
  [0.7, 0.45],
  [0.8, 0.7],
  [0.9, 0.85],
  [1, 0.95],
];

/** What sounds like a command but has next to none of its very words is as likely anything else. */
const minFirmShare = 0.2;
const bentThroughout = 0.5;

/** A bent template, beside what the statistical model thinks of the same intent. */
export function closeConfidence(alignment: Alignment, penalty: number, statistical: number): number {
  const trust = alignment.firmShare < minFirmShare ? bentThroughout : 1;
  return trust * combine(alignedConfidence(alignment.similarity, penalty), statistical);
}

function alignedConfidence(similarity: number, penalty: number): number {
  const upper = alignedPoints.findIndex(([x]) => x >= similarity);
  if (upper <= 0) return upper === 0 ? 0 : 0.95;
  const [x1, y1] = alignedPoints[upper - 1]!;
  const [x2, y2] = alignedPoints[upper]!;
  return Math.max(0, y1 + ((similarity - x1) / (x2 - x1)) * (y2 - y1) - penalty);
}

/**
 * What the statistical model alone is worth: it has seen samples only, so it never outweighs a template. Rising all the way: of two
 * skills the likelier one is meant, and only what is equally likely is asked about.
 */
export const statisticalAlone = (confidence: number) =>
  confidence <= 0.8 ? 0.9 * confidence : 0.72 + 0.4 * (confidence - 0.8);

/** Two that agree are worth more than either; a model that never saw such words takes some of the trust away. */
function combine(aligned: number, statistical: number): number {
  if (statistical < 0.5) return aligned * (0.8 + 0.4 * statistical);
  return Math.min(0.95, 1 - (1 - aligned) * (1 - 0.45 * statistical));
}

/** The recogniser found that the speech fits nothing: words it nevertheless gives must be very sure to stand. */
export const rejectedFactor = 0.5;

/** A hypothesis the recogniser itself doubts. Engines that give no confidence give zero. */
export function hypothesisFactor(confidence: number): number {
  return confidence > 0 ? 0.7 + 0.3 * Math.min(confidence, 1) : 1;
}
