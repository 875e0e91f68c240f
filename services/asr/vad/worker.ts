/**
 * A worker thread that runs Silero VAD (version 6, MIT) for all streams of the process, many streams in one
 * inference. The state of a stream is a few hundred numbers, from which no speech can be heard.
 * Model and shapes: https://github.com/snakers4/silero-vad
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { type BatchMessage, frameSamples, type VadWorkerMessage } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const send = (message: VadWorkerMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

/** The model hears the end of the frame before; without it every frame would begin with a click. */
const contextSamples = 64;
const inputSamples = contextSamples + frameSamples;
const stateSize = 128;

// This thread is the parallelism; the runtime's own threads would fight over the same cores.
env.wasm.numThreads = 1;
env.logLevel = 'error';
const modelPath = createRequire(import.meta.url)
  .resolve('@ricky0123/vad-web')
  .replace(/dist[/\\].*$/, 'dist/silero_vad_v6.onnx');
const session = await InferenceSession.create(readFileSync(modelPath), { executionProviders: ['wasm'] });
const sampleRate = new Tensor('int64', BigInt64Array.of(16_000n), []);

interface StreamState {
  readonly context: Float32Array;
  /** Two layers of {@link stateSize}. */
  readonly recurrent: Float32Array;
}
const streams = new Map<number, StreamState>();

function stateOf(streamId: number): StreamState {
  const known = streams.get(streamId);
  if (known !== undefined) return known;
  const state = {
    context: new Float32Array(contextSamples),
    recurrent: new Float32Array(2 * stateSize),
  };
  streams.set(streamId, state);
  return state;
}

async function infer(streamIds: readonly number[], frames: Float32Array): Promise<Float32Array> {
  const count = streamIds.length;
  const input = new Float32Array(count * inputSamples);
  const recurrent = new Float32Array(2 * count * stateSize);
  const states = streamIds.map(stateOf);
  states.forEach((state, index) => {
    const frame = frames.subarray(index * frameSamples, (index + 1) * frameSamples);
    input.set(state.context, index * inputSamples);
    input.set(frame, index * inputSamples + contextSamples);
    for (let layer = 0; layer < 2; layer++) {
      const own = state.recurrent.subarray(layer * stateSize, (layer + 1) * stateSize);
      recurrent.set(own, (layer * count + index) * stateSize);
    }
    state.context.set(frame.subarray(-contextSamples));
  });
  const results = await session.run({
    input: new Tensor('float32', input, [count, inputSamples]),
    state: new Tensor('float32', recurrent, [2, count, stateSize]),
    sr: sampleRate,
  });
  const next = results['stateN']!.data as Float32Array;
  states.forEach((state, index) => {
    for (let layer = 0; layer < 2; layer++) {
      const start = (layer * count + index) * stateSize;
      state.recurrent.set(next.subarray(start, start + stateSize), layer * stateSize);
    }
  });
  return Float32Array.from(results['output']!.data as Float32Array);
}

port.on('message', (message: BatchMessage) => {
  for (const streamId of message.closedStreamIds) streams.delete(streamId);
  const answer = (probabilities: Float32Array<ArrayBuffer>) => {
    send({ kind: 'batch', batchId: message.batchId, probabilities }, [probabilities.buffer]);
  };
  if (message.streamIds.length === 0) {
    answer(new Float32Array(0));
    return;
  }
  infer(message.streamIds, message.frames).then(
    (probabilities) => answer(probabilities as Float32Array<ArrayBuffer>),
    // The detector replaces a thread that ends.
    () => process.exit(1),
  );
});
// The first inference compiles; nobody's first words should wait for it.
await infer([-1], new Float32Array(frameSamples));
streams.clear();
send({ kind: 'ready' });
