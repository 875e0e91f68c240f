/** Constants of the language models, found on audio of our own making; see docs/bench-asr.md. */
import type { Locale } from '@earshot/skills-sdk';
import type { Smoothing } from './arpa.ts';

export const compiledFiles = {
  languageModel: 'commands.lm',
  lexicon: 'commands.dic',
  /** Without the background's words. */
  commandLexicon: 'commands-only.dic',
  /** For short lists only. */
  grammar: 'commands.fsg',
  acceptor: 'acceptor.bin',
  commandWords: 'words.txt',
  /** For engines that learn a grammar from sentences. */
  phrases: 'phrases.txt',
  /** What was made, and by what; written last. */
  report: 'report.json',
} as const;

/** Where the models of one locale are for libpocketsphinx. */
export interface PocketSphinxModel {
  readonly engine: 'pocketsphinx';
  readonly acousticModelDir: string;
  readonly lexiconPath: string;
  /** The open-vocabulary language model; Mandarin has none. */
  readonly openModelPath?: string;
}

/** Where they are for libvosk, and the library itself. */
export interface VoskModel {
  readonly engine: 'vosk';
  readonly libraryPath: string;
  readonly modelDir: string;
  /** Of the library's search, with a grammar and without. */
  readonly settings: Readonly<Record<string, string | number>>;
}

/**
 * The publisher keeps at least 200 readings of each moment alive, however unlikely they are. In a language model of any words each of
 * them leads to thousands of others: they were more than half of what an open hearing cost, and no sentence was heard better for them
 * (docs/bench-ears.md).
 */
export const voskSettings: VoskModel['settings'] = {
  'min-active': 20,
  'max-active': 2_000,
  beam: 8,
  'lattice-beam': 2,
};

/**
 * Of the second hearing, which nobody watches while it goes on: sound is computed in pieces of half a second instead of a fifth. The
 * library's sense of the speaker is formed from what it has so far, so longer pieces are heard better from the first on, and cost less.
 */
export const voskAgainSettings: VoskModel['settings'] = { ...voskSettings, 'frames-per-chunk': 51 };

/** The models that hear the commands of one locale. */
export type LocaleModel = PocketSphinxModel | VoskModel;

export interface TuningByLocale {
  readonly smoothing: Smoothing;
  /** How many frequent words compete with the commands. */
  readonly backgroundWords: number;
  /** The library's settings for decoding with compiled models. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** What changes of them where the first hearing is not sure; see `careful-search.ts`. */
  readonly carefulSettings?: Readonly<Record<string, string | number>>;
}

export const tuning: Readonly<Record<Locale, TuningByLocale>> = {
  'en-US': {
    smoothing: { backgroundShare: 0.8, bigramEscape: 0.002, trigramEscape: 0.001, startEscape: 0.1 },
    backgroundWords: 1_500,
    // One pass while it is spoken: a second one over the whole utterance, after its end, took 70 to 240 ms of everybody's
    // wait and heard no more; two Gaussians instead of four hear as well in three quarters of the time.
    // Words are given up later than the library would: with many skills' models at once the right one was ("turn the
    // bathroom light on" ended as a number and a plug); keeping it costs 2 % of the time.
    settings: { fwdflat: 'no', topn: 2, wbeam: 1e-33 },
    carefulSettings: { fwdflat: 'yes', topn: 8 },
  },
  'zh-CN': {
    smoothing: { backgroundShare: 0.8, bigramEscape: 0.002, trigramEscape: 0.001, startEscape: 0.1 },
    backgroundWords: 3_000,
    // The model names no starting point for the channel's mean: the library's own is 16 away from what speech has.
    settings: { cmninit: '56.6,-1.7,-1.5,-2.7,-2.5,-1.9,-1.8,-1.1,-0.5,-0.2,-0.1,0,0.4' },
  },
};
