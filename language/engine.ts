import { compileSkill } from './matcher/skill.ts';
import { changeSnapshot, emptySnapshot, type Snapshot } from './matcher/snapshot.ts';
import type { InteractionModel, Locale } from './model/types.ts';
import type { EntityName } from './slots/types.ts';
import { SkillIndex } from './statistical/skill-index.ts';
import { type Judgement, judge } from './understand/judge.ts';
import { type Observation, observe } from './understand/observe.ts';
import type { Outcome } from './understand/planner.ts';
import { type DialogueState, initialState } from './understand/state.ts';
import { type TurnInput, understand } from './understand/turn.ts';

/**
 * The dialogue engine without its service: the one public door. Pure and synchronous; what the service does
 * with a store and a network, a simulator or a bench does with this.
 *
 * For a bench over many skills: `compileSkill` each model once, then `changeSnapshot(base, { enable: [skill] },
 * index)` is what enabling one skill costs, and `understand(input, snapshot, initialState, context)` is a query.
 */
export interface EngineOptions {
  /** Enabled skills. `version` defaults to `1.0.0`. */
  readonly models: readonly {
    readonly skillId: string;
    readonly version?: string;
    readonly model: InteractionModel;
  }[];
  readonly locale: Locale;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly clock?: () => number;
  /** IANA name. Default `UTC`. */
  readonly timeZone?: string;
  /** Names of the household's rooms and devices. */
  readonly entities?: readonly EntityName[];
  /** Leave the statistical model out: faster to create, understands only what templates say or nearly say. */
  readonly isTemplatesOnly?: boolean;
  readonly isHotel?: boolean;
}

export interface Engine {
  /** What `text` means after `state`; the outcome's `nextState` goes into the next turn. */
  turn(text: string, state?: DialogueState): Outcome;
  /** The same for several hypotheses of a recogniser. */
  understand(input: TurnInput, state?: DialogueState): Outcome;
  /** The state after the skill has answered. */
  observe(state: DialogueState, answer: Observation): DialogueState;
  /** Whether a partial hypothesis is complete already, or may become so. */
  judge(text: string, state?: DialogueState): Judgement;
  readonly snapshot: Snapshot;
}

/** @throws TemplateError when a model was not validated with `validateModel` */
export function createEngine(options: EngineOptions): Engine {
  const { locale, clock = Date.now, timeZone = 'UTC', entities = [], isHotel = false } = options;
  const enable = options.models.map(({ skillId, version = '1.0.0', model }) =>
    compileSkill(skillId, version, model, locale),
  );
  const index = options.isTemplatesOnly === true ? undefined : new SkillIndex();
  const snapshot = changeSnapshot(emptySnapshot(locale), { enable }, index);
  const context = () => ({ locale, nowMs: clock(), timeZone, entities });
  return {
    snapshot,
    turn(text, state = initialState) {
      const input = { hypotheses: [{ text, confidence: 1 }], isRejectedByRecogniser: false, isHotel };
      return understand(input, snapshot, state, context());
    },
    understand: (input, state = initialState) => understand(input, snapshot, state, context()),
    observe: (state, answer) => observe(state, answer, clock()),
    judge: (text, state = initialState) => judge(text, snapshot, state, context()),
  };
}

export { compileSkill } from './matcher/skill.ts';
export { changeSnapshot, emptySnapshot, type Snapshot } from './matcher/snapshot.ts';
export type { ModelProblem } from './model/problem.ts';
export { validateModel } from './model/validate.ts';
export type { EntityName, SlotContext, SlotValue } from './slots/types.ts';
export { SkillIndex } from './statistical/skill-index.ts';
export type { Judgement } from './understand/judge.ts';
export type { Observation } from './understand/observe.ts';
export type { Decision, Interpretation, Outcome } from './understand/planner.ts';
export type { FilledSlot } from './understand/slots.ts';
export { type DialogueState, initialState } from './understand/state.ts';
export { type TurnInput, understand } from './understand/turn.ts';
