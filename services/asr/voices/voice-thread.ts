/** Voices as numbers, made beside the event loop; a thread that breaks off is replaced when the next voice comes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { VoiceAnswer, VoiceFiles } from './messages.ts';

/** Voices that may wait: whoever comes then is told apart by nobody. */
const maxWaiting = 32;
/** Longest wait for one; a turn goes on without it. */
const patienceMs = 1_500;

/** Where the model catalogue puts them; `undefined` where they are not installed. */
export function voiceFiles(modelsDir: string): VoiceFiles | undefined {
  const files = {
    runtimeDir: join(modelsDir, 'sherpa-onnx'),
    modelPath: join(modelsDir, 'speaker-campplus', 'campplus_zh_en_192.onnx'),
  };
  const needed = [
    join(files.runtimeDir, 'node_modules', 'sherpa-onnx-node', 'package.json'),
    files.modelPath,
  ];
  return needed.every((path) => existsSync(path)) ? files : undefined;
}

export class VoiceThread {
  readonly #files: VoiceFiles;
  readonly #patienceMs: number;
  readonly #waiting = new Map<number, (voice: Float32Array | undefined) => void>();
  #worker: Worker | undefined;
  #nextJobId = 1;
  #isClosed = false;

  constructor(files: VoiceFiles, options: { patienceMs?: number } = {}) {
    this.#files = files;
    this.#patienceMs = options.patienceMs ?? patienceMs;
    this.#start();
  }

  /** @param samples mono at 16 kHz; copied @returns `undefined` where it was not made in time */
  voiceOf(samples: Int16Array): Promise<Float32Array | undefined> {
    if (this.#isClosed || this.#waiting.size >= maxWaiting) return Promise.resolve(undefined);
    const worker = this.#worker ?? this.#start();
    const jobId = this.#nextJobId++;
    const copy = Int16Array.from(samples);
    return new Promise((resolve) => {
      const settle = (voice: Float32Array | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(jobId);
        resolve(voice);
      };
      const timer = setTimeout(() => settle(undefined), this.#patienceMs);
      this.#waiting.set(jobId, settle);
      worker.postMessage({ jobId, samples: copy }, [copy.buffer]);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#dropAll();
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: this.#files,
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    worker.on('message', ({ jobId, voice }: VoiceAnswer) => this.#waiting.get(jobId)?.(voice));
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#dropAll();
    });
    this.#worker = worker;
    return worker;
  }

  #dropAll(): void {
    for (const settle of [...this.#waiting.values()]) settle(undefined);
  }
}
