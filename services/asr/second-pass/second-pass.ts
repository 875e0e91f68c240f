/**
 * The second hearing: an open-vocabulary engine behind a deadline, a bounded queue and a breaker. It can only
 * help: whatever goes wrong with that engine, the turn stands on the first pass' own verdict.
 */
import type { Locale } from '@earshot/skills-sdk';
import type { KnownAudience } from '../../common/audience.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import { type EngineRecipient, mayReceiveAudio } from '../../common/wyoming/recipients.ts';
import type { Hypothesis, LanguageModelRef, RecognitionEngine } from '../engine.ts';
import { HearingAlong } from './along.ts';
import {
  type CombinedResult,
  type CombineSettings,
  combinePasses,
  defaultCombineSettings,
} from './combine.ts';
import {
  decideSecondPass,
  type FirstPassResult,
  type SecondPassContext,
  type SecondPassDecision,
  type SecondPassPolicy,
} from './policy.ts';

/**
 * While it is said: it hears audio as it comes, so that little is left after the last word. With the last sample: it hears whole utterances, and so
 * quickly that a guess costs little.
 */
export type Ahead = 'while-said' | 'with-last-sample';

/** An engine with somebody who answers for it. */
export interface SecondEngine extends RecognitionEngine {
  readonly recipient: EngineRecipient;
  /** When it may begin before anybody knows whether its words are wanted. Default: not before that is known. */
  readonly beginsAhead?: (locale: Locale) => Ahead | undefined;
  /** Which engine its readings name, where the first hearing may have been by the same one. */
  readonly hearsLike?: (locale: Locale) => string | undefined;
}

export interface SecondPassOptions extends SecondPassPolicy {
  /** Absent: nothing is ever heard twice. */
  readonly engine?: SecondEngine;
  /** Longest wait for the second verdict, from the end of the utterance. */
  readonly deadlineMs: number;
  /** Failures in a row after which the engine is left alone. */
  readonly failuresBeforeRest: number;
  readonly restMs: number;
  readonly combine?: CombineSettings;
  readonly log?: Logger;
  readonly now?: () => number;
}

export interface SecondRunOptions {
  readonly locale: Locale;
  readonly audience: KnownAudience;
  /** For the log; empty where there is none. */
  readonly turnId: string;
  readonly languageModel?: LanguageModelRef;
  /** What is left of the caller's deadline, if that is less than the pass' own. */
  readonly remainingMs?: number;
  readonly signal?: AbortSignal;
  /** See `RecognitionStream.finish`. */
  readonly isForWords?: boolean;
  /** Who has heard it while it was said, if anybody has. */
  readonly along?: HearingAlong;
}

export interface SecondPassCounters {
  readonly runs: number;
  /** Of those, heard while they were said. */
  readonly along: number;
  readonly failures: number;
  /** Not sent because the engine rested or was busy. */
  readonly skipped: number;
}

export class SecondPass {
  readonly #options: SecondPassOptions;
  #failuresInARow = 0;
  #restsUntil = Number.NEGATIVE_INFINITY;
  #runs = 0;
  #along = 0;
  #failures = 0;
  #skipped = 0;

  constructor(options: SecondPassOptions) {
    this.#options = options;
  }

  get counters(): SecondPassCounters {
    return { runs: this.#runs, along: this.#along, failures: this.#failures, skipped: this.#skipped };
  }

  /** True when an utterance of this listener could be heard twice at all: otherwise its audio need not be kept. */
  isPossible(locale: Locale, audience: KnownAudience): boolean {
    const { engine } = this.#options;
    return engine?.locales.includes(locale) === true && mayReceiveAudio(engine.recipient, audience);
  }

  /**
   * Hears an utterance before its words are known to be wanted; `undefined` where the engine is none that does. Audio that is to
   * leave the house never goes on a guess.
   */
  hearAlong(
    { locale, audience, share }: { locale: Locale; audience: KnownAudience; share: string },
    isCertain: Promise<boolean>,
  ): HearingAlong | undefined {
    const { engine } = this.#options;
    if (!this.isPossible(locale, audience) || !engine?.recipient.isInHouse) return undefined;
    const ahead = engine.beginsAhead?.(locale);
    if (ahead === undefined || this.#now() < this.#restsUntil) return undefined;
    const open = (signal: AbortSignal) => engine.openStream({ locale, share, signal, isAhead: true });
    return new HearingAlong({ open, isCertain, isWhole: ahead === 'with-last-sample' });
  }

  decide(first: FirstPassResult, context: SecondPassContext): SecondPassDecision {
    const { engine } = this.#options;
    const state = engine && {
      recipient: engine.recipient,
      locales: engine.locales,
      isResting: this.#now() < this.#restsUntil,
      hearsLike: engine.hearsLike?.(context.locale),
    };
    const decision = decideSecondPass(first, context, state, this.#options);
    if (!decision.isWanted && decision.reason === 'resting') this.#skipped++;
    return decision;
  }

  /**
   * Hears the utterance again (PCM16LE mono 16 kHz). `undefined` when there is no verdict in time.
   * @throws EarshotError only what the caller's own signal says, and AUDIO_RECIPIENT_REFUSED
   */
  async run(audio: Buffer, options: SecondRunOptions): Promise<readonly Hypothesis[] | undefined> {
    const { engine, log } = this.#options;
    if (engine === undefined) return undefined;
    // Asked a second time, next to the sending: nobody may come here by another way.
    if (!mayReceiveAudio(engine.recipient, options.audience))
      throw new EarshotError('AUDIO_RECIPIENT_REFUSED');
    const deadlineMs = Math.min(this.#options.deadlineMs, options.remainingMs ?? Number.POSITIVE_INFINITY);
    if (deadlineMs <= 0) return undefined;
    const startedAt = this.#now();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new EarshotError('ENGINE_TIMEOUT')), deadlineMs);
    const signal =
      options.signal === undefined ? late.signal : AbortSignal.any([late.signal, options.signal]);
    this.#runs++;
    try {
      const hypotheses = await this.#hear(engine, audio, options, signal);
      this.#failuresInARow = 0;
      return hypotheses;
    } catch (error) {
      if (options.signal?.aborted && !late.signal.aborted) throw error;
      const code = late.signal.aborted ? 'ENGINE_TIMEOUT' : codeOf(error);
      this.#onFailure(code);
      log?.warn('asr.second-pass-failed', {
        code,
        engineId: engine.id,
        durationMs: this.#now() - startedAt,
        turnId: options.turnId,
      });
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What the turn stands on. */
  combine(
    first: FirstPassResult,
    second: readonly Hypothesis[] | undefined,
    locale: Locale,
    foreseenWords?: ReadonlySet<string>,
  ): CombinedResult {
    const settings = this.#options.combine ?? defaultCombineSettings;
    return combinePasses(first, second, locale, settings, foreseenWords);
  }

  async close(): Promise<void> {
    await this.#options.engine?.close();
  }

  async #hear(
    engine: SecondEngine,
    audio: Buffer,
    options: SecondRunOptions,
    signal: AbortSignal,
  ): Promise<readonly Hypothesis[]> {
    const heard = await options.along?.finish(signal, options.isForWords);
    if (heard !== undefined) {
      this.#along++;
      return heard;
    }
    const { locale, languageModel } = options;
    const stream = await engine.openStream({ locale, signal, ...(languageModel && { languageModel }) });
    try {
      await stream.write(audio);
      return await stream.finish(options.isForWords);
    } finally {
      stream.abort();
    }
  }

  #onFailure(code: string): void {
    if (code === 'ASR_BUSY') {
      // Too many at once is our own doing and says nothing about the engine.
      this.#skipped++;
      return;
    }
    this.#failures++;
    if (++this.#failuresInARow < this.#options.failuresBeforeRest) return;
    this.#failuresInARow = 0;
    this.#restsUntil = this.#now() + this.#options.restMs;
  }

  #now(): number {
    return this.#options.now?.() ?? performance.now();
  }
}
