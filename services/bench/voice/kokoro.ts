/**
 * Voices to measure with: Kokoro-82M reads sentences in each of its voices. The folder holds `kokoro-v1.0.int8.onnx`,
 * `vocab.json`, `voices/*.bin` and, installed by npm, `phonemizer` and `onnxruntime-node`; docs/bench-voice.md says where from.
 * Shapes as in the model's own card (hexgrad/Kokoro-82M, Apache-2.0).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';

export const kokoroRateHz = 24_000;
const styleSize = 256;
const maxTokens = 509;

/** The same names as in the project's own runtime, which is too slow for a voice. */
interface Runtime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

interface Phonemizer {
  phonemize(text: string, language: string): Promise<string[]>;
}

export interface Kokoro {
  readonly voices: readonly string[];
  /** @returns samples at 24 kHz, -1 to 1 */
  say(text: string, voice: string): Promise<Float32Array>;
}

/** What the voices were trained on writes a few sounds otherwise than the phonemizer. */
const respelled: readonly (readonly [RegExp, string])[] = [
  [/ʲ/g, 'j'],
  [/r/g, 'ɹ'],
  [/x/g, 'k'],
  [/ɬ/g, 'l'],
];

/** @throws Error when the folder lacks a part */
export async function loadKokoro(folder: string): Promise<Kokoro> {
  const { vocab } = JSON.parse(readFileSync(join(folder, 'vocab.json'), 'utf8')) as {
    vocab: Record<string, number>;
  };
  const voices = readdirSync(join(folder, 'voices'))
    .filter((name) => name.endsWith('.bin'))
    .map((name) => name.slice(0, -'.bin'.length))
    .sort();
  const from = createRequire(join(folder, 'package.json'));
  const phonemizer = from('phonemizer') as Phonemizer;
  const runtime = from('onnxruntime-node') as Runtime;
  const session = await runtime.InferenceSession.create(join(folder, 'kokoro-v1.0.int8.onnx'), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return {
    voices,
    async say(text, voice) {
      const [raw = ''] = await phonemizer.phonemize(text, 'en-us');
      const phonemes = respelled.reduce((all, [from, to]) => all.replace(from, to), raw);
      const ids = [...phonemes].flatMap((character) => vocab[character] ?? []).slice(0, maxTokens);
      const bytes = readFileSync(join(folder, 'voices', `${voice}.bin`));
      const styles = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      const style = styles.slice(ids.length * styleSize, (ids.length + 1) * styleSize);
      const { [session.outputNames[0]!]: sound } = await session.run({
        tokens: new runtime.Tensor('int64', BigInt64Array.from([0, ...ids, 0], BigInt), [1, ids.length + 2]),
        style: new runtime.Tensor('float32', style, [1, styleSize]),
        speed: new runtime.Tensor('float32', Float32Array.of(1), [1]),
      });
      return sound!.data as Float32Array;
    },
  };
}
