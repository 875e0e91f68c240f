/**
 * Moonshine through sherpa-onnx: English, whole utterances, any words. Runs in decoder child processes only. It makes up
 * words for faint noise; whoever asks it has found speech before (`minSpeechMs` of the second pass).
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NativeResult, SpeechDecoder } from '../decoder.ts';
import { framesPerSecond } from '../decoder.ts';
import { KeptAudio } from '../kept-audio.ts';
import type { MoonshineFiles } from '../pocketsphinx/messages.ts';
import { readNumbers } from '../second-pass/spoken-numbers.ts';
import { piecesOf } from './pieces.ts';

const sampleRateHz = 16_000;

interface OfflineStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

interface OfflineRecogniser {
  createStream(): OfflineStream;
  decode(stream: OfflineStream): void;
  getResult(stream: OfflineStream): { readonly text: string };
}

interface SherpaOnnx {
  readonly OfflineRecognizer: new (config: unknown) => OfflineRecogniser;
}

/** As the house writes what is heard: small letters, no punctuation, digits in words; several readings where those can be said in several ways. */
export function readingsOf(text: string): string[] {
  const readings = readNumbers(text.toLowerCase(), 'en-US').map(plain);
  return [...new Set(readings)].filter((reading) => reading !== '');
}

function plain(text: string): string {
  return text
    .replaceAll(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

export class MoonshineDecoder implements SpeechDecoder {
  readonly #recogniser: OfflineRecogniser;
  /** However long it is: nobody else hears it. */
  readonly #kept = new KeptAudio(Number.POSITIVE_INFINITY);

  constructor({ runtimeDir, modelDir }: MoonshineFiles) {
    const require = createRequire(join(runtimeDir, 'package.json'));
    const sherpa = require('sherpa-onnx-node') as SherpaOnnx;
    this.#recogniser = new sherpa.OfflineRecognizer({
      featConfig: { sampleRate: sampleRateHz, featureDim: 80 },
      modelConfig: {
        moonshine: {
          encoder: join(modelDir, 'encoder_model.ort'),
          mergedDecoder: join(modelDir, 'decoder_model_merged.ort'),
        },
        tokens: join(modelDir, 'tokens.txt'),
        numThreads: 1,
        debug: 0,
      },
    });
    this.write(new Int16Array(sampleRateHz));
    this.finish();
  }

  start(): void {
    this.#kept.forget();
  }

  write(samples: Int16Array): void {
    this.#kept.keep(samples.slice());
  }

  partial(): string {
    return '';
  }

  finish(): NativeResult {
    const whole = this.#kept.whole() ?? new Int16Array(0);
    const heard = piecesOf(whole).map((piece) => this.#hear(piece));
    this.#kept.forget();
    const [text = '', ...others] = readingsOf(heard.join(' '));
    const frames = Math.round((whole.length / sampleRateHz) * framesPerSecond);
    const segments = text === '' ? [] : text.split(' ').map((word) => wholeLength(word, frames));
    const nBest = others.map((other) => ({ text: other, score: 0 }));
    return { text, score: 0, posterior: 1, segments, nBest, frames };
  }

  #hear(piece: Int16Array): string {
    const samples = Float32Array.from(piece, (sample) => sample / 32_768);
    const stream = this.#recogniser.createStream();
    stream.acceptWaveform({ samples, sampleRate: sampleRateHz });
    this.#recogniser.decode(stream);
    samples.fill(0);
    return this.#recogniser.getResult(stream).text;
  }

  /** Nothing of a model can be given back before its process ends. */
  free(): void {
    this.#kept.forget();
  }
}

/** It tells no times: a word may have been anywhere. */
function wholeLength(word: string, frames: number) {
  return { word, startFrame: 0, endFrame: frames, acousticScore: 0, languageScore: 0, posterior: 1 };
}
