/** A pull that ended without a model. The message says what to do. */
export class PullError extends Error {
  override readonly name = 'PullError';
}

/** An origin that gave nothing. The message ends a sentence: "ORIGIN …". */
export class OriginError extends Error {
  override readonly name = 'OriginError';
}
