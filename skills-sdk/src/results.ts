/** What a handler answers with. */
import type { ReturnName } from './manifest.ts';
import type { MarkedSpeech } from './marks.ts';
import type { Locale, Localised } from './model.ts';
import type {
  AudioDirective,
  CardDirective,
  DeviceControlDirective,
  DeviceProperty,
  DeviceToolDirective,
  DisplayDirective,
  DisplayItem,
  GivenValue,
  TimerDirective,
  WireDirective,
} from './protocol.ts';

/** A text for every locale of the skill, or one made for the locale of the turn. */
export type TextFor<Locales extends Locale> = string | { readonly [L in Locales]: string };

/** What is said: as {@link TextFor}, each plain or with marks made by {@link ssml}. */
export type SpeechFor<Locales extends Locale> =
  | string
  | MarkedSpeech
  | { readonly [L in Locales]: string | MarkedSpeech };

/** Speech whose locales are checked at run time. */
export type AnySpeech = string | MarkedSpeech | Localised<string | MarkedSpeech>;

type Lists<Returns, Name extends ReturnName> = ReturnName extends Returns
  ? true
  : Name extends Returns
    ? true
    : false;

/** The directives that a manifest's `returns` let through; any other is a compile error. */
export type DirectiveFor<Returns> =
  | (Lists<Returns, 'card'> extends true ? CardDirective : never)
  | (Lists<Returns, 'audio'> extends true ? AudioDirective : never)
  | (Lists<Returns, 'device-control'> extends true ? DeviceControlDirective : never)
  | (Lists<Returns, 'device-tool'> extends true ? DeviceToolDirective : never)
  | (Lists<Returns, 'display'> extends true ? DisplayDirective : never)
  | (Lists<Returns, 'timer'> extends true ? TimerDirective : never);

/** How the execution went. Counted by its code; the message is for your own logs and is not kept. */
export interface Feedback {
  /** Capitals, digits and `_`, at most 40. */
  readonly code: string;
  readonly message?: string;
  /** Whether the user got what was asked for. */
  readonly effective: boolean;
}

/** Stands in the place of a part of an answer that the manifest's `returns` do not list: using it does not compile. */
export interface NotInReturns<Missing extends ReturnName> {
  readonly addToReturns: Missing;
}

/** A part of an answer, where the manifest lists all that it needs. */
export type IfReturned<Returns, Needed extends ReturnName, Part> = [Needed] extends [Returns]
  ? Part
  : NotInReturns<Exclude<Needed, Returns>>;

/** What else an answer may hold. */
export interface ResultOptions<Locales extends Locale, Directive, Returns = ReturnName> {
  /** Said once more when the user stays silent; only where the answer listens. */
  readonly reprompt?: IfReturned<Returns, 'reprompt', TextFor<Locales>>;
  readonly directives?: readonly Directive[];
  readonly feedback?: IfReturned<Returns, 'feedback', Feedback>;
  /**
   * Values for types of the model with `takesNames`, by type: heard beside those of the model until the conversation ends, instead of all
   * that were given before. At most 100; never in hotel rooms and not for children.
   */
  readonly names?: IfReturned<Returns, 'names', Readonly<Record<string, readonly GivenValue[]>>>;
  /**
   * Ends the conversation and forgets its attributes. Default false: the microphone closes, and the user may
   * still come back to it. Apart from `expectSpeech` on purpose.
   */
  readonly endSession?: boolean;
}

/** What a handler returns. Made by `tell`, `ask`, `confirm` and `elicit`. */
export interface SkillResult {
  readonly speech?: AnySpeech;
  readonly reprompt?: string | Localised<string>;
  readonly directives: readonly WireDirective[];
  /** The microphone opens after the speech. */
  readonly expectSpeech: boolean;
  readonly endSession: boolean;
  /** Name of the slot that the next utterance fills. */
  readonly elicit?: string;
  /** The next utterance says yes or no; the intent comes again with `confirmation`. */
  readonly confirm: boolean;
  readonly feedback?: Feedback;
  readonly names?: Readonly<Record<string, readonly GivenValue[]>>;
  /** Path of the field that the platform is to ask for. */
  readonly permission?: string;
}

type Options = ResultOptions<Locale, WireDirective>;

const resultOf = (
  speech: AnySpeech | undefined,
  options: Options | undefined,
  rest: Partial<SkillResult>,
): SkillResult => ({
  directives: options?.directives ?? [],
  expectSpeech: false,
  endSession: options?.endSession ?? false,
  confirm: false,
  ...(speech === undefined ? {} : { speech }),
  ...(options?.reprompt === undefined ? {} : { reprompt: options.reprompt }),
  ...(options?.feedback === undefined ? {} : { feedback: options.feedback }),
  ...(options?.names === undefined ? {} : { names: options.names }),
  ...rest,
});

/** Answers; the microphone closes. */
export const tell = (speech: AnySpeech, options?: Options): SkillResult => resultOf(speech, options, {});

/** Answers and listens for whatever comes next. */
export const ask = (speech: AnySpeech, options?: Options): SkillResult =>
  resultOf(speech, options, { expectSpeech: true });

/** Asks yes or no; the same intent comes again, confirmed or denied. */
export const confirm = (speech: AnySpeech, options?: Options): SkillResult =>
  resultOf(speech, options, { expectSpeech: true, confirm: true });

/** Asks for one slot; without speech, in the words of the model. */
export const elicit = (slot: string, speech?: AnySpeech, options?: Options): SkillResult =>
  resultOf(speech, options, { expectSpeech: true, elicit: slot });

/** Has the platform ask for a permission; the speech is said where nobody may be asked. */
export const askPermission = (path: string, otherwise: AnySpeech, options?: Options): SkillResult =>
  resultOf(otherwise, options, { permission: path });

/** Does what was asked without a word. */
export const silent = (options?: Options): SkillResult => resultOf(undefined, options, {});

/** A card for a speaker with a screen, or for its app. */
export const card = (title: string, text: string): CardDirective => ({ card: { title, text } });

/** Plays a stream after the speech. */
export const audio = (url: string, title = ''): AudioDirective => ({ audio: { url, title } });

/** Has the speaker do something that it said it can do: the first word of a line of `turn.tools`, or `turn.camera`. */
export const deviceTool = (
  tool: string,
  values: Readonly<Record<string, string | number | boolean>> = {},
): DeviceToolDirective => ({
  deviceTool: {
    tool: tool.split('(', 1)[0] as string,
    arguments: Object.entries(values).map(([name, value]) => ({ name, value: String(value) })),
  },
});

/** Sets a property of a device or room; see {@link DeviceControlDirective} for values. */
export const deviceControl = (
  property: DeviceProperty,
  value: string,
  targetId = '',
): DeviceControlDirective => ({
  deviceControl: { targetId, property, value },
});

/** Lines for a screen. */
export const display = (title: string, lines: readonly string[]): DisplayDirective => ({
  display: { title, lines },
});

/**
 * A list for a screen. With `elicit`, an item that has a `valueId` of the asked slot's type can be touched: the touch says the value, and the
 * intent comes again with it, as if it had been spoken. An item that names an `intent` can be touched as long as it is shown: the touch asks this skill for
 * that intent, by a sentence of its samples.
 */
export const list = (title: string, items: readonly DisplayItem[], imageUrl?: string): DisplayDirective => ({
  display: { title, lines: [], items, ...(imageUrl === undefined ? {} : { imageUrl }) },
});

/** Starts a timer that the speaker keeps. */
export const timer = (timerId: string, durationS: number): TimerDirective => ({
  timer: { timerId, durationS, isCancel: false },
});

/** Cancels a timer that the speaker keeps. */
export const cancelTimer = (timerId: string): TimerDirective => ({
  timer: { timerId, durationS: 0, isCancel: true },
});
