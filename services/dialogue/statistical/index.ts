/**
 * Statistical understanding: what the templates of a skill do not say.
 *
 * `SkillIndex` holds many small skills at once: `enable(skillId, samples, { locale })`, `disable(skillId)`,
 * `query(text, { enabled?, locale?, nBest? })`. A turn takes `snapshot()` once and queries that, so that enabling
 * and disabling never changes a turn in flight.
 */
export { type SkillHypothesis, SkillIndex, type SkillQueryOptions, SkillSnapshot } from './skill-index.ts';
export type {
  Evidence,
  IntentHypothesis,
  LabelledSlot,
  LabelledUtterance,
  Prediction,
  SlotHypothesis,
} from './types.ts';
