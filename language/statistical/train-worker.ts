/** One thread of training: what it is asked for comes with the thread, what it learnt goes back as one message. */
import { parentPort, workerData } from 'node:worker_threads';
import '../node/outside.ts';
import type { TrainReply, TrainRequest } from './train.ts';
import { trainPart } from './train-model.ts';

const { parts, examples, options } = workerData as TrainRequest;
let reply: TrainReply;
try {
  reply = { parts: parts.map((part) => trainPart(part, examples, options)) };
} catch (cause) {
  reply = { error: (cause as Error).message };
}
parentPort?.postMessage(reply);
