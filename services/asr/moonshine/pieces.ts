/**
 * Moonshine as it is exported takes nine seconds at most: of more it hears nothing at all, and says nothing either. What is longer loses the
 * silence at its ends, and is cut where it is quietest. Pure.
 */

const sampleRateHz = 16_000;
/** A bit less than the 9.2 s that it takes. */
export const maxPieceSamples = 8.5 * sampleRateHz;
/** No piece is shorter than this but the last: half a word is heard as anything. */
const minPieceSamples = 4 * sampleRateHz;
/** Loudness is looked at in steps of so many samples, 20 ms. */
const stepSamples = 320;
/** Steps around a place whose loudness counts together: a pause between words, not the closure of a "t". */
const pauseSteps = 8;
/** What is so much softer than the loudest moment is no speech: 26 dB. */
const speechShare = 0.05;
/** Silence that stays before and after speech, 300 ms. */
const marginSteps = 15;

function loudnessOf(samples: Int16Array): Float64Array {
  const steps = new Float64Array(Math.ceil(samples.length / stepSamples));
  for (let step = 0; step < steps.length; step += 1) {
    const part = samples.subarray(step * stepSamples, (step + 1) * stepSamples);
    let sum = 0;
    for (const sample of part) sum += sample * sample;
    steps[step] = Math.sqrt(sum / part.length);
  }
  return steps;
}

/** The step in the middle of the quietest pause of a stretch. */
function quietest(loudness: Float64Array, from: number, to: number): number {
  let [best, least] = [to, Number.POSITIVE_INFINITY];
  for (let step = from; step + pauseSteps <= to; step += 1) {
    const sum = loudness.subarray(step, step + pauseSteps).reduce((total, value) => total + value, 0);
    if (sum < least) [best, least] = [step + pauseSteps / 2, sum];
  }
  return best;
}

/**
 * What Moonshine hears one after the other; views of the samples.
 * @returns the samples as they are where they are short enough; nothing where none of them is speech
 */
export function piecesOf(samples: Int16Array): Int16Array[] {
  if (samples.length <= maxPieceSamples) return [samples];
  const loudness = loudnessOf(samples);
  const threshold = loudness.reduce((most, value) => Math.max(most, value), 0) * speechShare;
  const isSpeech = (value: number): boolean => value > threshold;
  const pieces: Int16Array[] = [];
  let from = 0;
  while (from < loudness.length) {
    const first = loudness.subarray(from).findIndex(isSpeech);
    if (first < 0) break;
    const begin = Math.max(from, from + first - marginSteps);
    const end = Math.min(loudness.length, loudness.findLastIndex(isSpeech) + 1 + marginSteps);
    const most = begin + maxPieceSamples / stepSamples;
    const cut = end <= most ? end : quietest(loudness, begin + minPieceSamples / stepSamples, most);
    pieces.push(samples.subarray(begin * stepSamples, cut * stepSamples));
    from = cut;
  }
  return pieces;
}
