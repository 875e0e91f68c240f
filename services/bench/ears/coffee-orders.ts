/** Coffee orders by people with accents: the recordings and the grammar of a public benchmark, from a checkout of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InteractionModel } from '@earshot/skills-sdk';
import { parse } from 'yaml';
import { z } from 'zod';
import { DatasetError, type Label } from '../asr/dataset.ts';
import type { Dataset } from '../asr/standard-datasets.ts';

const grammarSchema = z.object({
  context: z.object({
    expressions: z.record(z.string(), z.array(z.string()).min(1)),
    slots: z.record(z.string(), z.array(z.string()).min(1)),
  }),
});

const labelsSchema = z.record(
  z.string(),
  z.object({ intent: z.string(), slots: z.record(z.string(), z.string()) }),
);

type Grammar = z.infer<typeof grammarSchema>['context'];

/** `[a, b] $size:size` of their grammar is `(a|b) {size}` of ours. */
const sampleOf = (expression: string): string =>
  expression
    .replaceAll(/\[([^\]]*)\]/g, (_, choices: string) => `(${choices.split(/\s*,\s*/).join('|')})`)
    .replaceAll(/\$\w+:(\w+)/g, '{$1}');

function modelOf({ expressions, slots }: Grammar): InteractionModel {
  const names = Object.keys(slots);
  return {
    invocationNames: { 'en-US': ['coffee maker'] },
    types: Object.fromEntries(
      names.map((name) => [
        name,
        { values: slots[name]!.map((value) => ({ id: value, forms: { 'en-US': [value] } })) },
      ]),
    ),
    intents: Object.fromEntries(
      Object.entries(expressions).map(([intent, sentences]) => [
        intent,
        {
          slots: Object.fromEntries(names.map((name) => [name, { type: name }])),
          samples: { 'en-US': sentences.map(sampleOf) },
        },
      ]),
    ),
  };
}

function read<T>(path: string, schema: z.ZodType<T>, parseText: (text: string) => unknown): T {
  try {
    return schema.parse(parseText(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new DatasetError(`${path}: ${error instanceof z.ZodError ? 'not as expected' : 'cannot be read'}`);
  }
}

/** One order in so many was looked at while it was decided when and how an utterance is heard again with care. */
const lookedAtEvery = 6;

/**
 * The 619 orders of the speech-to-intent benchmark (Picovoice, Apache-2.0), by more than 50 people, under its own grammar: those that nothing
 * was chosen by, and those that were looked at.
 * @param dir a checkout: data/speech/clean, data/label/label.json, data/rhino/coffee_maker.yaml
 * @throws DatasetError when something of it is missing
 */
export function coffeeOrders(dir: string): readonly Dataset[] {
  const audioDir = join(dir, 'data/speech/clean');
  const { context } = read(join(dir, 'data/rhino/coffee_maker.yaml'), grammarSchema, parse);
  const orders = read(join(dir, 'data/label/label.json'), labelsSchema, JSON.parse);
  const labels = Object.entries(orders)
    .filter(([audio]) => existsSync(join(audioDir, audio)))
    .map(([audio, { intent, slots }]): Label => {
      const trimmed = Object.entries(slots).map(([name, value]) => [name, value.trim()]);
      return { audio, intent, slots: Object.fromEntries(trimmed), locale: 'en-US' };
    });
  const skills = [{ skillId: 'coffee-maker', model: modelOf(context) }];
  const part = (name: string, isLookedAt: boolean): Dataset => ({
    ...{ name, dir: audioDir, locale: 'en-US', skills },
    labels: labels.filter((_, index) => (index % lookedAtEvery === 0) === isLookedAt),
  });
  return [part('coffee orders by people', false), part('coffee orders that were looked at', true)];
}
