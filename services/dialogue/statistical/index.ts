/**
 * Statistical understanding: what the templates of a skill do not say.
 * One large model also knows what words mean from elsewhere (`../word-vectors`); everything else is learnt.
 *
 * `train(examples, { locale, seed?, budgetMs?, threads? })` learns one large model in worker threads;
 * `model.predict(text)` names intents, slots and one confidence; `model.serialise()` and
 * `StatisticalModel.deserialise(bytes)` carry it between processes.
 *
 * `SkillIndex` holds many small skills at once: `enable(skillId, samples, { locale })`, `disable(skillId)`,
 * `query(text, { enabled?, locale?, nBest? })`. A turn takes `snapshot()` once and queries that, so that enabling
 * and disabling never changes a turn in flight.
 */
export { StatisticalModel, trainInline } from './model.ts';
export { SkillIndex } from './skill-index.ts';
export { type SkillHypothesis, type SkillQueryOptions, SkillSnapshot } from './skill-snapshot.ts';
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
