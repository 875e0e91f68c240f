/**
 * A better voice with espeak-ng behind it. Text is given to the better voice sentence by sentence; the first
 * sentence it cannot begin in time, and all that follow, are spoken by the fallback, so that a reply is heard
 * in any case. After a failure the better voice rests for a while instead of delaying every reply.
 */
import type { Locale } from '@earshot/skills-sdk';
import { codeOf } from '../common/errors/earshot-error.ts';
import type { Logger } from '../common/log.ts';
import type { SynthesisRequest, TtsEngine } from './engine.ts';
import type { PoolCounters } from './pool/counters.ts';
import { SentencesAhead } from './sentences-ahead.ts';
import { splitText } from './text.ts';

export interface FallbackOptions {
  /** Longest wait for the first audio of a sentence, and between two pieces of it. */
  readonly firstAudioTimeoutMs: number;
  /** How long the better voice is left alone after it failed. */
  readonly restMs: number;
  /** The better voice takes a while: it makes a sentence while the one before it is heard. */
  readonly isReadingAhead?: boolean;
  /** Whether the better voice may read this text at all. */
  readonly mayUsePrimary: (request: SynthesisRequest) => boolean;
  readonly log?: Logger;
  readonly now?: () => number;
}

export class FallbackEngine implements TtsEngine {
  readonly id: string;
  readonly locales: readonly Locale[];
  readonly #primary: TtsEngine;
  readonly #fallback: TtsEngine;
  readonly #options: FallbackOptions;
  #restsUntil = Number.NEGATIVE_INFINITY;
  #failures = 0;

  constructor(primary: TtsEngine, fallback: TtsEngine, options: FallbackOptions) {
    this.#primary = primary;
    this.#fallback = fallback;
    this.#options = options;
    this.id = `${primary.id}+${fallback.id}`;
    this.locales = [...new Set([...primary.locales, ...fallback.locales])];
  }

  /** Sentences that the better voice did not finish, since start. */
  get failures(): number {
    return this.#failures;
  }

  /** Of both voices together. */
  get counters(): PoolCounters {
    const each = [this.#primary.counters, this.#fallback.counters];
    const sum = (pick: (one: PoolCounters) => number) =>
      each.reduce((total, one) => total + (one === undefined ? 0 : pick(one)), 0);
    return {
      queued: sum(({ queued }) => queued),
      running: sum(({ running }) => running),
      finished: sum(({ finished }) => finished),
      refused: sum(({ refused }) => refused),
      replaced: sum(({ replaced }) => replaced),
    };
  }

  async *synthesise(request: SynthesisRequest): AsyncGenerator<Buffer, void, void> {
    const pieces = splitText(request.text, request.locale).map(
      ({ text, locale }): SynthesisRequest => ({ ...request, text, locale }),
    );
    const ahead =
      this.#options.isReadingAhead === true ? new SentencesAhead(this.#primary, pieces) : undefined;
    try {
      for (const [index, piece] of pieces.entries()) {
        const voice = ahead?.voiceFor(index) ?? this.#primary;
        const wasHeard = this.#options.mayUsePrimary(request) && (yield* this.#tryPrimary(voice, piece));
        if (!wasHeard) yield* this.#fallback.synthesise(piece);
      }
    } finally {
      ahead?.end();
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#primary.close(), this.#fallback.close()]);
  }

  /** True when any of the sentence was heard: saying it twice would be worse than its missing end. */
  async *#tryPrimary(
    voice: Pick<TtsEngine, 'synthesise'>,
    request: SynthesisRequest,
  ): AsyncGenerator<Buffer, boolean, void> {
    const now = this.#options.now ?? performance.now.bind(performance);
    if (!this.#primary.locales.includes(request.locale) || now() < this.#restsUntil) return false;
    const gaveUp = new AbortController();
    const wait = () => setTimeout(() => gaveUp.abort(), this.#options.firstAudioTimeoutMs);
    let watchdog = wait();
    let wasHeard = false;
    try {
      const signal = AbortSignal.any([request.signal, gaveUp.signal]);
      for await (const audio of voice.synthesise({ ...request, signal })) {
        // While the reader takes its time the voice is not late: the clock runs only while we wait.
        clearTimeout(watchdog);
        wasHeard = true;
        yield audio;
        watchdog = wait();
      }
      // Silence for a sentence is a failure too: somebody waits for an answer.
      return wasHeard || this.#fail('ENGINE_PROTOCOL', now());
    } catch (error) {
      if (request.signal.aborted) throw error;
      this.#fail(gaveUp.signal.aborted ? 'ENGINE_TIMEOUT' : codeOf(error), now());
      return wasHeard;
    } finally {
      clearTimeout(watchdog);
    }
  }

  #fail(code: string, nowMs: number): false {
    this.#failures++;
    this.#restsUntil = nowMs + this.#options.restMs;
    this.#options.log?.warn('tts.fell-back', { code, engineId: this.#primary.id });
    return false;
  }
}
