/**
 * What a device is told while it speaks. It plays audio between `tts start` and `tts stop` alone, and stops playing at
 * the latter: so the former comes before the first frame, and the latter when the last one was played.
 */
import type { ControlMessage, DownPosition } from '../../session/link.ts';
import { type Emotion, toDevice } from './messages.ts';

/** What a device has in its own buffers when we think that it has played everything. */
const playOutMs = 240;

export class DeviceSpeech {
  readonly #frameMs: number;
  #sessionId = '';
  #isSpeaking = false;
  /** When what was sent will have been played, on the monotonic clock. */
  #playedMs = 0;

  constructor(frameMs: number) {
    this.#frameMs = frameMs;
  }

  set sessionId(sessionId: string) {
    this.#sessionId = sessionId;
  }

  /** The device is in its state of speaking. */
  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  /** Milliseconds until what was sent has been played. */
  get remainingMs(): number {
    return this.#isSpeaking ? Math.max(0, this.#playedMs - performance.now()) : 0;
  }

  reply({ text, isProgress }: Extract<ControlMessage, { $case: 'reply' }>['value']): string[] {
    const emotion: Emotion = isProgress ? 'thinking' : 'happy';
    const sentence = text === '' ? [] : [toDevice.sentence(this.#sessionId, text)];
    return [toDevice.face(this.#sessionId, emotion), ...this.begin(), ...sentence];
  }

  /** Before any audio. */
  begin(): string[] {
    if (this.#isSpeaking) return [];
    this.#isSpeaking = true;
    this.#playedMs = 0;
    return [toDevice.tts(this.#sessionId, 'start')];
  }

  /** One frame leaves. */
  sent(_position: DownPosition): void {
    const nowMs = performance.now();
    // The first frame, or one that comes after everything before it was played: a pause, not a rest to catch up with.
    if (this.#playedMs < nowMs) this.#playedMs = nowMs + playOutMs;
    this.#playedMs += this.#frameMs;
  }

  /** Nothing more is played; said again to whoever waits for it. */
  stop(isExpected = false): string[] {
    if (!this.#isSpeaking && !isExpected) return [];
    this.#isSpeaking = false;
    this.#playedMs = 0;
    return [toDevice.tts(this.#sessionId, 'stop')];
  }
}
