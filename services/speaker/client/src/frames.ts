/** Audio frames: eight bytes of header, then one frame. No Node in it, so that browsers have it too. */
import type { AudioFormat } from '../../messages.ts';

export const headerBytes = 8;
/** Version 1, type audio. */
const versionAndType = 0x11;

export function packFrame(
  payload: Uint8Array,
  sequence: number,
  timestampMs: number,
  isLast = false,
): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(headerBytes + payload.length);
  const header = new DataView(message.buffer);
  header.setUint8(0, versionAndType);
  header.setUint8(1, isLast ? 1 : 0);
  header.setUint16(2, sequence & 0xffff);
  header.setUint32(4, timestampMs >>> 0);
  message.set(payload, headerBytes);
  return message;
}

export interface DownFrame {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly isLast: boolean;
  readonly payload: Uint8Array;
}

/** A binary message of the gateway, or nothing for versions and types that are not known here. */
export function unpackFrame(message: ArrayBuffer): DownFrame | undefined {
  const header = new DataView(message);
  if (message.byteLength <= headerBytes || header.getUint8(0) !== versionAndType) return undefined;
  return {
    isLast: (header.getUint8(1) & 1) === 1,
    sequence: header.getUint16(2),
    timestampMs: header.getUint32(4),
    payload: new Uint8Array(message, headerBytes),
  };
}

/** Bytes of PCM16 in one frame. */
export const frameBytes = ({ sampleRateHz, frameMs }: AudioFormat): number =>
  (sampleRateHz / 1000) * frameMs * 2;
