/** Speakers and the gateway (docs/protocol.md). */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const speakersCodes = defineCodes({
  AUDIO_BEFORE_HELLO: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: 1002,
    isRetryable: false,
    message: 'Audio came before hello.',
  },
  AUDIO_FLOOD: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: 1008,
    isRetryable: false,
    message: 'Audio comes faster than anybody can speak.',
  },
  AUDIO_FORMAT_UNSUPPORTED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1003,
    isRetryable: false,
    message: 'Hello names a codec, rate or frame length that is not spoken here.',
  },
  AUDIO_OUTSIDE_LISTEN: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: 1008,
    isRetryable: false,
    message: 'Audio came while nothing listens; it was thrown away. The connection closes when it goes on.',
  },
  CLAIM_CODE_WRONG: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'The claim code is wrong, was used before or has expired; ask for a new one where it came from.',
  },
  CONNECTION_IDLE: {
    grpcStatus: status.DEADLINE_EXCEEDED,
    closeCode: 1001,
    isRetryable: true,
    message: 'The speaker answered no keep-alive; connect again.',
  },
  CLEAR_TEXT_REFUSED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message:
      'A device that does not encrypt is let in only from address ranges that the operator listed, or through a proxy that ends TLS.',
  },
  DEVICE_CODE_WRONG: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'No device shows this code any more, or none ever did; look at the device again.',
  },
  DEVICE_KIND_REFUSED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'A device of a hotel may not speak this protocol.',
  },
  CONSENT_REQUIRED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message:
      'The current terms of the voice service were not accepted for this device, so nothing was listened to; its owner accepts them in the privacy centre.',
  },
  DEVICE_CONNECTION_LIMIT: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: 1008,
    isRetryable: true,
    message: 'This device holds too many connections already; close one.',
  },
  DEVICES_FULL: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: false,
    message: 'There are as many devices here as there may be; remove one first.',
  },
  FOLLOW_UP_NOT_EXPECTED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'Nothing was asked, or too long ago; a wake word or a button is needed.',
  },
  FRAME_INVALID: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1007,
    isRetryable: false,
    message: 'A frame holds audio that its format does not allow.',
  },
  FRAME_OUT_OF_ORDER: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1002,
    isRetryable: false,
    message: 'A frame repeats or precedes one that came before.',
  },
  FRAME_SIZE_WRONG: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1007,
    isRetryable: false,
    message: 'A frame is not as long as the format of hello says.',
  },
  FRAME_TOO_LARGE: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1009,
    isRetryable: false,
    message: 'A frame is larger than the limit in the answer to hello.',
  },
  FRAME_TRUNCATED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1007,
    isRetryable: false,
    message: 'A frame ends inside its header or holds no audio.',
  },
  FRAME_VERSION_UNSUPPORTED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1002,
    isRetryable: false,
    message: 'The version or type of a frame is not known here.',
  },
  GATEWAY_LOST: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message:
      'The connection to the gateway broke in the middle of a turn; ask for its outcome before repeating it.',
  },
  HELLO_EXPECTED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: 1002,
    isRetryable: false,
    message: 'The first message has to be hello.',
  },
  HELLO_REPEATED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: 1002,
    isRetryable: false,
    message: 'Hello was said already on this connection.',
  },
  HELLO_TIMEOUT: {
    grpcStatus: status.DEADLINE_EXCEEDED,
    closeCode: 1008,
    isRetryable: true,
    message: 'No hello came in time.',
  },
  LISTEN_ID_REUSED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'This listen id was used before on this connection.',
  },
  LISTEN_STALLED: {
    grpcStatus: status.DEADLINE_EXCEEDED,
    closeCode: null,
    isRetryable: true,
    message: 'The speaker listens but sends no audio.',
  },
  LOCALE_UNSUPPORTED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1003,
    isRetryable: false,
    message: 'Hello names no language that is spoken here; zh-CN and en-US are.',
  },
  MESSAGE_FLOOD: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: 1008,
    isRetryable: false,
    message: 'Too many control messages come in too short a time.',
  },
  MESSAGE_MALFORMED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1007,
    isRetryable: false,
    message: 'A control message is not JSON of the documented shape.',
  },
  MESSAGE_TOO_LARGE: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1009,
    isRetryable: false,
    message: 'A control message is larger than allowed.',
  },
  MESSAGE_UNKNOWN: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'This type of control message is not known here; it was passed over.',
  },
  MICROPHONE_MUTED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The microphone is muted; nothing was listened to.',
  },
  ORIGIN_REFUSED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'Pages of this origin may not connect.',
  },
  PROTOCOL_UNSUPPORTED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: 1002,
    isRetryable: false,
    message: 'This version of the protocol is not spoken here.',
  },
  QUIET_HOURS: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'These are quiet hours of this device; it listens again when they end, and not before.',
  },
  RATE_LIMITED: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: true,
    message: 'Too many attempts; wait before the next.',
  },
  SESSION_NOT_RESUMABLE: {
    grpcStatus: status.NOT_FOUND,
    closeCode: null,
    isRetryable: false,
    message: 'There is no such session of this device; a new one was started.',
  },
  SESSION_REPLACED: {
    grpcStatus: status.ABORTED,
    closeCode: 4001,
    isRetryable: false,
    message: 'The same session goes on over a newer connection.',
  },
  SPEAKER_NOT_READING: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: 1008,
    isRetryable: true,
    message: 'The speaker does not read what it is sent.',
  },
  TEXT_UNUSABLE: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'A text has 1 to 1000 UTF-16 units, of which one at least is no blank; nothing was done.',
  },
  WAKE_WORD_OFF: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The wake word is switched off; nothing was listened to.',
  },
});
