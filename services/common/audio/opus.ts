/**
 * libopus as WebAssembly, driven directly: the wrapper class of `opusscript` computes its 16-bit buffers'
 * positions in elements where the heap wants bytes, so that two codecs write into each other's memory.
 *
 * The glue of the module holds one byte of PCM in each 16-bit element, low byte first, both ways.
 */
import { createRequire } from 'node:module';
import { EarshotError } from '../errors/earshot-error.ts';

interface NativeCodec {
  _encode(pcm: number, pcmBytes: number, packet: number, samples: number): number;
  _decode(packet: number, packetBytes: number, pcm: number): number;
  _encoder_ctl(request: number, value: number): number;
  _decoder_ctl(request: number, value: number): number;
}

interface NativeModule {
  // Replaced when memory grows: never kept in a variable across a call.
  readonly HEAPU8: Uint8Array;
  readonly HEAPU16: Uint16Array;
  _malloc(bytes: number): number;
  readonly OpusScriptHandler: new (rateHz: number, channels: number, application: number) => NativeCodec;
}

/** Constants of opus_defines.h. */
const applicationVoip = 2048;
const setBitrate = 4002;
const setComplexity = 4010;
const resetState = 4028;

/** Largest packet that is looked at, in bytes: 60 ms at 200 kbit/s. */
export const maxOpusPacketBytes = 1500;
/** 120 ms at 48 kHz: the longest that any packet can hold. */
const maxSamples = 5760;
/** Enough for clear wide-band speech. */
const speechBitrate = 24_000;
/** Of 0 to 10. 5 costs 0.2 ms for 20 ms of speech here, 10 costs 0.6 ms. */
const complexity = 5;

interface Native {
  readonly module: NativeModule;
  /** Scratch memory; calls are synchronous, so one set serves all codecs of a thread. */
  readonly pcm: number;
  readonly packet: number;
  /** Codecs that wait for their next use, by rate. Each holds about 90 kB of the heap. */
  readonly idle: Map<number, NativeCodec[]>;
}

let loaded: Native | undefined;

function native(): Native {
  if (loaded === undefined) {
    const load = createRequire(import.meta.url)(
      'opusscript/build/opusscript_native_wasm.js',
    ) as () => NativeModule;
    const module = load();
    loaded = {
      module,
      pcm: module._malloc(maxSamples * 4),
      packet: module._malloc(4096),
      idle: new Map(),
    };
  }
  return loaded;
}

function take(rateHz: number): NativeCodec {
  const { module, idle } = native();
  const codec = idle.get(rateHz)?.pop();
  if (codec === undefined) return new module.OpusScriptHandler(rateHz, 1, applicationVoip);
  codec._encoder_ctl(resetState, 0);
  codec._decoder_ctl(resetState, 0);
  return codec;
}

function giveBack(rateHz: number, codec: NativeCodec): void {
  const { idle } = native();
  const codecs = idle.get(rateHz);
  if (codecs === undefined) idle.set(rateHz, [codec]);
  else codecs.push(codec);
}

/** Duration in milliseconds of each frame by the configuration number of RFC 6716, section 3.1. */
function frameDurationMs(configuration: number): number {
  if (configuration < 12) return [10, 20, 40, 60][configuration % 4]!;
  if (configuration < 16) return [10, 20][configuration % 2]!;
  return [2.5, 5, 10, 20][configuration % 4]!;
}

/** Milliseconds of audio in a packet, read from its first bytes; 0 when it is no packet. */
export function opusDurationMs(packet: Buffer): number {
  const toc = packet[0];
  if (toc === undefined) return 0;
  const code = toc & 0b11;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 0b111111;
  return frames * frameDurationMs(toc >> 3);
}

/** Packets in, PCM16 out, at a rate of our choice: Opus decodes to any rate whatever it was encoded at. */
export class OpusDecoder {
  readonly #rateHz: number;
  #codec: NativeCodec | undefined;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#codec = take(rateHz);
  }

  /** @throws EarshotError FRAME_INVALID when it is no Opus packet, FRAME_TOO_LARGE */
  decode(packet: Buffer): Buffer {
    if (packet.length > maxOpusPacketBytes) throw new EarshotError('FRAME_TOO_LARGE');
    const { module, packet: packetAt, pcm } = native();
    module.HEAPU8.set(packet, packetAt);
    const samples = this.#codec === undefined ? -1 : this.#codec._decode(packetAt, packet.length, pcm);
    if (samples <= 0) throw new EarshotError('FRAME_INVALID');
    const decoded = Buffer.allocUnsafe(samples * 2);
    const heap = module.HEAPU16;
    const start = pcm / 2;
    for (let at = 0; at < decoded.length; at++) decoded[at] = heap[start + at]!;
    return decoded;
  }

  /** Gives the native codec to the next user. */
  close(): void {
    if (this.#codec !== undefined) giveBack(this.#rateHz, this.#codec);
    this.#codec = undefined;
  }
}

/** Frames of PCM16 in, packets out. */
export class OpusEncoder {
  readonly #rateHz: number;
  #codec: NativeCodec | undefined;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#codec = take(rateHz);
    this.#codec._encoder_ctl(setBitrate, speechBitrate);
    this.#codec._encoder_ctl(setComplexity, complexity);
  }

  /** One frame of 10, 20, 40 or 60 ms. @throws EarshotError INTERNAL when libopus refuses it */
  encode(frame: Uint8Array): Uint8Array {
    const { module, packet, pcm } = native();
    const heap = module.HEAPU16;
    const start = pcm / 2;
    for (let at = 0; at < frame.length; at++) heap[start + at] = frame[at]!;
    const bytes = this.#codec?._encode(pcm, frame.length, packet, frame.length / 2) ?? -1;
    if (bytes <= 0) throw new EarshotError('INTERNAL');
    return module.HEAPU8.slice(packet, packet + bytes);
  }

  close(): void {
    if (this.#codec !== undefined) giveBack(this.#rateHz, this.#codec);
    this.#codec = undefined;
  }
}
