/** A pull that ended without a model. The message says what to do. */
export class PullError extends Error {
  override readonly name = 'PullError';
}
