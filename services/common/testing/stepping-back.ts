/** A worker thread of a test: steps back, and says how it is scheduled from then on. */
import { parentPort } from 'node:worker_threads';
import { stepBack } from '../step-back.ts';
import { schedulingOf } from './scheduling.ts';

stepBack();
parentPort?.postMessage(schedulingOf('thread-self'));
