/** The line to one speaker, as a session sees it: WebSocket or gRPC, whatever dialect is spoken on it. */
import type { GatewayMessage } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';

export type ControlMessage = NonNullable<GatewayMessage['message']>;

/** An audio frame of a speaker. */
export interface UpFrame {
  /** One codec frame of the format that hello named. */
  readonly payload: Buffer;
  readonly isLast: boolean;
  /** Frames that the speaker left out before this one. */
  readonly missing: number;
}

export interface DownPosition {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly isLast: boolean;
}

export interface SpeakerLink {
  /** Bytes of room that audio messages need in front of their payload. */
  readonly headroomBytes: number;
  /** How far ahead of its time speech may be sent here, milliseconds; undefined: as the gateway is configured. */
  readonly paceLeadMs: number | undefined;
  /** Bytes that were handed over and not sent yet. */
  readonly bufferedBytes: number;
  send(message: ControlMessage): void;
  /** `message` has `headroomBytes` in front, which the link fills in. */
  sendAudio(message: Buffer, position: DownPosition): void;
  /** Stops taking messages from the speaker, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends the connection with the close code of this error. May be called more than once. */
  close(code: ErrorCode): void;
}
