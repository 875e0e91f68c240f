/** Everything a speaker learns about one turn. */
import {
  type AudioFormat,
  type Directive,
  type ErrorMessage,
  type GatewayMessage,
  type ReplyMessage,
  type StageName,
  unpackFrame,
} from './protocol.ts';

export interface StageSpan {
  readonly stage: StageName;
  /** Microseconds since the turn started, on the gateway's clock. */
  readonly startUs: number;
  readonly endUs: number;
}

export type OutcomeName = 'not_acted' | 'outcome_unknown' | 'completed' | 'failed';

/** How a turn went, as the speaker saw it. */
export interface SpokenTurn {
  readonly listenId: string;
  /** Empty when the gateway refused the listen before it became a turn. */
  readonly turnId: string;
  readonly end: 'completed' | 'failed' | 'aborted';
  readonly code: string;
  readonly isRetryable: boolean;
  readonly isOutcomeUnknown: boolean;
  readonly perceivedUs: number;
  readonly platformUs: number;
  readonly skillUs: number;
  /** With `isRetryable`: not before so many milliseconds; 0 = no hint. */
  readonly retryAfterMs: number;
  readonly partials: readonly string[];
  readonly transcript: string;
  readonly replies: readonly ReplyMessage[];
  readonly directives: readonly Directive[];
  readonly stages: readonly StageSpan[];
  readonly audioFormat: AudioFormat;
  /** Spoken reply in the order of frames: PCM16, decoded where a codec was given. */
  readonly audio: Buffer;
  /** On this machine's monotonic clock, milliseconds; `undefined` where it did not happen. */
  readonly speechSentAtMs: number | undefined;
  readonly firstReplyAtMs: number | undefined;
  readonly firstAudioAtMs: number | undefined;
  readonly endedAtMs: number;
  /** After GATEWAY_LOST: what the next connection learnt of it; `undefined` when nobody could tell. */
  readonly outcome: Promise<OutcomeName | undefined> | undefined;
}

export interface TurnRecordOptions {
  readonly listenId: string;
  readonly audioFormat: AudioFormat;
  readonly decode: ((packet: Buffer) => Buffer) | undefined;
}

/** Collects messages until the turn ends. */
export class TurnRecord {
  readonly listenId: string;
  readonly ended: Promise<SpokenTurn>;
  readonly #options: TurnRecordOptions;
  #resolve: (turn: SpokenTurn) => void = () => {};
  #turnId = '';
  #isOver = false;
  #isListenEnded = false;
  readonly #partials: string[] = [];
  #transcript = '';
  readonly #replies: ReplyMessage[] = [];
  readonly #directives: Directive[] = [];
  readonly #stages: StageSpan[] = [];
  readonly #open = new Map<StageName, number>();
  readonly #audio: Buffer[] = [];
  #speechSentAtMs: number | undefined;
  #firstReplyAtMs: number | undefined;
  #firstAudioAtMs: number | undefined;

  constructor(options: TurnRecordOptions) {
    this.listenId = options.listenId;
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get turnId(): string {
    return this.#turnId;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** True when the gateway wants no more audio. */
  get isListenEnded(): boolean {
    return this.#isListenEnded || this.#isOver;
  }

  speechSent(): void {
    this.#speechSentAtMs = performance.now();
  }

  audio(message: Buffer): void {
    const frame = unpackFrame(message);
    if (frame === undefined || this.#isOver) return;
    this.#firstAudioAtMs ??= performance.now();
    this.#audio.push(this.#options.decode?.(frame.payload) ?? frame.payload);
  }

  /** Whether the message belongs to this turn. */
  take(message: GatewayMessage): boolean {
    if (this.#isOver) return false;
    if (message.type === 'turn_started') {
      if (message.listenId !== this.listenId) return false;
      this.#turnId = message.turnId;
      return true;
    }
    if (message.type === 'error') {
      if (message.listenId !== this.listenId) return false;
      this.refused(message);
      return true;
    }
    if (!('turnId' in message) || message.turnId !== this.#turnId || message.turnId === '') return false;
    switch (message.type) {
      case 'stage':
        if (!message.isEnd) this.#open.set(message.stage, message.atUs);
        else {
          const startUs = this.#open.get(message.stage) ?? message.atUs;
          this.#stages.push({ stage: message.stage, startUs, endUs: message.atUs });
        }
        break;
      case 'transcript':
        if (message.isFinal) this.#transcript = message.text;
        else this.#partials.push(message.text);
        break;
      case 'listen_ended':
        this.#isListenEnded = true;
        break;
      case 'reply':
        this.#firstReplyAtMs ??= performance.now();
        this.#replies.push(message);
        break;
      case 'directive':
        this.#directives.push(message.directive);
        break;
      case 'turn_ended':
        this.#finish(message, undefined);
        break;
      default:
    }
    return true;
  }

  /** The listen became no turn. */
  refused({ code, isRetryable }: ErrorMessage): void {
    this.#finish({ ...nothing, end: 'failed', code, isRetryable }, undefined);
  }

  /** The connection broke in the middle: only the next one can tell what became of the turn. */
  lost(outcome: Promise<OutcomeName | undefined>): void {
    const isOutcomeUnknown = this.#turnId !== '';
    const end = { ...nothing, end: 'failed' as const, code: 'GATEWAY_LOST' };
    this.#finish({ ...end, isOutcomeUnknown, isRetryable: !isOutcomeUnknown }, outcome);
  }

  #finish(
    end: Pick<
      SpokenTurn,
      | 'end'
      | 'code'
      | 'isRetryable'
      | 'isOutcomeUnknown'
      | 'perceivedUs'
      | 'platformUs'
      | 'skillUs'
      | 'retryAfterMs'
    >,
    outcome: Promise<OutcomeName | undefined> | undefined,
  ): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { perceivedUs, platformUs, skillUs, code, isRetryable, isOutcomeUnknown, retryAfterMs } = end;
    this.#resolve({
      listenId: this.listenId,
      turnId: this.#turnId,
      end: end.end,
      ...{ code, isRetryable, isOutcomeUnknown, perceivedUs, platformUs, skillUs, retryAfterMs },
      partials: this.#partials,
      transcript: this.#transcript,
      replies: this.#replies,
      directives: this.#directives,
      stages: this.#stages,
      audioFormat: this.#options.audioFormat,
      audio: Buffer.concat(this.#audio),
      speechSentAtMs: this.#speechSentAtMs,
      firstReplyAtMs: this.#firstReplyAtMs,
      firstAudioAtMs: this.#firstAudioAtMs,
      endedAtMs: performance.now(),
      outcome,
    });
  }
}

const nothing = {
  code: '',
  isRetryable: false,
  isOutcomeUnknown: false,
  perceivedUs: 0,
  platformUs: 0,
  skillUs: 0,
  retryAfterMs: 0,
};
