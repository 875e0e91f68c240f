/** The gateway said no, with a code of docs/protocol.md. */
export class Refused extends Error {
  readonly code: string;
  /** Waiting helps. */
  readonly isRetryable: boolean;

  constructor(code: string, message = '', isRetryable = false) {
    super(message === '' ? code : `${code}: ${message}`);
    this.name = 'Refused';
    this.code = code;
    this.isRetryable = isRetryable;
  }
}
