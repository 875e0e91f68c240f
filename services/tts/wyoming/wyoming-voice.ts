/** A voice behind a Wyoming server, such as Piper. One connection for each sentence. */
import type { Locale } from '@earshot/skills-sdk';
import { bytesOf, samplesOf } from '../../common/audio/pcm.ts';
import { Resampler } from '../../common/audio/resample.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { WyomingEvent } from '../../common/wyoming/codec.ts';
import { WyomingConnection } from '../../common/wyoming/connection.ts';
import type { SynthesisRequest, TtsEngine } from '../engine.ts';

export interface WyomingVoiceOptions {
  readonly address: string;
  readonly locales: readonly Locale[];
  /** Name of the voice as the server knows it; absent = the server's default. */
  readonly voiceNames?: Partial<Record<Locale, string>>;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
  /** Longest audio for one sentence; a server that goes on is cut off with ENGINE_PROTOCOL. */
  readonly maxAudioMs: number;
}

interface AudioFormat {
  readonly rate: number;
  readonly channels: number;
}

function formatOf(event: WyomingEvent): AudioFormat {
  const { rate, width, channels } = event.data;
  const isUsable =
    typeof rate === 'number' &&
    Number.isInteger(rate) &&
    rate >= 8_000 &&
    rate <= 48_000 &&
    width === 2 &&
    (channels === 1 || channels === 2);
  if (!isUsable) throw new EarshotError('ENGINE_PROTOCOL', { detail: { limit: 'audio-format' } });
  return { rate, channels };
}

/** Chunks of any length as whole frames, left and right as one: what a chunk cuts in two waits for the next. */
class MonoSamples {
  readonly #frameBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(channels: number) {
    this.#frameBytes = 2 * channels;
  }

  push(chunk: Buffer): Int16Array {
    const payload = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const wholeBytes = payload.length - (payload.length % this.#frameBytes);
    this.#rest = Buffer.from(payload.subarray(wholeBytes));
    const samples = samplesOf(payload.subarray(0, wholeBytes));
    if (this.#frameBytes === 2) return samples;
    return Int16Array.from({ length: samples.length / 2 }, (_, index) =>
      Math.round((samples[2 * index]! + samples[2 * index + 1]!) / 2),
    );
  }
}

export class WyomingVoice implements TtsEngine {
  readonly id = 'wyoming';
  readonly locales: readonly Locale[];
  readonly #options: WyomingVoiceOptions;
  readonly #closing = new AbortController();

  constructor(options: WyomingVoiceOptions) {
    this.#options = options;
    this.locales = options.locales;
  }

  async *synthesise(request: SynthesisRequest): AsyncGenerator<Buffer, void, void> {
    const options = this.#options;
    const connection = await WyomingConnection.open({
      ...options,
      signal: AbortSignal.any([request.signal, this.#closing.signal]),
    });
    try {
      const name = options.voiceNames?.[request.locale];
      const voice = name === undefined ? { language: request.locale.replace('-', '_') } : { name };
      await connection.send('synthesize', { text: request.text, voice });
      yield* this.#read(connection, request.sampleRateHz);
    } finally {
      connection.close();
    }
  }

  async *#read(connection: WyomingConnection, sampleRateHz: number): AsyncGenerator<Buffer, void, void> {
    let format: AudioFormat | undefined;
    let resampler: Resampler | undefined;
    let mono: MonoSamples | undefined;
    let leftMs = this.#options.maxAudioMs;
    for (;;) {
      const event = await connection.next();
      if (event.type === 'audio-start') {
        format = formatOf(event);
        resampler ??= new Resampler(format.rate, sampleRateHz);
        mono ??= new MonoSamples(format.channels);
        if (resampler.fromHz !== format.rate) {
          throw new EarshotError('ENGINE_PROTOCOL', { detail: { limit: 'audio-format' } });
        }
      } else if (event.type === 'audio-chunk') {
        if (format === undefined || resampler === undefined || mono === undefined) {
          throw new EarshotError('ENGINE_PROTOCOL', { detail: { limit: 'order' } });
        }
        const samples = mono.push(event.payload);
        leftMs -= (samples.length / format.rate) * 1_000;
        if (leftMs < 0) throw new EarshotError('ENGINE_PROTOCOL', { detail: { limit: 'audio-length' } });
        const resampled = resampler.push(samples);
        if (resampled.length > 0) yield bytesOf(resampled);
      } else if (event.type === 'audio-stop') {
        const rest = resampler?.flush() ?? new Int16Array(0);
        if (rest.length > 0) yield bytesOf(rest);
        return;
      } else if (event.type === 'error') {
        throw new EarshotError('ENGINE_UNAVAILABLE', { detail: { which: 'error-event' } });
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new EarshotError('DRAINING'));
  }
}
