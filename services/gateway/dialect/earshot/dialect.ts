/** `earshot.v1` on one connection. */
import type { SpeakerMessage } from '../../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { ControlMessage, DownPosition } from '../../session/link.ts';
import type { Dialect, UpFrame } from '../dialect.ts';
import { decodeControl, encodeControl } from './control.ts';
import { decodeFrame, frameHeaderBytes, writeFrameHeader } from './frames.ts';

/** Largest payload of any format: 60 ms of PCM16 at 48 kHz. Hello lowers it to that of its format. */
const maxPayloadBytes = 5760;

export class EarshotDialect implements Dialect {
  readonly headroomBytes = frameHeaderBytes;
  #lastSequence: number | undefined;

  decodeText(bytes: Buffer): SpeakerMessage {
    const message = decodeControl(bytes);
    // Sequences count from 0 in each listen.
    if (message.message?.$case === 'listenStart') this.#lastSequence = undefined;
    return message;
  }

  decodeBinary(fragments: readonly Buffer[]): UpFrame {
    const { sequence, isLast, payload } = decodeFrame(fragments, maxPayloadBytes);
    const last = this.#lastSequence ?? -1;
    const ahead = (sequence - last) & 0xffff;
    // More than half the range ahead is behind.
    if (ahead === 0 || ahead > 0x8000) throw new EarshotError('FRAME_OUT_OF_ORDER');
    this.#lastSequence = sequence;
    return { payload, isLast, missing: ahead - 1 };
  }

  encodeControl(message: ControlMessage): string {
    return encodeControl({ message });
  }

  encodeAudio(message: Buffer, position: DownPosition): void {
    writeFrameHeader(message, position);
  }
}
