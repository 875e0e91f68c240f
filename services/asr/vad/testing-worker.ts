/** A worker for tests of the detector: the loudest sample of a frame says what it does. */
import { parentPort } from 'node:worker_threads';
import { type BatchMessage, frameSamples, type VadWorkerMessage } from './messages.ts';

const send = (message: VadWorkerMessage) => parentPort?.postMessage(message);

parentPort?.on('message', ({ batchId, streamIds, frames }: BatchMessage) => {
  const firsts = streamIds.map((_, index) => frames[index * frameSamples] ?? 0);
  if (firsts.some((first) => first > 0.9)) process.exit(2);
  if (firsts.some((first) => first > 0.8)) {
    for (;;);
  }
  send({ kind: 'batch', batchId, probabilities: Float32Array.from(firsts) });
});
send({ kind: 'ready' });
