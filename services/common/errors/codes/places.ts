/** Rooms, what stands in them, and stays. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const placesCodes = defineCodes({
  PLACES_FULL: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: false,
    message: 'There are as many rooms or named things here as there may be.',
  },
  STAFF_FULL: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: false,
    message: 'As many people work here, in this hotel or for this Earshot, as may be on record.',
  },
  HOTEL_KEYS_FULL: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: false,
    message: 'This hotel has as many keys as it may have; revoke one first.',
  },
  WEBHOOK_REFUSED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'A webhook needs an https address that anybody can reach.',
  },
  ROOM_NAME_TAKEN: {
    grpcStatus: status.ALREADY_EXISTS,
    closeCode: null,
    isRetryable: false,
    message: 'Another room is called the same.',
  },
  ROOM_OCCUPIED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'Somebody stays in this room.',
  },
});
