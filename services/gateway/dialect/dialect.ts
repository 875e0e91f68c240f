/** How one way of speaking maps wire messages to the session's and back. A second dialect is a second folder. */
import type { SpeakerMessage } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { ControlMessage, DownPosition } from '../session/link.ts';

export interface UpFrame {
  readonly payload: Buffer;
  readonly isLast: boolean;
  /** Frames that the speaker left out before this one. */
  readonly missing: number;
}

/** One connection's codec; it may remember what it has read. Decoding throws EarshotErrors. */
export interface Dialect {
  readonly headroomBytes: number;
  decodeText(bytes: Buffer): SpeakerMessage;
  /** A binary message, in the fragments it came in. */
  decodeBinary(fragments: readonly Buffer[]): UpFrame;
  encodeControl(message: ControlMessage): string;
  /** Fills in the headroom in front of the payload. */
  encodeAudio(message: Buffer, position: DownPosition): void;
}
