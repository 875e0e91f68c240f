/**
 * Every way in which Earshot says no: one stable code each, with what it means on each wire.
 *
 * `docs/errors.md` is written from this table and a test keeps them equal. Messages are fixed sentences:
 * nothing a person said, and no identifier, can be in them.
 */
import { status } from '@grpc/grpc-js';

/** What one code means. */
export interface CatalogueEntry {
  /** gRPC status code (https://grpc.io/docs/guides/status-codes/). */
  readonly grpcStatus: number;
  /** WebSocket close code (RFC 6455 section 7.4) when the error ends the connection, else `null`. */
  readonly closeCode: number | null;
  /** True when the same request may succeed later without being changed. */
  readonly isRetryable: boolean;
  /** One sentence that says what is wrong and, where it helps, what to do. */
  readonly message: string;
}

const define = <T extends Record<string, CatalogueEntry>>(
  entries: T,
): { readonly [K in keyof T]: CatalogueEntry } => entries;

export const catalogue = define({
  // Everywhere
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

  // Voice in and out: synthesis, engines outside our processes, voice activity, wake words
  ASR_BUSY: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: true,
    message: 'Every recogniser is listening to somebody and the queue for one is full.',
  },
  ASR_FAILED: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'The recogniser broke off; it has been replaced.',
  },
  ASR_LOCALE_UNSUPPORTED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'No acoustic model of this locale is installed, or it needs a set of commands to listen for.',
  },
  AUDIO_RECIPIENT_REFUSED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'This engine may not receive audio of this device.',
  },
  ENGINE_PROTOCOL: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'A speech engine answered with something that its protocol does not allow.',
  },
  ENGINE_TIMEOUT: {
    grpcStatus: status.DEADLINE_EXCEEDED,
    closeCode: null,
    isRetryable: true,
    message: 'A speech engine did not answer in time.',
  },
  ENGINE_UNAVAILABLE: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'A speech engine cannot be reached or broke off.',
  },
  NO_SPEECH: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: true,
    message: 'Nobody spoke before the time to listen was over.',
  },
  TTS_BUSY: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: true,
    message: 'Too many texts wait to be spoken.',
  },
  TTS_FAILED: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'The synthesiser broke off; it has been replaced.',
  },
  TTS_LOCALE_UNSUPPORTED: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'No voice speaks this locale.',
  },
  TTS_TEXT_TOO_LONG: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'The text is longer than a spoken reply may be.',
  },
  UTTERANCE_TOO_LONG: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The utterance went on longer than allowed.',
  },
  VAD_FAILED: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'The voice-activity detector broke off; it has been replaced.',
  },
  WAKE_NOT_VERIFIED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The wake audio holds none of the configured wake words.',
  },

  // Speakers and the gateway (docs/protocol.md)
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
  CONNECTION_IDLE: {
    grpcStatus: status.DEADLINE_EXCEEDED,
    closeCode: 1001,
    isRetryable: true,
    message: 'The speaker answered no keep-alive; connect again.',
  },
  DEVICE_CONNECTION_LIMIT: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: 1008,
    isRetryable: false,
    message: 'This device holds too many connections already.',
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
  WAKE_WORD_OFF: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The wake word is switched off; nothing was listened to.',
  },

  // Skills: registry and router
  SKILL_BAD_RESPONSE: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: false,
    message: "The skill's answer does not fit the protocol.",
  },
  SKILL_BAD_SIGNATURE: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: false,
    message: "The skill's answer is not signed by a key of its manifest.",
  },
  SKILL_BAD_STATUS: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: false,
    message: 'The skill answered with another HTTP status than 200.',
  },
  SKILL_BUSY: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: true,
    message: 'Too many calls of this skill are running.',
  },
  SKILL_CIRCUIT_OPEN: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'The skill failed too often just before and is given a rest.',
  },
  SKILL_CLOSED_EARLY: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: false,
    message: 'The connection to the skill ended before its answer did.',
  },
  SKILL_EGRESS_REFUSED: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: "The skill's address is not one that may be called.",
  },
  SKILL_GRANT_MISSING: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The skill requires a field that is not granted; it was not called.',
  },
  SKILL_MANIFEST_INVALID: {
    grpcStatus: status.INVALID_ARGUMENT,
    closeCode: null,
    isRetryable: false,
    message: 'The manifest is not usable; `earshot skill validate` names each problem.',
  },
  SKILL_NOT_ENABLED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The skill is not enabled here, or not live.',
  },
  SKILL_REDIRECT: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: false,
    message: 'The skill answered with a redirect; none is followed.',
  },
  SKILL_TIMEOUT: {
    grpcStatus: status.DEADLINE_EXCEEDED,
    closeCode: null,
    isRetryable: false,
    message: 'The skill gave no whole answer before its deadline.',
  },
  SKILL_TOO_LARGE: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: false,
    message: "The skill's answer is larger than allowed.",
  },
  SKILL_UNREACHABLE: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: true,
    message: 'There is no connection to the skill.',
  },
  SKILL_VERSION_EXISTS: {
    grpcStatus: status.ALREADY_EXISTS,
    closeCode: null,
    isRetryable: false,
    message: 'This version is registered with another manifest; a version never changes.',
  },
});

/** A stable code from the {@link catalogue}. */
export type ErrorCode = keyof typeof catalogue;

/** Whether a text received from elsewhere is one of our codes. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(catalogue, text);
}
