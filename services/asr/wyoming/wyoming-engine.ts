/**
 * Any speech-to-text engine behind a Wyoming server: faster-whisper, sherpa-onnx, Vosk, FunASR, a bridge to a
 * cloud. It is a recipient of audio: whoever opens a stream must have asked `mayReceiveAudio` first.
 */
import type { Locale } from '@earshot/skills-sdk';
import { bytesOf } from '../../common/audio/pcm.ts';
import { Channel } from '../../common/channel.ts';
import { EarshotError, toEarshotError } from '../../common/errors/earshot-error.ts';
import type { WyomingEvent } from '../../common/wyoming/codec.ts';
import { WyomingConnection } from '../../common/wyoming/connection.ts';
import { describe, type WyomingInfo } from '../../common/wyoming/info.ts';
import type { EngineRecipient } from '../../common/wyoming/recipients.ts';
import {
  engineSampleRateHz,
  type Hypothesis,
  type OpenStreamOptions,
  type PartialHypothesis,
  type RecognitionEngine,
  type RecognitionStream,
} from '../engine.ts';
import { StreamLimit } from './stream-limit.ts';
import { hypothesesOf, maxTranscriptCharacters, readTranscript } from './transcript.ts';

export interface WyomingEngineOptions extends EngineRecipient {
  readonly address: string;
  readonly locales: readonly Locale[];
  /** Name of the model, where a server has several. */
  readonly model?: string;
  readonly connectTimeoutMs: number;
  /** Longest wait for the transcript after the end of the audio, and between two pieces of it. */
  readonly idleTimeoutMs: number;
  /** A whole utterance, from the first sample to the transcript. */
  readonly totalTimeoutMs: number;
  readonly maxStreams: number;
  readonly maxQueued: number;
  /** Longest audio of one utterance. */
  readonly maxAudioMs: number;
  /** Confidence given to its transcripts: the protocol carries none. */
  readonly confidence: number;
  /** Most words of the enabled skills told to the engine beforehand; 0 = none. */
  readonly maxBiasWords: number;
}

const format = { rate: engineSampleRateHz, width: 2, channels: 1 };
/** 100 ms: servers in small machines read a chunk at a time. */
const chunkBytes = (engineSampleRateHz / 10) * 2;
const maxPartials = 200;

export class WyomingEngine implements RecognitionEngine {
  readonly id: string;
  readonly locales: readonly Locale[];
  /** Who runs it, for `mayReceiveAudio` and for the list of recipients. */
  readonly recipient: EngineRecipient;
  readonly #options: WyomingEngineOptions;
  readonly #limit: StreamLimit;
  readonly #closing = new AbortController();

  constructor(options: WyomingEngineOptions) {
    this.id = options.id;
    this.locales = options.locales;
    this.recipient = options;
    this.#options = options;
    this.#limit = new StreamLimit(options);
  }

  get counters(): { running: number; queued: number; refused: number } {
    return this.#limit.counters;
  }

  isOpenVocabulary(locale: Locale): boolean {
    return this.locales.includes(locale);
  }

  /** What the server says it can do. */
  async describe(signal?: AbortSignal): Promise<WyomingInfo> {
    const connection = await this.#connect(signal);
    try {
      return await describe(connection);
    } finally {
      connection.close();
    }
  }

  async openStream(options: OpenStreamOptions): Promise<RecognitionStream> {
    if (!this.locales.includes(options.locale)) throw new EarshotError('ASR_LOCALE_UNSUPPORTED');
    const release = await this.#limit.acquire(options.signal);
    try {
      const connection = await this.#connect(options.signal);
      const stream = new WyomingStream(connection, this.#options, options.locale, release);
      await stream.start(options.languageModel?.biasWords ?? []);
      return stream;
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new EarshotError('DRAINING'));
  }

  #connect(signal: AbortSignal | undefined): Promise<WyomingConnection> {
    const closing = this.#closing.signal;
    return WyomingConnection.open({
      address: this.#options.address,
      connectTimeoutMs: this.#options.connectTimeoutMs,
      idleTimeoutMs: this.#options.idleTimeoutMs,
      totalTimeoutMs: this.#options.totalTimeoutMs,
      signal: signal === undefined ? closing : AbortSignal.any([signal, closing]),
      // A transcript is short; only what describes a server is long.
      maxReceivedBytes: 8 * 1024 * 1024,
      maxEvents: 5_000,
    });
  }
}

export class WyomingStream implements RecognitionStream {
  readonly #connection: WyomingConnection;
  readonly #options: WyomingEngineOptions;
  readonly #locale: Locale;
  readonly #release: () => void;
  readonly #partials = new Channel<PartialHypothesis>({ limit: maxPartials });
  readonly #received = Promise.withResolvers<string>();
  #heardMs = 0;
  #isEnded = false;
  /** What the server wrote, to the letter, once finished; benches keep it, the service does not. */
  transcript: string | undefined;

  constructor(
    connection: WyomingConnection,
    options: WyomingEngineOptions,
    locale: Locale,
    release: () => void,
  ) {
    this.#connection = connection;
    this.#options = options;
    this.#locale = locale;
    this.#release = release;
    this.#received.promise.catch(() => {});
  }

  get partials(): AsyncIterable<PartialHypothesis> {
    return this.#partials;
  }

  async start(biasWords: readonly string[]): Promise<void> {
    const { model, maxBiasWords } = this.#options;
    const terms = biasWords.slice(0, maxBiasWords);
    await this.#connection.send('transcribe', {
      language: this.#locale.slice(0, 2),
      ...(model !== undefined && { name: model }),
      // Engines that take no words leave the field alone.
      ...(terms.length > 0 && { transcript_terms: terms }),
    });
    await this.#connection.send('audio-start', format);
    void this.#receive();
  }

  async write(pcm16: Int16Array | Buffer): Promise<void> {
    if (this.#isEnded) throw new EarshotError('CANCELLED');
    const bytes = Buffer.isBuffer(pcm16) ? pcm16 : bytesOf(pcm16);
    if (bytes.length % 2 !== 0) throw new EarshotError('INVALID_ARGUMENT');
    this.#heardMs += bytes.length / 2 / (engineSampleRateHz / 1_000);
    if (this.#heardMs > this.#options.maxAudioMs) throw new EarshotError('UTTERANCE_TOO_LONG');
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      await this.#connection.send('audio-chunk', format, bytes.subarray(start, start + chunkBytes));
    }
  }

  async finish(): Promise<readonly Hypothesis[]> {
    if (this.#isEnded) throw new EarshotError('CANCELLED');
    this.#isEnded = true;
    const timer = setTimeout(
      () => this.#connection.close(new EarshotError('ENGINE_TIMEOUT', { detail: { which: 'transcript' } })),
      this.#options.idleTimeoutMs,
    );
    try {
      await this.#connection.send('audio-stop');
      this.transcript = await this.#received.promise;
      return hypothesesOf(this.transcript, {
        locale: this.#locale,
        engine: this.#options.id,
        audioMs: this.#heardMs,
        confidence: this.#options.confidence,
      });
    } finally {
      clearTimeout(timer);
      this.#end();
    }
  }

  abort(): void {
    this.#isEnded = true;
    this.#end();
  }

  #end(): void {
    this.#connection.close();
    this.#partials.close();
    this.#release();
  }

  async #receive(): Promise<void> {
    let text = '';
    try {
      for (;;) {
        // While somebody speaks, a server has nothing to say: only the total time bounds this wait.
        const event = await this.#connection.next(this.#options.totalTimeoutMs);
        const outcome = this.#take(event, text);
        if (outcome.isFinal) {
          this.#received.resolve(outcome.text);
          return;
        }
        text = outcome.text;
      }
    } catch (error) {
      this.#received.reject(toEarshotError(error));
      this.#partials.fail(toEarshotError(error));
      this.#release();
    }
  }

  #take(event: WyomingEvent, before: string): { text: string; isFinal: boolean } {
    if (event.type === 'error') {
      throw new EarshotError('ENGINE_UNAVAILABLE', { detail: { which: 'error-event' } });
    }
    if (event.type !== 'transcript' && event.type !== 'transcript-chunk') {
      return { text: before, isFinal: false };
    }
    const said = event.data['text'];
    const isFinal = event.type === 'transcript';
    const text = isFinal ? said : `${before}${String(said)}`;
    if (typeof said !== 'string' || typeof text !== 'string' || text.length > maxTranscriptCharacters) {
      throw new EarshotError('ENGINE_PROTOCOL', { detail: { limit: 'transcript' } });
    }
    const [reading] = readTranscript(text, this.#locale);
    if (!isFinal && reading !== undefined) this.#partials.push({ text: reading, heardMs: this.#heardMs });
    return { text, isFinal };
  }
}
