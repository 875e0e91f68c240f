/** Every bound that a speaker can run into, with its default. */
import type { TurnBudget } from './turn/ports.ts';

/** Longest text input, in UTF-16 units. */
export const maxTextLength = 1000;

/** Longest log of a device, in UTF-16 units: a control message holds no more. */
export const maxSystemLogLength = 6_000;

/** PCM16 at 16 kHz, as the recogniser takes it. */
export const pcmBytesPerMs = 32;

/** Every bound that a speaker can run into, in one place; docs/protocol.md shows the defaults. */
export interface GatewayLimits {
  /** From the upgrade to hello. */
  readonly helloTimeoutMs: number;
  /** The gateway pings this often; two pings without any sign of life end the connection. */
  readonly pingIntervalMs: number;
  readonly maxConnections: number;
  readonly maxConnectionsPerDevice: number;
  /** Turns at once in this process. */
  readonly maxTurns: number;
  /** Of them, turns of one device (its connections together), of one household and of one tenant. */
  readonly maxTurnsPerDevice: number;
  readonly maxTurnsPerHousehold: number;
  readonly maxTurnsPerTenant: number;
  /** Not longer than the recogniser hears (EARSHOT_ASR_MAX_UTTERANCE_MS). */
  readonly maxUtteranceMs: number;
  readonly maxWakeAudioMs: number;
  /** From the end of speech to the first byte of the reply. */
  readonly replyTimeoutMs: number;
  /** Longest silence on the line in a listen, and longest wait for the synthesiser's next chunk. */
  readonly stallTimeoutMs: number;
  /** An utterance of which no frame came for so long is over, and is answered. */
  readonly quietTimeoutMs: number;
  readonly maxReplyAudioMs: number;
  /** Audio that may wait for the recogniser before the socket is paused, and at most, in milliseconds. */
  readonly pauseAudioMs: number;
  readonly maxQueuedAudioMs: number;
  /** Audio may run ahead of the clock by this much… */
  readonly audioBurstMs: number;
  /** …and catches up at most at this multiple of real time. */
  readonly audioRate: number;
  /** Frames that may be refused in a row before the connection ends. */
  readonly maxRefusedFrames: number;
  /** Frames under way when the gateway ends a listen are passed over silently for so long. */
  readonly inFlightGraceMs: number;
  readonly controlBurst: number;
  readonly controlPerSecond: number;
  /** Ending a turn before its end costs as much as so many messages: services have begun to work for it. */
  readonly abortCost: number;
  /** Speech is sent at most this far ahead of the time at which it is to be played. */
  readonly paceLeadMs: number;
  /** Unsent bytes above which speech waits. */
  readonly softOutboundBytes: number;
  /** Unsent bytes above which the connection ends. */
  readonly maxOutboundBytes: number;
  /** How long speech waits for a speaker that does not read. */
  readonly slowSpeakerTimeoutMs: number;
  /** A device's token and switches are looked at again this often. */
  readonly recheckIntervalMs: number;
  /** …and at the beginning of a turn when the last look is older than this. */
  readonly recheckOnTurnMs: number;
  /** Turns in flight may take this long when the process is told to stop. */
  readonly drainMs: number;
  /** A turn that may be offered for training waits so long for words that correct it. */
  readonly correctionWaitMs: number;
  /** What go_away and 503 tell a speaker to wait. */
  readonly retryAfterMs: number;
}

export const defaultLimits: GatewayLimits = {
  helloTimeoutMs: 10_000,
  pingIntervalMs: 30_000,
  maxConnections: 10_000,
  maxConnectionsPerDevice: 8,
  maxTurns: 500,
  maxTurnsPerDevice: 4,
  maxTurnsPerHousehold: 12,
  maxTurnsPerTenant: 200,
  maxUtteranceMs: 15_000,
  maxWakeAudioMs: 3_000,
  replyTimeoutMs: 12_000,
  stallTimeoutMs: 5_000,
  quietTimeoutMs: 2_000,
  maxReplyAudioMs: 120_000,
  pauseAudioMs: 2_000,
  maxQueuedAudioMs: 8_000,
  audioBurstMs: 4_000,
  audioRate: 1.25,
  maxRefusedFrames: 250,
  inFlightGraceMs: 2_000,
  controlBurst: 60,
  controlPerSecond: 20,
  abortCost: 5,
  paceLeadMs: 240,
  softOutboundBytes: 64 * 1024,
  maxOutboundBytes: 512 * 1024,
  slowSpeakerTimeoutMs: 5_000,
  recheckIntervalMs: 60_000,
  recheckOnTurnMs: 5_000,
  drainMs: 12_000,
  correctionWaitMs: 15_000,
  retryAfterMs: 1_000,
};

/** The part of it that one turn has to keep. */
export function turnBudget(limits: GatewayLimits): TurnBudget {
  return {
    replyMs: limits.replyTimeoutMs,
    utteranceMs: limits.maxUtteranceMs,
    stallMs: limits.stallTimeoutMs,
    quietMs: limits.quietTimeoutMs,
    speakMs: limits.maxReplyAudioMs,
    maxQueuedAudioBytes: limits.maxQueuedAudioMs * pcmBytesPerMs,
  };
}
