/** Learns to tell wishes from talk: logistic regression over the project's corpora, the same weights from the same sentences. */
import type { Locale } from '../../../language/model/types.ts';
import { createRandom, shuffle } from '../../../language/statistical/hashing.ts';
import { tokenise } from '../../../language/text/tokenise.ts';
import { type Lexicon, plainText } from '../../hotel/conversion/lexicon.ts';
import { spot } from '../../hotel/conversion/spot.ts';
import { willFeatures } from '../../hotel/conversion/will/features.ts';
import type { CorpusLine } from './corpus.ts';

const epochs = 25;
const rate = 0.15;
const decay = 2e-4;
/** Of features, in each step: no single word decides. */
const dropout = 0.25;
const leastSentences = 2;
/** What weighs less decides nothing. */
const leastWeight = 0.02;

export interface Sample {
  readonly features: readonly string[];
  readonly isWish: boolean;
}

export function sampleOf({ text, commands }: CorpusLine, locale: Locale, lexicon: Lexicon): Sample {
  const tokens = tokenise(plainText(text, locale), locale);
  return { features: willFeatures(tokens, spot(text, lexicon), locale), isWish: commands.length > 0 };
}

export function learnWill(samples: readonly Sample[]): Map<string, number> {
  const random = createRandom(7);
  const counts = new Map<string, number>();
  for (const { features } of samples)
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  const known = samples.map(({ features, isWish }) => ({
    features: features.filter((feature) => (counts.get(feature) ?? 0) >= leastSentences),
    isWish,
  }));
  const weights = new Map<string, number>();
  const squares = new Map<string, number>();
  const order = Int32Array.from(known.keys());
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const at of order) {
      const { features, isWish } = known[at]!;
      const heard = features.filter(() => random() > dropout);
      const sum = heard.reduce((total, feature) => total + (weights.get(feature) ?? 0), 0);
      const error = 1 / (1 + Math.exp(-sum)) - (isWish ? 1 : 0);
      for (const feature of heard) {
        const weight = weights.get(feature) ?? 0;
        const gradient = error + decay * weight;
        const square = (squares.get(feature) ?? 0) + gradient * gradient;
        squares.set(feature, square);
        weights.set(feature, weight - (rate * gradient) / Math.sqrt(0.01 + square));
      }
    }
  }
  return new Map(
    [...weights].filter(([, weight]) => Math.abs(weight) >= leastWeight).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
