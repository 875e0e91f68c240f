/** Codes of understanding: words to intents, over turns. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

/** Understanding: words to intents, over turns. */
export const dialogueCodes = defineCodes({
  CONVERSATION_NOT_KEPT: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: false,
    message:
      'The skill has acted, but what it noted and waits for could not be kept; the conversation starts anew.',
  },
  DIALOGUE_LOCALE_UNSUPPORTED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'This language is not understood; zh-CN and en-US are.',
  },
  DIALOGUE_SESSION_BUSY: {
    grpcStatus: status.ABORTED,
    closeCode: null,
    isRetryable: true,
    message: 'Other turns of the same session came in between; say it again.',
  },
  DIALOGUE_TEXT_TOO_LONG: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'The text of a turn has at most 2,000 characters in each of at most 10 hypotheses.',
  },
});
