/** Every code that a speaker can meet, for docs/protocol.md. A test reads the sources and holds these lists to them. */
import type { ErrorCode } from '../common/errors/catalogue.ts';

/** What refuses any call between services, or is wrong with one: a connection and a turn may meet it. */
const anywhere: readonly ErrorCode[] = [
  'CALLER_REFUSED',
  'CALLER_UNKNOWN',
  'DEADLINE_EXCEEDED',
  'DRAINING',
  'INTERNAL',
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'OVERLOADED',
  'PERMISSION_DENIED',
  'SERVICE_UNAVAILABLE',
  'STORE_FAILED',
  'UNAUTHENTICATED',
];

/** What refuses an upgrade or an activation, over HTTP. */
export const overHttp: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...anywhere,
  'CLAIM_CODE_WRONG',
  'CLEAR_TEXT_REFUSED',
  'DEVICE_CONNECTION_LIMIT',
  'DEVICES_FULL',
  'DEVICE_KIND_REFUSED',
  'MESSAGE_MALFORMED',
  'MESSAGE_TOO_LARGE',
  'ORIGIN_REFUSED',
  'PROTOCOL_UNSUPPORTED',
  'RATE_LIMITED',
]);

/** What a speaker can be refused or closed for, or be told by `error`. */
export const connectionCodes: readonly ErrorCode[] = sorted([
  ...overHttp,
  'AUDIO_BEFORE_HELLO',
  'AUDIO_FLOOD',
  'AUDIO_FORMAT_UNSUPPORTED',
  'AUDIO_OUTSIDE_LISTEN',
  'CONNECTION_IDLE',
  'CONSENT_REQUIRED',
  'FRAME_INVALID',
  'FRAME_OUT_OF_ORDER',
  'FRAME_SIZE_WRONG',
  'FRAME_TOO_LARGE',
  'FRAME_TRUNCATED',
  'FRAME_VERSION_UNSUPPORTED',
  'HELLO_EXPECTED',
  'HELLO_REPEATED',
  'HELLO_TIMEOUT',
  'LISTEN_ID_REUSED',
  'LOCALE_UNSUPPORTED',
  'MESSAGE_FLOOD',
  'MESSAGE_UNKNOWN',
  'MICROPHONE_MUTED',
  'QUIET_HOURS',
  'SESSION_NOT_RESUMABLE',
  'SESSION_REPLACED',
  'SPEAKER_NOT_READING',
  'TEXT_UNUSABLE',
  'WAKE_WORD_OFF',
]);

/** What a turn can end with. */
export const turnCodes: readonly ErrorCode[] = sorted([
  ...anywhere,
  'ASR_BUSY',
  'ASR_FAILED',
  'ASR_LOCALE_UNSUPPORTED',
  'AUDIO_RECIPIENT_REFUSED',
  'CONSENT_REQUIRED',
  'CONVERSATION_NOT_KEPT',
  'DIALOGUE_LOCALE_UNSUPPORTED',
  'DIALOGUE_SESSION_BUSY',
  'DIALOGUE_TEXT_TOO_LONG',
  'ENGINE_PROTOCOL',
  'ENGINE_TIMEOUT',
  'ENGINE_UNAVAILABLE',
  'FOLLOW_UP_NOT_EXPECTED',
  'GATEWAY_LOST',
  'LISTEN_STALLED',
  'NO_SPEECH',
  'QUIET_HOURS',
  'SKILL_BAD_RESPONSE',
  'SKILL_BAD_SIGNATURE',
  'SKILL_BAD_STATUS',
  'SKILL_BUSY',
  'SKILL_CIRCUIT_OPEN',
  'SKILL_CLOSED_EARLY',
  'SKILL_CONSENT_WITHDRAWN',
  'SKILL_EGRESS_REFUSED',
  'SKILL_GRANT_MISSING',
  'SKILL_NOT_ENABLED',
  'SKILL_OTHER_REGION',
  'SKILL_REDIRECT',
  'SKILL_TIMEOUT',
  'SKILL_TOO_LARGE',
  'SKILL_UNREACHABLE',
  'SPEAKER_NOT_READING',
  'TIME_LIMIT_REACHED',
  'TTS_BUSY',
  'TTS_FAILED',
  'TTS_LOCALE_UNSUPPORTED',
  'TTS_TEXT_TOO_LONG',
  'UTTERANCE_TOO_LONG',
  'VAD_FAILED',
  'WAKE_NOT_VERIFIED',
]);

function sorted(codes: readonly ErrorCode[]): readonly ErrorCode[] {
  return codes.toSorted();
}
