/** Text turns against a local Earshot: dialogue, router and projection are the real ones. */
import { randomUUID } from 'node:crypto';
import {
  Confirmation,
  Decision,
  type Interpretation,
  type UnderstandResponse,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { InvokeResponse, InvokeResult } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type {
  DeviceRef,
  Directive,
  SkillSet,
  Slot,
  Surroundings,
  TurnRef,
} from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { developer } from '../identity.ts';
import type { LocalDevice } from '../up/household.ts';
import { deadlineMs, type LocalEarshot, type LocalServices } from './local.ts';

/** What one turn came to. */
export interface ConsoleTurn {
  readonly turnId: string;
  readonly text: string;
  /** `invoke`, `ask`, `cancel` or `reject`. */
  readonly decision: string;
  readonly skillId: string | undefined;
  readonly intent: string | undefined;
  readonly slots: Readonly<Record<string, unknown>>;
  readonly progress: readonly string[];
  readonly speech: string;
  readonly directives: readonly Directive[];
  readonly isListening: boolean;
  readonly errorCode: string | undefined;
  readonly skillMs: number | undefined;
  /** Why it was understood so. */
  readonly reasons: readonly string[];
}

const decisions: Readonly<Record<number, string>> = {
  [Decision.INVOKE]: 'invoke',
  [Decision.ASK]: 'ask',
  [Decision.CANCEL]: 'cancel',
  [Decision.REJECT]: 'reject',
};

const confirmations: Readonly<Record<number, string>> = {
  [Confirmation.CONFIRMED]: 'confirmed',
  [Confirmation.DENIED]: 'denied',
};

function slotValues(slots: readonly Slot[]): Record<string, unknown> {
  const parsed = ({ valueJson, raw }: Slot): unknown => {
    try {
      return JSON.parse(valueJson);
    } catch {
      return raw;
    }
  };
  return Object.fromEntries(slots.map((slot) => [slot.name, parsed(slot)]));
}

interface ConsoleContext {
  readonly turn: TurnRef;
  readonly device: DeviceRef | undefined;
  readonly surroundings: Surroundings | undefined;
  readonly skillSet: SkillSet | undefined;
}

export class TurnConsole {
  readonly #earshot: LocalServices;
  readonly #deviceToken: string;
  /** How long the skill may take. */
  readonly #skillDeadlineMs: number;
  #sessionId = randomUUID();

  /** @param isPatient Somebody may stand at a breakpoint of the skill: then it has an hour. */
  constructor(earshot: LocalEarshot, device: LocalDevice, isPatient = false) {
    this.#earshot = earshot.as(developer(device));
    this.#deviceToken = device.token;
    this.#skillDeadlineMs = isPatient ? 3_600_000 : deadlineMs;
  }

  /** Whatever is going on is over: the next words begin anew. */
  begin(): void {
    this.#sessionId = randomUUID();
  }

  async say(text: string, locale: string): Promise<ConsoleTurn> {
    const context = await this.#context(locale);
    const { turn, skillSet, surroundings, device } = context;
    const understood = await callUnary(
      this.#earshot.dialogue,
      'understand',
      {
        turn,
        hypotheses: [{ text, confidence: 1, words: [] }],
        isRejectedByRecogniser: false,
        isExplain: true,
        skillSet,
        surroundings,
        device,
      },
      { deadlineMs },
    );
    const { interpretation } = understood;
    const base = {
      turnId: turn.turnId,
      text,
      decision: decisions[understood.decision] ?? 'unknown',
      skillId: interpretation?.skill?.skillId,
      intent: interpretation?.intent,
      slots: slotValues(interpretation?.slots ?? []),
      // Of what was refused: what came nearest, and what it lacked.
      reasons: interpretation?.reasons ?? understood.alternatives[0]?.reasons ?? [],
    };
    if (understood.decision !== Decision.INVOKE || !interpretation) {
      return {
        ...base,
        progress: [],
        speech: understood.speech?.text ?? '',
        directives: [],
        isListening: understood.decision === Decision.ASK,
        errorCode: undefined,
        skillMs: undefined,
      };
    }
    const { result, progress } = await this.#invoke(context, understood, interpretation, text);
    return {
      ...base,
      progress,
      speech: result.speech?.text ?? '',
      directives: result.directives,
      isListening: result.isExpectingSpeech,
      errorCode: result.errorCode === '' ? undefined : result.errorCode,
      skillMs: result.skillMs,
    };
  }

  async #context(locale: string): Promise<ConsoleContext> {
    const { privacy, skills } = this.#earshot;
    const { device, surroundings, audience } = await callUnary(
      privacy,
      'authenticateDevice',
      { deviceToken: this.#deviceToken },
      { deadlineMs },
    );
    const { skillSet } = await callUnary(skills, 'getSkillSet', { device, locale }, { deadlineMs });
    const turn: TurnRef = { turnId: randomUUID(), sessionId: this.#sessionId, locale, audience };
    return { turn, device, surroundings, skillSet };
  }

  async #invoke(
    { turn, device, surroundings }: ConsoleContext,
    { conversation, text }: UnderstandResponse,
    interpretation: Interpretation,
    said: string,
  ) {
    const progress: string[] = [];
    let result: InvokeResult | undefined;
    const request = {
      turn,
      device,
      surroundings,
      capabilities: ['audio', 'display', 'device-control'],
      tools: [],
      status: [],
      skill: interpretation.skill,
      intent: interpretation.intent,
      slots: interpretation.slots,
      confirmation: confirmations[interpretation.confirmation] ?? 'none',
      utterance: text || said,
      conversation,
    };
    const responses = openServerStream<typeof request, InvokeResponse>(
      (sent, metadata, options) => this.#earshot.skills.invoke(sent, metadata, options),
      request,
      { deadlineMs: this.#skillDeadlineMs },
    );
    for await (const { response } of responses) {
      if (response?.$case === 'progress') progress.push(response.value.text);
      if (response?.$case === 'result') result = response.value;
    }
    if (!result) throw new Error('the router gave no result');
    return { result, progress };
  }
}
