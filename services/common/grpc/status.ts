/** How an {@link EarshotError} travels over gRPC: status, fixed sentence, and the code in the metadata. */
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { type ErrorCode, isErrorCode } from '../errors/catalogue.ts';
import { EarshotError, toEarshotError } from '../errors/earshot-error.ts';

/** Trailer with the catalogue's code: a status without it was made by a transport, not by a service. */
export const codeKey = 'earshot-code';

/** What a handler hands to grpc-js when it fails. */
export function toServiceError(error: unknown): Partial<ServiceError> {
  const { code, entry } = toEarshotError(error);
  const metadata = new Metadata();
  metadata.set(codeKey, code);
  return { code: entry.grpcStatus, details: entry.message, metadata };
}

const byStatus: Readonly<Record<number, ErrorCode>> = {
  [status.CANCELLED]: 'CANCELLED',
  [status.DEADLINE_EXCEEDED]: 'DEADLINE_EXCEEDED',
  [status.UNAVAILABLE]: 'SERVICE_UNAVAILABLE',
  [status.RESOURCE_EXHAUSTED]: 'OVERLOADED',
  [status.INVALID_ARGUMENT]: 'INVALID_ARGUMENT',
  [status.UNAUTHENTICATED]: 'UNAUTHENTICATED',
  [status.PERMISSION_DENIED]: 'PERMISSION_DENIED',
  [status.NOT_FOUND]: 'NOT_FOUND',
};

/** What a caller gets from any failed call. */
export function fromServiceError(error: unknown): EarshotError {
  if (error instanceof EarshotError) return error;
  const { code, details, metadata } = error as Partial<ServiceError>;
  const named = metadata?.get(codeKey)[0];
  if (isErrorCode(named)) return new EarshotError(named, { cause: error });
  // A connection that broke under the call: no service said anything.
  if (code === status.INTERNAL && /RST_STREAM|GOAWAY|session/i.test(details ?? '')) {
    return new EarshotError('SERVICE_UNAVAILABLE', { cause: error });
  }
  return new EarshotError((typeof code === 'number' ? byStatus[code] : undefined) ?? 'INTERNAL', {
    cause: error,
  });
}
