/** The xiaozhi protocol as a device speaks it: written from what is known of the firmware, without the gateway's code. */

export interface XiaozhiAudioParams {
  readonly format: 'opus';
  readonly sample_rate: number;
  readonly channels: 1;
  readonly frame_duration: number;
}

export type XiaozhiMode = 'auto' | 'manual' | 'realtime';

/** What a device says. */
export type DeviceSays =
  | {
      readonly type: 'hello';
      readonly version: 1 | 2 | 3;
      readonly features: { readonly mcp: boolean };
      readonly transport: 'websocket';
      readonly audio_params: XiaozhiAudioParams;
    }
  | { readonly type: 'listen'; readonly state: 'start'; readonly mode: XiaozhiMode }
  | { readonly type: 'listen'; readonly state: 'stop' }
  | { readonly type: 'listen'; readonly state: 'detect'; readonly text: string }
  | { readonly type: 'abort'; readonly reason?: 'wake_word_detected' }
  | { readonly type: 'mcp'; readonly payload: object };

/** What a device is told; others are passed over. */
export type DeviceIsTold =
  | { readonly type: 'hello'; readonly session_id: string; readonly audio_params: XiaozhiAudioParams }
  | { readonly type: 'stt'; readonly text: string }
  | { readonly type: 'llm'; readonly emotion: string; readonly text: string }
  | { readonly type: 'tts'; readonly state: 'start' | 'stop' }
  | { readonly type: 'tts'; readonly state: 'sentence_start'; readonly text: string }
  | { readonly type: 'alert'; readonly status: string; readonly message: string; readonly emotion: string }
  | { readonly type: 'mcp'; readonly payload: Readonly<Record<string, unknown>> };

/** A packet as a binary message. Version 1 has no header, 2 one of sixteen bytes, 3 one of four. */
export function packXiaozhi(version: 1 | 2 | 3, packet: Buffer, timestampMs = 0): Buffer {
  if (version === 1) return packet;
  const header = Buffer.alloc(version === 2 ? 16 : 4);
  if (version === 2) {
    header.writeUInt16BE(2, 0);
    header.writeUInt32BE(timestampMs, 8);
    header.writeUInt32BE(packet.length, 12);
  } else {
    header.writeUInt16BE(packet.length, 2);
  }
  return Buffer.concat([header, packet]);
}

/** The packet in a binary message. Devices look at no header. */
export function unpackXiaozhi(version: 1 | 2 | 3, message: Buffer): Buffer {
  return message.subarray({ 1: 0, 2: 16, 3: 4 }[version]);
}
