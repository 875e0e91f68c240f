/**
 * Handlers of Alexa skills, unmodified, as skills of Earshot.
 *
 * @packageDocumentation
 */
import { defineSkill, type Skill } from '../define-skill.ts';
import { type SkillResult, silent } from '../results.ts';
import type { NoticeHandler } from '../skill.ts';
import type { ManifestInput } from '../turn.ts';
import { resultOf } from './answer.ts';
import { callLambda } from './lambda.ts';
import { type AlexaModels, importAlexaModels, namesOf } from './model.ts';
import { ProfileApi } from './profile-api.ts';
import { type AnyTurn, eventOf } from './request.ts';
import type { AlexaHandler } from './wire.ts';

export { type AlexaModels, type ImportedAlexaModel, importAlexaModels } from './model.ts';
export type { AlexaAnswer, AlexaDirective, AlexaEvent, AlexaHandler } from './wire.ts';
export { missingIn } from './without-counterpart.ts';

/** What an Alexa skill does not say by itself. */
export interface FromAlexaOptions {
  /** Who is behind the skill, what it asks for and why, what it sends back. */
  readonly manifest: ManifestInput;
  /** What `withSkillId` expects, where the handler checks it. Default: the manifest's id. */
  readonly applicationId?: string;
  /** Deletes what the handler keeps about a pseudonym, its `userId`. */
  readonly onDelete?: NoticeHandler;
  /** Told the type of each directive that has no counterpart and was left out. */
  readonly onDropped?: (type: string) => void;
}

const defaultTimeoutMs = 3_000;

/**
 * Runs the handler of an Alexa skill (what `SkillBuilders.custom()….lambda()` returns, or any function for AWS Lambda)
 * as a skill of Earshot. It gets what the manifest declares and the user granted, in the places where Alexa puts it.
 *
 * @param handler Exported by the Alexa skill; not a line of it changes.
 * @param models Its interaction models, by language.
 *
 * @example
 * ```ts
 * import { handler } from './lambda/index.js';
 * import english from './models/en-US.json' with { type: 'json' };
 * export const skill = fromAlexa(handler, { 'en-US': english }, { manifest });
 * ```
 */
export function fromAlexa(handler: AlexaHandler, models: AlexaModels, options: FromAlexaOptions): Skill {
  const { manifest, onDelete, applicationId = manifest.id, onDropped = () => {} } = options;
  const { model } = importAlexaModels(models);
  const names = namesOf(models);
  const profile = new ProfileApi();
  const returns = new Set(manifest.returns.map(({ name }) => name));
  const keepsAttributes = returns.has('attributes');
  const timeoutMs = manifest.timeoutMs ?? defaultTimeoutMs;
  const handle = async (turn: AnyTurn): Promise<SkillResult> => {
    // A yes to nothing is for nobody.
    const isReply = turn.intent === 'Yes' || turn.intent === 'No';
    if (isReply && keepsAttributes && !turn.session.attributes.isOpen) return silent();
    return profile.during(turn, async (access) => {
      const event = eventOf(turn, { model, names, applicationId, access });
      const answer = await callLambda(handler, event, timeoutMs);
      return resultOf(answer, { turn, model, returns, onDropped });
    });
  };
  const initial = () => ({ attributes: {}, isOpen: false });
  return defineSkill({
    manifest,
    model,
    intents: Object.fromEntries(Object.keys(model.intents).map((name) => [name, handle])),
    // Alexa's handlers hear of a no to their intent, and know what to do.
    onDenied: handle,
    onDelete: onDelete ?? (() => undefined),
    ...(keepsAttributes ? { attributes: { version: 1, initial } } : {}),
    interceptors: keepsAttributes
      ? {}
      : { request: [(turn: AnyTurn) => void Object.assign(turn.session, { attributes: initial() })] },
  } as unknown as Parameters<typeof defineSkill>[0]) as Skill;
}
