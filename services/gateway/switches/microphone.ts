/**
 * A device's microphone and wake-word switches, one object for all its connections to this process. Silence takes
 * effect at once and holds, through failures and restarts, until somebody opens it; sound comes when it is stored.
 */
import type {
  ListeningChange,
  ListeningSwitches,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { MicrophoneState } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';

/** What is absent stays as it is. */
export interface SwitchChange {
  readonly isMuted?: boolean | undefined;
  readonly isWakeWordOff?: boolean | undefined;
  /** Minutes after which what was switched off comes back by itself; 0 = never. */
  readonly forMinutes: number;
}

/** Silences that were asked for and are not stored yet, with the time at which each ends by itself; 0 = never. */
export interface Silences {
  readonly mutedUntilMs?: number | undefined;
  readonly wakeWordOffUntilMs?: number | undefined;
}

export interface MicrophoneOptions {
  /** Stores a change; false: not every gateway obeys yet. */
  readonly store: (change: ListeningChange) => Promise<boolean>;
  /** Writes down, or forgets, what would be lost with this process. Resolves when it is on disk. */
  readonly keep: (silences: Silences) => Promise<void>;
  /** Nothing hangs on this object any more but those who watch it. */
  readonly onSettled: () => void;
  /** Silences of an earlier process. */
  readonly kept?: Silences;
  readonly nowMs?: () => number;
}

export interface MicrophoneListener {
  /** Something may have been silenced: whoever listens against it has to stop now. */
  readonly obey: () => void;
  /** What a speaker should know has changed. */
  readonly tell: (state: MicrophoneState) => void;
}

/** A silence that holds here. `isOwn`: asked for here, so it is for us to have it stored. */
interface Held {
  readonly untilMs: number;
  readonly serial: number;
  readonly isOwn: boolean;
}

type Switch = 'mute' | 'wakeWord';

const noSwitches: ListeningSwitches = {
  isMuted: false,
  isWakeWordOff: false,
  mutedUntilMs: 0,
  wakeWordOffUntilMs: 0,
  wakeWords: [],
};
const firstRetryMs = 250;
const maxRetryMs = 5_000;
/** Timers cannot wait longer. */
const maxTimerMs = 2 ** 31 - 1;

export class Microphone {
  readonly #options: MicrophoneOptions;
  readonly #nowMs: () => number;
  readonly #listeners = new Set<MicrophoneListener>();
  readonly #held = new Map<Switch, Held>();
  #stored = noSwitches;
  /** Grows with every change, so that an older answer cannot undo a newer wish. */
  #serial = 0;
  #changedMs = Number.NEGATIVE_INFINITY;
  #storing: Promise<void> = Promise.resolve();
  #retryMs = firstRetryMs;
  #retry: NodeJS.Timeout | undefined;
  #clock: NodeJS.Timeout | undefined;
  #told = '';

  constructor(options: MicrophoneOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
    const { mutedUntilMs, wakeWordOffUntilMs } = options.kept ?? {};
    if (mutedUntilMs !== undefined) this.#hold('mute', mutedUntilMs, true);
    if (wakeWordOffUntilMs !== undefined) this.#hold('wakeWord', wakeWordOffUntilMs, true);
    if (this.#held.size > 0) void this.#queue(() => this.#storeHeld());
    this.#told = JSON.stringify(this.state);
    this.#followClock();
  }

  get isMuted(): boolean {
    const { isMuted, mutedUntilMs } = this.#stored;
    return (isMuted && !this.#isOver(mutedUntilMs)) || this.#isHeld('mute');
  }

  get isWakeWordOff(): boolean {
    const { isWakeWordOff, wakeWordOffUntilMs } = this.#stored;
    return (isWakeWordOff && !this.#isOver(wakeWordOffUntilMs)) || this.#isHeld('wakeWord');
  }

  get wakeWords(): readonly string[] {
    return this.#stored.wakeWords;
  }

  get state(): MicrophoneState {
    const isPending = this.#isHeld('mute') || this.#isHeld('wakeWord');
    return { isMuted: this.isMuted, isWakeWordOff: this.isWakeWordOff, isPending };
  }

  /** Nobody has to remember it: everything is stored, and nobody listens here. */
  get isSettled(): boolean {
    return this.#held.size === 0 && this.#listeners.size === 0;
  }

  /** Calls the listener until what it gets back is called. */
  watch(listener: MicrophoneListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#settle();
    };
  }

  /** What the privacy service said to a question asked at `askedMs` of the monotonic clock. */
  refresh(switches: ListeningSwitches, askedMs: number): void {
    // An answer that is older than a change of ours would undo it.
    if (askedMs < this.#changedMs) return;
    this.#stored = switches;
    this.#tell();
  }

  /** What another gateway was asked for. Our own wishes hold on: they were made here, and nobody opened them here. */
  apply(change: ListeningChange, isStored: boolean): void {
    this.#changedMs = performance.now();
    if (!isStored) {
      if (change.isMuted === true && !this.#isHeld('mute')) this.#hold('mute', change.mutedUntilMs, false);
      if (change.isWakeWordOff === true && !this.#isHeld('wakeWord')) {
        this.#hold('wakeWord', change.wakeWordOffUntilMs, false);
      }
    } else {
      this.#stored = { ...this.#stored, ...storedAs(change) };
      for (const [name, isNamed] of [
        ['mute', change.isMuted !== undefined],
        ['wakeWord', change.isWakeWordOff !== undefined],
      ] as const) {
        if (isNamed && this.#held.get(name)?.isOwn === false) this.#held.delete(name);
      }
    }
    this.#tell();
    this.#settle();
  }

  /** Rejects when something that was to be opened could not be stored; what was silenced holds all the same. */
  change({ isMuted, isWakeWordOff, forMinutes }: SwitchChange): Promise<void> {
    const untilMs = forMinutes > 0 ? this.#nowMs() + forMinutes * 60_000 : 0;
    this.#changedMs = performance.now();
    if (isMuted === true) this.#hold('mute', untilMs, true);
    if (isWakeWordOff === true) this.#hold('wakeWord', untilMs, true);
    this.#obey();
    // Told when it will survive this process, or cannot.
    const tell = () => this.#tell();
    void this.#keep().then(tell, tell);
    this.#serial += 1;
    const serial = this.#serial;
    return this.#queue(async () => {
      await this.#store({
        ...(isMuted === false && this.#isOlder('mute', serial) ? { isMuted } : {}),
        ...(isWakeWordOff === false && this.#isOlder('wakeWord', serial) ? { isWakeWordOff } : {}),
      });
    });
  }

  /** Ends timers; what is kept is another process' to store. */
  close(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#clock);
  }

  #hold(name: Switch, untilMs: number, isOwn: boolean): void {
    this.#serial += 1;
    this.#held.set(name, { untilMs, serial: this.#serial, isOwn });
  }

  #isOver(untilMs: number): boolean {
    return untilMs !== 0 && untilMs <= this.#nowMs();
  }

  #isHeld(name: Switch): boolean {
    const held = this.#held.get(name);
    return held !== undefined && !this.#isOver(held.untilMs);
  }

  #isOlder(name: Switch, serial: number): boolean {
    return (this.#held.get(name)?.serial ?? 0) < serial;
  }

  /** One after another, so that the last word is also the last one stored. */
  #queue(step: () => Promise<void>): Promise<void> {
    const done = this.#storing.then(step);
    this.#storing = done.catch(() => {});
    return done;
  }

  #storeHeld(): Promise<void> {
    this.#forgetWhatIsOver();
    return this.#held.size === 0 ? Promise.resolve() : this.#store({});
  }

  /** Stores what opens, and every silence of ours that is not stored yet with it. */
  async #store(opens: Pick<ListeningChange, 'isMuted' | 'isWakeWordOff'>): Promise<void> {
    const serial = this.#serial;
    const mute = opens.isMuted === undefined ? this.#own('mute') : undefined;
    const wakeWord = opens.isWakeWordOff === undefined ? this.#own('wakeWord') : undefined;
    const change: ListeningChange = {
      ...opens,
      ...(mute === undefined ? {} : { isMuted: true }),
      ...(wakeWord === undefined ? {} : { isWakeWordOff: true }),
      mutedUntilMs: mute?.untilMs ?? 0,
      wakeWordOffUntilMs: wakeWord?.untilMs ?? 0,
      wakeWords: undefined,
    };
    if (change.isMuted === undefined && change.isWakeWordOff === undefined) return;
    const isOpening = opens.isMuted !== undefined || opens.isWakeWordOff !== undefined;
    try {
      const isKnownEverywhere = await this.#options.store(change);
      this.#stored = { ...this.#stored, ...storedAs(change) };
      this.#changedMs = performance.now();
      const isNamed = { mute: change.isMuted, wakeWord: change.isWakeWordOff };
      for (const name of ['mute', 'wakeWord'] as const) {
        const isDone = isKnownEverywhere || isNamed[name] === false;
        if (isNamed[name] !== undefined && isDone && (this.#held.get(name)?.serial ?? 0) <= serial) {
          this.#held.delete(name);
        }
      }
      this.#retryMs = firstRetryMs;
    } catch (error) {
      // The device is nobody's any more: there is nothing left to silence.
      if (codeOf(error) === 'NOT_FOUND') this.#held.clear();
      // A silence is tried again until it is stored; an opening that failed is for whoever asked to repeat.
      if (isOpening) throw error;
    } finally {
      await this.#keep().catch(() => {});
      this.#told = '';
      this.#tell();
      this.#retryLater();
      this.#settle();
    }
  }

  #own(name: Switch): Held | undefined {
    const held = this.#held.get(name);
    return held?.isOwn === true && !this.#isOver(held.untilMs) ? held : undefined;
  }

  #retryLater(): void {
    if (this.#own('mute') === undefined && this.#own('wakeWord') === undefined) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(
      () => void this.#queue(() => this.#storeHeld()),
      this.#retryMs * (0.5 + Math.random()),
    );
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
  }

  #keep(): Promise<void> {
    return this.#options.keep({
      mutedUntilMs: this.#own('mute')?.untilMs,
      wakeWordOffUntilMs: this.#own('wakeWord')?.untilMs,
    });
  }

  #tell(): void {
    this.#followClock();
    const { state } = this;
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.#obey();
    for (const listener of this.#listeners) listener.tell(state);
  }

  #obey(): void {
    for (const listener of this.#listeners) listener.obey();
  }

  /** What ends by the clock is told by the clock. */
  #followClock(): void {
    clearTimeout(this.#clock);
    const { isMuted, mutedUntilMs, isWakeWordOff, wakeWordOffUntilMs } = this.#stored;
    const ends = [
      isMuted ? mutedUntilMs : 0,
      isWakeWordOff ? wakeWordOffUntilMs : 0,
      ...[...this.#held.values()].map(({ untilMs }) => untilMs),
    ].filter((untilMs) => untilMs > this.#nowMs());
    if (ends.length === 0) return;
    const waitMs = Math.min(Math.min(...ends) - this.#nowMs() + 1, maxTimerMs);
    this.#clock = setTimeout(() => {
      this.#forgetWhatIsOver();
      this.#tell();
      this.#settle();
    }, waitMs);
    this.#clock.unref();
  }

  #forgetWhatIsOver(): void {
    let isForgotten = false;
    for (const [name, { untilMs }] of this.#held) {
      if (this.#isOver(untilMs)) isForgotten = this.#held.delete(name);
    }
    if (isForgotten) this.#keep().catch(() => {});
  }

  #settle(): void {
    if (this.isSettled) this.#options.onSettled();
  }
}

/** What a stored change makes of the switches that it names. */
function storedAs(change: ListeningChange): Partial<ListeningSwitches> {
  const { isMuted, isWakeWordOff, mutedUntilMs, wakeWordOffUntilMs, wakeWords } = change;
  return {
    ...(isMuted === undefined ? {} : { isMuted, mutedUntilMs: isMuted ? mutedUntilMs : 0 }),
    ...(isWakeWordOff === undefined
      ? {}
      : { isWakeWordOff, wakeWordOffUntilMs: isWakeWordOff ? wakeWordOffUntilMs : 0 }),
    ...(wakeWords === undefined ? {} : { wakeWords: wakeWords.words }),
  };
}
