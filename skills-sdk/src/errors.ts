/** What can go wrong between Earshot and a skill, on the skill's side. */
export type SkillErrorCode =
  /** No verification keys were given, and verification was not switched off. */
  | 'NO_VERIFICATION_KEYS'
  /** Something else listens where the skill was to listen. */
  | 'PORT_TAKEN'
  /** The signature fits none of the keys, or there is none. */
  | 'BAD_SIGNATURE'
  /** Signed more than five minutes ago, or more than five minutes ahead. */
  | 'BAD_TIMESTAMP'
  /** The request is for another skill. */
  | 'WRONG_AUDIENCE'
  /** The same message came before, and its answer is no longer kept. */
  | 'REPLAYED'
  /** Not JSON, or not a request of this protocol. */
  | 'BAD_REQUEST'
  /** The body is larger than any request is. */
  | 'TOO_LARGE'
  /** Something read the body before the skill could verify it. */
  | 'BODY_ALREADY_READ'
  /** The model has no such intent. */
  | 'UNKNOWN_INTENT'
  /** The handler did not answer in the manifest's time. */
  | 'HANDLER_TIMEOUT'
  /** A handler of another assistant failed without an error of its own. */
  | 'HANDLER_FAILED'
  /** The answer has no text in the locale of the request. */
  | 'SPEECH_MISSING'
  /** The marks of the speech are no XML, or more than break, emphasis, prosody and say-as. */
  | 'SPEECH_MARKS'
  /** The answer holds something that the manifest's `returns` does not list. */
  | 'RETURN_NOT_DECLARED'
  /** The answer is over 24 KB, or its attributes over 8 KB. */
  | 'ANSWER_TOO_LARGE'
  /** A permission that is not declared, or that nobody is asked for by voice. */
  | 'NOT_BY_VOICE'
  /** Names of a type that takes none, or more or longer names than an answer may give. */
  | 'BAD_NAMES'
  /** What was to be kept is too large, or would be kept for too long. */
  | 'BAD_KEEPING'
  /** The field is not granted, or the grant is over. */
  | 'NOT_GRANTED'
  /** The field could not be read just now. */
  | 'PULL_FAILED';

/** An error of the SDK, with a stable code. The message holds nothing about the user. */
export class SkillError extends Error {
  readonly code: SkillErrorCode;

  constructor(code: SkillErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'SkillError';
    this.code = code;
  }
}
