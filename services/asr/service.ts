/** The contract of earshot.asr.v1: one stream is one utterance, from wake word to verdict. */
import type { Locale } from '@earshot/skills-sdk';
import {
  type AsrServiceServer,
  EndpointReason,
  type PrepareRequest,
  type PrepareResponse,
  type RecogniseRequest,
  type RecogniseResponse,
  type RecogniseResult,
  type RecogniseStart,
} from '../../proto/gen/earshot/asr/v1/asr.ts';
import { SpeechTail } from '../common/audio/speech-tail.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { bidi, type CallContext, type DuplexCall, unary } from '../common/grpc/server.ts';
import type { Logger } from '../common/log.ts';
import {
  engineSampleRateHz,
  type Hypothesis,
  type LanguageModelRef,
  type RecognitionEngine,
  type RecognitionStream,
} from './engine.ts';
import type { AsrHooks, SpeechEnd, UtteranceMeter, UtteranceWatch } from './hooks.ts';
import type { Focus } from './language-model/focus.ts';
import { localeOf } from './locale.ts';
import type { HearingAlong } from './second-pass/along.ts';
import { noFirstHearing } from './second-pass/no-first-hearing.ts';
import type { ListenContext, SkillSets } from './skill-sets.ts';

export interface AsrServiceOptions extends AsrHooks {
  readonly engine: RecognitionEngine;
  readonly skillSets: SkillSets;
  /** Of these, open words are for the second hearing alone: the first one's open model is slower, and wrong more often. */
  readonly openEars?: ReadonlySet<Locale>;
  readonly maxUtteranceMs: number;
  readonly compileWaitMs: number;
  /** How long an utterance may wait for its audio in all, beyond what the audio lasts. */
  readonly maxLagMs: number;
  readonly log: Logger;
}

const bytesPerMs = (engineSampleRateHz * 2) / 1_000;
/** Less speech than this says too little of a voice. */
const minVoiceMs = 800;
/** Longest wake audio that a speaker may send, in milliseconds. */
const maxWakeAudioMs = 5_000;

const reasons: Readonly<Record<SpeechEnd['reason'], EndpointReason>> = {
  complete: EndpointReason.COMPLETE,
  silence: EndpointReason.SILENCE,
  'no-speech': EndpointReason.NO_SPEECH,
  'too-long': EndpointReason.TOO_LONG,
};

/** The audio of a message, or that there is no more; anything else after `start` is a fault of the caller. */
function audioOf({ request }: RecogniseRequest): Buffer | 'end' {
  if (request?.$case === 'end') return 'end';
  if (request?.$case !== 'audio' || request.value.length % 2 !== 0)
    throw new EarshotError('INVALID_ARGUMENT');
  return request.value;
}

function focusOf({ focusSkillId, focusSlot }: Pick<RecogniseStart, 'focusSkillId' | 'focusSlot'>): {
  focus?: Focus;
} {
  return focusSkillId === '' ? {} : { focus: { skillId: focusSkillId, slot: focusSlot } };
}

export function createAsrService(options: AsrServiceOptions): AsrServiceServer {
  async function recognise(call: DuplexCall<RecogniseRequest, RecogniseResponse>): Promise<void> {
    const requests = call.requests[Symbol.asyncIterator]();
    const first = await requests.next();
    const opening = first.done ? undefined : first.value.request;
    const start = opening?.$case === 'start' ? opening.value : undefined;
    if (!start || start.sampleRateHz !== engineSampleRateHz) throw new EarshotError('INVALID_ARGUMENT');
    await new Utterance(options, start, call).run(requests);
  }

  async function prepare(request: PrepareRequest, call: CallContext): Promise<PrepareResponse> {
    const { skillSet, entities } = request;
    const locale = localeOf(request.locale);
    await options.skillSets.prepare({ skillSet, entities, locale, ...focusOf(request) }, call.signal);
    return { isReady: true };
  }

  return { recognise: bidi(recognise), prepare: unary(prepare) };
}

/**
 * A listen holds a decoder: waiting for its audio may take as long as the audio itself, and so much more in all. Only
 * waits for the speaker count, as a busy decoder is no fault of whoever speaks.
 */
class ListenClock {
  readonly #maxLagMs: number;
  #waitedMs = 0;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(maxLagMs: number) {
    this.#maxLagMs = maxLagMs;
  }

  /** Begins to wait. Resolves when the audio has fallen too far behind. */
  wait(heardMs: number): Promise<'late'> {
    this.#since = performance.now();
    const leftMs = Math.max(0, heardMs + this.#maxLagMs - this.#waitedMs);
    return new Promise((resolve) => {
      this.#timer = setTimeout(() => resolve('late'), leftMs);
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waitedMs += performance.now() - this.#since;
  }
}

class Utterance {
  readonly #options: AsrServiceOptions;
  readonly #start: RecogniseStart;
  readonly #call: DuplexCall<RecogniseRequest, RecogniseResponse>;
  readonly #locale: Locale;
  readonly #mayHearAgain: boolean;
  readonly #mayTellVoice: boolean;
  /** Kept only where a second engine may hear it or the voice may be told, and gone with this object. */
  readonly #kept: Buffer[] | undefined;
  /** Dates the last word where no endpointer listens. */
  readonly #tail = new SpeechTail();
  #meter: UtteranceMeter | undefined;
  #along: HearingAlong | undefined;
  #heardBytes = 0;
  #decision: SpeechEnd | undefined;
  /** Partials end where the decision stands: a client that has heard it waits for the result only. */
  #hasEnded = false;

  constructor(
    options: AsrServiceOptions,
    start: RecogniseStart,
    call: DuplexCall<RecogniseRequest, RecogniseResponse>,
  ) {
    this.#options = options;
    this.#start = start;
    this.#call = call;
    this.#locale = localeOf(start.turn?.locale ?? '');
    this.#mayHearAgain = options.secondPass?.mayHear(start) ?? false;
    this.#mayTellVoice = options.voices?.mayTell(start) ?? false;
    this.#kept = this.#mayHearAgain || this.#mayTellVoice ? [] : undefined;
  }

  #say(response: NonNullable<RecogniseResponse['response']>): Promise<void> {
    return this.#call.write({ response });
  }

  async run(requests: AsyncIterator<RecogniseRequest>): Promise<void> {
    const { engine, openWatch, openMeter, openEars, secondPass } = this.#options;
    // Compiling, if it has to be, goes on while the wake word is being verified.
    const modelComing = this.#languageModel();
    modelComing.catch(() => {});
    const rest = await this.#verifyWake(requests);
    const languageModel = await modelComing;
    const { signal } = this.#call;
    const isForOpenEars =
      languageModel === undefined && this.#mayHearAgain && openEars?.has(this.#locale) === true;
    const stream = isForOpenEars
      ? noFirstHearing()
      : await engine.openStream({
          locale: this.#locale,
          share: this.#start.fairnessKey,
          signal,
          ...(languageModel ? { languageModel } : {}),
        });
    const watch = this.#start.isEndpointing ? openWatch?.(this.#start, signal) : undefined;
    if (watch === undefined && this.#mayHearAgain) this.#meter = openMeter?.(this.#start);
    const isFreeTextAsked = this.#isFreeTextAsked();
    // Without commands the first hearing is an open one itself.
    if (this.#mayHearAgain && languageModel !== undefined)
      this.#along = secondPass?.hearAlong(this.#start, isFreeTextAsked);
    try {
      await this.#say({
        $case: 'ready',
        value: { engineId: engine.id, isOpenModel: languageModel === undefined },
      });
      const partials = this.#tellPartials(stream, watch);
      await this.#listen(requests, rest, stream, watch);
      const endedAt = performance.now();
      if (this.#decision?.reason !== 'no-speech') this.#along?.onEnd();
      const voice = this.#tellVoice();
      const first = await stream.finish();
      await partials;
      await this.#answer(first, languageModel, endedAt, voice, isFreeTextAsked);
    } finally {
      watch?.close();
      this.#meter?.close();
      this.#along?.close();
      stream.abort();
      for (const chunk of this.#kept?.splice(0) ?? []) chunk.fill(0);
    }
  }

  /** How it sounds up to the end of speech, made while the words are still being found. Empty where that is not told. */
  async #tellVoice(): Promise<Buffer> {
    const none = Buffer.alloc(0);
    const speechEndMs = this.#decision?.speechEndMs ?? this.#heardBytes / bytesPerMs;
    if (!this.#mayTellVoice || this.#kept === undefined || speechEndMs < minVoiceMs) return none;
    const whole = Buffer.concat(this.#kept);
    const spoken = whole.subarray(0, Math.round(speechEndMs * bytesPerMs) & ~1);
    try {
      return (await this.#options.voices?.voiceOf(spoken)) ?? none;
    } catch {
      return none;
    } finally {
      whole.fill(0);
    }
  }

  #context(): ListenContext {
    const { skillSet, entities } = this.#start;
    return {
      skillSet,
      entities,
      locale: this.#locale,
      ...focusOf(this.#start),
    };
  }

  /** The compiled model of this context; without one the open model serves, and without that we wait. */
  async #languageModel(): Promise<LanguageModelRef | undefined> {
    const { engine, skillSets, compileWaitMs } = this.#options;
    const context = this.#context();
    const ready = await skillSets.ready(context, this.#call.signal);
    if (ready || engine.isOpenVocabulary(this.#locale)) return ready;
    const late = AbortSignal.timeout(Math.min(compileWaitMs, Math.max(0, this.#call.remainingMs())));
    return Promise.race([
      skillSets.prepare(context, this.#call.signal),
      new Promise<never>((_resolve, reject) => {
        late.addEventListener('abort', () => reject(new EarshotError('ASR_BUSY')), { once: true });
      }),
    ]);
  }

  /** Takes the wake audio off the front of the stream; what came after it in the same message is returned. */
  async #verifyWake(requests: AsyncIterator<RecogniseRequest>): Promise<Buffer> {
    const { wakeAudioMs } = this.#start;
    if (wakeAudioMs <= 0) return Buffer.alloc(0);
    if (wakeAudioMs > maxWakeAudioMs) throw new EarshotError('INVALID_ARGUMENT');
    const wanted = Math.round(wakeAudioMs * bytesPerMs) & ~1;
    const parts: Buffer[] = [];
    let length = 0;
    while (length < wanted) {
      const next = await requests.next();
      if (next.done) break;
      const audio = audioOf(next.value);
      if (audio === 'end') break;
      parts.push(audio);
      length += audio.length;
    }
    const all = Buffer.concat(parts);
    for (const part of parts) part.fill(0);
    const wake = all.subarray(0, wanted);
    const isVerified = await (this.#options.verifyWake?.(this.#start, wake, this.#call.signal) ?? false);
    if (!isVerified) throw new EarshotError('WAKE_NOT_VERIFIED');
    return all.subarray(wanted);
  }

  async #tellPartials(stream: RecognitionStream, watch: UtteranceWatch | undefined): Promise<void> {
    try {
      for await (const partial of stream.partials) {
        if (this.#hasEnded) return;
        watch?.onPartial(partial);
        this.#along?.onPartial(partial);
        await this.#say({ $case: 'partial', value: { text: partial.text } });
      }
    } catch {
      // The caller has gone; the listening side hears of it too and ends the utterance.
    }
  }

  /** Audio to the decoder until the client, the endpointer or the clock ends it. */
  async #listen(
    requests: AsyncIterator<RecogniseRequest>,
    rest: Buffer,
    stream: RecognitionStream,
    watch: UtteranceWatch | undefined,
  ): Promise<void> {
    const decided = watch?.decided.then(
      (end) => {
        this.#decision = end;
        return 'decided' as const;
      },
      // A detector that broke off leaves the client's own end, and the longest utterance.
      () => new Promise<never>(() => {}),
    );
    const clock = new ListenClock(this.#options.maxLagMs);
    if (rest.length > 0) await this.#hear(rest, stream, watch);
    for (;;) {
      const coming = requests.next();
      const late = clock.wait(this.#heardBytes / bytesPerMs);
      const next = await Promise.race([coming, late, ...(decided === undefined ? [] : [decided])]);
      clock.stop();
      if (next === 'decided') {
        coming.catch(() => {});
        await this.#tellEnd(this.#decision!, reasons[this.#decision!.reason]);
        return;
      }
      if (next === 'late') {
        coming.catch(() => {});
        await this.#tellTooLong();
        return;
      }
      const audio = next.done ? 'end' : audioOf(next.value);
      if (audio === 'end') {
        const heardMs = Math.round(this.#heardBytes / bytesPerMs);
        const end: SpeechEnd = {
          reason: 'silence',
          speechEndMs: watch?.speechEndMs ?? this.#tail.speechEndMs,
          decidedAtMs: heardMs,
        };
        await this.#tellEnd(end, EndpointReason.CLIENT);
        return;
      }
      await this.#hear(audio, stream, watch);
      if (this.#heardBytes / bytesPerMs >= this.#options.maxUtteranceMs) {
        await this.#tellTooLong();
        return;
      }
    }
  }

  #tellTooLong(): Promise<void> {
    const heardMs = this.#heardBytes / bytesPerMs;
    const end: SpeechEnd = { reason: 'too-long', speechEndMs: heardMs, decidedAtMs: heardMs };
    return this.#tellEnd(end, EndpointReason.TOO_LONG);
  }

  async #hear(audio: Buffer, stream: RecognitionStream, watch: UtteranceWatch | undefined): Promise<void> {
    this.#heardBytes += audio.length;
    this.#kept?.push(audio);
    if (watch === undefined) this.#tail.push(audio);
    else void watch.onAudio(audio);
    this.#meter?.onAudio(audio);
    this.#along?.onAudio(audio, this.#silentMs(watch));
    await stream.write(audio);
  }

  /** Since the last speech; 0 where nobody looks for the end, or nobody has spoken. */
  #silentMs(watch: UtteranceWatch | undefined): number {
    if (watch === undefined || watch.speechEndMs === 0) return 0;
    return Math.max(0, this.#heardBytes / bytesPerMs - watch.speechEndMs);
  }

  /** Whether an open question wants any words. Asked while somebody speaks, as its answer is wanted at once afterwards. */
  #isFreeTextAsked(): Promise<boolean> {
    if (!this.#mayHearAgain) return Promise.resolve(false);
    const asked = this.#options.skillSets.asksFreeText(this.#context());
    asked.catch(() => {});
    return asked;
  }

  #tellEnd(end: SpeechEnd, reason: EndpointReason): Promise<void> {
    this.#hasEnded = true;
    const speechEndMs = Math.round(end.speechEndMs);
    return this.#say({
      $case: 'speechEnded',
      value: { speechEndMs, decidedAtMs: Math.round(end.decidedAtMs), reason },
    });
  }

  async #answer(
    first: readonly Hypothesis[],
    languageModel: LanguageModelRef | undefined,
    endedAt: number,
    voice: Promise<Buffer>,
    isFreeTextAsked: Promise<boolean>,
  ): Promise<void> {
    const { secondPass, log, engine } = this.#options;
    let best = first;
    let pass = 1;
    if (secondPass && this.#mayHearAgain && this.#kept && this.#decision?.reason !== 'no-speech') {
      const refined = await secondPass.refine({
        start: this.#start,
        audio: Buffer.concat(this.#kept),
        first,
        languageModel,
        isFreeTextAsked: await isFreeTextAsked,
        along: this.#along,
        signal: this.#call.signal,
        remainingMs: this.#call.remainingMs(),
      });
      if (refined) {
        best = refined;
        pass = 2;
      }
    }
    const result = resultOf(best, pass, performance.now() - endedAt, engine.id, await voice);
    log.debug('asr.recognised', {
      turnId: this.#start.turn?.turnId ?? '',
      engineId: result.engineId,
      locale: this.#locale,
      durationMs: result.decodeMs,
      state: result.isRejected ? 'rejected' : 'accepted',
    });
    await this.#say({ $case: 'result', value: result });
  }
}

function resultOf(
  hypotheses: readonly Hypothesis[],
  pass: number,
  decodeMs: number,
  engineId: string,
  voice: Buffer,
): RecogniseResult {
  return {
    hypotheses: hypotheses.map(({ text, confidence, words }) => ({
      text,
      confidence,
      words: words.map((word) => ({
        text: word.word,
        startMs: word.startMs,
        endMs: word.endMs,
        confidence: word.confidence,
      })),
    })),
    isRejected: hypotheses[0]?.isRejected ?? false,
    engineId: hypotheses[0]?.engine ?? engineId,
    pass,
    decodeMs: Math.round(decodeMs),
    voice,
  };
}
