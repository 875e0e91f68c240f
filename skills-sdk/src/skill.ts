/** What a defined skill is. */
import type { AttributesDefinition } from './attributes.ts';
import type { DedupeStore } from './dedupe.ts';
import type { Kept } from './keeping/keep.ts';
import type { SkillManifest } from './manifest.ts';
import type { InteractionModel } from './model.ts';
import type { Notice } from './notices.ts';
import type { WireRequest, WireResponse } from './protocol.ts';
import type { PullField } from './pull.ts';
import type { NotInReturns, SkillResult } from './results.ts';
import type { Clock, ManifestInput, ReturnsOf, Turn, TurnBase } from './turn.ts';

/** What an intent's handler is: a function from the turn to a result. */
export type IntentHandler<
  Model extends InteractionModel,
  Manifest extends ManifestInput,
  Attributes,
  Name extends keyof Model['intents'] & string,
> = (turn: Turn<Model, Manifest, Attributes, Name>) => SkillResult | Promise<SkillResult>;

/** Steps around every handler, in the order of the list. */
export interface Interceptors<Manifest extends ManifestInput, Attributes> {
  /** Before the handler. A result answers in its stead. */
  readonly request?: readonly ((
    turn: TurnBase<Manifest, Attributes>,
  ) => SkillResult | undefined | Promise<SkillResult | undefined> | Promise<void>)[];
  /** After the handler; what it returns takes the result's place. */
  readonly response?: readonly ((
    turn: TurnBase<Manifest, Attributes>,
    result: SkillResult,
  ) => SkillResult | Promise<SkillResult>)[];
}

/** Told about a deletion, a disabling or a withdrawal. When it throws, the notice comes again later. */
export type NoticeHandler = (notice: Notice) => void | Promise<void>;

type RetentionOf<Manifest extends ManifestInput> = Manifest['fields'][number]['retentionDays'];

/** Whether a skill keeps anything: a field beyond the answer, or attributes of a conversation. */
export type KeepsAnything<Manifest extends ManifestInput> = [RetentionOf<Manifest>] extends [0]
  ? 'attributes' extends ReturnsOf<Manifest>
    ? true
    : false
  : true;

/** A skill that keeps anything must say how it forgets. */
export type DeletionPart<Manifest extends ManifestInput> =
  KeepsAnything<Manifest> extends true
    ? {
        /** Deletes everything that the skill keeps about the pseudonym. */
        readonly onDelete: NoticeHandler;
      }
    : { readonly onDelete?: NoticeHandler };

/** Attributes travel back in an answer: the manifest says so, or the skill has none. */
export type AttributesPart<Manifest extends ManifestInput> =
  'attributes' extends ReturnsOf<Manifest> ? unknown : { readonly attributes?: NotInReturns<'attributes'> };

/** Everything that makes a skill: data about it, and functions. */
export interface SkillDefinition<Model extends InteractionModel, Manifest extends ManifestInput, Attributes> {
  /** Who is behind the skill and what it asks for; a `const`. */
  readonly manifest: Manifest;
  /** What may be said; a `const`, from which the types of slots and intents follow. */
  readonly model: Model;
  /** Shape of the conversation's memory. Without it, attributes are an empty object that is not sent. */
  readonly attributes?: AttributesDefinition<Attributes>;
  /** One function for each intent of the model. */
  readonly intents: {
    readonly [Name in keyof Model['intents'] & string]: IntentHandler<Model, Manifest, Attributes, Name>;
  };
  /** What the skill keeps of its users: every notice deletes it, before `onDelete` and its like are called. */
  readonly keeps?: readonly Pick<Kept<unknown>, 'forget'>[];
  /** The user disabled the skill. Default: `onDelete`. */
  readonly onDisabled?: NoticeHandler;
  /** The user withdrew some fields; the pseudonym changes with it. Default: `onDelete`. */
  readonly onConsentChanged?: NoticeHandler;
  /**
   * After "no" to the `confirm` of an intent's model: nothing was asked for, and no slot comes. Without it the skill
   * says "All right." A confirmation that your own handler asked for comes back to that handler.
   */
  readonly onDenied?: (turn: TurnBase<Manifest, Attributes>) => SkillResult | Promise<SkillResult>;
  /** Answers when something threw. Without it, the error goes to the caller, and Earshot apologises. */
  readonly onError?: (
    error: unknown,
    turn: TurnBase<Manifest, Attributes>,
  ) => SkillResult | Promise<SkillResult>;
  readonly interceptors?: Interceptors<Manifest, Attributes>;
  /** Default: {@link memoryDedupe}, in this process. */
  readonly dedupe?: DedupeStore;
  readonly clock?: Clock;
}

/** How one request is handled, beside what it says. */
export interface HandleOptions {
  /** Aborted when the caller goes away. */
  readonly signal?: AbortSignal;
  /** Called with each piece of progress speech. */
  readonly onProgress?: (response: WireResponse) => void;
  /** Reads pulled fields; default: over HTTP from the request's `pull`. */
  readonly pull?: PullField;
  /** The simulator's clock. */
  readonly clock?: Clock;
}

/** A skill that can be called in process; {@link Skill} adds the ways over HTTP. */
export interface SkillCore {
  /** With the model in it, as it is registered. */
  readonly manifest: SkillManifest;
  /** Answers one request without looking at signatures: for callers in the same process. */
  handle(request: WireRequest, options?: HandleOptions): Promise<WireResponse>;
  /** Takes one notice. */
  handleNotice(notice: Notice): Promise<void>;
  readonly clock: Clock;
}
