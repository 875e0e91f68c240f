/** NLP.js, trained on the same rows in the same run: what a project would use that writes nothing of its own. */
import { createRequire } from 'node:module';
import type { LabelledUtterance } from '../../../language/statistical/types.ts';
import { quantile, quickest } from './evaluate.ts';

interface Manager {
  addDocument(language: string, utterance: string, intent: string): void;
  train(): Promise<unknown>;
  process(language: string, utterance: string): Promise<{ intent: string }>;
}

export interface NlpJsResult {
  readonly intentAccuracy: number;
  readonly trainingSeconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** It learns intents only; its entities are lists and patterns written by hand. */
export async function measureNlpJs(
  taught: readonly LabelledUtterance[],
  asked: readonly LabelledUtterance[],
  locale: string,
): Promise<NlpJsResult> {
  const language = locale.slice(0, 2);
  const { NlpManager } = createRequire(import.meta.url)('node-nlp') as {
    NlpManager: new (settings: object) => Manager;
  };
  const manager = new NlpManager({
    languages: [language],
    autoSave: false,
    autoLoad: false,
    forceNER: false,
    nlu: { log: false, useNoneFeature: false },
  });
  for (const { text, intent } of taught) if (intent !== null) manager.addDocument(language, text, intent);
  const started = performance.now();
  await manager.train();
  const trainingSeconds = (performance.now() - started) / 1000;
  const elapsed: number[] = [];
  let right = 0;
  for (const { text } of asked.slice(0, 200)) await manager.process(language, text);
  for (const { text, intent } of asked) {
    const { answer, tookMs } = await quickest(() => manager.process(language, text));
    elapsed.push(tookMs);
    if (answer.intent === intent) right++;
  }
  return {
    intentAccuracy: right / asked.length,
    trainingSeconds,
    p50Ms: quantile(elapsed, 0.5),
    p99Ms: quantile(elapsed, 0.99),
  };
}
