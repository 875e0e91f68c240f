/**
 * libvosk through FFI (vosk_api.h 0.3.45). Runs in decoder child processes only. One acoustic model is loaded once in a
 * process and shared by the recognisers over it, each of which is kept from one utterance to the next: making one anew
 * costs three times what hearing a command does.
 */
import { readFileSync } from 'node:fs';
import koffi from 'koffi';
import type { NativeResult, NativeSegment, SpeechDecoder } from '../decoder.ts';
import { framesPerSecond } from '../decoder.ts';
import { KeptAudio } from '../kept-audio.ts';
import type { VoskFiles } from '../pocketsphinx/messages.ts';
import { readWithSettings } from './search-settings.ts';

const sampleRateHz = 16_000;
/** As much as the library computes at once, a fifth of a second. */
const pieceSamples = sampleRateHz / 5;
/**
 * Half a second of a quiet room between an utterance and itself, so that no word reaches from one into the other. Not quite silent:
 * a line without any noise is like nothing that the model was trained on.
 */
const quiet = Int16Array.from({ length: sampleRateHz / 2 }, (_, at) => Math.round(Math.sin(at * at) * 3));
/** What the grammar says where none of its words was heard. */
const unknownWord = '[unk]';

type Pointer = unknown;

function bind(libraryPath: string) {
  // Its linear algebra would otherwise start a thread for each core, in each child.
  process.env['OPENBLAS_NUM_THREADS'] = '1';
  const library = koffi.load(libraryPath);
  const pointer = koffi.pointer(koffi.opaque());
  const { float, int, str } = koffi.types;
  return {
    setLogLevel: library.func('vosk_set_log_level', 'void', [int]),
    newModel: library.func('vosk_model_new', pointer, [str]),
    findWord: library.func('vosk_model_find_word', int, [pointer, str]),
    newRecogniser: library.func('vosk_recognizer_new', pointer, [pointer, float]),
    newGrammarRecogniser: library.func('vosk_recognizer_new_grm', pointer, [pointer, float, str]),
    setWords: library.func('vosk_recognizer_set_words', 'void', [pointer, int]),
    accept: library.func('vosk_recognizer_accept_waveform_s', int, [
      pointer,
      koffi.pointer(koffi.types.int16),
      int,
    ]),
    partial: library.func('vosk_recognizer_partial_result', str, [pointer]),
    result: library.func('vosk_recognizer_result', str, [pointer]),
    finalResult: library.func('vosk_recognizer_final_result', str, [pointer]),
    reset: library.func('vosk_recognizer_reset', 'void', [pointer]),
    free: library.func('vosk_recognizer_free', 'void', [pointer]),
  };
}

type Bindings = ReturnType<typeof bind>;
let bindings: Bindings | undefined;
const models = new Map<string, Pointer>();

interface SpokenPart {
  readonly text?: string;
  readonly result?: readonly {
    readonly word: string;
    readonly start: number;
    readonly end: number;
    readonly conf: number;
  }[];
}

function openModel({ libraryPath, modelDir, settings }: VoskFiles): { lib: Bindings; model: Pointer } {
  if (bindings === undefined) {
    bindings = bind(libraryPath);
    // Nothing but errors of its own; and a child's outputs are closed.
    bindings.setLogLevel(-1);
  }
  const lib = bindings;
  const key = JSON.stringify([modelDir, settings]);
  const known = models.get(key) ?? readWithSettings(modelDir, settings, (dir): Pointer => lib.newModel(dir));
  if (!known) throw new Error('libvosk refused: vosk_model_new');
  models.set(key, known);
  return { lib, model: known };
}

/** Words that the model does not know are heard character by character. */
function knownWords(phrases: readonly string[], isKnown: (word: string) => boolean): string[] {
  const pieces = new Map<string, string>();
  const spelt = (word: string): string => {
    const found = pieces.get(word) ?? (isKnown(word) ? word : [...word].join(' '));
    pieces.set(word, found);
    return found;
  };
  return phrases.map((phrase) => phrase.split(' ').map(spelt).join(' '));
}

export class VoskDecoder implements SpeechDecoder {
  readonly #lib: Bindings;
  readonly #recogniser: Pointer;
  /** The library ends an utterance by itself where it hears a pause; what came before it is kept here. */
  #parts: SpokenPart[] = [];
  #samples = 0;
  /** Samples of all utterances before this one: a kept recogniser counts its time from the first it ever heard. */
  #samplesBefore = 0;
  /** The utterance under way, where it may be heard again: under a grammar it never is. */
  readonly #kept: KeptAudio | undefined;
  /** Samples of this utterance that were the first hearing of it; its words do not count. */
  #samplesAgain = 0;

  constructor(files: VoskFiles) {
    const { lib, model } = openModel(files);
    this.#lib = lib;
    this.#kept = files.phrasesPath === undefined ? new KeptAudio() : undefined;
    if (files.phrasesPath === undefined) this.#recogniser = lib.newRecogniser(model, sampleRateHz);
    else {
      const phrases = readFileSync(files.phrasesPath, 'utf8').split('\n');
      const grammar = knownWords(phrases, (word) => lib.findWord(model, word) >= 0);
      this.#recogniser = lib.newGrammarRecogniser(
        model,
        sampleRateHz,
        JSON.stringify([...grammar, unknownWord]),
      );
    }
    if (!this.#recogniser) throw new Error('libvosk refused: vosk_recognizer_new');
    lib.setWords(this.#recogniser, 1);
    this.#warm();
  }

  /** The first frames of a new recogniser take hundreds of milliseconds: not while somebody waits. */
  #warm(): void {
    this.write(new Int16Array(sampleRateHz / 2));
    this.finish();
  }

  start(): void {
    this.#lib.reset(this.#recogniser);
    this.#parts = [];
    this.#samplesBefore += this.#samples;
    this.#samples = 0;
    this.#samplesAgain = 0;
    this.#kept?.forget();
  }

  write(samples: Int16Array): void {
    this.#kept?.keep(samples.slice());
    this.#accept(samples);
  }

  /**
   * The recogniser's sense of the speaker grows while it listens, and the first words of a sentence had none of it. A whole sentence further on
   * they are heard better. Only without a grammar, and once.
   */
  hearAgain(): void {
    const samples = this.#kept?.whole();
    if (samples === undefined) return;
    this.#accept(quiet);
    this.#samplesAgain = this.#samples;
    for (let at = 0; at < samples.length; at += pieceSamples) {
      this.#accept(samples.subarray(at, at + pieceSamples));
    }
    this.#kept?.forget();
  }

  #accept(samples: Int16Array): void {
    this.#samples += samples.length;
    const state: number = this.#lib.accept(this.#recogniser, samples, samples.length);
    if (state < 0) throw new Error('libvosk refused: vosk_recognizer_accept_waveform');
    if (state > 0) this.#parts.push(this.#read(this.#lib.result(this.#recogniser)));
  }

  #read(json: string): SpokenPart {
    return JSON.parse(json) as SpokenPart;
  }

  partial(): string {
    const { partial } = JSON.parse(this.#lib.partial(this.#recogniser)) as { partial?: string };
    return [...this.#parts.map(({ text }) => text ?? ''), partial ?? ''].join(' ').trim();
  }

  finish(): NativeResult {
    this.#parts.push(this.#read(this.#lib.finalResult(this.#recogniser)));
    const beganAt = (this.#samplesBefore + this.#samplesAgain) / sampleRateHz;
    const frameOf = (seconds: number): number =>
      Math.max(0, Math.round((seconds - beganAt) * framesPerSecond));
    const segments: NativeSegment[] = this.#parts
      .flatMap(({ result }) => result ?? [])
      .filter(({ start, end }) => this.#samplesAgain === 0 || (start + end) / 2 > beganAt)
      .map(({ word, start, end, conf }) => ({
        word,
        startFrame: frameOf(start),
        endFrame: frameOf(end),
        acousticScore: 0,
        languageScore: 0,
        posterior: Math.min(1, conf),
      }));
    const frames = Math.round(((this.#samples - this.#samplesAgain) / sampleRateHz) * framesPerSecond);
    this.start();
    return {
      text: segments.map(({ word }) => word).join(' '),
      score: 0,
      posterior: Math.min(1, ...segments.map(({ posterior }) => posterior)),
      segments,
      nBest: [],
      frames,
    };
  }

  free(): void {
    this.#lib.free(this.#recogniser);
  }
}
