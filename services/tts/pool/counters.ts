/** What the workers of a pool do, as numbers. */
export interface PoolCounters {
  readonly queued: number;
  readonly running: number;
  /** Since start. */
  readonly finished: number;
  readonly refused: number;
  readonly replaced: number;
}
