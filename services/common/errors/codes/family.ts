/** Accounts that belong together: members, children, guardians; and accounts elsewhere that are linked. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const familyCodes = defineCodes({
  JOIN_CODE_WRONG: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'The code is wrong, was answered already or is over; ask whoever offered to join for a new one.',
  },
  JOINS_FULL: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: false,
    message: 'This account has as many members, offers or children as there may be; end one first.',
  },
  CHILD_ALREADY: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'This account is a child’s already.',
  },
  LINK_REFUSED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'The other account was not linked: the attempt is over, or its server said no.',
  },
  TIME_LIMIT_REACHED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'As much as a guardian allows for a day was used; it listens again tomorrow.',
  },
});
