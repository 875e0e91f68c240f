/**
 * libpocketsphinx through FFI. Runs in decoder child processes only: a wrong pointer, an abort inside the
 * library or a long computation must end one child and nothing else.
 *
 * Works with the 5prealpha ABI that Debian ships (`libpocketsphinx.so.3`). Arguments that differ between
 * its snapshots (an utterance id, a score pointer) are passed as trailing nulls, which the ABI ignores.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import koffi from 'koffi';
import type { NativeResult, NativeSegment, SpeechDecoder } from '../decoder.ts';

const pointer = koffi.pointer(koffi.opaque());

/** Every entry point used, bound once. */
function bind(libraryPath: string, baseLibraryPath: string) {
  const base = koffi.load(baseLibraryPath);
  const sphinx = koffi.load(libraryPath);
  const stringList = koffi.pointer(koffi.types.str);
  const intOut = koffi.out(koffi.pointer(koffi.types.int32));
  const { int32, str, size_t: size, double } = koffi.types;
  return {
    setLogFile: base.func('err_set_logfp', 'void', [pointer]),
    parseArguments: base.func('cmd_ln_parse_r', pointer, [pointer, pointer, int32, stringList, int32]),
    freeArguments: base.func('cmd_ln_free_r', int32, [pointer]),
    exp: base.func('logmath_exp', double, [pointer, int32]),
    args: sphinx.func('ps_args', pointer, []),
    init: sphinx.func('ps_init', pointer, [pointer]),
    free: sphinx.func('ps_free', int32, [pointer]),
    logMath: sphinx.func('ps_get_logmath', pointer, [pointer]),
    features: sphinx.func('ps_get_feat', pointer, [pointer]),
    getMean: base.func('cmn_live_get', 'void', [pointer, koffi.pointer(koffi.types.float32)]),
    setMean: base.func('cmn_live_set', 'void', [pointer, koffi.pointer(koffi.types.float32)]),
    startStream: sphinx.func('ps_start_stream', int32, [pointer]),
    startUtterance: sphinx.func('ps_start_utt', int32, [pointer, pointer]),
    process: sphinx.func('ps_process_raw', int32, [
      pointer,
      koffi.pointer(koffi.types.int16),
      size,
      int32,
      int32,
    ]),
    endUtterance: sphinx.func('ps_end_utt', int32, [pointer]),
    frames: sphinx.func('ps_get_n_frames', int32, [pointer]),
    hypothesis: sphinx.func('ps_get_hyp', str, [pointer, intOut, pointer]),
    probability: sphinx.func('ps_get_prob', int32, [pointer, pointer]),
    segments: sphinx.func('ps_seg_iter', pointer, [pointer, pointer]),
    nextSegment: sphinx.func('ps_seg_next', pointer, [pointer]),
    freeSegments: sphinx.func('ps_seg_free', 'void', [pointer]),
    segmentWord: sphinx.func('ps_seg_word', str, [pointer]),
    segmentFrames: sphinx.func('ps_seg_frames', 'void', [pointer, intOut, intOut]),
    segmentProbability: sphinx.func('ps_seg_prob', int32, [pointer, intOut, intOut, intOut]),
    nBest: sphinx.func('ps_nbest', pointer, [pointer, int32, int32, pointer, pointer]),
    nextBest: sphinx.func('ps_nbest_next', pointer, [pointer]),
    bestHypothesis: sphinx.func('ps_nbest_hyp', str, [pointer, intOut]),
    freeNBest: sphinx.func('ps_nbest_free', 'void', [pointer]),
    setGrammar: sphinx.func('ps_set_jsgf_string', int32, [pointer, str, str]),
    setLanguageModel: sphinx.func('ps_set_lm_file', int32, [pointer, str, str]),
    setAllPhone: sphinx.func('ps_set_allphone_file', int32, [pointer, str, str]),
    getSearch: sphinx.func('ps_get_search', str, [pointer]),
    setSearch: sphinx.func('ps_set_search', int32, [pointer, str]),
  };
}

type Bindings = ReturnType<typeof bind>;
let bindings: Bindings | undefined;

/** Binds the libraries (once) and silences their logging, which would print words to stderr. */
export function loadLibrary(
  libraryPath = 'libpocketsphinx.so.3',
  baseLibraryPath = 'libsphinxbase.so.3',
): Bindings {
  if (!bindings) {
    bindings = bind(libraryPath, baseLibraryPath);
    bindings.setLogFile(null);
  }
  return bindings;
}

/** A return code of the library that says no. Carries the call's name only, never what was passed to it. */
export class NativeError extends Error {
  constructor(call: string) {
    super(`libpocketsphinx refused: ${call}`);
    this.name = 'NativeError';
  }
}

/** Coefficients of a frame, in every model that Earshot uses. */
const cepstralCoefficients = 13;

/** The search with which a decoder forgets: one word, so that it costs next to nothing. */
const forgettingSearch = 'forget';
/** As much of a lexicon as is read for that word. */
const lexiconStart = 65_536;

/** Some word of a lexicon, written with letters alone. */
function anyWordOf(path: string): string | undefined {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(lexiconStart);
    const lines = start.toString('utf8', 0, readSync(file, start)).split('\n').slice(0, -1);
    return lines.map((line) => line.split(/\s/)[0]!).find((word) => /^\p{L}+$/u.test(word));
  } finally {
    closeSync(file);
  }
}

/**
 * A tone and then the quiet of a room, 300 ms, always the same. The noise filter and the Gaussians that were nearest go on from wherever the
 * last utterance ended, for which the library has no call: a decoder that has heard this has forgotten whoever spoke before.
 */
const forgettingSound = Int16Array.from({ length: 4_800 }, (_, at) =>
  Math.round(at < 3_200 ? Math.sin(at) * 300 : Math.sin(at * at) * 30),
);

/** One decoder: one acoustic model, one search, one utterance at a time. */
export class NativeDecoder implements SpeechDecoder {
  readonly #lib: Bindings;
  #decoder: unknown;
  readonly #logMath: unknown;
  /** Where the channel's mean stands, and what it is before anybody has spoken: `-cmninit` of the model. */
  readonly #mean: unknown;
  readonly #startMean = new Float32Array(cepstralCoefficients);
  #canForgetCheaply = false;

  /** @param settings command-line settings by name without the dash, e.g. `{ hmm, dict, lm }` */
  constructor(settings: Readonly<Record<string, string | number>>) {
    this.#lib = loadLibrary();
    const argv = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, String(value)]);
    const config = this.#lib.parseArguments(null, this.#lib.args(), argv.length, argv, 1);
    if (!config) throw new NativeError('cmd_ln_parse_r');
    this.#decoder = this.#lib.init(config);
    this.#lib.freeArguments(config);
    if (!this.#decoder) throw new NativeError('ps_init');
    this.#logMath = this.#lib.logMath(this.#decoder);
    this.#mean = this.#channelMean();
    this.#lib.getMean(this.#mean, this.#startMean);
    this.#prepareToForget(String(settings['dict'] ?? ''));
  }

  /** Setting a search up makes it the one in use, so the old one is set again. Without a word to search for, all is searched. */
  #prepareToForget(lexiconPath: string): void {
    const search: string | null = this.#lib.getSearch(this.#decoder);
    const word = lexiconPath === '' ? undefined : anyWordOf(lexiconPath);
    if (search === null || word === undefined) return;
    const grammar = `#JSGF V1.0; grammar ${forgettingSearch}; public <s> = ${word} ;`;
    this.#canForgetCheaply = this.#lib.setGrammar(this.#decoder, forgettingSearch, grammar) >= 0;
    this.useSearch(search);
  }

  /** @param isWhole as the utterance to come is written: one stream makes the library normalise streams for ever */
  #forget(isWhole: boolean): void {
    const search: string | null = this.#lib.getSearch(this.#decoder);
    if (search === null) return;
    if (this.#canForgetCheaply) this.useSearch(forgettingSearch);
    this.#begin();
    this.write(forgettingSound, isWhole);
    this.#check(this.#lib.endUtterance(this.#decoder), 'ps_end_utt');
    if (this.#canForgetCheaply) this.useSearch(search);
  }

  /**
   * The library's own struct of the channel's mean (`cmn_t`), which it would carry from one utterance to the next:
   * a speaker with a distorted microphone would make the next one misheard.
   */
  #channelMean(): unknown {
    const features: unknown = this.#lib.features(this.#decoder);
    // feat_t of a 64-bit machine: the number of coefficients stands at byte 16, the pointer to the mean at byte 88.
    const coefficients: number = koffi.decode(features, 16, 'int32');
    if (koffi.sizeof('void *') !== 8 || coefficients !== cepstralCoefficients)
      throw new NativeError('ps_get_feat');
    return koffi.decode(features, 88, pointer);
  }

  #check(code: number, call: string): void {
    if (code < 0) throw new NativeError(call);
  }

  setGrammar(name: string, jsgf: string): void {
    this.#check(this.#lib.setGrammar(this.#decoder, name, jsgf), 'ps_set_jsgf_string');
  }

  setLanguageModel(name: string, path: string): void {
    this.#check(this.#lib.setLanguageModel(this.#decoder, name, path), 'ps_set_lm_file');
  }

  setAllPhone(name: string, path: string | null): void {
    this.#check(this.#lib.setAllPhone(this.#decoder, name, path), 'ps_set_allphone_file');
  }

  useSearch(name: string): void {
    this.#check(this.#lib.setSearch(this.#decoder, name), 'ps_set_search');
  }

  /**
   * Begins an utterance. Nothing is known of this speaker yet, and nothing of the last one counts.
   * @param isWhole it will be written in one piece
   */
  start(isWhole = false): void {
    this.#forget(isWhole);
    this.#begin();
  }

  /** The channel's mean begins anew, and so do the clock and what the noise filter holds for a room. */
  #begin(): void {
    this.#lib.setMean(this.#mean, this.#startMean);
    this.#check(this.#lib.startStream(this.#decoder), 'ps_start_stream');
    this.#check(this.#lib.startUtterance(this.#decoder, null), 'ps_start_utt');
  }

  /** @param isWhole true when these are all samples of the utterance: mean normalisation then sees all of it */
  write(samples: Int16Array, isWhole = false): void {
    const code = this.#lib.process(this.#decoder, samples, samples.length, 0, isWhole ? 1 : 0);
    this.#check(code, 'ps_process_raw');
  }

  partial(): string {
    return this.#lib.hypothesis(this.#decoder, [0], null) ?? '';
  }

  /** Ends the utterance and reads everything out, so that nothing of it has to be asked for later. */
  finish(maxNBest: number): NativeResult {
    this.#check(this.#lib.endUtterance(this.#decoder), 'ps_end_utt');
    const score: [number] = [0];
    const text: string = this.#lib.hypothesis(this.#decoder, score, null) ?? '';
    const logPosterior: number = text === '' ? 0 : this.#lib.probability(this.#decoder, null);
    return {
      text,
      score: score[0],
      posterior: this.#lib.exp(this.#logMath, Math.min(0, logPosterior)),
      segments: this.#segments(),
      nBest: text === '' ? [] : this.#nBest(maxNBest),
      frames: this.#lib.frames(this.#decoder),
    };
  }

  #segments(): NativeSegment[] {
    const segments: NativeSegment[] = [];
    let at = this.#lib.segments(this.#decoder, null);
    while (at) {
      const [startFrame, endFrame]: [[number], [number]] = [[0], [0]];
      this.#lib.segmentFrames(at, startFrame, endFrame);
      const [acoustic, language, back]: [[number], [number], [number]] = [[0], [0], [0]];
      const posterior: number = this.#lib.segmentProbability(at, acoustic, language, back);
      segments.push({
        word: this.#lib.segmentWord(at) ?? '',
        startFrame: startFrame[0],
        endFrame: endFrame[0],
        acousticScore: acoustic[0],
        languageScore: language[0],
        posterior: this.#lib.exp(this.#logMath, Math.min(0, posterior)),
      });
      at = this.#lib.nextSegment(at);
    }
    return segments;
  }

  #nBest(limit: number): { text: string; score: number }[] {
    const found = new Map<string, number>();
    if (limit <= 0) return [];
    let at = this.#lib.nBest(this.#decoder, 0, -1, null, null);
    // The search yields many paths that differ in silences only: look further than the limit, not endlessly.
    for (let tries = 0; at && tries < limit * 10; tries += 1) {
      at = this.#lib.nextBest(at);
      if (!at) break;
      const score: [number] = [0];
      const text: string | null = this.#lib.bestHypothesis(at, score);
      if (text && !found.has(text)) found.set(text, score[0]);
      if (found.size >= limit) break;
    }
    if (at) this.#lib.freeNBest(at);
    return [...found].map(([text, score]) => ({ text, score }));
  }

  free(): void {
    if (!this.#decoder) return;
    this.#lib.free(this.#decoder);
    this.#decoder = undefined;
  }
}
