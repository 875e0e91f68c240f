/** The open ears of the house as a second hearing: models for any words, in decoder children of their own. */
import { availableParallelism } from 'node:os';
import type { Locale } from '@earshot/skills-sdk';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { DecoderPoolOptions } from '../pocketsphinx/decoder-pool.ts';
import type { FinalsFirst } from '../pocketsphinx/finals-first.ts';
import type { ModelFiles } from '../pocketsphinx/messages.ts';
import { createPocketSphinxEngine, type PocketSphinxEngine } from '../pocketsphinx/pocketsphinx-engine.ts';
import type { SecondEngine } from './second-pass.ts';

const cores = availableParallelism();

const patience = {
  maxWaiting: 8,
  // The second pass' own deadline is shorter: whoever waits for a child that loads its models may get their words all the same.
  maxWaitMs: 5_000,
};

/**
 * Where few utterances are heard twice, each for a tenth of a second, one child does. A house that is heard by it alone (hotel rooms in
 * English) has two people who end their sentences together: from its first use on one more is ready than is busy.
 */
const wholeUtterances: DecoderPoolOptions = {
  ...patience,
  minDecoders: 1,
  spareDecoders: 1,
  maxDecoders: cores,
};

/**
 * Who hears while it is said holds a child for a second or two, at a twentieth of a core. One for each core is there from the start,
 * because nobody who is heard ahead waits for one; and no more than two, each with some 200 MB.
 */
const asSpoken: DecoderPoolOptions = {
  ...patience,
  minDecoders: cores,
  spareDecoders: 1,
  maxDecoders: 2 * cores,
};

/** libvosk decodes what it is given at once; Moonshine keeps it until it has all of it. */
const isHeardAsSpoken = ({ engine }: ModelFiles): boolean => engine !== 'moonshine';

export interface InHouseEngine extends SecondEngine {
  /** Resolves when a first child of each language has its models. */
  readonly ready: Promise<void>;
}

export interface InHouseOptions {
  readonly onCrash?: () => void;
  /** Longest wait for a free child, in milliseconds; a bench is patient. */
  readonly maxWaitMs?: number;
  /** Shared with those who hear first. */
  readonly finals?: FinalsFirst;
}

/** Undefined where no such model is installed. Each child loads its own ahead: nobody waits for a cold start. */
export function openInHouseEngine(
  models: Partial<Readonly<Record<Locale, ModelFiles>>>,
  options: InHouseOptions = {},
): InHouseEngine | undefined {
  const locales = Object.keys(models) as Locale[];
  if (locales.length === 0) return undefined;
  const engines = new Map<Locale, PocketSphinxEngine>();
  for (const locale of locales) {
    const model = models[locale]!;
    const engine = createPocketSphinxEngine({
      ...(isHeardAsSpoken(model) ? asSpoken : wholeUtterances),
      ...options,
      locales: [locale],
      openModels: { [locale]: model },
      alwaysLoaded: [model],
      filesOf: () => undefined,
    });
    engines.set(locale, engine);
  }
  return {
    id: 'in-house',
    recipient: { id: 'in-house', operator: '', region: '', isInHouse: true },
    locales,
    isOpenVocabulary: (locale) => engines.has(locale),
    beginsAhead: (locale) => {
      const model = models[locale];
      if (model === undefined) return undefined;
      return isHeardAsSpoken(model) ? 'while-said' : 'with-last-sample';
    },
    hearsLike: (locale) => models[locale]?.engine,
    ready: Promise.all([...engines.values()].map(({ ready }) => ready)).then(() => undefined),
    // Whatever commands are foreseen: it is asked because they were not heard.
    async openStream({ languageModel: _foreseen, ...rest }) {
      const engine = engines.get(rest.locale);
      if (engine === undefined) throw new EarshotError('ASR_LOCALE_UNSUPPORTED');
      return engine.openStream(rest);
    },
    async close() {
      await Promise.all([...engines.values()].map((engine) => engine.close()));
    },
  };
}
