/** What a handler sees of a turn, and what it can do. */
import type { SkillManifest } from './manifest.ts';
import type { InteractionModel } from './model.ts';
import type { DirectiveFor, IfReturned, ResultOptions, SkillResult, SpeechFor } from './results.ts';
import type { AnySlot, SlotNamesOf, SlotsOf } from './slots.ts';

/** A manifest without its model: that is given beside it. */
export type ManifestInput = Omit<SkillManifest, 'model'>;

/** Paths that are read with a token instead of being sent. */
export type PulledPath =
  | 'user.name'
  | 'user.contact.email'
  | 'user.contact.phone'
  | 'device.city'
  | 'device.address';

/** The fields that a manifest declares, by name. */
export type DeclaredPath<Manifest extends ManifestInput> = Manifest['fields'][number]['name'];

export type LocaleOf<Manifest extends ManifestInput> = Manifest['locales'][number];

/** What an answer may hold, by name. */
export type ReturnsOf<Manifest extends ManifestInput> = Manifest['returns'][number]['name'];

export type DirectiveOf<Manifest extends ManifestInput> = DirectiveFor<ReturnsOf<Manifest>>;

/** What the manifest lets an answer hold beside its speech. */
export type OptionsOf<Manifest extends ManifestInput> = ResultOptions<
  LocaleOf<Manifest>,
  DirectiveOf<Manifest>,
  ReturnsOf<Manifest>
>;

type Answers<Manifest extends ManifestInput> = (
  speech: SpeechFor<LocaleOf<Manifest>>,
  options?: OptionsOf<Manifest>,
) => SkillResult;

/** Tells the time; the simulator's stands still until it is told to go on. */
export interface Clock {
  now(): Date;
}

/** One conversation of one user with this skill. */
export interface TurnSession<Attributes> {
  /** Random, for this skill and this conversation. */
  readonly id: string;
  /** First request of the conversation. */
  readonly isNew: boolean;
  /** Change it in place or replace it: what it is when the handler returns comes back in the next turn. */
  attributes: Attributes;
}

/** What every handler, interceptor and error handler gets. */
export interface TurnBase<Manifest extends ManifestInput, Attributes> {
  /** Stable over a safe retry. */
  readonly requestId: string;
  readonly intent: string;
  readonly slots: { readonly [name: string]: AnySlot | undefined };
  readonly session: TurnSession<Attributes>;
  readonly locale: LocaleOf<Manifest>;
  /** Whether the user answered the model's or your own confirmation. */
  readonly confirmation: 'none' | 'confirmed' | 'denied';
  /** What came of `askPermission`, in the turn that follows it. */
  readonly permission: { readonly path: DeclaredPath<Manifest>; readonly isGranted: boolean } | undefined;
  /** Pseudonym made for this skill alone; undefined on devices of hotels and children. */
  readonly userId: string | undefined;
  /** Pseudonym made for this skill alone; undefined on devices of hotels and children. */
  readonly deviceId: string | undefined;
  /** What the speaker can do: `audio`, `display`, `device-control`. */
  readonly capabilities: readonly string[];
  /** IANA name; only if `device.timeZone` is declared and granted. */
  readonly timeZone: string | undefined;
  /**
   * What the speaker said it can do, with bounds: `self.light.set_colour(red 0..255, is_on flag, mode calm|bright)`; only if
   * `device.tools` is declared and granted. Use {@link deviceTool}.
   */
  readonly tools: readonly string[];
  /** `volume 40`, `brightness 80`, `battery 55`, `charging true`; only if `device.status` is declared and granted. */
  readonly status: readonly string[];
  /** The tool that takes a picture; only if `device.camera` is declared and granted, and never in hotels or for children. */
  readonly camera: string | undefined;
  /** The words; only if `utterance` is declared and granted. */
  readonly utterance: string | undefined;
  /** Earlier utterances of this conversation; only if `history` is declared and granted. */
  readonly history: readonly string[];
  /** From account linking; only if `user.accountToken` is declared and granted. */
  readonly accountToken: string | undefined;
  /** Aborted at the manifest's deadline, and when the caller goes away. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Whether the user granted a declared field. */
  granted(path: DeclaredPath<Manifest>): boolean;
  /**
   * Reads a declared and granted field. Every read stands in the user's ledger. Undefined = never entered.
   * @throws SkillError `NOT_GRANTED` or `PULL_FAILED`
   */
  pull(path: DeclaredPath<Manifest> & PulledPath): Promise<string | undefined>;
  /**
   * Asks for a declared field that is not granted: says what for in the manifest's words and where to switch it on, with a card
   * where cards are listed. Needs `speech`. The next turn finds it granted, or not; {@link TurnBase.askPermission} asks by voice.
   */
  readonly needs: IfReturned<ReturnsOf<Manifest>, 'speech', (path: DeclaredPath<Manifest>) => SkillResult>;
  /**
   * Has the platform ask for a declared field, in its own words and with the manifest's purpose. The intent then comes again with
   * {@link TurnBase.permission}, and the same slots. Asked once in a conversation; never in hotel rooms, of children, or for what is granted
   * with eyes on it (addresses, contacts, accounts, cameras): then `otherwise` is said. Needs `speech`, `listening`, `confirm` and `permission`.
   */
  readonly askPermission: IfReturned<
    ReturnsOf<Manifest>,
    'speech' | 'listening' | 'confirm' | 'permission',
    (
      path: DeclaredPath<Manifest>,
      otherwise: SpeechFor<LocaleOf<Manifest>>,
      options?: OptionsOf<Manifest>,
    ) => SkillResult
  >;
  /** Says something while the work goes on. Needs `speech` among the returns. */
  readonly progress: IfReturned<
    ReturnsOf<Manifest>,
    'speech',
    (speech: SpeechFor<LocaleOf<Manifest>>) => void
  >;
  /** Answers; the microphone closes. Needs `speech`. */
  readonly tell: IfReturned<ReturnsOf<Manifest>, 'speech', Answers<Manifest>>;
  /** Answers and listens for whatever comes next. Needs `speech` and `listening`. */
  readonly ask: IfReturned<ReturnsOf<Manifest>, 'speech' | 'listening', Answers<Manifest>>;
  /** Asks yes or no; the same intent comes again, confirmed or denied. Needs `speech`, `listening` and `confirm`. */
  readonly confirm: IfReturned<ReturnsOf<Manifest>, 'speech' | 'listening' | 'confirm', Answers<Manifest>>;
  /** Does what was asked without a word. */
  silent(options?: OptionsOf<Manifest>): SkillResult;
}

/** One turn of one intent, with its own slots. */
export interface Turn<
  Model extends InteractionModel,
  Manifest extends ManifestInput,
  Attributes,
  Name extends keyof Model['intents'] & string,
> extends Omit<TurnBase<Manifest, Attributes>, 'slots' | 'intent'> {
  readonly intent: Name;
  /** Required slots that need no grant are always here; all others may be missing. */
  readonly slots: SlotsOf<Model, Name>;
  /** Asks for one slot; without speech, in the words of the model. Needs `speech`, `listening` and `elicit`. */
  readonly elicit: IfReturned<
    ReturnsOf<Manifest>,
    'speech' | 'listening' | 'elicit',
    (
      slot: SlotNamesOf<Model, Name>,
      speech?: SpeechFor<LocaleOf<Manifest>>,
      options?: OptionsOf<Manifest>,
    ) => SkillResult
  >;
  /** A slot as it is spoken back in the locale of the turn; empty if it is missing. */
  spoken(slot: SlotNamesOf<Model, Name>): string;
}
