/** Skills: registry and router. */
import { status } from '@grpc/grpc-js';
import { defineCodes } from '../entry.ts';

export const skillsCodes = defineCodes({
  SKILL_BAD_MARKS: {
    grpcStatus: status.UNAVAILABLE,
    closeCode: null,
    isRetryable: false,
    message: "The marks of the skill's speech are no XML, or more than break, emphasis, prosody and say-as.",
  },
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
  SKILL_CONSENT_WITHDRAWN: {
    grpcStatus: status.PERMISSION_DENIED,
    closeCode: null,
    isRetryable: false,
    message: 'A field that the call carried was withdrawn while the skill worked on it.',
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
  SKILL_NO_EARLIER_VERSION: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'There is no earlier live version to go back to, or another version went live since.',
  },
  SKILL_NOT_CERTIFIED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The version is a draft; it goes live once every check of the list is good.',
  },
  SKILL_NOT_ENABLED: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'The skill is not enabled here, or not live.',
  },
  SKILL_QUOTA_REACHED: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: true,
    message: 'The skill had as many calls in this minute as it may have.',
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
  SKILLS_FULL: {
    grpcStatus: status.RESOURCE_EXHAUSTED,
    closeCode: null,
    isRetryable: false,
    message: 'A developer has as many skills, or a skill as many versions, as there may be.',
  },
  SKILL_OTHER_REGION: {
    grpcStatus: status.FAILED_PRECONDITION,
    closeCode: null,
    isRetryable: false,
    message: 'This skill is operated in another region, and nobody allowed data to go there.',
  },
});
