/** The one door to understanding, for the service, the simulator and benches alike. */
import type { NamedValue } from '../proto/gen/earshot/turn/v1/turn.ts';
import { learntSentences } from './encoder/learnt-sentences.ts';
import { HeldVectors, type SentenceEncoder } from './encoder/sentence-encoder.ts';
import { type CompiledSkill, compileSkill } from './matcher/skill.ts';
import { changeSnapshot, emptySnapshot, type Snapshot } from './matcher/snapshot.ts';
import type { InteractionModel, Locale } from './model/types.ts';
import type { EntityName } from './slots/types.ts';
import { SkillIndex } from './statistical/skill-index.ts';
import { givenNames } from './understand/given.ts';
import { comparedSentences } from './understand/interpret.ts';
import { type Judgement, judge } from './understand/judge.ts';
import { type Observation, observe } from './understand/observe.ts';
import type { Outcome } from './understand/outcome.ts';
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
  /** The room that the device stands in which hears. */
  readonly roomId?: string;
  /** Leave the statistical model out: faster to create, understands only what templates say or nearly say. */
  readonly isTemplatesOnly?: boolean;
  readonly isBoundedOnly?: boolean;
}

/** What the skill that is talked to named itself. */
export interface Given {
  readonly skillId: string;
  readonly names: readonly NamedValue[];
}

export interface Engine {
  /** What `text` means after `state`; the outcome's `nextState` goes into the next turn. */
  turn(text: string, state?: DialogueState, given?: Given): Outcome;
  /** The same for several hypotheses of a recogniser. */
  understand(input: TurnInput, state?: DialogueState): Outcome;
  /** {@link turn} with the vector of the sentence, where the engine has an encoder. */
  hear(text: string, state?: DialogueState): Promise<Outcome>;
  /** The state after the skill has answered. */
  observe(state: DialogueState, answer: Observation): DialogueState;
  /** Whether a partial hypothesis is complete already, or may become so. */
  judge(text: string, state?: DialogueState): Judgement;
  readonly snapshot: Snapshot;
  /** Of an engine with an encoder: the vectors at hand. */
  readonly vectors: HeldVectors | undefined;
}

/**
 * Understands by templates and words. For sentence vectors see {@link createEncodingEngine}.
 * @throws TemplateError when a model was not validated with `validateModel`
 */
export function createEngine(options: EngineOptions): Engine {
  const index = options.isTemplatesOnly === true ? undefined : new SkillIndex();
  return engineOf(options, compileAll(options), index, undefined);
}

/**
 * The same with an encoder: samples and sentences are compared by their vectors as well.
 * @throws TemplateError when a model was not validated with `validateModel`
 */
export async function createEncodingEngine(
  options: EngineOptions,
  encoder: SentenceEncoder,
): Promise<Engine> {
  const vectors = new HeldVectors(encoder);
  const skills = compileAll(options);
  return vectors.hold(learntSentences(skills, options.locale), () =>
    engineOf(options, skills, new SkillIndex(vectors), vectors),
  );
}

const compileAll = ({ models, locale }: EngineOptions): CompiledSkill[] =>
  models.map(({ skillId, version = '1.0.0', model }) => compileSkill(skillId, version, model, locale));

function engineOf(
  options: EngineOptions,
  enable: readonly CompiledSkill[],
  index: SkillIndex | undefined,
  vectors: HeldVectors | undefined,
): Engine {
  const { locale, clock = Date.now, timeZone = 'UTC', entities = [], isBoundedOnly = false } = options;
  const snapshot = changeSnapshot(emptySnapshot(locale), { enable }, index);
  const room = options.roomId === undefined ? {} : { roomId: options.roomId };
  const context = () => ({ locale, nowMs: clock(), timeZone, entities, ...room });
  const turn = (text: string, state: DialogueState = initialState, given?: Given): Outcome => {
    const input = { hypotheses: [{ text, confidence: 1 }], isRejectedByRecogniser: false, isBoundedOnly };
    const names = given === undefined ? {} : { given: givenNames(snapshot, given.skillId, given.names) };
    return understand(input, snapshot, state, { ...context(), ...names });
  };
  return {
    snapshot,
    vectors,
    turn,
    hear: async (text, state) =>
      vectors === undefined
        ? turn(text, state)
        : vectors.hold(comparedSentences(text, snapshot, context()), () => turn(text, state)),
    understand: (input, state = initialState) => understand(input, snapshot, state, context()),
    observe: (state, answer) => observe(state, answer, clock()),
    judge: (text, state = initialState) => judge(text, snapshot, state, context()),
  };
}

export { HeldVectors, type SentenceEncoder } from './encoder/sentence-encoder.ts';
export { compileSkill } from './matcher/skill.ts';
export { changeSnapshot, emptySnapshot, type Snapshot } from './matcher/snapshot.ts';
export type { ModelProblem } from './model/problem.ts';
export { validateModel } from './model/validate.ts';
export type { EntityName, SlotContext, SlotValue } from './slots/types.ts';
export { SkillIndex } from './statistical/skill-index.ts';
export type { Judgement } from './understand/judge.ts';
export type { Observation } from './understand/observe.ts';
export type { Decision, Interpretation, Outcome } from './understand/outcome.ts';
export type { FilledSlot } from './understand/slots.ts';
export { type DialogueState, initialState } from './understand/state.ts';
export { type TurnInput, understand } from './understand/turn.ts';
