/**
 * Write skills for Earshot: typed slots, declared fields, and nothing of the user that was not granted.
 *
 * @packageDocumentation
 */
export type { AttributesDefinition } from './attributes.ts';
export { type DedupeStore, type MemoryDedupeOptions, memoryDedupe } from './dedupe.ts';
export { defineSkill, type Skill } from './define-skill.ts';
export { SkillError, type SkillErrorCode } from './errors.ts';
export type { FastifyLike } from './http/fastify.ts';
export type { ListeningSkill, ListenOptions } from './http/node.ts';
export type { HttpOptions } from './http/receive.ts';
export {
  type KeepDefinition,
  type KeepingStore,
  type Kept,
  keep,
  maxKeptBytes,
  type OfUser,
} from './keeping/keep.ts';
export {
  fileStore,
  memoryStore,
  type PostgresLike,
  postgresStore,
  type RedisLike,
  redisStore,
} from './keeping/stores.ts';
export type * from './manifest.ts';
export { type MarkedSpeech, ssml } from './marks.ts';
export {
  createMessages,
  type MessageFile,
  type MessageKey,
  type Messages,
  type MessageValues,
} from './messages.ts';
export type * from './model.ts';
export type { Notice, NoticeType } from './notices.ts';
export {
  type AudioDirective,
  type CardDirective,
  type DeviceControlDirective,
  type DeviceProperty,
  type DeviceToolDirective,
  type DisplayDirective,
  type DisplayItem,
  deviceProperties,
  type GivenValue,
  maxAttributesBytes,
  maxResponseBytes,
  protocolVersion,
  type TimerDirective,
  type WireDirective,
  type WireRequest,
  type WireResponse,
  type WireSlot,
} from './protocol.ts';
export type { PullField } from './pull.ts';
export {
  type AnySpeech,
  audio,
  cancelTimer,
  card,
  deviceControl,
  deviceTool,
  display,
  type Feedback,
  type IfReturned,
  list,
  type NotInReturns,
  type ResultOptions,
  type SkillResult,
  type SpeechFor,
  type TextFor,
  timer,
} from './results.ts';
export { createKeyPair, readSecretKey, signBody, timestampToleranceMs } from './signature.ts';
export type {
  HandleOptions,
  IntentHandler,
  Interceptors,
  NoticeHandler,
  SkillCore,
  SkillDefinition,
} from './skill.ts';
export type {
  AnySlot,
  BuiltInValues,
  MatchedSlot,
  Range,
  SlotOf,
  SlotsOf,
  Temperature,
  UnmatchedSlot,
} from './slots.ts';
export type {
  Clock,
  ManifestInput,
  OptionsOf,
  PulledPath,
  ReturnsOf,
  Turn,
  TurnBase,
  TurnSession,
} from './turn.ts';
export { zonedDateTime, zonedTimeMs } from './zoned.ts';
