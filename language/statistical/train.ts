/** Training beside the event loop. */
import { Worker } from 'node:worker_threads';
import { StatisticalModel } from './model.ts';
import type { PartName, TrainedPart, TrainOptions } from './train-model.ts';
import type { LabelledUtterance } from './types.ts';

/** What a worker is asked to do, and what it answers. */
export interface TrainRequest {
  readonly parts: readonly PartName[];
  readonly examples: readonly LabelledUtterance[];
  readonly options: TrainOptions;
}

export type TrainReply = { readonly parts: readonly TrainedPart[] } | { readonly error: string };

/** Rejects with a RangeError when no example has an intent. */
export async function train(
  examples: readonly LabelledUtterance[],
  options: TrainOptions,
): Promise<StatisticalModel> {
  const plain = examples.map(({ text, intent, slots }) => ({ text, intent, slots }));
  const jobs: PartName[][] =
    (options.threads ?? 2) > 1 ? [['understanding'], ['scope']] : [['understanding', 'scope']];
  const results = await Promise.all(jobs.map((parts) => runWorker({ parts, examples: plain, options })));
  return StatisticalModel.assemble(results.flat());
}

function runWorker(request: TrainRequest): Promise<readonly TrainedPart[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./train-worker.ts', import.meta.url), { workerData: request });
    worker.once('message', (reply: TrainReply) => {
      if ('error' in reply) reject(new RangeError(reply.error));
      else resolve(reply.parts);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the training thread ended with code ${code}`));
    });
  });
}
