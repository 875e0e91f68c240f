/** Signing in, and the pages. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const pagesCodes = defineCodes({
  SIGN_IN_CODE_WRONG: {
    grpcStatus: status.UNAUTHENTICATED,
    closeCode: null,
    isRetryable: false,
    message: 'The code is wrong, was used already or is over; after five wrong ones, ask for a new one.',
  },
  SIGN_IN_LINK_OVER: {
    grpcStatus: status.UNAUTHENTICATED,
    closeCode: null,
    isRetryable: false,
    message: 'The link was used already, or is over.',
  },
  PASSKEY_REFUSED: {
    grpcStatus: status.UNAUTHENTICATED,
    closeCode: null,
    isRetryable: false,
    message: 'The passkey is unknown here, or its answer does not hold.',
  },
  IDENTITY_INVALID: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'This is neither a mail address nor a telephone number.',
  },
  IDENTITY_TAKEN: {
    grpcStatus: status.ALREADY_EXISTS,
    closeCode: null,
    isRetryable: false,
    message: 'Another account signs in with this address.',
  },
  SIGN_IN_WAYS_FULL: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: false,
    message: 'An account has at most 5 addresses and 10 passkeys to sign in with.',
  },
  SIGN_IN_WAY_LAST: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'It is the only way to sign in to this account; add another one first.',
  },
  MESSAGE_NOT_TAKEN: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'The mail server or the gateway for telephones did not take a text.',
  },
  CODES_NOT_SENT: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'This Earshot has no way to send codes; sign in with a passkey or a link.',
  },
  CONSENT_TEXT_OLD: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The text that was agreed to is not the current one; read the current one first.',
  },
  IDENTITY_RESTING: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message:
      'An account with this address was closed in the last three days; it can be used again after that.',
  },
  RIGHTS_REPEATED: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: false,
    message: 'This was asked five times in thirty days; an answer to each is in the list of requests.',
  },
  RIGHTS_NOT_REFUSED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'Only a refusal can be appealed against.',
  },
  SIGN_IN_AGAIN: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'For this, sign in anew: the last time was more than fifteen minutes ago.',
  },
  FORM_REFUSED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'The form does not come from a page that was shown to this browser; load the page again.',
  },
  EXCEPTION_REQUIRED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'This needs a ground from the closed list, and a role whose work it is.',
  },
  STAFF_ROLE_REQUIRED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message:
      'This is for somebody of the staff, by their own key, in a role that their record holds and the schema names.',
  },
  LOGS_NOT_ASKED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'Nobody asked for logs in this case, so none are taken.',
  },
  LOGS_NOT_SHOWN: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'This is not the log that was shown to its owner.',
  },
  REGION_ELSEWHERE: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The stores of this Earshot stand in another region than the one asked for.',
  },
  SERVICE_ENDS: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'This service ends; nobody new is taken in.',
  },
  SHUTDOWN_NOT_DUE: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The day on which the service ends was not announced, or has not come.',
  },
});
