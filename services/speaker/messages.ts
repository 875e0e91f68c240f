/**
 * Messages of `earshot.v1` as a speaker speaks it: written from docs/protocol.md alone, without the gateway's schema, so
 * that the two check each other. Types alone: copy them into a speaker of your own.
 */

export type CodecName = 'pcm16' | 'opus';

export interface AudioFormat {
  readonly codec: CodecName;
  readonly sampleRateHz: number;
  readonly frameMs: number;
}

export type ListenMode = 'wake_word' | 'held_button' | 'button' | 'follow_up';

export type StageName = 'wake' | 'listen' | 'recognise' | 'understand' | 'route' | 'act' | 'speak';

export type Directive =
  | { readonly type: 'card'; readonly title: string; readonly text: string }
  | { readonly type: 'audio'; readonly url: string; readonly title: string }
  | {
      readonly type: 'device_control';
      readonly targetId: string;
      readonly property: string;
      readonly value: string;
    }
  | {
      readonly type: 'display';
      readonly title: string;
      readonly lines: readonly string[];
      readonly imageUrl: string;
      readonly items: readonly {
        readonly title: string;
        readonly text: string;
        readonly imageUrl: string;
        readonly valueId: string;
        readonly say: string;
      }[];
    }
  | {
      readonly type: 'timer';
      readonly timerId: string;
      readonly durationS: number;
      readonly isCancel: boolean;
    }
  | {
      readonly type: 'device_tool';
      readonly tool: string;
      readonly arguments: readonly { readonly name: string; readonly value: string }[];
    };

/** Something that a device can do beside speaking, each value with its bounds. */
export interface DeviceTool {
  readonly name: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly kind: 'number' | 'flag' | 'word';
    readonly minimum?: number;
    readonly maximum?: number;
    readonly words?: readonly string[];
  }[];
}

/** What a device says of itself; what is absent is not known. */
export interface DeviceState {
  readonly volumePercent?: number;
  readonly brightnessPercent?: number;
  readonly batteryPercent?: number;
  readonly isCharging?: boolean;
}

/** Firmware that the device's owner allows. Look at the signature of its maker before installing anything. */
export interface FirmwareOffer {
  readonly version: string;
  readonly url: string;
  readonly sha256: string;
  readonly signature: string;
}

export interface MicrophoneState {
  readonly isMuted: boolean;
  readonly isWakeWordOff: boolean;
  /** It holds already, and is not stored yet, or not known yet everywhere; said again when it is. */
  readonly isPending: boolean;
}

/** What is absent stays as it is. */
export interface MicrophoneChange {
  readonly isMuted?: boolean;
  readonly isWakeWordOff?: boolean;
  readonly forMinutes?: number;
}

/** What a speaker says. */
export type SpeakerMessage =
  | {
      readonly type: 'hello';
      readonly protocol: 'earshot.v1';
      readonly model: string;
      readonly firmware: string;
      readonly locale: string;
      readonly capabilities: readonly string[];
      readonly audioUp: AudioFormat;
      readonly audioDown: AudioFormat;
      readonly resumeSessionId?: string;
      readonly microphone?: MicrophoneChange;
    }
  | {
      readonly type: 'listen_start';
      readonly listenId: string;
      readonly mode: ListenMode;
      readonly wakeAudioMs?: number;
      readonly isTranscriptOnly?: boolean;
      readonly isSilent?: boolean;
    }
  | { readonly type: 'listen_stop'; readonly listenId: string }
  | { readonly type: 'text'; readonly listenId: string; readonly text: string; readonly isSilent?: boolean }
  | { readonly type: 'abort'; readonly listenId: string; readonly reason: 'barge_in' | 'user' }
  | { readonly type: 'get_outcome'; readonly turnId: string }
  | { readonly type: 'ping'; readonly nonce: number }
  | ({ readonly type: 'set_microphone' } & MicrophoneChange)
  | { readonly type: 'playback_done'; readonly turnId: string }
  | ({ readonly type: 'device_state' } & DeviceState)
  | { readonly type: 'tools'; readonly tools: readonly DeviceTool[] }
  | { readonly type: 'system_log'; readonly requestId: string; readonly text: string }
  | { readonly type: 'player'; readonly state: PlayerState };

/** What became of what an `audio` directive plays. */
export type PlayerState = 'started' | 'paused' | 'ended' | 'ducked';

export interface TurnEnded {
  readonly type: 'turn_ended';
  readonly turnId: string;
  readonly end: 'completed' | 'failed' | 'aborted';
  readonly code: string;
  readonly isRetryable: boolean;
  readonly isOutcomeUnknown: boolean;
  readonly perceivedUs: number;
  readonly platformUs: number;
  readonly skillUs: number;
  readonly retryAfterMs: number;
}

export interface ReplyMessage {
  readonly type: 'reply';
  readonly turnId: string;
  readonly text: string;
  readonly isExpectingSpeech: boolean;
  readonly isProgress: boolean;
  readonly skillId: string;
  readonly intent: string;
}

export interface ErrorMessage {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
  readonly isFatal: boolean;
  readonly listenId: string;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number;
}

export interface HelloAck {
  readonly type: 'hello_ack';
  readonly sessionId: string;
  readonly audioUp: AudioFormat;
  readonly audioDown: AudioFormat;
  readonly pingIntervalMs: number;
  readonly maxFrameBytes: number;
  readonly maxUtteranceMs: number;
  readonly microphone: MicrophoneState;
  readonly locale: string;
  readonly wakeWords: readonly string[];
  readonly serverTimeMs: number;
  readonly timeZone: string;
  /** The device's token is due to be replaced. */
  readonly isTokenOld: boolean;
}

/** What a speaker is told. Types that are not listed here are to be passed over. */
export type GatewayMessage =
  | HelloAck
  | { readonly type: 'turn_started'; readonly turnId: string; readonly listenId: string }
  | {
      readonly type: 'stage';
      readonly turnId: string;
      readonly stage: StageName;
      readonly isEnd: boolean;
      readonly atUs: number;
    }
  | { readonly type: 'transcript'; readonly turnId: string; readonly text: string; readonly isFinal: boolean }
  | { readonly type: 'listen_ended'; readonly turnId: string; readonly speechEndMs: number }
  | ReplyMessage
  | { readonly type: 'directive'; readonly turnId: string; readonly directive: Directive }
  | { readonly type: 'audio_start'; readonly turnId: string; readonly format: AudioFormat }
  | { readonly type: 'audio_end'; readonly turnId: string }
  | TurnEnded
  | ErrorMessage
  | {
      readonly type: 'outcome';
      readonly turnId: string;
      readonly outcome: 'not_acted' | 'outcome_unknown' | 'completed' | 'failed';
    }
  | { readonly type: 'pong'; readonly nonce: number }
  | { readonly type: 'go_away'; readonly retryAfterMs: number }
  | ({ readonly type: 'firmware' } & FirmwareOffer)
  | { readonly type: 'log_wanted'; readonly requestId: string }
  | ({ readonly type: 'microphone' } & MicrophoneState);
