/**
 * One turn: an utterance or a text goes in, events come out, and exactly one of them is the end.
 *
 * Everything under a turn hangs on one AbortController. `finish` is the only way out: it reports the end,
 * ends what is open and aborts the rest; whatever still comes back afterwards is dropped.
 */
import { EndpointReason, type RecogniseResult } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import {
  Confirmation,
  Decision,
  type Interpretation,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { type InvokeResult, TurnOutcome } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Hypothesis, Speech, TurnContext } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { type ErrorCode, isErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import { AudioInput } from './audio-input.ts';
import { type Deed, deeds, isRetryableEnd } from './ends.ts';
import type { Clock, Expectation, Limits, StageName, TurnPorts, TurnResult, TurnSink } from './ports.ts';
import { Speaking } from './speaking.ts';
import { StageLog } from './stage-log.ts';

export interface TurnBudget {
  /** From the end of speech (or the text) to the first byte of the reply. */
  readonly replyMs: number;
  /** Longest utterance; what comes after it is not heard. */
  readonly utteranceMs: number;
  /** Longest silence on the line while listening. */
  readonly stallMs: number;
  /** Longest spoken reply. */
  readonly speakMs: number;
  /** Bytes of PCM16 at 16 kHz that may wait for the recogniser. */
  readonly maxQueuedAudioBytes: number;
}

export interface AudioStart {
  readonly start: 'wake' | 'listen';
  readonly wakeAudioMs: number;
  readonly wakeWords: readonly string[];
  /** False while a button is held: the speaker says when the utterance ends. */
  readonly isEndpointing: boolean;
}

export interface TextStart {
  readonly start: 'understand';
  readonly text: string;
}

export interface TurnOptions {
  readonly input: AudioStart | TextStart;
  /** Last stage: `recognise` transcribes only, `act` answers in text, `speak` is the whole turn. */
  readonly endStage: StageName;
  /** What the last turn asked for. */
  readonly expectation: Expectation | undefined;
  readonly synthesisRateHz: number;
  readonly budget: TurnBudget;
  readonly ports: TurnPorts;
  readonly sink: TurnSink;
  readonly clock: Clock;
}

const noExpectation: Expectation = { focusSkillId: '', focusSlot: '', reprompt: undefined };

const nothingHeard: RecogniseResult = {
  hypotheses: [],
  isRejected: false,
  engineId: '',
  pass: 0,
  decodeMs: 0,
};

export class Turn {
  readonly #options: TurnOptions;
  readonly #controller = new AbortController();
  readonly #stages: StageLog;
  readonly #audio: AudioInput;
  readonly #speaking: Speaking;
  #deadlineAtUs: number;
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;
  /** What a skill did, as far as is known. */
  #deed: Deed = 'none';
  #isListening: boolean;
  #skillUs = 0;
  /** Both clocks' zero, once the end of speech is known. */
  #speechEndedUs: number | undefined;
  #decidedUs: number | undefined;
  #perceivedUs = 0;
  #platformUs = 0;

  constructor(options: TurnOptions) {
    this.#options = options;
    this.#audio = new AudioInput(options.budget.maxQueuedAudioBytes);
    this.#stages = new StageLog(options.clock, options.sink.stage.bind(options.sink));
    this.#isListening = options.input.start !== 'understand';
    this.#deadlineAtUs = options.clock.nowUs() + (options.budget.utteranceMs + options.budget.replyMs) * 1000;
    this.#speaking = new Speaking({
      ports: options.ports,
      sink: options.sink,
      signal: this.#controller.signal,
      sampleRateHz: options.synthesisRateHz,
      speakMs: options.budget.speakMs,
      stallMs: options.budget.stallMs,
    });
  }

  /** Aborted when the turn has ended. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** True while the utterance is still being taken. */
  get isListening(): boolean {
    return this.#isListening && !this.#isEnded;
  }

  get audio(): AudioInput {
    return this.#audio;
  }

  /** Runs to the end. Never rejects: the end is reported to the sink. */
  async run(): Promise<void> {
    try {
      await this.#run();
      this.#finish('completed', '');
    } catch (error) {
      const code = codeOf(error);
      // We cancelled nothing, or the end would be reported already: a service went away under the call.
      this.#finish('failed', code === 'CANCELLED' ? 'SERVICE_UNAVAILABLE' : code);
    }
  }

  /** PCM16 at 16 kHz that has just arrived. */
  pushAudio(pcm: Buffer): void {
    if (!this.isListening) return;
    this.#armStall();
    try {
      this.#audio.push(pcm, this.#options.clock.nowUs());
    } catch (error) {
      this.#finish('failed', codeOf(error));
      return;
    }
    if (this.#audio.receivedMs >= this.#options.budget.utteranceMs) this.endAudio();
  }

  /** The speaker says that the utterance is over. */
  endAudio(): void {
    if (!this.isListening || this.#audio.isEnded) return;
    this.#audio.end();
    this.#decide(this.#audio.receivedMs);
  }

  /** Barge-in, a change of mind or a lost connection. Ends the turn now. */
  abort(): void {
    this.#finish('aborted', '');
  }

  /** Ends the turn for a reason from outside it. */
  fail(code: ErrorCode): void {
    this.#finish('failed', code);
  }

  async #run(): Promise<void> {
    const { input, ports, endStage } = this.#options;
    if (input.start === 'understand') {
      this.#decide(undefined);
      const context = await ports.prepare(this.#limits(2000));
      return this.#understand(context, [{ text: input.text, confidence: 1, words: [] }], false);
    }
    this.#stages.start(input.start);
    this.#armStall();
    const context = await ports.prepare(this.#limits(2000));
    const result = await this.#recognise(context, input).catch((error: unknown) => {
      if (codeOf(error) === 'NO_SPEECH') return nothingHeard;
      throw error;
    });
    if (endStage === 'recognise') {
      this.#options.sink.transcript(result.hypotheses[0]?.text ?? '', true);
      return;
    }
    if (result.hypotheses.length === 0 && !result.isRejected) return this.#nobodySpoke(context);
    return this.#understand(context, result.hypotheses, result.isRejected);
  }

  async #recognise(turn: TurnContext, input: AudioStart): Promise<RecogniseResult> {
    const { ports, sink, expectation = noExpectation } = this.#options;
    const recognition = ports.recognise(
      {
        turn,
        sampleRateHz: 16_000,
        wakeAudioMs: input.wakeAudioMs,
        wakeWords: [...input.wakeWords],
        focusSkillId: expectation.focusSkillId,
        focusSlot: expectation.focusSlot,
        isEndpointing: input.isEndpointing,
      },
      this.#limits(Number.POSITIVE_INFINITY),
    );
    const feeding = this.#feed(recognition);
    try {
      for await (const { response } of recognition.responses) {
        this.#throwIfEnded();
        switch (response?.$case) {
          case 'ready':
            this.#stages.end('wake');
            if (this.#isListening) this.#stages.start('listen');
            break;
          case 'partial':
            sink.transcript(response.value.text, false);
            break;
          case 'speechEnded':
            this.#decide(response.value.speechEndMs);
            // After a released button, too, speech ended before the audio did.
            this.#speechEndedUs = this.#audio.arrivedAtUs(response.value.speechEndMs) ?? this.#speechEndedUs;
            if (response.value.reason !== EndpointReason.CLIENT) this.#audio.discard();
            break;
          case 'result':
            this.#decide(this.#audio.receivedMs);
            this.#stages.end('recognise');
            return response.value;
          case undefined:
            break;
        }
      }
    } finally {
      this.#audio.discard();
      await feeding;
    }
    throw new EarshotError('SERVICE_UNAVAILABLE');
  }

  /** Moves audio to the recogniser at the pace it takes it. What goes wrong shows in the responses too. */
  async #feed(recognition: ReturnType<TurnPorts['recognise']>): Promise<void> {
    try {
      for await (const pcm of this.#audio) {
        if (this.#isEnded) return;
        await recognition.write(pcm);
      }
      if (!this.#isEnded) recognition.end();
    } catch {
      this.#audio.discard();
    }
  }

  /** The end-of-speech decision: both clocks start, the reply's budget too. The first one counts. */
  #decide(speechEndMs: number | undefined): void {
    if (this.#decidedUs !== undefined) return;
    const { clock, budget, sink } = this.#options;
    const nowUs = clock.nowUs();
    this.#decidedUs = nowUs;
    this.#isListening = false;
    this.#deadlineAtUs = nowUs + budget.replyMs * 1000;
    this.#arm(budget.replyMs, 'DEADLINE_EXCEEDED');
    if (speechEndMs === undefined) {
      this.#speechEndedUs = nowUs;
      return;
    }
    this.#speechEndedUs = this.#audio.arrivedAtUs(speechEndMs) ?? nowUs;
    this.#stages.end('wake');
    this.#stages.end('listen');
    this.#stages.start('recognise');
    sink.listenEnded(Math.round(speechEndMs));
  }

  async #nobodySpoke(context: TurnContext): Promise<void> {
    const { expectation, sink } = this.#options;
    if (expectation?.reprompt === undefined) throw new EarshotError('NO_SPEECH');
    // Asked once more, then it is over: the next silence finds no reprompt.
    sink.expect({ ...expectation, reprompt: undefined });
    await this.#answer(context, expectation.reprompt, { isExpectingSpeech: true, skillId: '', intent: '' });
  }

  async #understand(turn: TurnContext, hypotheses: Hypothesis[], isRejected: boolean): Promise<void> {
    const { ports, sink, endStage } = this.#options;
    this.#stages.start('understand');
    const understood = await ports.understand(
      { turn, hypotheses, isRejectedByRecogniser: isRejected, isExplain: false },
      this.#limits(3000),
    );
    this.#throwIfEnded();
    this.#stages.end('understand');
    sink.transcript(understood.text === '' ? (hypotheses[0]?.text ?? '') : understood.text, true);
    if (endStage === 'understand') return;
    const skill = understood.interpretation?.skill?.skillId ?? '';
    const labels = { skillId: skill, intent: understood.interpretation?.intent ?? '' };
    switch (understood.decision) {
      case Decision.INVOKE:
        if (understood.interpretation?.skill === undefined) throw new EarshotError('INTERNAL');
        return this.#act(turn, understood.interpretation, understood.text);
      case Decision.ASK:
        sink.expect({
          focusSkillId: understood.focusSkillId,
          focusSlot: understood.focusSlot,
          reprompt: understood.reprompt,
        });
        return this.#answer(turn, understood.speech, { isExpectingSpeech: true, ...labels });
      case Decision.CANCEL:
      case Decision.REJECT:
        return this.#answer(turn, understood.speech, { isExpectingSpeech: false, skillId: '', intent: '' });
      case Decision.UNSPECIFIED:
        throw new EarshotError('INTERNAL');
    }
  }

  async #act(turn: TurnContext, chosen: Interpretation, utterance: string): Promise<void> {
    const { clock, sink } = this.#options;
    const labels = { skillId: chosen.skill?.skillId ?? '', intent: chosen.intent };
    this.#stages.start('route');
    const routedUs = clock.nowUs();
    const result = await this.#invoke(turn, chosen, utterance);
    const answeredUs = clock.nowUs();
    this.#skillUs = Math.min(result.skillMs * 1000, answeredUs - routedUs);
    // Only the router's answer tells how much of the time was the skill's own.
    this.#stages.end('route', answeredUs - this.#skillUs);
    this.#stages.start('act', answeredUs - this.#skillUs);
    this.#stages.end('act', answeredUs);

    // What a skill did wrong is told by voice; what we did wrong ends the turn at once, to be said again.
    if (result.errorCode !== '' && !result.errorCode.startsWith('SKILL_')) await this.#fail(turn, result);
    const observed = this.#observe(turn, chosen, result);
    if (result.isExpectingSpeech || result.elicitSlot !== '' || result.isConfirming) {
      sink.expect({
        focusSkillId: labels.skillId,
        focusSlot: result.elicitSlot,
        reprompt: result.reprompt,
      });
    }
    for (const directive of result.directives) sink.directive(directive, labels.skillId);
    await this.#answer(turn, result.speech, { isExpectingSpeech: result.isExpectingSpeech, ...labels });
    await observed;
    if (result.errorCode !== '') await this.#fail(turn, result);
  }

  /** The skill may have acted before it failed: the router wrote down what is known. */
  async #fail(turn: TurnContext, { errorCode }: InvokeResult): Promise<never> {
    const outcome = await this.#options.ports.outcome(turn, this.#aside()).catch(() => TurnOutcome.UNKNOWN);
    this.#deed = deeds[outcome] ?? 'unknown';
    throw new EarshotError(isErrorCode(errorCode) ? errorCode : 'INTERNAL');
  }

  async #invoke(turn: TurnContext, chosen: Interpretation, utterance: string): Promise<InvokeResult> {
    const { ports } = this.#options;
    const confirmations: Partial<Record<Confirmation, string>> = {
      [Confirmation.CONFIRMED]: 'confirmed',
      [Confirmation.DENIED]: 'denied',
    };
    // Set before the call leaves: from here on nobody may repeat it blindly.
    this.#deed = 'unknown';
    const responses = ports.invoke(
      {
        turn,
        skill: chosen.skill,
        intent: chosen.intent,
        slots: chosen.slots,
        confirmation: confirmations[chosen.confirmation] ?? 'none',
        utterance,
        isNewConversation: chosen.isNewConversation,
      },
      this.#limits(Number.POSITIVE_INFINITY),
    );
    for await (const { response } of responses) {
      this.#throwIfEnded();
      if (response?.$case === 'progress') this.#progress(turn, response.value, chosen);
      if (response?.$case === 'result') {
        // An error of ours or of the skill's is looked into by `#fail`; until then nobody may repeat it blindly.
        if (response.value.errorCode === '') this.#deed = 'done';
        return response.value;
      }
    }
    throw new EarshotError('SERVICE_UNAVAILABLE');
  }

  /** Said while the skill works on; the reply proper waits for its end. */
  #progress(turn: TurnContext, speech: Speech, chosen: Interpretation): void {
    this.#options.sink.reply({
      text: speech.text,
      isExpectingSpeech: false,
      isProgress: true,
      skillId: chosen.skill?.skillId ?? '',
      intent: chosen.intent,
    });
    if (this.#options.endStage === 'speak') this.#speaking.interject(turn, speech);
  }

  async #observe(turn: TurnContext, chosen: Interpretation, result: InvokeResult): Promise<void> {
    const request = {
      turn,
      skill: chosen.skill,
      intent: chosen.intent,
      slots: chosen.slots,
      elicitSlot: result.elicitSlot,
      isConfirming: result.isConfirming,
      isExpectingSpeech: result.isExpectingSpeech,
      isSessionEnded: result.isSessionEnded,
    };
    // The skill has acted and its reply is on its way: a lost thread of conversation does not undo that.
    for (let attempt = 0; attempt < 2 && !this.#isEnded; attempt++) {
      try {
        return await this.#options.ports.observe(request, this.#aside());
      } catch {
        // Writing down what a session waits for is idempotent; once more, then it is let go.
      }
    }
  }

  async #answer(
    turn: TurnContext,
    speech: Speech | undefined,
    labels: { isExpectingSpeech: boolean; skillId: string; intent: string },
  ): Promise<void> {
    const { sink, endStage } = this.#options;
    this.#throwIfEnded();
    if (speech === undefined || speech.text === '') {
      clearTimeout(this.#timer);
      return this.#speaking.settled();
    }
    sink.reply({ text: speech.text, isProgress: false, ...labels });
    if (endStage !== 'speak') {
      this.#firstReplyByte();
      return;
    }
    this.#stages.start('speak');
    await this.#speaking.say(turn, speech, () => this.#firstReplyByte());
    this.#stages.end('speak');
  }

  #firstReplyByte(): void {
    if (this.#isEnded || this.#platformUs !== 0) return;
    clearTimeout(this.#timer);
    const nowUs = this.#options.clock.nowUs();
    this.#platformUs = nowUs - (this.#decidedUs ?? nowUs);
    this.#perceivedUs = nowUs - (this.#speechEndedUs ?? nowUs);
  }

  #limits(atMostMs: number): Limits {
    const leftMs = (this.#deadlineAtUs - this.#options.clock.nowUs()) / 1000;
    return { deadlineMs: Math.max(0, Math.min(leftMs, atMostMs)), signal: this.#controller.signal };
  }

  /** For what goes on beside or after the reply, whose budget may be spent. */
  #aside(): Limits {
    return { deadlineMs: 1000, signal: this.#controller.signal };
  }

  #throwIfEnded(): void {
    if (this.#isEnded) throw new EarshotError('CANCELLED');
  }

  #armStall(): void {
    if (!this.#isListening) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // What still waits for the recogniser says that it, not the speaker, has stopped.
      this.#finish('failed', this.#audio.queuedBytes > 0 ? 'OVERLOADED' : 'LISTEN_STALLED');
    }, this.#options.budget.stallMs);
  }

  #arm(delayMs: number, code: ErrorCode): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#finish('failed', code), delayMs);
  }

  #finish(end: TurnResult['end'], code: ErrorCode | ''): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.#audio.discard();
    this.#stages.close();
    this.#options.sink.ended({
      end,
      code,
      isOutcomeUnknown: this.#deed === 'unknown',
      isRetryable: isRetryableEnd(code, this.#deed),
      perceivedUs: this.#perceivedUs,
      platformUs: this.#platformUs,
      skillUs: this.#skillUs,
    });
    this.#controller.abort(new EarshotError('CANCELLED'));
  }
}
