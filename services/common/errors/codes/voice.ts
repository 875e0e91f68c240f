/** Voice in and out: synthesis, engines outside our processes, voice activity, wake words. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const voiceCodes = defineCodes({
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
});
