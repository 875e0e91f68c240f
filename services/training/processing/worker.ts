/** A thread that makes samples: the arithmetic of a voice must not hold up whoever takes turns in. */
import { parentPort, workerData } from 'node:worker_threads';
import { stepBack } from '../../common/step-back.ts';
import { loadLac } from '../deid/lac.ts';
import { makeSample } from './make-sample.ts';
import type { FromThread, ThreadFiles, ToThread } from './messages.ts';

// A sample has until its deadline; those who speak meanwhile have not.
stepBack();
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const send = (message: FromThread) => port.postMessage(message);

const { taggerDir } = workerData as ThreadFiles;
const tagger = taggerDir === undefined ? undefined : await loadLac(taggerDir);

let last: Promise<void> = Promise.resolve();
port.on('message', ({ id, turn, pcm }: ToThread) => {
  last = last.then(async () => {
    try {
      const raw = pcm && Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
      const made = await makeSample(turn, raw, tagger);
      raw?.fill(0);
      send({ kind: 'made', id, made });
    } catch {
      // What went wrong could quote what was said.
      send({ kind: 'failed', id });
    }
  });
});
