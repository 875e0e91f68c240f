/** What passes between the detector and its worker thread. */

/** Samples of one frame: 32 ms at 16 kHz, the only length that the model takes. */
export const frameSamples = 512;
export const frameMs = 32;

export interface BatchMessage {
  readonly batchId: number;
  /** One entry for each frame; no stream twice. */
  readonly streamIds: readonly number[];
  /** The frames, one after the other, -1 to 1. */
  readonly frames: Float32Array;
  /** Streams that are over: their state is dropped. */
  readonly closedStreamIds: readonly number[];
}

export type VadWorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'batch'; readonly batchId: number; readonly probabilities: Float32Array };
