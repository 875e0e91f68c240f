/** The audio formats that are spoken here, and the arithmetic of their frames. */
import { AudioCodec, type AudioFormat } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { maxOpusPacketBytes } from '../../common/audio/opus.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

/** The recogniser's rate. */
export const recogniserRateHz = 16_000;

const codecs: ReadonlySet<number> = new Set([AudioCodec.PCM16, AudioCodec.OPUS]);
const ratesHz: ReadonlySet<number> = new Set([16_000, 24_000, 48_000]);
const framesMs: ReadonlySet<number> = new Set([10, 20, 40, 60]);

/** @throws EarshotError AUDIO_FORMAT_UNSUPPORTED */
export function checkFormat(format: AudioFormat | undefined): AudioFormat {
  if (
    format === undefined ||
    !codecs.has(format.codec) ||
    !ratesHz.has(format.sampleRateHz) ||
    !framesMs.has(format.frameMs)
  ) {
    throw new EarshotError('AUDIO_FORMAT_UNSUPPORTED');
  }
  return format;
}

/** Bytes of PCM16 in one frame. */
export function pcmFrameBytes(format: AudioFormat): number {
  return (format.sampleRateHz / 1000) * format.frameMs * 2;
}

/** Largest payload of a frame, in bytes. */
export function maxFrameBytes(format: AudioFormat): number {
  return format.codec === AudioCodec.OPUS ? maxOpusPacketBytes : pcmFrameBytes(format);
}

/** The rate that speech is synthesised at for a speaker: its own where the synthesiser has it. */
export function synthesisRateHz(down: AudioFormat): number {
  return down.sampleRateHz === 16_000 ? 16_000 : 24_000;
}
