/**
 * Statistical understanding: what the templates of a skill do not say.
 * One large model also knows what words mean from elsewhere (`../word-vectors`); everything else is learnt.
 *
 * `train(examples, { locale, seed?, budgetMs?, threads? })` learns one large model in worker threads;
 * `model.predict(text)` names intents, slots and one confidence; `model.serialise()` and
 * `StatisticalModel.deserialise(bytes)` carry it between processes.
 *
 * Many small skills at once are `SkillIndex` in `skill-index.ts`, which is not exported here: it needs neither vectors
 * nor native code, and goes into the simulator of the SDK.
 */
export { StatisticalModel, trainInline } from './model.ts';
export { train } from './train.ts';
export type { TrainOptions } from './train-model.ts';
export type {
  Evidence,
  IntentHypothesis,
  LabelledSlot,
  LabelledUtterance,
  Prediction,
  SlotHypothesis,
} from './types.ts';
