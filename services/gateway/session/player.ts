/** Plays one piece of speech to a speaker: framed, encoded, paced, and never faster than it reads. */
import type { AudioFormat } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type DownFrame, type DownstreamEncoder, openDownstream } from '../codec/downstream.ts';
import type { OpusEncoding } from '../codec/opus-encoding.ts';
import type { GatewayLimits } from '../limits.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { SpeechOutput } from '../turn/ports.ts';
import type { SpeakerLink } from './link.ts';

export interface PlayerOptions {
  readonly turnId: string;
  readonly format: AudioFormat;
  readonly link: SpeakerLink;
  readonly opus: OpusEncoding;
  readonly limits: Pick<GatewayLimits, 'paceLeadMs' | 'softOutboundBytes' | 'slowSpeakerTimeoutMs'>;
  readonly metrics: GatewayMetrics;
  readonly onFirstFrame: () => void;
}

/**
 * Waking up for several frames at a time is cheaper than for each: the longest frames, of 60 ms, go by twos. What a speaker has
 * ahead shrinks by so much before more comes.
 */
const sleepAheadMs = 64;
const stallPollMs = 20;

export class Player implements SpeechOutput {
  readonly #options: PlayerOptions;
  readonly #encoder: DownstreamEncoder;
  #startedMs = 0;
  #sent = 0;
  #isStopped = false;
  #isAnnounced = false;
  #wake: (() => void) | undefined;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#encoder = openDownstream(options.format, options.link.headroomBytes, options.opus);
  }

  async push(pcm: Buffer): Promise<void> {
    await this.#send(await this.#encoder.push(pcm));
  }

  async end(): Promise<void> {
    await this.#send(await this.#encoder.end());
    this.stop();
  }

  /** Nothing more is sent; tells the speaker that this piece is over. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#encoder.close();
    if (this.#isAnnounced) {
      this.#options.link.send({ $case: 'audioEnd', value: { turnId: this.#options.turnId } });
    }
    this.#wake?.();
  }

  async #send(frames: readonly DownFrame[]): Promise<void> {
    const { format, link, metrics, turnId } = this.#options;
    for (const { message, isLast } of frames) {
      await this.#untilDue();
      if (this.#isStopped) return;
      if (!this.#isAnnounced) {
        this.#isAnnounced = true;
        this.#startedMs = performance.now();
        link.send({ $case: 'audioStart', value: { turnId, format } });
      }
      link.sendAudio(message, {
        sequence: this.#sent & 0xffff,
        timestampMs: this.#sent * format.frameMs,
        isLast,
      });
      if (this.#sent === 0) this.#options.onFirstFrame();
      this.#sent += 1;
      metrics.framesDown.inc();
    }
  }

  async #untilDue(): Promise<void> {
    const { format, limits, link } = this.#options;
    if (this.#isAnnounced) {
      const leadMs = link.paceLeadMs ?? limits.paceLeadMs;
      const dueMs = this.#startedMs + this.#sent * format.frameMs - leadMs;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await this.#sleep(waitMs + Math.min(sleepAheadMs, leadMs / 2));
    }
    await this.#untilRead();
  }

  /** A speaker that does not read gets no more speech; after a while its turn ends. */
  async #untilRead(): Promise<void> {
    const { link, limits, metrics } = this.#options;
    if (link.bufferedBytes <= limits.softOutboundBytes) return;
    metrics.outputStalls.inc();
    const giveUpMs = performance.now() + limits.slowSpeakerTimeoutMs;
    while (link.bufferedBytes > limits.softOutboundBytes && !this.#isStopped) {
      if (performance.now() > giveUpMs) throw new EarshotError('SPEAKER_NOT_READING');
      await this.#sleep(stallPollMs);
      // Time that the speaker lost is not made up in a burst.
      this.#startedMs += stallPollMs;
    }
  }

  async #sleep(delayMs: number): Promise<void> {
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      // Not written where it is made: such a function is born old, and would keep the turn (docs/adr/0125).
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#wake = wake;
    });
    this.#wake = undefined;
  }
}
