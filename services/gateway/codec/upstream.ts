/** What comes from a speaker, as the recogniser wants it: PCM16 at 16 kHz. */
import { AudioCodec, type AudioFormat } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { OpusDecoder, opusDurationMs } from '../../common/audio/opus.ts';
import { bytesOf, samplesOf } from '../../common/audio/pcm.ts';
import { Resampler } from '../../common/audio/resample.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { pcmFrameBytes, recogniserRateHz } from './formats.ts';

/** Decodes the frames of one listen. */
export interface UpstreamDecoder {
  /**
   * One frame of the speaker's format; PCM16 at 16 kHz comes back as it is, without a copy.
   * @throws EarshotError FRAME_SIZE_WRONG, FRAME_INVALID
   */
  decode(payload: Buffer): Buffer;
  close(): void;
}

export function openUpstream(format: AudioFormat): UpstreamDecoder {
  if (format.codec === AudioCodec.OPUS) return openOpus(format);
  const frameBytes = pcmFrameBytes(format);
  const resampler =
    format.sampleRateHz === recogniserRateHz
      ? undefined
      : new Resampler(format.sampleRateHz, recogniserRateHz);
  return {
    decode(payload) {
      // The last frame of a listen may be short; half a sample may not be.
      if (payload.length > frameBytes || payload.length % 2 !== 0) throw new EarshotError('FRAME_SIZE_WRONG');
      return resampler === undefined ? payload : bytesOf(resampler.push(samplesOf(payload)));
    },
    close() {},
  };
}

function openOpus(format: AudioFormat): UpstreamDecoder {
  const decoder = new OpusDecoder(recogniserRateHz);
  return {
    decode(payload) {
      // Read before decoding: a packet may claim 120 ms in a few bytes.
      if (opusDurationMs(payload) !== format.frameMs) throw new EarshotError('FRAME_SIZE_WRONG');
      return decoder.decode(payload);
    },
    close: () => decoder.close(),
  };
}
