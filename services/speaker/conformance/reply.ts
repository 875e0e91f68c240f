/** A tone in place of a voice: framed and paced as a gateway does it. */
import { OpusEncoder } from '../../common/audio/opus.ts';
import { type AudioFormat, packFrame } from '../protocol.ts';
import type { Line } from './line.ts';

const toneHz = 440;
const leadMs = 240;

/** Plays for so long, or until it is interrupted. */
export async function playReply(
  line: Line,
  turn: object,
  durationMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const format = line.hello?.audioDown;
  if (format === undefined) return;
  line.say({ type: 'audio_start', ...turn, format });
  const encode = encoderOf(format);
  const startedMs = performance.now();
  const frames = Math.ceil(durationMs / format.frameMs);
  for (let sequence = 0; sequence < frames && !line.isClosed && signal?.aborted !== true; sequence += 1) {
    const atMs = sequence * format.frameMs;
    const waitMs = startedMs + atMs - leadMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const isLast = sequence === frames - 1;
    line.sendFrame(packFrame(encode(tone(format, atMs)), sequence, atMs, isLast));
  }
  line.say({ type: 'audio_end', ...turn });
}

function encoderOf({ codec, sampleRateHz }: AudioFormat): (pcm: Buffer) => Uint8Array {
  if (codec === 'pcm16') return (pcm) => pcm;
  const encoder = new OpusEncoder(sampleRateHz);
  return (pcm) => Uint8Array.from(encoder.encode(pcm));
}

function tone({ sampleRateHz, frameMs }: AudioFormat, atMs: number): Buffer {
  const samples = (sampleRateHz / 1000) * frameMs;
  const pcm = Buffer.allocUnsafe(samples * 2);
  for (let index = 0; index < samples; index += 1) {
    const seconds = atMs / 1000 + index / sampleRateHz;
    pcm.writeInt16LE(Math.round(8_000 * Math.sin(2 * Math.PI * toneHz * seconds)), index * 2);
  }
  return pcm;
}
