/**
 * The messages of `earshot.skill.v1` as they travel: proto3's JSON mapping, where a field with its default
 * value may be absent. `docs/skill-protocol.md` describes them; a test holds these types against the schema.
 */

/** Version of the native protocol. */
export const protocolVersion = '1';

/** Most bytes that a skill may answer, over all lines together. */
export const maxResponseBytes = 24 * 1024;

/** Most bytes of session attributes, as JSON text. */
export const maxAttributesBytes = 8 * 1024;

/** A filled slot: `valueJson` is the value in the form of its type, as JSON text. */
export interface WireSlot {
  readonly name: string;
  readonly type?: string;
  /** Name or number of an `earshot.privacy.v1.DataClass`. */
  readonly valueClass?: string | number;
  /** Absent where the words would say more than the value. */
  readonly raw?: string;
  readonly valueJson?: string;
  readonly valueId?: string;
  readonly isMatched?: boolean;
}

/** What a skill is sent: what it declared and the user granted, and nothing else. */
export interface WireRequest {
  readonly requestId: string;
  readonly version: string;
  readonly skillId: string;
  readonly skillVersion?: string;
  /** RFC 3339, UTC. */
  readonly timestamp?: string;
  readonly locale: string;
  readonly session?: { readonly id?: string; readonly isNew?: boolean; readonly attributesJson?: string };
  readonly intent: {
    readonly name: string;
    readonly slots?: readonly WireSlot[];
    readonly confirmation?: string;
    readonly permission?: { readonly path: string; readonly isGranted?: boolean };
  };
  readonly user?: {
    readonly id?: string;
    readonly name?: string;
    readonly contact?: { readonly email?: string; readonly phone?: string };
    readonly accountToken?: string;
  };
  readonly device?: {
    readonly id?: string;
    readonly capabilities?: readonly string[];
    readonly timeZone?: string;
    readonly city?: string;
    readonly address?: string;
    readonly tools?: readonly string[];
    readonly status?: readonly string[];
    readonly camera?: string;
  };
  readonly utterance?: string;
  readonly history?: readonly string[];
  readonly pull?: { readonly url?: string; readonly token?: string };
  readonly granted?: readonly string[];
}

/** A card for a speaker with a screen, or for its app. */
export interface CardDirective {
  readonly card: { readonly title: string; readonly text: string };
}

/** Plays a stream after the speech. https only. */
export interface AudioDirective {
  readonly audio: { readonly url: string; readonly title: string };
}

/** What can be set on a device or in a room; an answer with any other property is refused as a whole. */
export const deviceProperties = [
  'power',
  'brightness',
  'temperature',
  'volume',
  'colour',
  'position',
  'fan-speed',
  'channel',
  'playback',
  'genre',
  'scene',
  'drive',
  'turn',
  'notify',
  'microphone',
  'wake_word',
] as const;

/** One of {@link deviceProperties}. */
export type DeviceProperty = (typeof deviceProperties)[number];

/**
 * Something for a device of the household. An empty target is the speaker's own room. The value is `on`, `off`,
 * `off:30` (minutes), `up`, `down`, a number as text, with a sign if it is relative, or a word of 3 to 20 letters.
 */
export interface DeviceControlDirective {
  readonly deviceControl: {
    readonly targetId: string;
    readonly property: DeviceProperty;
    readonly value: string;
  };
}

/**
 * Something that the speaker said it can do: a tool of {@link TurnBase.tools}, with values within its bounds. It is carried out only
 * where `device.tools` is declared and granted (`device.camera` for a tool that takes a picture).
 */
export interface DeviceToolDirective {
  readonly deviceTool: {
    readonly tool: string;
    readonly arguments: readonly { readonly name: string; readonly value: string }[];
  };
}

/** One of a list on a screen. */
export interface DisplayItem {
  /** At most 100 characters. */
  readonly title: string;
  /** At most 300 characters. */
  readonly text?: string;
  /** https. */
  readonly imageUrl?: string;
  /** What a touch chooses: a value of the slot that the answer elicits, or of a slot of `intent`. Without either the item is only shown. */
  readonly valueId?: string;
  /** An intent of the model that a touch means, whether or not anything is asked: with `valueId` in its slot, or alone. */
  readonly intent?: string;
  /** Filled in by the platform: how that is said, which is what a touch says. */
  readonly say?: string;
}

/** Lines, a list of at most 20 items, or a picture, for a screen. */
export interface DisplayDirective {
  readonly display: {
    readonly title: string;
    readonly lines: readonly string[];
    /** https. */
    readonly imageUrl?: string;
    readonly items?: readonly DisplayItem[];
  };
}

/** Starts or cancels a timer that the speaker keeps. */
export interface TimerDirective {
  readonly timer: { readonly timerId: string; readonly durationS: number; readonly isCancel: boolean };
}

/** Something that the speaker is to do beside speaking. */
export type WireDirective =
  | CardDirective
  | AudioDirective
  | DeviceControlDirective
  | DeviceToolDirective
  | DisplayDirective
  | TimerDirective;

/** A value that a skill adds to one of its types while a conversation lasts. */
export interface GivenValue {
  /** Letters, digits and `_ : . -`, at most 64. */
  readonly id: string;
  /** As it is said, one to four, each at most 60 characters; the first is spoken back. */
  readonly forms: readonly string[];
}

/** What a skill answers. What the manifest does not list in `returns` is dropped. */
export interface WireResponse {
  readonly version: string;
  /** One of the two: plain text, or `<speak>…</speak>` with break, emphasis, prosody and say-as. */
  readonly speech?: { readonly text?: string; readonly ssml?: string };
  readonly reprompt?: { readonly text: string };
  readonly directives?: readonly WireDirective[];
  readonly attributesJson?: string;
  readonly expectSpeech?: boolean;
  readonly endSession?: boolean;
  readonly elicit?: string;
  readonly confirm?: boolean;
  readonly feedback?: { readonly code: string; readonly message?: string; readonly effective?: boolean };
  readonly isProgress?: boolean;
  /** A declared field that the platform is to ask for, in its own words; the speech is said where nobody may be asked. */
  readonly askPermission?: string;
  /** Values for types of the model that take names, until the conversation ends; instead of those given before. */
  readonly names?: readonly {
    readonly type: string;
    readonly valueId: string;
    readonly forms: readonly string[];
  }[];
}
