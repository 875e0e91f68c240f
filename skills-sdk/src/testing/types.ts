import type { Locale } from '../model.ts';
import type { WireDirective, WireRequest } from '../protocol.ts';
import type { SkillCore } from '../skill.ts';
import type { Clock } from '../turn.ts';

/** A clock that stands still until it is told to go on. */
export interface TestClock extends Clock {
  /** Goes on by so many milliseconds. */
  advance(ms: number): void;
  /** Goes to a moment: a date or RFC 3339 text. */
  set(moment: Date | string): void;
}

/** Who talks to the speaker. In a hotel room and with a child, nothing personal leaves whatever was granted. */
export type TestAudience = 'adult' | 'child' | 'hotel';

/** A room or a device that the household has named. */
export interface NamedThing {
  readonly id: string;
  /** As it is said; the first is spoken back. */
  readonly names: readonly string[];
  readonly type: 'room-name' | 'device-name';
}

/** Who talks, where, when, and what they have granted. */
export interface SimulatorOptions {
  /** Default: the first locale of the (first) skill's manifest. */
  readonly locale?: Locale;
  /** Default `adult`. */
  readonly audience?: TestAudience;
  /** What the user entered, by path: `{ 'user.name': 'Ada' }`. Pulled, never pushed. */
  readonly profile?: Readonly<Record<string, string>>;
  /** Fields that are granted from the start. */
  readonly grants?: readonly string[];
  /** IANA name of the speaker's zone. Default `Asia/Shanghai` for zh-CN, else `Europe/London`. */
  readonly timeZone?: string;
  /** Default 2026-03-02T09:00:00Z, a Monday. */
  readonly now?: Date | string;
  /** Names that the household gave. */
  readonly things?: readonly NamedThing[];
  /** What the speaker can do. Default `audio`, `display` and `device-control`. */
  readonly capabilities?: readonly string[];
  /** What it said of itself: `self.light.set_colour(red 0..255)`, and `battery 55`. Default nothing. */
  readonly tools?: readonly string[];
  readonly status?: readonly string[];
}

/** Why a field was not in the request. */
export type WithheldReason =
  /** The manifest does not list it. */
  | 'not_declared'
  /** Listed, and not granted. */
  | 'not_granted'
  /** There was none. */
  | 'not_present'
  /** Granted, and read with `pull`. */
  | 'pull_only'
  /** Never leaves a hotel room or a child. */
  | 'device_kind';

/** One turn: what was understood, what the skill was allowed to see, and what the user gets. */
export interface SimulatedTurn {
  readonly text: string;
  /**
   * `invoke`: a skill was called. `ask`: the dialogue itself asks, for a slot, a confirmation or a skill.
   * `cancel`: the user gave up. `reject`: nobody understands this.
   */
  readonly decision: 'invoke' | 'ask' | 'cancel' | 'reject';
  readonly skillId: string | undefined;
  readonly intent: string | undefined;
  /** Values that were understood, by slot. */
  readonly slots: Readonly<Record<string, unknown>>;
  /** The request as the skill got it; undefined where no skill was called. */
  readonly sent: WireRequest | undefined;
  /** Paths of every field that was sent, as in `user.id` or `slots.drink`. */
  readonly sentPaths: readonly string[];
  /** What the skill did not see, and why, by path. */
  readonly withheld: Readonly<Record<string, WithheldReason>>;
  /** Fields that the skill read with `pull` during the turn. */
  readonly pulled: readonly string[];
  /** What the user hears in the end. */
  readonly speech: string;
  /** The same with the marks that the voice follows, where the skill marked it. */
  readonly ssml: string | undefined;
  /** What the user heard before that. */
  readonly progress: readonly string[];
  readonly reprompt: string;
  readonly directives: readonly WireDirective[];
  /** The microphone is open. */
  readonly isListening: boolean;
  readonly isSessionEnded: boolean;
  /** Slot or confirmation that is waited for. */
  readonly waitsFor: string | undefined;
  /** What the answer held and the manifest's `returns` do not list. */
  readonly dropped: readonly string[];
  readonly feedback: { readonly code: string; readonly isEffective: boolean } | undefined;
  /** What the handler threw. */
  readonly error: unknown;
  /** Other readings and reasons, for a failing test's message. */
  readonly reasons: readonly string[];
}

/** One user with one speaker, for as many turns as you like. */
export interface Simulator {
  readonly clock: TestClock;
  /** The pseudonyms that a skill knows now; undefined in hotels and for children. */
  pseudonym(skillId?: string): string | undefined;
  /** Says something and waits for the whole turn. */
  say(text: string): Promise<SimulatedTurn>;
  /** Grants declared fields. @throws when the manifest does not declare one */
  grant(...paths: readonly string[]): void;
  /** Withdraws fields: the pseudonym changes, and the skill is told `consent.changed`. */
  withdraw(...paths: readonly string[]): Promise<void>;
  /** The user deletes their data: the skill is told `user.data.delete`. */
  deleteData(): Promise<void>;
  /** The user disables the skill: it is told `skill.disabled`, and hears nothing any more. */
  disable(skillId?: string): Promise<void>;
  /** What the user enters in the profile. */
  setProfile(path: string, value: string): void;
  /** Another language from the next turn on. */
  setLocale(locale: Locale): void;
  /** A new conversation: what was said before is forgotten. */
  startOver(): void;
}

/** Starts a simulation with one skill, or with several that compete for what is said. */
export type Simulate = (skill: SkillCore | readonly SkillCore[], options?: SimulatorOptions) => Simulator;
