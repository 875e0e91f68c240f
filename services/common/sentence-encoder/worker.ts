/**
 * A worker thread that turns sentences into vectors with a BERT-like encoder. One sentence at a time: the quantised
 * models round by what else is in a batch, and a sentence must mean the same whatever was asked beside it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession as Session, Tensor as TensorType } from 'onnxruntime-common';
import { WordPiece } from '../../../language/encoder/word-piece.ts';
import { unit } from '../../../language/statistical/sentence-features.ts';
import { stepBack, takeLongTurns } from '../step-back.ts';
import type { EncodeMessage, EncoderFiles, EncoderManner, EncoderWorkerMessage } from './messages.ts';

interface Runtime {
  readonly kind: 'native' | 'wasm';
  readonly Tensor: typeof TensorType;
  create(path: string): Promise<Session>;
}

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const send = (message: EncoderWorkerMessage) => port.postMessage(message);

/** Longer sentences are no commands; the model itself reads no more than 512 tokens. */
const maxTokens = 96;

const { modelPath, tokenizerPath, pooling, runtimeDir, isInBackground } = workerData as EncoderFiles &
  EncoderManner;
if (isInBackground === true) stepBack();
else takeLongTurns();
const wordPiece = new WordPiece(JSON.parse(readFileSync(tokenizerPath, 'utf8')));
const runtime = nativeRuntime() ?? (await wasmRuntime());
const session = await runtime.create(modelPath);
const [output] = session.outputNames;

/** Many times as fast where somebody installed it; it is no dependency, as it weighs 236 MB. */
function nativeRuntime(): Runtime | undefined {
  if (runtimeDir === undefined) return undefined;
  try {
    const require = createRequire(join(runtimeDir, 'package.json'));
    const native = require('onnxruntime-node') as typeof import('onnxruntime-common');
    return {
      kind: 'native',
      Tensor: native.Tensor,
      create: (path) => native.InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3 }),
    };
  } catch {
    return undefined;
  }
}

async function wasmRuntime(): Promise<Runtime> {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web/wasm');
  // This thread is the parallelism; the runtime's own threads would fight over the same cores.
  env.wasm.numThreads = 1;
  env.logLevel = 'error';
  return {
    kind: 'wasm',
    Tensor,
    create: (path) => InferenceSession.create(readFileSync(path), { executionProviders: ['wasm'] }),
  };
}

async function encode(text: string): Promise<Float32Array> {
  const ids = wordPiece.encode(text, maxTokens);
  const input = (valueAt: (at: number) => number) =>
    new runtime.Tensor(
      'int64',
      BigInt64Array.from(ids, (_, at) => BigInt(valueAt(at))),
      [1, ids.length],
    );
  const inputs: Record<string, TensorType> = {
    input_ids: input((at) => ids[at]!),
    attention_mask: input(() => 1),
    token_type_ids: input(() => 0),
  };
  const wanted = Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]!]));
  const tokens = (await session.run(wanted))[output!]!;
  const width = tokens.dims.at(-1)!;
  const data = tokens.data as Float32Array;
  const vector = new Float32Array(width);
  const rows = pooling === 'first' ? 1 : ids.length;
  for (let row = 0; row < rows; row++)
    for (let d = 0; d < width; d++) vector[d] = vector[d]! + data[row * width + d]!;
  return unit(vector);
}

/** One after the other: the runtime takes one inference at a time. */
let last: Promise<void> = encode('').then(() => send({ kind: 'ready', runtime: runtime.kind }));
port.on('message', ({ id, texts }: EncodeMessage) => {
  last = last.then(async () => {
    const vectors: Float32Array[] = [];
    for (const text of texts) vectors.push(await encode(text));
    send({ kind: 'vectors', id, vectors });
  });
});
