/** The one error that crosses boundaries: a code of the catalogue. */
import { type CatalogueEntry, catalogue, type ErrorCode } from './catalogue.ts';

/** Numbers and short tokens about the machine; nothing about a person (see the `operational` class). */
export type ErrorDetail = Readonly<Record<string, number | boolean | string>>;

/**
 * The only error that crosses a boundary in Earshot. Its message is the catalogue's fixed sentence; the
 * cause stays in the process and is never written out.
 */
export class EarshotError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, options: { cause?: unknown; detail?: ErrorDetail } = {}) {
    super(
      `${code}: ${catalogue[code].message}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'EarshotError';
    this.code = code;
    this.detail = options.detail ?? {};
  }

  /** What the code means on each wire. */
  get entry(): CatalogueEntry {
    return catalogue[this.code];
  }
}

export function isEarshotError(error: unknown): error is EarshotError {
  return error instanceof EarshotError;
}

/** The code of any thrown value; `INTERNAL` for what is not ours, `CANCELLED` for an abort. */
export function codeOf(error: unknown): ErrorCode {
  if (isEarshotError(error)) return error.code;
  if (error instanceof Error && error.name === 'AbortError') return 'CANCELLED';
  if (error instanceof Error && error.name === 'TimeoutError') return 'DEADLINE_EXCEEDED';
  return 'INTERNAL';
}

/** Any thrown value as an {@link EarshotError}. */
export function toEarshotError(error: unknown): EarshotError {
  return isEarshotError(error) ? error : new EarshotError(codeOf(error), { cause: error });
}
