/** What the service and a decoder child say to each other (structured clone over the IPC channel: no base64). */
import type { Locale } from '@earshot/skills-sdk';

interface ModelBase {
  /** Equal keys mean equal contents: a child that has it loaded need not load it again. */
  readonly key: string;
  readonly locale: Locale;
  /** Absent for an open model: nothing is then rejected for not being foreseen. */
  readonly acceptorPath?: string;
  /** Words of the commands, by which those of the background are told apart. Absent for an open model. */
  readonly commandWordsPath?: string;
}

/** Files that make one search of libpocketsphinx: acoustic model, words and language model. */
export interface PocketSphinxFiles extends ModelBase {
  readonly engine: 'pocketsphinx';
  readonly acousticModelDir: string;
  readonly lexiconPath: string;
  readonly languageModelPath: string;
  /** The lexicon without the background's words. Absent for an open model. */
  readonly commandLexiconPath?: string;
  /** Finite-state grammar of a short list; it chooses the sentence where the language model accepts. */
  readonly grammarPath?: string;
  /** Further settings of the library, e.g. beams. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** What changes of them when an unsure utterance is heard again as a whole. Absent: it is not. */
  readonly carefulSettings?: Readonly<Record<string, string | number>>;
}

/** What libvosk needs: its model, and for commands the sentences that they were drawn from. */
export interface VoskFiles extends ModelBase {
  readonly engine: 'vosk';
  readonly libraryPath: string;
  readonly modelDir: string;
  /** In place of those that the model's publisher set, e.g. beams. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** A sentence a line, words apart; absent: it hears anything. */
  readonly phrasesPath?: string;
}

/** What Moonshine needs; it hears anything, and whole utterances only. */
export interface MoonshineFiles extends ModelBase {
  readonly engine: 'moonshine';
  /** Folder of the `sherpa-onnx-node` package. */
  readonly runtimeDir: string;
  readonly modelDir: string;
}

export type ModelFiles = PocketSphinxFiles | VoskFiles | MoonshineFiles;

export type ToDecoder =
  | { readonly kind: 'load'; readonly model: ModelFiles }
  | { readonly kind: 'start'; readonly utterance: number; readonly key: string }
  | { readonly kind: 'audio'; readonly utterance: number; readonly pcm16: Uint8Array }
  | {
      readonly kind: 'finish';
      readonly utterance: number;
      /** Others wait for the cores: what was heard at once has to do. */
      readonly isHurried: boolean;
      /** See `RecognitionStream.finish`. */
      readonly isForWords: boolean;
    }
  | { readonly kind: 'abort'; readonly utterance: number };

export interface DecodedWord {
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
}

export interface DecodedHypothesis {
  readonly text: string;
  readonly words: readonly DecodedWord[];
  readonly confidence: number;
  readonly isRejected: boolean;
}

/** Numbers that the verdict was made of; for calibration and benches. */
export interface Evidence {
  /** Words to be left out for the templates to foresee the rest; -1 when too many. */
  readonly overlooked: number;
  /** Place of the chosen reading among the n-best; 0 is the best path itself. */
  readonly rank: number;
  readonly backgroundShare: number;
  readonly posterior: number;
  readonly meanWordPosterior: number;
  readonly leastWordPosterior: number;
  readonly wordCount: number;
  readonly framesPerUnit: number;
  /** Acoustic score of the words per frame, in thousands. */
  readonly acousticPerFrame: number;
  readonly languagePerWord: number;
}

export type FromDecoder =
  | { readonly kind: 'loaded'; readonly key: string; readonly loadedKeys: readonly string[] }
  | { readonly kind: 'refused'; readonly key: string }
  | {
      readonly kind: 'taken';
      readonly utterance: number;
      readonly bytes: number;
      readonly partial?: string;
      readonly progress?: { readonly isComplete: boolean; readonly isPrefix: boolean };
      readonly heardMs: number;
    }
  | {
      readonly kind: 'result';
      readonly utterance: number;
      readonly hypotheses: readonly DecodedHypothesis[];
      readonly evidence?: Evidence;
      /** Processor time that the utterance took, whatever else the machine was doing. */
      readonly cpuMs: number;
    }
  | { readonly kind: 'failed'; readonly utterance: number };
