/** A trained model: utterance in; intents, slots and one confidence out. Pure and synchronous. */
import { bestOf } from './calibration.ts';
import { explainIntent } from './explain.ts';
import { IntentModel } from './intent-model.ts';
import { softmaxInPlace } from './mlp.ts';
import { type Packable, readPack, writePack } from './pack.ts';
import { ScopeJudge } from './scope-judge.ts';
import { ScopeReader } from './scope-reader.ts';
import { SlotModel } from './slot-model.ts';
import type { TokenisedUtterance } from './tokens.ts';
import { type ModelMeta, type TrainedPart, type TrainOptions, trainPart } from './train-model.ts';
import type { LabelledUtterance, Prediction } from './types.ts';
import { readUtterance } from './words.ts';

/** Intents that are tried with their own slots before one pair is settled on. */
const jointCandidates = 3;
/** How much the slots' likelihood counts beside the intent's. */
const jointWeight = 0.4;
/** A rival below this share of the winner's probability is not worth tagging. */
const rivalShare = 0.2;

export class StatisticalModel {
  readonly meta: ModelMeta;
  readonly #arrays: Readonly<Record<string, Packable>>;
  readonly #intents: IntentModel;
  readonly #slots: SlotModel | undefined;
  readonly #reader: ScopeReader | undefined;
  readonly #judge: ScopeJudge | undefined;
  readonly #probabilities: Float32Array;

  constructor(meta: ModelMeta, arrays: Readonly<Record<string, Packable>>) {
    this.meta = meta;
    this.#arrays = arrays;
    const classCount = meta.intents.length + (meta.hasNullClass ? 1 : 0);
    this.#intents = IntentModel.fromArrays(classCount, arrays);
    this.#slots = 'tagKeys' in arrays ? SlotModel.fromArrays(meta.slots, arrays) : undefined;
    if ('judgeWeights' in arrays) {
      this.#reader = ScopeReader.fromArrays(this.#intents.space, classCount, arrays);
      this.#judge = new ScopeJudge(arrays);
    }
    this.#probabilities = new Float32Array(classCount);
  }

  get intentNames(): readonly string[] {
    return this.meta.intents;
  }

  /**
   * Confidences below which to reject, at the price of refusing about 5 % and 10 % of what is meant. Learnt from
   * withheld utterances; fixed values when there was too little to learn from.
   */
  get rejectBelow(): { readonly atFivePercent: number; readonly atTenPercent: number } {
    const [atFivePercent, atTenPercent] = this.#judge?.thresholds ?? [0.3, 0.4];
    return { atFivePercent, atTenPercent };
  }

  predict(text: string): Prediction {
    const utterance = readUtterance(text, this.meta.locale);
    const vector = this.#intents.space.vectorise(utterance);
    const scores = this.#intents.score(vector);
    const known = this.meta.intents.length;
    const probabilities = this.#probabilities;
    probabilities.set(scores.logits);
    softmaxInPlace(probabilities);
    const real = probabilities.subarray(0, known);
    let winner = bestOf(real);
    const nullShare = this.meta.hasNullClass ? probabilities[known]! : 0;
    const confidence = this.#confidence(utterance, vector, scores, probabilities, winner, nullShare);

    const calibrated = Float32Array.from(scores.logits.subarray(0, known));
    softmaxInPlace(calibrated, this.meta.temperature);
    const order = [...calibrated.keys()].sort((a, b) => calibrated[b]! - calibrated[a]!);
    const tag = this.#slots?.tagger(utterance);
    let slots = tag?.(winner) ?? { slots: [], logProbability: 0 };
    if (tag !== undefined) {
      let best = Math.log(calibrated[winner]!) + jointWeight * slots.logProbability;
      for (const rival of order.slice(0, jointCandidates)) {
        if (rival === winner || calibrated[rival]! < rivalShare * calibrated[order[0]!]!) continue;
        const tagged = tag(rival);
        const joint = Math.log(calibrated[rival]!) + jointWeight * tagged.logProbability;
        if (joint <= best) continue;
        best = joint;
        winner = rival;
        slots = tagged;
      }
    }
    const ranked = [winner, ...order.filter((c) => c !== winner)];
    return {
      intents: ranked.slice(0, 10).map((c) => ({ name: this.meta.intents[c]!, probability: calibrated[c]! })),
      slots: slots.slots,
      confidence,
      explain: () => explainIntent(this.#intents, utterance, winner),
    };
  }

  #confidence(
    utterance: TokenisedUtterance,
    vector: ReturnType<IntentModel['space']['vectorise']>,
    scores: ReturnType<IntentModel['score']>,
    probabilities: Float32Array,
    winner: number,
    nullShare: number,
  ): number {
    if (vector.length === 0) return 0;
    if (this.#reader === undefined || this.#judge === undefined) {
      // Too little was taught to learn rejection from it: the margin alone has to do.
      return (1 - nullShare) / (1 + Math.exp(-4 * (scores.margins[winner]! + 0.2)));
    }
    const features = this.#reader.read(utterance, vector, scores, probabilities, winner);
    return this.#judge.judge(features, winner) * (1 - nullShare);
  }

  /** A few megabytes for ten thousand utterances; read it back with `deserialise`. */
  serialise(): Buffer {
    return writePack({ meta: this.meta, arrays: this.#arrays });
  }

  /** Throws a RangeError when the bytes are not a whole model. */
  static deserialise(bytes: Uint8Array): StatisticalModel {
    const { meta, arrays } = readPack(bytes);
    return new StatisticalModel(meta as ModelMeta, arrays);
  }

  static assemble(parts: readonly TrainedPart[]): StatisticalModel {
    const meta = Object.assign({}, ...parts.map((part) => part.meta)) as ModelMeta;
    const arrays = Object.assign({}, ...parts.map((part) => part.arrays)) as Record<string, Packable>;
    return new StatisticalModel(meta, arrays);
  }
}

/** In the calling thread; for small sets and for workers. */
export function trainInline(examples: readonly LabelledUtterance[], options: TrainOptions): StatisticalModel {
  return StatisticalModel.assemble([
    trainPart('understanding', examples, options),
    trainPart('scope', examples, options),
  ]);
}
