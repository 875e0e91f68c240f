/** Lets the samples nearest to a sentence compete for it: those of the enabled skills, and the background. */
import type { Evidences } from './likelihood.ts';
import { ridgeWeights } from './local-ridge.ts';
import { gramOf, type NearSample, nearestSamples } from './nearest-samples.ts';
import type { Sentence } from './sentence-features.ts';
import type { SkillEntry, SkillIntent } from './skill-entry.ts';

/** Samples of skills, and of the background, that are heard. */
const samplesHeard = 48;
const backgroundHeard = 16;
/** What is this much less alike than the nearest explains nothing; with vectors everything is somewhat alike. */
const nearShare = { words: 0.5, vectors: 0.3 } as const;
/** Keeps a single sample from explaining a sentence that it only resembles. */
const ridge = 0.3;
/** Who explains less than this of a sentence has nothing to do with it. */
const leastScore = 0.02;
/** What other intents of its skill explain speaks for an intent too: the skill is there for the like. */
const siblingShare = 0.5;
/** A background sentence as near as this to some sample of a skill is what that skill is there for. */
const sameMeaning = 0.55;

export interface Competitor {
  readonly intent: SkillIntent;
  readonly evidences: Evidences;
  /** Its samples among the nearest, nearest first. */
  readonly own: readonly NearSample[];
}

/** The skills' intents, best first. */
export function compete(
  candidates: readonly SkillIntent[],
  background: readonly SkillIntent[],
  sentence: Sentence,
): Competitor[] {
  const nearest = nearestSamples(candidates, sentence, samplesHeard);
  if (nearest.length === 0) return [];
  const elsewhereNearest = nearestSamples(background, sentence, backgroundHeard);
  const best = Math.max(nearest[0]!.similarity, elsewhereNearest[0]?.similarity ?? 0);
  const floor = best * (sentence.vector === undefined ? nearShare.words : nearShare.vectors);
  const isNear = ({ similarity }: NearSample, k: number) => k === 0 || similarity >= floor;
  const heard = nearest.filter(isNear);
  const others = elsewhereNearest.filter(isNear);
  const all = [...heard, ...others];
  const gram = gramOf(all, sentence.vector !== undefined);
  const isRival = (row: number): boolean => {
    for (let k = 0; k < heard.length; k++) if (gram[row * all.length + k]! >= sameMeaning) return false;
    return true;
  };
  const kept = all.flatMap((_, k) => (k < heard.length || isRival(k) ? [k] : []));
  const weights = ridgeWeights(
    rowsOf(gram, all.length, kept),
    kept.length,
    kept.map((k) => all[k]!.similarity),
    ridge,
  );
  const sums = new Map<SkillIntent, { score: number; own: NearSample[] }>();
  let elsewhere = 0;
  for (const [k, at] of kept.entries()) {
    const sample = all[at]!;
    const weight = weights[k]!;
    if (at >= heard.length) {
      elsewhere += weight;
      continue;
    }
    const sum = sums.get(sample.intent);
    if (sum === undefined) sums.set(sample.intent, { score: weight, own: [sample] });
    else {
      sum.score += weight;
      sum.own.push(sample);
    }
  }
  const totals = new Map<SkillEntry, number>();
  for (const [{ entry }, { score }] of sums) totals.set(entry, (totals.get(entry) ?? 0) + Math.max(0, score));
  const ranked = [...sums]
    .map(([intent, { score, own }]) => {
      const siblings = totals.get(intent.entry)! - Math.max(0, score);
      return { intent, score, siblings, own, worth: score + siblingShare * siblings };
    })
    .sort((a, b) => b.worth - a.worth);
  const highest = ranked[0]!.worth;
  const competitors = ranked
    .filter(({ score }) => score > leastScore)
    .map(({ intent, score, siblings, own, worth }) => ({
      intent,
      evidences: { score, siblings, elsewhere, behind: highest - worth, similarity: own[0]!.similarity },
      own,
    }));
  return chosenWithin(competitors, sentence);
}

/** What a skill's own machine is worth beside the shares that its intents won in the competition. */
const choiceShare = 1.2;

/** Of the skill that won, its own machine has a say in which intent is meant; how likely the skill is stays as it was. */
function chosenWithin(competitors: readonly Competitor[], sentence: Sentence): Competitor[] {
  const entry = competitors[0]?.intent.entry;
  const own = competitors.filter(({ intent }) => intent.entry === entry);
  const likelihoods = own.length < 2 ? undefined : entry?.choice?.likelihoods(sentence);
  if (entry === undefined || likelihoods === undefined) return [...competitors];
  const total = own.reduce((sum, { evidences }) => sum + evidences.score, 0);
  const worth = ({ intent, evidences }: Competitor) =>
    evidences.score / total + choiceShare * likelihoods[entry.intents.indexOf(intent)]!;
  const order = [...own].sort((a, b) => worth(b) - worth(a));
  let next = 0;
  return competitors.map((one) => {
    if (one.intent.entry !== entry) return one;
    // The first keeps what the first has won.
    const { intent, own: samples } = order[next++]!;
    return { intent, own: samples, evidences: { ...one.evidences, similarity: samples[0]!.similarity } };
  });
}

/** The lower half of those rows and columns. */
function rowsOf(gram: Float64Array, size: number, kept: readonly number[]): Float64Array {
  if (kept.length === size) return gram;
  const part = new Float64Array(kept.length * kept.length);
  for (const [a, row] of kept.entries())
    for (let b = 0; b <= a; b++) part[a * kept.length + b] = gram[row * size + kept[b]!]!;
  return part;
}
