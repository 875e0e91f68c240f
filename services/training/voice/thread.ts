/** A thread that moves voices, one recording after another; each with numbers of its own that are kept nowhere. */
import { parentPort } from 'node:worker_threads';
import { alter, draw } from './alter.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');

port.on('message', (samples: Float64Array) => {
  const altered = alter(samples, [], draw());
  // A copy of its own: what is handed over must not be part of a larger buffer.
  const sound = Float64Array.from(altered);
  port.postMessage(sound, [sound.buffer as ArrayBuffer]);
});
