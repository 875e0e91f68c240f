/** Audio frames of the xiaozhi protocol: one Opus packet in a binary message, behind a header of three versions. */
import { EarshotError } from '../../../common/errors/earshot-error.ts';

export type FrameVersion = 1 | 2 | 3;

export const headerBytes: Readonly<Record<FrameVersion, number>> = { 1: 0, 2: 16, 3: 4 };
/** Of the field `type`, in versions 2 and 3. The other that is known, JSON, is said as text instead. */
const opusType = 0;

/**
 * The packet in a message of the device.
 * @throws EarshotError FRAME_TRUNCATED, FRAME_VERSION_UNSUPPORTED, FRAME_INVALID (another length than it holds)
 */
export function readFrame(version: FrameVersion, fragments: readonly Buffer[]): Buffer {
  const message = fragments.length === 1 ? (fragments[0] as Buffer) : Buffer.concat(fragments);
  const start = headerBytes[version];
  if (message.length <= start) throw new EarshotError('FRAME_TRUNCATED');
  if (version === 1) return message;
  const isKnown =
    version === 2
      ? message.readUInt16BE(0) === version && message.readUInt16BE(2) === opusType
      : message[0] === opusType;
  if (!isKnown) throw new EarshotError('FRAME_VERSION_UNSUPPORTED');
  const payloadBytes = version === 2 ? message.readUInt32BE(12) : message.readUInt16BE(2);
  if (payloadBytes !== message.length - start) throw new EarshotError('FRAME_INVALID');
  return message.subarray(start);
}

/** Fills in the header in front of a packet. */
export function writeFrameHeader(version: FrameVersion, message: Buffer, timestampMs: number): void {
  const payloadBytes = message.length - headerBytes[version];
  if (version === 2) {
    message.writeUInt16BE(version, 0);
    message.writeUInt16BE(opusType, 2);
    message.writeUInt32BE(0, 4);
    message.writeUInt32BE(timestampMs >>> 0, 8);
    message.writeUInt32BE(payloadBytes, 12);
  } else if (version === 3) {
    message[0] = opusType;
    message[1] = 0;
    message.writeUInt16BE(payloadBytes, 2);
  }
}
