/** The open ears of the house as a second hearing: models for any words, in decoder children of their own. */
import { availableParallelism } from 'node:os';
import type { Locale } from '@earshot/skills-sdk';
import type { DecoderPoolOptions } from '../pocketsphinx/decoder-pool.ts';
import type { ModelFiles } from '../pocketsphinx/messages.ts';
import { createPocketSphinxEngine } from '../pocketsphinx/pocketsphinx-engine.ts';
import type { SecondEngine } from './second-pass.ts';

/**
 * Where few utterances are heard twice, each for a tenth of a second, one child does. A house that is heard by it alone (hotel rooms in
 * English) has two people who end their sentences together: from its first use on one more is ready than is busy.
 */
const pool: DecoderPoolOptions = {
  minDecoders: 1,
  spareDecoders: 1,
  maxDecoders: availableParallelism(),
  maxWaiting: 8,
  // The second pass' own deadline is shorter: whoever waits for a child that loads its models may get their words all the same.
  maxWaitMs: 5_000,
};

export interface InHouseEngine extends SecondEngine {
  /** Resolves when a first child has its models. */
  readonly ready: Promise<void>;
}

export interface InHouseOptions {
  readonly onCrash?: () => void;
  /** Longest wait for a free child, in milliseconds; a bench is patient. */
  readonly maxWaitMs?: number;
}

/** Undefined where no such model is installed. Each child loads them ahead: nobody waits for a cold start. */
export function openInHouseEngine(
  models: Partial<Readonly<Record<Locale, ModelFiles>>>,
  options: InHouseOptions = {},
): InHouseEngine | undefined {
  const locales = Object.keys(models) as Locale[];
  if (locales.length === 0) return undefined;
  const engine = createPocketSphinxEngine({
    ...pool,
    ...options,
    locales,
    openModels: models,
    alwaysLoaded: Object.values(models),
    filesOf: ({ key }) => Object.values(models).find((model) => model.key === key),
  });
  return {
    ...engine,
    id: 'in-house',
    recipient: { id: 'in-house', operator: '', region: '', isInHouse: true },
    // Whatever commands are foreseen: it is asked because they were not heard.
    openStream: ({ languageModel: _foreseen, ...rest }) => engine.openStream(rest),
  };
}
