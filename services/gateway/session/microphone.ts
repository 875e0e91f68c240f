/** A device's microphone and wake-word switches: silence takes effect at once, sound only when it is stored. */
import type { ListeningSwitches } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { MicrophoneState } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { Directive } from '../../../proto/gen/earshot/turn/v1/turn.ts';

export interface SwitchChange {
  readonly isMuted: boolean;
  readonly isWakeWordOff: boolean;
  /** Minutes after which what was switched off comes back by itself; 0 = never. */
  readonly forMinutes: number;
}

export interface MicrophoneOptions {
  readonly switches: ListeningSwitches;
  readonly store: (switches: ListeningSwitches) => Promise<void>;
  /** Called whenever what the speaker should know has changed. */
  readonly onChange: (state: MicrophoneState) => void;
  readonly nowMs?: () => number;
}

/** A week: long enough for a holiday, short enough to be a number of minutes. */
export const maxSwitchMinutes = 7 * 24 * 60;

/**
 * What a directive asks of the two switches, or nothing: `microphone` and `wake_word` are devices of the
 * gateway itself, set to `off`, `off:30` (minutes) or `on`.
 */
export function switchDirective(
  { directive }: Directive,
  { isMuted, isWakeWordOff }: MicrophoneState,
): (SwitchChange & { readonly isLouder: boolean }) | undefined {
  if (directive?.$case !== 'deviceControl') return undefined;
  const { property, value } = directive.value;
  if (property !== 'microphone' && property !== 'wake_word') return undefined;
  const parsed = /^(on|off)(?::(\d{1,5}))?$/.exec(value);
  if (parsed === null) return undefined;
  const isOff = parsed[1] === 'off';
  const forMinutes = Math.min(Number(parsed[2] ?? 0), maxSwitchMinutes);
  return property === 'microphone'
    ? { isMuted: isOff, isWakeWordOff, forMinutes, isLouder: !isOff }
    : { isMuted, isWakeWordOff: isOff, forMinutes, isLouder: !isOff };
}

export class Microphone {
  readonly #options: MicrophoneOptions;
  readonly #nowMs: () => number;
  #switches: ListeningSwitches;
  #pending: Promise<void> = Promise.resolve();
  #changes = 0;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
    this.#switches = options.switches;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  get isMuted(): boolean {
    const { isMuted, mutedUntilMs } = this.#switches;
    return isMuted && (mutedUntilMs === 0 || this.#nowMs() < mutedUntilMs);
  }

  get isWakeWordOff(): boolean {
    const { isWakeWordOff, wakeWordOffUntilMs } = this.#switches;
    return isWakeWordOff && (wakeWordOffUntilMs === 0 || this.#nowMs() < wakeWordOffUntilMs);
  }

  get wakeWords(): readonly string[] {
    return this.#switches.wakeWords;
  }

  get state(): MicrophoneState {
    return { isMuted: this.isMuted, isWakeWordOff: this.isWakeWordOff };
  }

  /** Takes over what the privacy service says, unless a change of our own is on its way there. */
  refresh(switches: ListeningSwitches): void {
    if (this.#changes > 0) return;
    const before = this.state;
    this.#switches = switches;
    const after = this.state;
    if (before.isMuted !== after.isMuted || before.isWakeWordOff !== after.isWakeWordOff) {
      this.#options.onChange(after);
    }
  }

  /** Rejects when the change could not be stored; what it silenced stays silent all the same. */
  change(change: SwitchChange): Promise<void> {
    this.#changes += 1;
    const untilMs = change.forMinutes > 0 ? this.#nowMs() + change.forMinutes * 60_000 : 0;
    const quieter = {
      ...this.#switches,
      ...(change.isMuted ? { isMuted: true, mutedUntilMs: untilMs } : {}),
      ...(change.isWakeWordOff ? { isWakeWordOff: true, wakeWordOffUntilMs: untilMs } : {}),
    };
    this.#switches = quieter;
    const wanted = {
      ...quieter,
      isMuted: change.isMuted,
      isWakeWordOff: change.isWakeWordOff,
      mutedUntilMs: change.isMuted ? untilMs : 0,
      wakeWordOffUntilMs: change.isWakeWordOff ? untilMs : 0,
    };
    // One after another, so that the last word is also the last one stored.
    const stored = this.#pending.then(async () => {
      try {
        await this.#options.store(wanted);
        if (this.#changes === 1) this.#switches = wanted;
      } finally {
        this.#changes -= 1;
        this.#options.onChange(this.state);
      }
    });
    this.#pending = stored.catch(() => {});
    return stored;
  }
}
