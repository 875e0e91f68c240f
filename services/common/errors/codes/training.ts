/** Samples and versions of the data set. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const trainingCodes = defineCodes({
  DATASET_EMPTY: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'There is no sample now that a version could be made of.',
  },
});
