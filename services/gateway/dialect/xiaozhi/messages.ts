/** Messages of the xiaozhi protocol: what a device may say, read strictly, and what it is told. */
import { z } from 'zod';
import { EarshotError } from '../../../common/errors/earshot-error.ts';

/** A device's list of tools comes in pages of 8000 bytes, in an envelope. */
export const maxMessageBytes = 12 * 1024;

const text = (length: number) =>
  z
    .string()
    .max(length)
    .refine((value) => value.isWellFormed());

const deviceMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    version: z.number().int().optional(),
    transport: z.literal('websocket'),
    features: z.object({ mcp: z.boolean().optional() }).optional(),
    audio_params: z.object({
      format: text(16),
      sample_rate: z.number().int(),
      channels: z.number().int(),
      frame_duration: z.number().int(),
    }),
  }),
  z.object({
    type: z.literal('listen'),
    state: z.enum(['start', 'stop', 'detect']),
    mode: z.enum(['auto', 'manual', 'realtime']).optional(),
    text: text(4_000).optional(),
  }),
  z.object({ type: z.literal('abort'), reason: text(64).optional() }),
  z.object({ type: z.literal('mcp'), payload: z.record(z.string(), z.unknown()) }),
  // Of earlier firmware, which said in it what MCP says now.
  z.object({ type: z.literal('iot') }),
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('goodbye') }),
]);

/** What a device said; session ids and every other field are dropped here. */
export type DeviceMessage = z.infer<typeof deviceMessage>;

const known: ReadonlySet<unknown> = new Set(
  deviceMessage.options.map(({ shape }) => shape.type.value as string),
);

/** @throws EarshotError MESSAGE_TOO_LARGE, MESSAGE_MALFORMED, MESSAGE_UNKNOWN */
export function readMessage(bytes: Buffer): DeviceMessage {
  if (bytes.length > maxMessageBytes) throw new EarshotError('MESSAGE_TOO_LARGE');
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    // The cause would carry a piece of the text.
    throw new EarshotError('MESSAGE_MALFORMED');
  }
  const parsed = deviceMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  throw new EarshotError(
    typeof type === 'string' && !known.has(type) ? 'MESSAGE_UNKNOWN' : 'MESSAGE_MALFORMED',
  );
}

/** Faces that the devices know. */
export type Emotion = 'neutral' | 'happy' | 'thinking' | 'confused' | 'sad';
const faces: Readonly<Record<Emotion, string>> = {
  neutral: '😶',
  happy: '🙂',
  thinking: '🤔',
  confused: '😕',
  sad: '😔',
};

/** What a device is told. Devices find nothing of use in `session_id`, and expect it. */
export const toDevice = {
  hello: (sessionId: string, sampleRateHz: number, frameMs: number) =>
    JSON.stringify({
      type: 'hello',
      transport: 'websocket',
      session_id: sessionId,
      audio_params: { format: 'opus', sample_rate: sampleRateHz, channels: 1, frame_duration: frameMs },
    }),
  stt: (sessionId: string, words: string) =>
    JSON.stringify({ type: 'stt', session_id: sessionId, text: words }),
  face: (sessionId: string, emotion: Emotion) =>
    JSON.stringify({ type: 'llm', session_id: sessionId, emotion, text: faces[emotion] }),
  tts: (sessionId: string, state: 'start' | 'stop') =>
    JSON.stringify({ type: 'tts', session_id: sessionId, state }),
  sentence: (sessionId: string, words: string) =>
    JSON.stringify({ type: 'tts', session_id: sessionId, state: 'sentence_start', text: words }),
  alert: (sessionId: string, status: string, message: string) =>
    JSON.stringify({ type: 'alert', session_id: sessionId, status, message, emotion: 'sad' }),
  mcp: (sessionId: string, payload: object) =>
    JSON.stringify({ type: 'mcp', session_id: sessionId, payload }),
  pong: (nowMs: number) => JSON.stringify({ type: 'pong', timestamp: new Date(nowMs).toISOString() }),
} as const;
