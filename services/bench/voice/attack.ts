/** How well attackers tell voices apart: vectors of recordings, trials, equal error rates. Pure. */
import { intervalOf } from '../interval.ts';

export interface VoiceVector {
  readonly speaker: string;
  /** Which recording it is of: a recording is never compared with itself. */
  readonly recording: string;
  readonly values: Float64Array;
}

export interface Scored {
  readonly score: number;
  readonly isSame: boolean;
  readonly speaker: string;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0);

export function unit(values: Float64Array): Float64Array {
  const length = Math.sqrt(dot(values, values)) || 1;
  return values.map((value) => value / length);
}

/** Every enrolled recording against every recording that is to be told. */
export function trials(enrolled: readonly VoiceVector[], tested: readonly VoiceVector[]): Scored[] {
  const known = enrolled.map((one) => ({ ...one, values: unit(one.values) }));
  const heard = tested.map((one) => ({ ...one, values: unit(one.values) }));
  return known.flatMap((a) =>
    heard.flatMap((b) =>
      a.recording === b.recording
        ? []
        : [{ score: dot(a.values, b.values), isSame: a.speaker === b.speaker, speaker: a.speaker }],
    ),
  );
}

/** Where as many of the same are refused as of others are taken; 0.5 is chance. */
export function equalErrorRate(scored: readonly Scored[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  const same = sorted.filter(({ isSame }) => isSame).length;
  const other = sorted.length - same;
  let refused = 0;
  let taken = other;
  let best = 1;
  let rate = 0.5;
  for (const { isSame } of sorted) {
    if (isSame) refused += 1;
    else taken -= 1;
    const [miss, alarm] = [refused / same, taken / other];
    if (Math.abs(miss - alarm) < best) {
      best = Math.abs(miss - alarm);
      rate = (miss + alarm) / 2;
    }
  }
  return rate;
}

/** 2.5 to 97.5 % of what comes out when speakers are drawn again; speakers and not trials, which hang together. */
export function interval(scored: readonly Scored[], random: () => number, draws = 100): [number, number] {
  const bySpeaker = Map.groupBy(scored, ({ speaker }) => speaker);
  const speakers = [...bySpeaker.keys()];
  return intervalOf(draws, () =>
    equalErrorRate(speakers.flatMap(() => bySpeaker.get(speakers[Math.floor(random() * speakers.length)]!)!)),
  );
}

/**
 * The back-end of an attacker who alters voices too: what recordings of one person differ in is made small, learnt from
 * other people. Within-class covariance normalisation (A. Hatch et al., Interspeech 2006), shrunk towards a multiple of the
 * unit matrix because there are few of them.
 */
export function learnBackEnd(
  training: readonly VoiceVector[],
  shrinkage = 0.3,
): (values: Float64Array) => Float64Array {
  const size = training[0]!.values.length;
  const vectors = training.map((one) => ({ ...one, values: unit(one.values) }));
  const mean = meanOf(vectors.map(({ values }) => values));
  const within = Array.from({ length: size }, () => new Float64Array(size));
  for (const members of Map.groupBy(vectors, ({ speaker }) => speaker).values()) {
    const own = meanOf(members.map(({ values }) => values));
    for (const { values } of members) {
      const off = values.map((value, at) => value - own[at]!);
      for (let row = 0; row < size; row++)
        for (let column = 0; column <= row; column++)
          within[row]![column] = within[row]![column]! + (off[row]! * off[column]!) / vectors.length;
    }
  }
  const level = within.reduce((sum, row, at) => sum + row[at]!, 0) / size;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++)
      within[row]![column] = within[row]![column]! * (1 - shrinkage);
    within[row]![row] = within[row]![row]! + shrinkage * level;
  }
  const lower = cholesky(within);
  return (values) => {
    const centred = unit(values).map((value, at) => value - mean[at]!);
    // Forward substitution: L y = x whitens as the inverse of the covariance does.
    const solved = new Float64Array(size);
    for (let row = 0; row < size; row++) {
      let sum = centred[row]!;
      for (let column = 0; column < row; column++) sum -= lower[row]![column]! * solved[column]!;
      solved[row] = sum / lower[row]![row]!;
    }
    return solved;
  };
}

function meanOf(all: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(all[0]!.length);
  for (const values of all)
    for (let at = 0; at < mean.length; at++) mean[at] = mean[at]! + values[at]! / all.length;
  return mean;
}

function cholesky(matrix: readonly Float64Array[]): Float64Array[] {
  const lower = matrix.map((row) => new Float64Array(row.length));
  for (let row = 0; row < matrix.length; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row]![column]!;
      for (let at = 0; at < column; at++) sum -= lower[row]![at]! * lower[column]![at]!;
      lower[row]![column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[column]![column]!;
    }
  }
  return lower;
}
