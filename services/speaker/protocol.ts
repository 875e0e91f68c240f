/** Frames of `earshot.v1` as a speaker packs them, and every message: written from docs/protocol.md alone. */
import type { AudioFormat } from './messages.ts';

export type * from './messages.ts';

export const headerBytes = 8;
const versionAndType = 0x11;

/** One audio frame as a binary message. */
export function packFrame(
  payload: Uint8Array,
  sequence: number,
  timestampMs: number,
  isLast = false,
): Buffer {
  const message = Buffer.allocUnsafe(headerBytes + payload.length);
  message[0] = versionAndType;
  message[1] = isLast ? 1 : 0;
  message.writeUInt16BE(sequence & 0xffff, 2);
  message.writeUInt32BE(timestampMs >>> 0, 4);
  message.set(payload, headerBytes);
  return message;
}

export interface DownFrame {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly isLast: boolean;
  readonly payload: Buffer;
}

/** A binary message from the gateway, or nothing for versions and types that are not known here. */
export function unpackFrame(message: Buffer): DownFrame | undefined {
  if (message.length <= headerBytes || message[0] !== versionAndType) return undefined;
  return {
    isLast: (message[1]! & 1) === 1,
    sequence: message.readUInt16BE(2),
    timestampMs: message.readUInt32BE(4),
    payload: message.subarray(headerBytes),
  };
}

/** Bytes of PCM16 in one frame. */
export function frameBytes({ sampleRateHz, frameMs }: AudioFormat): number {
  return (sampleRateHz / 1000) * frameMs * 2;
}
