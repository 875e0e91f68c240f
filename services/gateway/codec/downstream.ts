/** Synthesised speech as the frames of a speaker's format. */
import { AudioCodec, type AudioFormat } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { bytesOf, samplesOf } from '../../common/audio/pcm.ts';
import { Resampler } from '../../common/audio/resample.ts';
import { pcmFrameBytes, synthesisRateHz } from './formats.ts';
import type { OpusEncoding } from './opus-encoding.ts';

/** One frame with room in front for the dialect's header: the payload is written once and never moved. */
export interface DownFrame {
  /** `headroomBytes` unused bytes, then the payload. */
  readonly message: Buffer;
  readonly isLast: boolean;
}

/** Frames of one piece of speech. */
export interface DownstreamEncoder {
  /** PCM16 at the synthesis rate, in chunks of any even length. */
  push(pcm: Buffer): Promise<DownFrame[]>;
  /** The rest, filled up with silence to a whole frame. */
  end(): Promise<DownFrame[]>;
  /** Lets go of what it holds; needed where speech is cut short, harmless after `end`. Nothing comes after it. */
  close(): void;
}

export function openDownstream(
  format: AudioFormat,
  headroomBytes: number,
  opus: OpusEncoding,
): DownstreamEncoder {
  const frameBytes = pcmFrameBytes(format);
  const resampler = new Resampler(synthesisRateHz(format), format.sampleRateHz);
  const cutter = new FrameCutter(frameBytes);
  const encode = format.codec === AudioCodec.OPUS ? opus.open(format.sampleRateHz, frameBytes) : undefined;
  let isBegun = false;
  let isOver = false;

  const frames = async (pcm: Buffer, isEnd: boolean): Promise<DownFrame[]> => {
    const count = pcm.length / frameBytes;
    if (isOver || (count === 0 && !isEnd)) return [];
    isBegun = true;
    isOver = isEnd;
    if (encode === undefined) {
      return Array.from({ length: count }, (_, index) =>
        withHeadroom(
          pcm.subarray(index * frameBytes, (index + 1) * frameBytes),
          headroomBytes,
          isEnd && index === count - 1,
        ),
      );
    }
    const packets = await encode(pcm, isEnd);
    return packets.map((packet, index) =>
      withHeadroom(packet, headroomBytes, isEnd && index === packets.length - 1),
    );
  };

  return {
    push: (pcm) => frames(cutter.push(bytesOf(resampler.push(samplesOf(pcm)))), false),
    end: () => frames(cutter.end(bytesOf(resampler.flush())), true),
    close() {
      if (isOver) return;
      isOver = true;
      // The thread keeps an encoder until it hears of the last frame; a failure changes nothing, the speech is cut short.
      if (isBegun) encode?.(Buffer.alloc(0), true).catch(() => {});
    },
  };
}

function withHeadroom(payload: Uint8Array, headroomBytes: number, isLast: boolean): DownFrame {
  const message = Buffer.allocUnsafe(headroomBytes + payload.length);
  message.set(payload, headroomBytes);
  return { message, isLast };
}

/** Cuts a stream into whole frames. Keeps at least one byte back, so that the last frame is known as such. */
class FrameCutter {
  readonly #frameBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(frameBytes: number) {
    this.#frameBytes = frameBytes;
  }

  push(pcm: Buffer): Buffer {
    const all = this.#rest.length === 0 ? pcm : Buffer.concat([this.#rest, pcm]);
    const whole = Math.max(0, Math.ceil(all.length / this.#frameBytes) - 1) * this.#frameBytes;
    this.#rest = all.subarray(whole);
    return all.subarray(0, whole);
  }

  end(pcm: Buffer): Buffer {
    const all = Buffer.concat([this.#rest, pcm]);
    const missing = (this.#frameBytes - (all.length % this.#frameBytes)) % this.#frameBytes;
    this.#rest = Buffer.alloc(0);
    return missing === 0 ? all : Buffer.concat([all, Buffer.alloc(missing)]);
  }
}
