/** Training, one thread at a time: the parts of a model as named arrays, so that threads can hand them over. */
import { bestOf, fitTemperature } from './calibration.ts';
import { FeatureSpace } from './feature-space.ts';
import { IntentModel } from './intent-model.ts';
import type { Packable } from './pack.ts';
import { SlotModel } from './slot-model.ts';
import { type LabelledRows, trainScope } from './train-scope.ts';
import type { LabelledUtterance } from './types.ts';
import { readUtterance } from './words.ts';

export interface TrainOptions {
  /** BCP 47 tag; decides how words are cut and which features help. */
  readonly locale: string;
  /** The same seed and the same examples make the same model. Default 1. */
  readonly seed?: number;
  /** Training gets shorter, and the model a little worse, to end near this. Default: as long as it takes. */
  readonly budgetMs?: number;
  /** Default 2. With 1 everything is trained in one worker. */
  readonly threads?: number;
}

export interface ModelMeta {
  readonly locale: string;
  readonly intents: readonly string[];
  /** Whether there is one more class behind `intents`: utterances labelled as out of scope. */
  readonly hasNullClass: boolean;
  readonly slots: readonly string[];
  readonly temperature: number;
}

export interface TrainedPart {
  readonly meta: Partial<ModelMeta>;
  readonly arrays: Record<string, Packable>;
}

export type PartName = 'understanding' | 'scope';

/** Without slots only the temperature needs them, and two will do. */
const jackknifeFolds = 5;
/** Dense weights while training an intent classifier. */
const weightLimit = 100_000_000;

function prepare(
  examples: readonly LabelledUtterance[],
  locale: string,
): LabelledRows & { intents: string[]; hasSlots: boolean } {
  const intents = [...new Set(examples.flatMap(({ intent }) => (intent === null ? [] : [intent])))].sort();
  const hasNull = examples.some(({ intent }) => intent === null);
  const position = new Map<string | null, number>(intents.map((name, index) => [name, index]));
  if (hasNull) position.set(null, intents.length);
  return {
    intents,
    hasSlots: examples.some(({ slots }) => slots.length > 0),
    utterances: examples.map(({ text }) => readUtterance(text, locale)),
    labels: Int32Array.from(examples, ({ intent }) => position.get(intent)!),
    classCount: intents.length + (hasNull ? 1 : 0),
    nullClass: hasNull ? intents.length : -1,
  };
}

/** Throws a RangeError when no example has an intent. */
export function trainPart(
  part: PartName,
  examples: readonly LabelledUtterance[],
  options: TrainOptions,
): TrainedPart {
  const started = performance.now();
  const data = prepare(examples, options.locale);
  if (data.intents.length === 0) throw new RangeError('training needs at least one example with an intent');
  const space = FeatureSpace.build(data.utterances, Math.floor(weightLimit / data.classCount));
  const rows = space.rows(data.utterances);
  const seed = options.seed ?? 1;
  const deadlineMs = options.budgetMs === undefined ? undefined : started + options.budgetMs;
  if (part === 'scope') return { meta: {}, arrays: trainScope(data, space, rows, seed, deadlineMs) ?? {} };

  const { utterances, labels, classCount } = data;
  const model = IntentModel.train(space, rows, labels, classCount, { seed });
  const unseen = jackknife(data, seed);
  const beliefs = Int32Array.from(utterances, (_, u) =>
    bestOf(unseen.subarray(u * classCount, (u + 1) * classCount)),
  );
  const slots = SlotModel.train(examples, utterances, beliefs, {
    seed,
    lexicon: !options.locale.startsWith('zh'),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  return {
    meta: {
      locale: options.locale,
      intents: data.intents,
      hasNullClass: data.nullClass >= 0,
      slots: slots?.names ?? [],
      temperature: fitTemperature(unseen, labels, classCount),
    },
    arrays: { ...model.toArrays(), ...slots?.toArrays() },
  };
}

/** Logits for each utterance from a model that has not seen it. */
function jackknife(data: LabelledRows & { hasSlots: boolean }, seed: number): Float32Array {
  const { utterances, labels, classCount } = data;
  const count = utterances.length;
  const logits = new Float32Array(count * classCount);
  const folds = Math.min(data.hasSlots ? jackknifeFolds : 2, count);
  if (folds < 2) return logits;
  for (let fold = 0; fold < folds; fold++) {
    const learn: number[] = [];
    for (let u = 0; u < count; u++) if (u % folds !== fold) learn.push(u);
    const learnUtterances = learn.map((u) => utterances[u]!);
    const space = FeatureSpace.build(learnUtterances, Math.floor(weightLimit / classCount));
    const learnLabels = Int32Array.from(learn, (u) => labels[u]!);
    const model = IntentModel.train(space, space.rows(learnUtterances), learnLabels, classCount, { seed });
    for (let u = fold; u < count; u += folds) {
      logits.set(model.scoreUtterance(utterances[u]!).logits, u * classCount);
    }
  }
  return logits;
}
