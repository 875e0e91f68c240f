/**
 * How likely it is that a sentence asks anything of the hotel, whatever the rules made of it: a second opinion, learnt from
 * guests' sentences by `earshot bench hotel --learn`. It alone lets nothing leave a room.
 */
import { readFileSync } from 'node:fs';
import type { Locale } from '../../../../language/model/types.ts';
import type { Token } from '../../../../language/text/tokenise.ts';
import type { Span } from '../spans.ts';
import { willFeatures } from './features.ts';

/** Below it the guest is asked before anything goes to the staff. */
export const doubtful = 0.4;
/** Below it nothing is answered or switched, which nobody is asked about. */
export const unlikely = 0.2;
/** Above it a sentence in which the rules found nothing is read once more, as a wish. */
export const certain = 0.85;

type Weights = ReadonlyMap<string, number>;

/** A line for each feature: its weight in hundredths, a tabulator, its name. */
export const packWeights = (weights: Weights): string =>
  [...weights].map(([name, weight]) => `${Math.round(weight * 100)}\t${name}\n`).join('');

export function unpackWeights(text: string): Weights {
  const lines = text.split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const tab = line.indexOf('\t');
      return [line.slice(tab + 1), Number(line.slice(0, tab)) / 100];
    }),
  );
}

export const weightsPath = (locale: Locale): URL => new URL(`./weights.${locale}.tsv`, import.meta.url);

const loaded = new Map<Locale, Weights>();

function weightsOf(locale: Locale): Weights {
  const known = loaded.get(locale) ?? unpackWeights(readFileSync(weightsPath(locale), 'utf8'));
  loaded.set(locale, known);
  return known;
}

/** 0 to 1. */
export function likelihoodOfWish(features: readonly string[], weights: Weights): number {
  let sum = 0;
  for (const feature of features) sum += weights.get(feature) ?? 0;
  return 1 / (1 + Math.exp(-sum));
}

export const willOf = (tokens: readonly Token[], spans: readonly Span[], locale: Locale): number =>
  likelihoodOfWish(willFeatures(tokens, spans, locale), weightsOf(locale));
