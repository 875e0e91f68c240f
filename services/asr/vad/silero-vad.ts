/**
 * Silero VAD over many streams at once. Frames of all streams are collected for a few milliseconds and go to
 * one worker thread as one batch: one by one, a hundred streams would take several times the processor time.
 */
import { Worker } from 'node:worker_threads';
import { samplesOf } from '../../common/audio/pcm.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { VadStream, VoiceActivityDetector } from './detector.ts';
import { type BatchMessage, frameSamples, type VadWorkerMessage } from './messages.ts';

export interface SileroVadOptions {
  /** Most streams in one inference. */
  readonly maxBatch?: number;
  /** Longest answer time for one batch before the thread is replaced. */
  readonly stallTimeoutMs?: number;
  /** Longest time until a new thread is ready: it loads a runtime of 14 MB. */
  readonly startTimeoutMs?: number;
  /** Most frames of one stream that may wait (32 ms each). */
  readonly maxPendingFrames?: number;
  readonly onReplaced?: (reason: 'crashed' | 'stalled') => void;
  /** Another worker program, for tests. */
  readonly workerUrl?: URL;
}

interface Push {
  framesLeft: number;
  readonly probabilities: number[];
  readonly settled: PromiseWithResolvers<readonly number[]>;
}

interface Stream {
  readonly id: number;
  /** Samples of a frame that is not full yet. */
  readonly partial: Float32Array;
  partialLength: number;
  readonly frames: Float32Array[];
  readonly pushes: Push[];
  isClosed: boolean;
}

interface Batch {
  readonly id: number;
  readonly streams: readonly Stream[];
  readonly closedIds: readonly number[];
}

/** How long frames are collected: hardly at all for few streams, a whole frame's time for many. */
function collectMs(streams: number): number {
  return streams <= 4 ? 4 : streams <= 16 ? 12 : 24;
}

export class SileroVad implements VoiceActivityDetector {
  readonly id = 'silero-v6';
  readonly #options: Required<Omit<SileroVadOptions, 'onReplaced' | 'workerUrl'>> & SileroVadOptions;
  readonly #streams = new Set<Stream>();
  #closedIds: number[] = [];
  #nextId = 1;
  #worker: Worker | undefined;
  #isReady = false;
  #batch: Batch | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #collecting: NodeJS.Timeout | undefined;
  /** Failures since the last answer; two in a row are given to the callers. */
  #failures = 0;
  #replaced = 0;
  #batches = 0;
  #framesDone = 0;
  #isClosed = false;

  constructor(options: SileroVadOptions = {}) {
    this.#options = {
      maxBatch: 128,
      stallTimeoutMs: 2_000,
      startTimeoutMs: 20_000,
      maxPendingFrames: 1_000,
      ...options,
    };
    this.#startWorker();
  }

  get counters(): { streams: number; batches: number; frames: number; replaced: number } {
    return {
      streams: this.#streams.size,
      batches: this.#batches,
      frames: this.#framesDone,
      replaced: this.#replaced,
    };
  }

  open(): VadStream {
    if (this.#isClosed) throw new EarshotError('DRAINING');
    const stream: Stream = {
      id: this.#nextId++,
      partial: new Float32Array(frameSamples),
      partialLength: 0,
      frames: [],
      pushes: [],
      isClosed: false,
    };
    this.#streams.add(stream);
    return {
      push: (pcm16) => this.#push(stream, pcm16),
      close: () => this.#closeStream(stream),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#collecting);
    clearTimeout(this.#watchdog);
    for (const stream of this.#streams) this.#closeStream(stream);
    await this.#worker?.terminate();
  }

  async #push(stream: Stream, pcm16: Int16Array | Buffer): Promise<readonly number[]> {
    if (stream.isClosed) return [];
    const samples = Buffer.isBuffer(pcm16) ? samplesOf(pcm16) : pcm16;
    const completed = Math.floor((stream.partialLength + samples.length) / frameSamples);
    if (stream.frames.length + completed > this.#options.maxPendingFrames) {
      throw new EarshotError('OVERLOADED');
    }
    for (const sample of samples) {
      stream.partial[stream.partialLength++] = sample / 32_768;
      if (stream.partialLength === frameSamples) {
        stream.frames.push(stream.partial.slice());
        stream.partialLength = 0;
      }
    }
    if (completed === 0) return [];
    const push: Push = { framesLeft: completed, probabilities: [], settled: Promise.withResolvers() };
    stream.pushes.push(push);
    this.#collect();
    return push.settled.promise;
  }

  #closeStream(stream: Stream): void {
    if (stream.isClosed) return;
    stream.isClosed = true;
    stream.partial.fill(0);
    for (const frame of stream.frames.splice(0)) frame.fill(0);
    for (const push of stream.pushes.splice(0)) push.settled.resolve(push.probabilities);
    this.#streams.delete(stream);
    this.#closedIds.push(stream.id);
  }

  #collect(): void {
    if (this.#collecting !== undefined || this.#batch !== undefined || !this.#isReady) return;
    this.#collecting = setTimeout(() => {
      this.#collecting = undefined;
      this.#send();
    }, collectMs(this.#streams.size));
  }

  #send(): void {
    if (this.#batch !== undefined || !this.#isReady || this.#isClosed) return;
    const streams: Stream[] = [];
    for (const stream of this.#streams) {
      if (stream.frames.length > 0 && streams.length < this.#options.maxBatch) streams.push(stream);
    }
    if (streams.length === 0) return;
    // Those left out come first next time.
    for (const stream of streams) {
      this.#streams.delete(stream);
      this.#streams.add(stream);
    }
    const frames = new Float32Array(streams.length * frameSamples);
    streams.forEach((stream, index) => {
      frames.set(stream.frames[0]!, index * frameSamples);
    });
    this.#batch = { id: ++this.#batches, streams, closedIds: this.#closedIds };
    this.#closedIds = [];
    const message: BatchMessage = {
      batchId: this.#batch.id,
      streamIds: streams.map((stream) => stream.id),
      frames,
      closedStreamIds: this.#batch.closedIds,
    };
    this.#worker?.postMessage(message, [frames.buffer]);
    this.#watch(this.#options.stallTimeoutMs);
  }

  #onMessage(message: VadWorkerMessage): void {
    if (message.kind === 'ready') {
      clearTimeout(this.#watchdog);
      this.#isReady = true;
      this.#send();
      return;
    }
    const batch = this.#batch;
    if (batch === undefined || batch.id !== message.batchId) return;
    clearTimeout(this.#watchdog);
    this.#batch = undefined;
    this.#failures = 0;
    batch.streams.forEach((stream, index) => {
      this.#settleFrame(stream, message.probabilities[index] ?? 0);
    });
    this.#framesDone += batch.streams.length;
    // Behind: go on at once. In time: collect again.
    if ([...this.#streams].some((stream) => stream.frames.length > 1)) this.#send();
    else if ([...this.#streams].some((stream) => stream.frames.length > 0)) this.#collect();
  }

  #settleFrame(stream: Stream, probability: number): void {
    if (stream.isClosed) return;
    stream.frames.shift()?.fill(0);
    const push = stream.pushes[0];
    if (push === undefined) return;
    push.probabilities.push(probability);
    if (--push.framesLeft > 0) return;
    stream.pushes.shift();
    push.settled.resolve(push.probabilities);
  }

  #startWorker(): void {
    const worker = new Worker(this.#options.workerUrl ?? new URL('./worker.ts', import.meta.url), {
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    this.#worker = worker;
    worker.on('message', (message: VadWorkerMessage) => {
      if (this.#worker === worker) this.#onMessage(message);
    });
    worker.on('error', () => this.#replace(worker, 'crashed'));
    worker.on('exit', () => this.#replace(worker, 'crashed'));
    this.#watch(this.#options.startTimeoutMs);
  }

  #watch(timeoutMs: number): void {
    clearTimeout(this.#watchdog);
    const worker = this.#worker;
    this.#watchdog = setTimeout(() => worker && this.#replace(worker, 'stalled'), timeoutMs).unref();
  }

  /**
   * The new thread begins with fresh states, which cost some frames of certainty, and is given the same frames
   * again. When that fails as well the frames may be the reason, and the callers are told.
   */
  #replace(worker: Worker, reason: 'crashed' | 'stalled'): void {
    if (this.#worker !== worker || this.#isClosed) return;
    clearTimeout(this.#watchdog);
    clearTimeout(this.#collecting);
    this.#collecting = undefined;
    this.#worker = undefined;
    this.#isReady = false;
    this.#batch = undefined;
    this.#replaced++;
    this.#failures++;
    this.#options.onReplaced?.(reason);
    void worker.terminate();
    if (this.#failures >= 2) this.#failPushes();
    const delayMs = this.#failures < 2 ? 0 : Math.min(5_000, 100 * 2 ** this.#failures);
    setTimeout(() => {
      if (!this.#isClosed) this.#startWorker();
    }, delayMs).unref();
  }

  #failPushes(): void {
    for (const stream of this.#streams) {
      stream.frames.splice(0);
      for (const push of stream.pushes.splice(0)) push.settled.reject(new EarshotError('VAD_FAILED'));
    }
  }
}
