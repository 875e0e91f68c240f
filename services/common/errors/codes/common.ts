/** Everywhere. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const commonCodes = defineCodes({
  INTERNAL: {
    grpcStatus: status.INTERNAL,
    closeCode: 1011,
    isRetryable: true,
    message: 'Something failed on our side.',
  },
  CANCELLED: {
    grpcStatus: status.CANCELLED,
    closeCode: null,
    isRetryable: false,
    message: 'The caller gave up.',
  },
  DEADLINE_EXCEEDED: {
    grpcStatus: status.DEADLINE_EXCEEDED,
    closeCode: null,
    isRetryable: true,
    message: 'It took longer than the deadline allows.',
  },
  SERVICE_UNAVAILABLE: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'A service this needs cannot be reached at the moment.',
  },
  ADDRESS_TAKEN: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'An address to listen on is taken by another process, or is none of this machine.',
  },
  OVERLOADED: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: 1013,
    isRetryable: true,
    message: 'There is no capacity left; try again shortly.',
  },
  DRAINING: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: 1012,
    isRetryable: true,
    message: 'This process is shutting down; connect again.',
  },
  INVALID_ARGUMENT: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'The request does not fit its schema.',
  },
  NOT_FOUND: {
    grpcStatus: status.NOT_FOUND,
    closeCode: null,
    isRetryable: false,
    message: 'There is no such object, or it is not yours.',
  },
  UNAUTHENTICATED: {
    grpcStatus: status.UNAUTHENTICATED,
    closeCode: 1008,
    isRetryable: false,
    message: 'The token is missing, unknown or revoked.',
  },
  PERMISSION_DENIED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'This is not allowed for this caller.',
  },
  CALLER_UNKNOWN: {
    grpcStatus: status.UNAUTHENTICATED,
    closeCode: null,
    isRetryable: false,
    message: 'The call does not say who makes it, in a way that a trusted key confirms.',
  },
  CALLER_REFUSED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'The schema does not name this service, or this role, among the callers of the method.',
  },
  ALREADY_EXISTS: {
    grpcStatus: status.ALREADY_EXISTS,
    closeCode: null,
    isRetryable: false,
    message: 'An object with this name and version exists already.',
  },
  STORE_FAILED: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'The database did not take the operation.',
  },
  CONFIG_INVALID: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The configuration is not usable; the lines above name each wrong setting.',
  },
});
