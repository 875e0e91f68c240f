/** A worker for tests of the pool: it crashes, hangs or answers as the text tells it. */
import { parentPort } from 'node:worker_threads';
import type { SpeakMessage, WorkerMessage } from './messages.ts';

const send = (message: WorkerMessage) => parentPort?.postMessage(message);

parentPort?.on('message', ({ jobId, text }: SpeakMessage) => {
  if (text === 'crash') process.exit(3);
  if (text === 'throw') {
    send({ kind: 'failed', jobId });
    return;
  }
  send({ kind: 'audio', jobId, audio: new ArrayBuffer(4) });
  if (text === 'hang') {
    for (;;);
  }
  send({ kind: 'done', jobId });
});
send({ kind: 'ready' });
