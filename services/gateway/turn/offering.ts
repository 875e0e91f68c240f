/**
 * What a turn offers for training, where whoever listens has opted in: the words and their sound, once the turn is over.
 * Nobody waits for it, and of everybody else nothing is kept.
 */
import { TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { Heard } from './hearing.ts';
import type { OfferedTurn, PreparedTurn, TurnPorts } from './ports.ts';

/** PCM16 at 16 kHz. */
const bytesPerMs = 32;
/** Longer utterances are not offered with their sound. */
const maxAudioBytes = 20_000 * bytesPerMs;

export class Offering {
  readonly #ports: Pick<TurnPorts, 'offer'>;
  #skipBytes: number;
  #frames: Buffer[] = [];
  #keptBytes = 0;
  /** Absent until it is known whether anything may be offered. */
  #turn: PreparedTurn | undefined;
  #isRefused = false;
  #heard: Heard | undefined;
  /** Stays unspecified where the turn ended before anybody tried to understand it. */
  #end: TurnEnd = TurnEnd.UNSPECIFIED;
  #skillId = '';

  constructor(ports: Pick<TurnPorts, 'offer'>, wakeAudioMs: number) {
    this.#ports = ports;
    this.#skipBytes = wakeAudioMs * bytesPerMs;
  }

  push(pcm: Buffer): void {
    if (this.#isRefused) return;
    const skipped = Math.min(this.#skipBytes, pcm.length);
    this.#skipBytes -= skipped;
    if (skipped === pcm.length) return;
    this.#frames.push(pcm.subarray(skipped));
    this.#keptBytes += pcm.length - skipped;
    if (this.#keptBytes > maxAudioBytes) this.refuse();
  }

  prepared(turn: PreparedTurn, mayOffer: boolean, focusSkillId: string): void {
    this.#turn = turn;
    // Whoever asked may hear of answers that nobody understood.
    this.#skillId = focusSkillId;
    if (!mayOffer) this.refuse();
  }

  heard(heard: Heard): void {
    this.#heard = heard;
  }

  understood(end: TurnEnd, skillId: string, nearestSkillId: string): void {
    this.#end = end;
    if (skillId !== '') this.#skillId = skillId;
    else if (this.#skillId === '') this.#skillId = nearestSkillId;
  }

  /** Nothing of it is kept any longer. */
  refuse(): void {
    this.#isRefused = true;
    this.#frames = [];
  }

  /** The turn is over, and nobody broke it off. */
  offer(): void {
    const turn = this.#turn;
    const offered = this.#isRefused ? undefined : this.#offered();
    this.refuse();
    if (turn !== undefined && offered !== undefined) this.#ports.offer(turn, offered);
  }

  #offered(): OfferedTurn | undefined {
    const [heard] = this.#heard?.hypotheses ?? [];
    if (heard === undefined || heard.text === '') return undefined;
    return {
      heard,
      isRejectedByRecogniser: this.#heard?.isRejected ?? false,
      audio: Buffer.concat(this.#frames),
      end: this.#end,
      skillId: this.#skillId,
    };
  }
}
