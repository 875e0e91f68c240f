/** A turn's reports as messages to the speaker, metrics and one log line. */

import { TurnOutcome } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { type AudioFormat, Stage, TurnEnd } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { Directive } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { TurnTrace } from '../../common/tracing/tracing.ts';
import type { Expectation, SpeechOutput, StageName, TurnReply, TurnResult, TurnSink } from '../turn/ports.ts';
import type { SessionHost } from './host.ts';
import type { SpeakerLink } from './link.ts';
import { Player } from './player.ts';
import { hasRetryHint } from './retry-hint.ts';
import type { TurnWords } from './turn-words.ts';

const stageNumbers: Readonly<Record<StageName, Stage>> = {
  wake: Stage.WAKE,
  listen: Stage.LISTEN,
  recognise: Stage.RECOGNISE,
  understand: Stage.UNDERSTAND,
  route: Stage.ROUTE,
  act: Stage.ACT,
  speak: Stage.SPEAK,
};

const ends: Readonly<Record<TurnResult['end'], TurnEnd>> = {
  completed: TurnEnd.COMPLETED,
  failed: TurnEnd.FAILED,
  aborted: TurnEnd.ABORTED,
};

/** What a speaker is told of a turn that it asks about. */
export const outcomeNames: Readonly<Record<TurnOutcome, string>> = {
  [TurnOutcome.UNSPECIFIED]: 'outcome_unknown',
  [TurnOutcome.NOT_ACTED]: 'not_acted',
  [TurnOutcome.UNKNOWN]: 'outcome_unknown',
  [TurnOutcome.COMPLETED]: 'completed',
  [TurnOutcome.FAILED]: 'failed',
};

export interface TurnReportsOptions {
  readonly turnId: string;
  readonly sessionId: string;
  readonly locale: string;
  readonly audioDown: AudioFormat;
  readonly host: SessionHost;
  readonly link: SpeakerLink;
  readonly trace: TurnTrace;
  /** Whether whoever listens may be shown the words as recognised. */
  readonly mayReceiveTranscript: () => boolean;
  /** Absent: nobody keeps them. */
  readonly words: TurnWords | undefined;
  readonly onListenEnded: () => void;
  /** What it comes to on this device, as it is now; undefined: to nothing. */
  readonly resolve: (directive: Directive) => Directive | undefined;
  readonly onDirective: (directive: Directive, skillId: string) => void;
  readonly onExpect: (expectation: Expectation) => void;
  readonly onEnded: (result: TurnResult) => void;
}

export class TurnReports implements TurnSink {
  readonly #options: TurnReportsOptions;
  readonly #startedUs = new Map<StageName, number>();
  #player: Player | undefined;

  constructor(options: TurnReportsOptions) {
    this.#options = options;
  }

  stage(stage: StageName, isEnd: boolean, atUs: number): void {
    const { link, turnId, host, trace } = this.#options;
    trace.stage(stage, isEnd);
    link.send({ $case: 'stage', value: { turnId, stage: stageNumbers[stage], isEnd, atUs } });
    if (!isEnd) this.#startedUs.set(stage, atUs);
    else {
      host.metrics.stageSeconds.observe({ stage }, (atUs - (this.#startedUs.get(stage) ?? atUs)) / 1e6);
    }
  }

  transcript(text: string, isFinal: boolean): void {
    const { link, turnId, mayReceiveTranscript, words } = this.#options;
    if (isFinal) words?.heard(text);
    if (!mayReceiveTranscript()) return;
    link.send({ $case: 'transcript', value: { turnId, text, isFinal } });
  }

  listenEnded(speechEndMs: number): void {
    const { link, turnId } = this.#options;
    link.send({ $case: 'listenEnded', value: { turnId, speechEndMs } });
    this.#options.onListenEnded();
  }

  reply(reply: TurnReply): void {
    const { link, turnId, words } = this.#options;
    if (!reply.isProgress) words?.answered(reply.text, reply.skillId);
    link.send({ $case: 'reply', value: { turnId, ...reply } });
  }

  directive(directive: Directive, skillId: string): void {
    const { link, turnId, resolve } = this.#options;
    const resolved = resolve(directive);
    if (resolved === undefined) return;
    link.send({ $case: 'directive', value: { turnId, directive: resolved } });
    this.#options.onDirective(directive, skillId);
  }

  openSpeech(onFirstFrame: () => void): SpeechOutput {
    const { turnId, audioDown, link, host } = this.#options;
    const { opus, limits, metrics } = host;
    this.#player?.stop();
    this.#player = new Player({ turnId, format: audioDown, link, opus, limits, metrics, onFirstFrame });
    return this.#player;
  }

  expect(expectation: Expectation): void {
    this.#options.onExpect(expectation);
  }

  ended(result: TurnResult): void {
    const { link, turnId, sessionId, locale, host } = this.#options;
    this.#player?.stop();
    const { end, code, isRetryable, isOutcomeUnknown, perceivedUs, platformUs, skillUs } = result;
    link.send({
      $case: 'turnEnded',
      value: {
        turnId,
        end: ends[end],
        code,
        isRetryable,
        isOutcomeUnknown,
        perceivedUs,
        platformUs,
        skillUs,
        retryAfterMs: isRetryable && hasRetryHint(code) ? host.limits.retryAfterMs : 0,
      },
    });
    this.#options.trace.end(
      { state: end, perceivedMs: perceivedUs / 1000, platformMs: platformUs / 1000 },
      code,
    );
    host.metrics.turns.inc({ end, code });
    if (platformUs > 0) {
      host.metrics.perceivedSeconds.observe(perceivedUs / 1e6);
      host.metrics.platformSeconds.observe(platformUs / 1e6);
    }
    if (skillUs > 0) host.metrics.skillSeconds.observe(skillUs / 1e6);
    host.log.info('turn.ended', {
      turnId,
      sessionId,
      locale,
      state: end,
      ...(code === '' ? {} : { code }),
      perceivedMs: perceivedUs / 1000,
      platformMs: platformUs / 1000,
    });
    this.#options.words?.ended(result);
    this.#options.onEnded(result);
  }
}
