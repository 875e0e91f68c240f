/** Samples and versions of the data set. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const trainingCodes = defineCodes({
  CONVERSATION_NOT_BEGUN: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The conversation does not begin with the machine saying that it is one.',
  },
  DATASET_EMPTY: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'There is no sample now that a version could be made of.',
  },
});
