/**
 * Audio frames of `earshot.v1`: eight bytes of header, then one codec frame. docs/protocol.md, "Frames".
 *
 *   0        version (high four bits, 1) and type (low four bits, 1 = audio)
 *   1        flags: bit 0 = last frame of this listen or of this piece of speech; the others are zero
 *   2..3     sequence, big-endian, from 0 in each listen, wraps after 65535
 *   4..7     timestamp, big-endian, milliseconds of audio before this frame, from 0 in each listen
 *
 * A message's length is the transport's business, so the header does not repeat it.
 */
import { EarshotError } from '../../../common/errors/earshot-error.ts';

export const frameHeaderBytes = 8;
export const frameVersion = 1;
export const audioFrameType = 1;
const lastFlag = 0b1;

export interface AudioFrame {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly isLast: boolean;
  /** One codec frame; shares memory with what was received wherever that came in one piece. */
  readonly payload: Buffer;
}

type State = 'kind' | 'flags' | 'sequence' | 'timestamp' | 'payload' | 'refused';

const fieldBytes = { kind: 1, flags: 1, sequence: 2, timestamp: 4 } as const;

/**
 * Decodes one message that may come in any number of pieces. Each state reads one field; a field that is
 * not allowed ends the decoding at once, before anything after it is looked at.
 */
export class FrameDecoder {
  readonly #maxPayloadBytes: number;
  #state: State = 'kind';
  #value = 0;
  #missingBytes: number = fieldBytes.kind;
  #isLast = false;
  #sequence = 0;
  #timestampMs = 0;
  #pieces: Buffer[] = [];
  #payloadBytes = 0;

  constructor(maxPayloadBytes: number) {
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  /**
   * Takes the next piece of the message.
   * @throws EarshotError FRAME_VERSION_UNSUPPORTED, FRAME_INVALID (a reserved flag) or FRAME_TOO_LARGE
   */
  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#state === 'refused') return;
      if (this.#state === 'payload') {
        const rest = at === 0 ? piece : piece.subarray(at);
        this.#payloadBytes += rest.length;
        if (this.#payloadBytes > this.#maxPayloadBytes) this.#refuse('FRAME_TOO_LARGE');
        this.#pieces.push(rest);
        return;
      }
      this.#value = this.#value * 256 + piece[at]!;
      at += 1;
      this.#missingBytes -= 1;
      if (this.#missingBytes === 0) this.#endField(this.#state);
    }
  }

  /** Ends the message. @throws EarshotError FRAME_TRUNCATED when the header or the audio is missing */
  end(): AudioFrame {
    if (this.#state !== 'payload' || this.#payloadBytes === 0) this.#refuse('FRAME_TRUNCATED');
    const frame = {
      sequence: this.#sequence,
      timestampMs: this.#timestampMs,
      isLast: this.#isLast,
      payload: this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces, this.#payloadBytes),
    };
    this.#reset();
    return frame;
  }

  #endField(state: keyof typeof fieldBytes): void {
    const value = this.#value;
    this.#value = 0;
    switch (state) {
      case 'kind':
        if (value !== (frameVersion << 4) + audioFrameType) this.#refuse('FRAME_VERSION_UNSUPPORTED');
        this.#next('flags');
        return;
      case 'flags':
        if ((value & ~lastFlag) !== 0) this.#refuse('FRAME_INVALID');
        this.#isLast = (value & lastFlag) !== 0;
        this.#next('sequence');
        return;
      case 'sequence':
        this.#sequence = value;
        this.#next('timestamp');
        return;
      case 'timestamp':
        this.#timestampMs = value;
        this.#state = 'payload';
    }
  }

  #next(state: keyof typeof fieldBytes): void {
    this.#state = state;
    this.#missingBytes = fieldBytes[state];
  }

  #reset(): void {
    this.#next('kind');
    this.#value = 0;
    this.#pieces = [];
    this.#payloadBytes = 0;
  }

  #refuse(
    code: 'FRAME_VERSION_UNSUPPORTED' | 'FRAME_INVALID' | 'FRAME_TOO_LARGE' | 'FRAME_TRUNCATED',
  ): never {
    this.#reset();
    this.#state = 'refused';
    throw new EarshotError(code);
  }
}

/** Decodes a whole message: one piece, or the fragments it came in. */
export function decodeFrame(pieces: readonly Buffer[], maxPayloadBytes: number): AudioFrame {
  const decoder = new FrameDecoder(maxPayloadBytes);
  for (const piece of pieces) decoder.push(piece);
  return decoder.end();
}

/** Writes a header into the first eight bytes of a buffer that already holds the payload behind them. */
export function writeFrameHeader(target: Buffer, frame: Omit<AudioFrame, 'payload'>): void {
  target[0] = (frameVersion << 4) + audioFrameType;
  target[1] = frame.isLast ? lastFlag : 0;
  target.writeUInt16BE(frame.sequence & 0xffff, 2);
  target.writeUInt32BE(frame.timestampMs >>> 0, 4);
}

/** A whole message in new memory. */
export function encodeFrame(frame: AudioFrame): Buffer {
  const message = Buffer.allocUnsafe(frameHeaderBytes + frame.payload.length);
  writeFrameHeader(message, frame);
  frame.payload.copy(message, frameHeaderBytes);
  return message;
}
