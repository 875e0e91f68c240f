/** What passes between the pool and one of its worker threads. */
import type { Manner } from '../engine.ts';

export interface SpeakMessage {
  readonly jobId: number;
  readonly text: string;
  /** As the engine names it, of each worker program's own kind. */
  readonly voice: string;
  readonly sampleRateHz: number;
  /** Where it is not the usual one. */
  readonly manner?: Manner | undefined;
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** PCM16 at the rate asked for; the memory is handed over. */
  | { readonly kind: 'audio'; readonly jobId: number; readonly audio: ArrayBuffer }
  | { readonly kind: 'done'; readonly jobId: number }
  | { readonly kind: 'failed'; readonly jobId: number };

export interface WorkerData {
  /** One 32-bit cell: the job that is to stop. The worker is deaf to messages while it speaks. */
  readonly cancelled: SharedArrayBuffer;
  /** Whatever this worker program is told of its files. */
  readonly setup?: unknown;
}
