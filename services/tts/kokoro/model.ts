/**
 * Kokoro-82M in this thread: sounds of a sentence become samples. Its runtime is native code, so this file is loaded by
 * worker threads and benches only.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';

export const kokoroRateHz = 24_000;
const styleSize = 256;
/** What the model can hold beside its two ends. */
export const maxTokens = 509;

/** The same names as in the project's own runtime, which is too slow for a voice. */
interface Runtime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

export interface KokoroFiles {
  /** Where `earshot models pull kokoro` put the model: the onnx file, `vocab.json`, `voices/`. */
  readonly modelDir: string;
  /** The same of `onnxruntime`. */
  readonly runtimeDir: string;
  readonly threads: number;
  /** Where more of its voices lie than the catalogue has. */
  readonly voicesDir?: string;
}

export interface KokoroModel {
  /**
   * @param speed of the voice's own, 0.5 to 2; default 1
   * @returns samples at 24 kHz, -1 to 1
   * @throws Error where the voice is not there
   */
  say(sounds: string, voice: string, speed?: number): Promise<Float32Array>;
}

/** @throws Error when a part is missing */
export async function loadKokoro(files: KokoroFiles): Promise<KokoroModel> {
  const { modelDir, runtimeDir, threads, voicesDir = join(modelDir, 'voices') } = files;
  const { vocab } = JSON.parse(readFileSync(join(modelDir, 'vocab.json'), 'utf8')) as {
    vocab: Record<string, number>;
  };
  const runtime = createRequire(join(runtimeDir, 'package.json'))('onnxruntime-node') as Runtime;
  const session = await runtime.InferenceSession.create(join(modelDir, 'kokoro-v1.0.int8.onnx'), {
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
  });
  const styles = new Map<string, Float32Array>();
  const styleOf = (voice: string): Float32Array => {
    const known = styles.get(voice);
    if (known !== undefined) return known;
    const bytes = readFileSync(join(voicesDir, `${voice}.bin`));
    const style = new Float32Array(new Uint8Array(bytes).buffer);
    styles.set(voice, style);
    return style;
  };
  return {
    async say(sounds, voice, speed = 1) {
      const ids = [...sounds].flatMap((character) => vocab[character] ?? []).slice(0, maxTokens);
      // A voice sounds a little different in long sentences: it has a style for each length.
      const style = styleOf(voice).slice(ids.length * styleSize, (ids.length + 1) * styleSize);
      const { [session.outputNames[0]!]: sound } = await session.run({
        tokens: new runtime.Tensor('int64', BigInt64Array.from([0, ...ids, 0], BigInt), [1, ids.length + 2]),
        style: new runtime.Tensor('float32', style, [1, styleSize]),
        speed: new runtime.Tensor('float32', Float32Array.of(speed), [1]),
      });
      return sound!.data as Float32Array;
    },
  };
}
