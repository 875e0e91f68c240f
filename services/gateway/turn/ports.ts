/** What a turn needs of the world. Pure interfaces: the real ones speak gRPC, tests bring scripted ones. */
import type { RecogniseResponse, RecogniseStart } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import type {
  UnderstandRequest,
  UnderstandResponse,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type {
  CheckGrantsRequest,
  InvokeRequest,
  InvokeResponse,
  TurnOutcome,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { SynthesiseRequest } from '../../../proto/gen/earshot/tts/v1/tts.ts';
import {
  type DeviceRef,
  type Directive,
  type Hypothesis,
  NamedEntity,
  type SkillSet,
  type Speech,
  type Surroundings,
  type TurnRef,
} from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { TellVoiceResponse } from '../../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { ownNames } from './own-names.ts';

/** The stages of a turn, in their order. */
export const stages = ['wake', 'listen', 'recognise', 'understand', 'route', 'act', 'speak'] as const;
export type StageName = (typeof stages)[number];

export interface TurnBudget {
  /** From the end of speech (or the text) to the first byte of the reply. */
  readonly replyMs: number;
  /** Longest utterance; what comes after it is not heard. */
  readonly utteranceMs: number;
  /** Longest silence on the line while listening, and longest wait for the synthesiser's next chunk. */
  readonly stallMs: number;
  /** An utterance of which no frame came for so long is over: the speaker sends nothing more of it. */
  readonly quietMs: number;
  /** Longest spoken reply. */
  readonly speakMs: number;
  /** Bytes of PCM16 at 16 kHz that may wait for the recogniser. */
  readonly maxQueuedAudioBytes: number;
}

/** A turn from audio. */
export interface AudioStart {
  readonly start: 'wake' | 'listen';
  readonly wakeAudioMs: number;
  readonly wakeWords: readonly string[];
  /** False while a button is held: the speaker says when the utterance ends. */
  readonly isEndpointing: boolean;
}

/** A turn from text. */
export interface TextStart {
  readonly start: 'understand';
  readonly text: string;
}

/** Ends with the turn: every call gets what is left of its budget and the turn's one signal. */
export interface Limits {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** One utterance on its way to the recogniser. */
export interface Recognition {
  /** PCM16 at 16 kHz. Resolves when the recogniser wants more. */
  write(pcm: Buffer): Promise<void>;
  /** The utterance is over. */
  end(): void;
  readonly responses: AsyncIterable<RecogniseResponse>;
}

/** What a turn stands on: its reference, which goes along with every call, and what single calls take beyond it. */
export interface PreparedTurn {
  readonly ref: TurnRef;
  readonly device: DeviceRef;
  readonly surroundings: Surroundings;
  readonly skillSet: SkillSet;
  readonly capabilities: readonly string[];
  /** The device plays something, as it says itself. */
  readonly isPlaying: boolean;
  /** Whoever spoke was known by their voice. */
  readonly isVoiceKnown?: boolean;
  /** What the device can do and how it is, as it says itself: fields that a skill may ask for. */
  readonly tools: readonly string[];
  readonly status: readonly string[];
}

/** Names without what they belong to: whoever only hears them needs no more. */
export const spokenNames = ({ entities }: Surroundings): NamedEntity[] =>
  entities.map(({ names, slotType, isOwned }) =>
    NamedEntity.fromPartial({ names: isOwned ? [...names, ...ownNames(names)] : names, slotType }),
  );

/** What to listen for, and for whom: the port makes of it whose share of the recogniser is used. */
export type Listen = Omit<RecogniseStart, 'fairnessKey'> & { readonly device: DeviceRef };

/** What a turn begins with. */
export interface Prepared {
  readonly context: PreparedTurn;
  /** The question that the session waits with; absent when none is open. */
  readonly expectation: Expectation | undefined;
  /** Whoever listens has opted in, and may: the turn may be offered for training. */
  readonly mayOffer: boolean;
  /** Nobody is listened to now: this is said, and nothing is heard. */
  readonly refusal?: TurnRefusal | undefined;
}

export interface TurnRefusal {
  readonly code: ErrorCode;
  readonly speech: Speech;
}

/** What dialogue says of an utterance, or a hotel of its guest's; with what a room's own devices are told. */
export interface Understood extends UnderstandResponse {
  readonly directives?: readonly Directive[];
}

/** A turn that is over, as training is offered it. */
export interface OfferedTurn {
  readonly heard: Hypothesis;
  readonly isRejectedByRecogniser: boolean;
  /** PCM16 at 16 kHz after the wake word; empty for typed words. */
  readonly audio: Buffer;
  readonly end: TurnEnd;
  readonly skillId: string;
}

export interface TurnPorts {
  /** Who is listening for whom and what they may use, as of now. */
  prepare(limits: Limits): Promise<Prepared>;
  recognise(start: Listen, limits: Limits): Recognition;
  understand(request: UnderstandRequest, limits: Limits): Promise<Understood>;
  /** What is said where the skill lacks a permission that it requires; undefined where it lacks none. */
  checkGrants(request: CheckGrantsRequest, limits: Limits): Promise<Speech | undefined>;
  /** Whether a voice that was heard is known in the device's home. */
  tellVoice(device: DeviceRef, voice: Buffer, limits: Limits): Promise<TellVoiceResponse>;
  invoke(request: InvokeRequest, limits: Limits): AsyncIterable<InvokeResponse>;
  /** PCM16 at the speaker's synthesis rate, in chunks. */
  synthesise(request: SynthesiseRequest, limits: Limits): AsyncIterable<Buffer>;
  /** What became of the turn's skill call. */
  outcome(context: PreparedTurn, limits: Limits): Promise<TurnOutcome>;
  /** A turn that is over, for training. Returns at once; what comes of it is nobody's business here. */
  offer(turn: PreparedTurn, offered: OfferedTurn): void;
}

/** One piece of speech on its way to the speaker. */
export interface SpeechOutput {
  /** Resolves when the speaker can take more: pacing and back-pressure in one. */
  push(pcm: Buffer): Promise<void>;
  /** Resolves when the last frame was sent. */
  end(): Promise<void>;
}

export interface TurnReply {
  readonly text: string;
  readonly isExpectingSpeech: boolean;
  readonly isProgress: boolean;
  readonly skillId: string;
  readonly intent: string;
}

/** How a turn ended. */
export interface TurnResult {
  readonly end: 'completed' | 'failed' | 'aborted';
  readonly code: ErrorCode | '';
  readonly isOutcomeUnknown: boolean;
  /** The same words may be said again by the speaker itself; see `ends.ts`. */
  readonly isRetryable: boolean;
  /** Last speech sample to first reply byte, microseconds; 0 when there was no reply. */
  readonly perceivedUs: number;
  /** End-of-speech decision to first reply byte, microseconds; 0 when there was no reply. */
  readonly platformUs: number;
  /** Time that the skill itself took, microseconds. */
  readonly skillUs: number;
}

/** What the next listen continues: who asked, and for which slot. Dialogue keeps it; it is asked before a listen. */
export interface Expectation {
  readonly focusSkillId: string;
  readonly focusSlot: string;
  /** What the skill that asked named itself, as the recogniser is told. */
  readonly names?: readonly NamedEntity[];
}

/** Where a turn reports. Calls come in order; `ended` comes exactly once and nothing after it. */
export interface TurnSink {
  stage(stage: StageName, isEnd: boolean, atUs: number): void;
  transcript(text: string, isFinal: boolean): void;
  listenEnded(speechEndMs: number): void;
  reply(reply: TurnReply): void;
  directive(directive: Directive, skillId: string): void;
  /** `onFirstFrame` is called when the first frame was handed to the transport. */
  openSpeech(onFirstFrame: () => void): SpeechOutput;
  expect(expectation: Expectation): void;
  ended(result: TurnResult): void;
}

export interface Clock {
  /** Monotonic, microseconds. */
  nowUs(): number;
}

export const monotonicClock: Clock = { nowUs: () => Math.round(performance.now() * 1000) };
