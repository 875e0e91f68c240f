/** Ports and a sink that follow a script, for tests of the turn runner: no network, no real engines. */
import type { RecogniseResponse } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import {
  type UnderstandRequest,
  UnderstandResponse,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import {
  type CheckGrantsRequest,
  type InvokeRequest,
  type InvokeResponse,
  InvokeResult,
  TurnOutcome,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import {
  type DeviceRef,
  Directive,
  type Speech,
  type Surroundings,
} from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { TellVoiceResponse } from '../../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { turnRef } from '../../common/testing/audiences.ts';
import type {
  Expectation,
  Limits,
  Listen,
  OfferedTurn,
  Prepared,
  PreparedTurn,
  Recognition,
  SpeechOutput,
  StageName,
  TurnPorts,
  TurnReply,
  TurnResult,
  TurnSink,
} from '../turn/ports.ts';

/** Waits on the test's command, or until the turn has ended. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

export type SinkEvent =
  | { readonly kind: 'stage'; readonly stage: StageName; readonly isEnd: boolean; readonly atUs: number }
  | { readonly kind: 'transcript'; readonly text: string; readonly isFinal: boolean }
  | { readonly kind: 'listenEnded'; readonly speechEndMs: number }
  | ({ readonly kind: 'reply' } & TurnReply)
  | { readonly kind: 'directive'; readonly directive: Directive }
  | { readonly kind: 'audio'; readonly bytes: number }
  | { readonly kind: 'audioEnd' }
  | { readonly kind: 'expect'; readonly expectation: Expectation }
  | ({ readonly kind: 'ended' } & TurnResult);

/** Writes down what a turn reports. */
export class RecordingSink implements TurnSink {
  readonly events: SinkEvent[] = [];
  /** Called for each event, so that a test can act in the middle of a turn. */
  onEvent: (event: SinkEvent) => void = () => {};
  /** Awaited before each chunk of audio is taken. */
  pace: () => Promise<void> = async () => {};

  #add(event: SinkEvent): void {
    this.events.push(event);
    this.onEvent(event);
  }

  stage(stage: StageName, isEnd: boolean, atUs: number): void {
    this.#add({ kind: 'stage', stage, isEnd, atUs });
  }
  transcript(text: string, isFinal: boolean): void {
    this.#add({ kind: 'transcript', text, isFinal });
  }
  listenEnded(speechEndMs: number): void {
    this.#add({ kind: 'listenEnded', speechEndMs });
  }
  reply(reply: TurnReply): void {
    this.#add({ kind: 'reply', ...reply });
  }
  directive(directive: Directive): void {
    this.#add({ kind: 'directive', directive });
  }
  openSpeech(onFirstFrame: () => void): SpeechOutput {
    let isFirst = true;
    return {
      push: async (pcm) => {
        await this.pace();
        if (isFirst) onFirstFrame();
        isFirst = false;
        this.#add({ kind: 'audio', bytes: pcm.length });
      },
      end: async () => this.#add({ kind: 'audioEnd' }),
    };
  }
  expect(expectation: Expectation): void {
    this.#add({ kind: 'expect', expectation });
  }
  ended(result: TurnResult): void {
    this.#add({ kind: 'ended', ...result });
  }

  get ends(): readonly TurnResult[] {
    return this.events.filter((event) => event.kind === 'ended');
  }
  /** `wake< wake> listen< …` in the order of events. */
  get stageTrail(): string {
    return this.events
      .filter((event) => event.kind === 'stage')
      .map(({ stage, isEnd }) => `${stage}${isEnd ? '>' : '<'}`)
      .join(' ');
  }
}

/** Fails like a call whose turn has ended or whose deadline has passed. */
async function untilAborted(promise: Promise<void>, { signal, deadlineMs }: Limits): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      promise,
      new Promise<never>((_resolve, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        timer = setTimeout(() => reject(new EarshotError('DEADLINE_EXCEEDED')), Math.min(deadlineMs, 60_000));
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** A turn that goes well, with every step open to replacement. */
export class ScriptedPorts implements TurnPorts {
  readonly calls: string[] = [];
  readonly audio: Buffer[] = [];
  understood = UnderstandResponse.fromPartial({
    decision: 1,
    interpretation: { skill: { skillId: 'example.coffee', version: '1.0.0' }, intent: 'Order' },
    text: 'a large coffee',
  });
  result = InvokeResult.fromPartial({ speech: { text: 'One large coffee.', locale: 'en-US' }, skillMs: 3 });
  progress: string[] = [];
  responses: RecogniseResponse[] = [
    { response: { $case: 'ready', value: { engineId: 'scripted', isOpenModel: false } } },
    { response: { $case: 'partial', value: { text: 'a large' } } },
    { response: { $case: 'speechEnded', value: { speechEndMs: 40, decidedAtMs: 60, reason: 2 } } },
    {
      response: {
        $case: 'result',
        value: {
          hypotheses: [{ text: 'a large coffee', confidence: 0.9, words: [] }],
          isRejected: false,
          engineId: 'scripted',
          pass: 1,
          decodeMs: 2,
          voice: Buffer.alloc(0),
        },
      },
    },
  ];
  mayOffer = false;
  readonly offered: OfferedTurn[] = [];
  /** The question that the session waits with. */
  expectation: Expectation | undefined;
  chunks: Buffer[] = [Buffer.alloc(640), Buffer.alloc(640)];
  turnOutcome: TurnOutcome = TurnOutcome.FAILED;
  /** Awaited at the beginning of each step, by its name; throws or delays as the test wishes. */
  before: (step: string) => Promise<void> = async () => {};

  async #step(step: string, limits: Limits): Promise<void> {
    this.calls.push(step);
    await untilAborted(this.before(step), limits);
  }

  async prepare(limits: Limits): Promise<Prepared> {
    await this.#step('prepare', limits);
    const context: PreparedTurn = {
      ref: turnRef({ turnId: 't', sessionId: 's' }),
      device: { deviceId: 'd', householdId: 'h', tenantId: '' },
      surroundings: this.surroundings,
      skillSet: { skillSetId: 'set', skills: [] },
      capabilities: ['audio'],
      isPlaying: false,
      tools: [],
      status: [],
    };
    return { context, expectation: this.expectation, mayOffer: this.mayOffer };
  }

  /** Calls of the recogniser that were read to their end: they were not cancelled. */
  endedRecognitions = 0;

  recognise(_start: Listen, limits: Limits): Recognition {
    const { audio, responses } = this;
    const step = (name: string) => this.#step(name, limits);
    const ended = () => {
      this.endedRecognitions += 1;
    };
    return {
      write: async (pcm) => {
        audio.push(pcm);
        await this.before('write');
      },
      end: () => {
        this.calls.push('end');
      },
      responses: (async function* () {
        for (const response of responses) {
          await step(`recognise:${response.response?.$case}`);
          yield response;
        }
        ended();
      })(),
    };
  }

  async understand(request: UnderstandRequest, limits: Limits): Promise<UnderstandResponse> {
    this.understandings.push(request);
    await this.#step('understand', limits);
    return this.understood;
  }

  /** Of a permission that is missing. */
  refusal: Speech | undefined;

  async checkGrants(_request: CheckGrantsRequest, limits: Limits): Promise<Speech | undefined> {
    await this.#step('checkGrants', limits);
    return this.refusal;
  }

  /** What is said of the voice; `undefined` = nobody answers. */
  told: TellVoiceResponse | undefined;
  surroundings: Surroundings = { timeZone: 'UTC', roomId: '', entities: [] };
  readonly understandings: UnderstandRequest[] = [];

  async tellVoice(_device: DeviceRef, _voice: Buffer, limits: Limits): Promise<TellVoiceResponse> {
    await this.#step('tellVoice', limits);
    if (this.told === undefined) throw new EarshotError('SERVICE_UNAVAILABLE');
    return this.told;
  }

  async *invoke(_request: InvokeRequest, limits: Limits): AsyncGenerator<InvokeResponse> {
    await this.#step('invoke', limits);
    for (const text of this.progress) {
      yield { response: { $case: 'progress', value: { text, locale: 'en-US' } } };
    }
    await this.#step('invoke:result', limits);
    yield { response: { $case: 'result', value: this.result } };
  }

  async *synthesise(_request: unknown, limits: Limits): AsyncGenerator<Buffer> {
    await this.#step('synthesise', limits);
    for (const chunk of this.chunks) {
      await this.#step('chunk', limits);
      yield chunk;
    }
  }

  offer(_turn: PreparedTurn, offered: OfferedTurn): void {
    this.offered.push(offered);
  }

  async outcome(_context: PreparedTurn, limits: Limits): Promise<TurnOutcome> {
    await this.#step('outcome', limits);
    return this.turnOutcome;
  }
}

export const cardDirective: Directive = Directive.fromPartial({
  directive: { $case: 'card', value: { title: 'Coffee', text: 'large' } },
});
