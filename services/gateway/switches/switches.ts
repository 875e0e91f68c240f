/** Who may turn a device's switches, and what a turn of them ends. */
import type { SetMicrophone } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { type Directive, ListenMode } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import { maxSwitchMinutes, switchDirective } from './directive.ts';
import type { Microphone, SwitchChange } from './microphone.ts';

export interface SwitchesOptions {
  readonly microphone: Microphone;
  /** Skills that may make a room hear again. */
  readonly systemSkills: ReadonlySet<string>;
  readonly tell: (code: ErrorCode) => void;
}

export class Switches {
  readonly #options: SwitchesOptions;

  constructor(options: SwitchesOptions) {
    this.#options = options;
  }

  /** The speaker's own switches. @throws EarshotError MESSAGE_MALFORMED */
  set({ isMuted, isWakeWordOff, forMinutes }: SetMicrophone): void {
    // Nothing is asked of either switch.
    if (isMuted === undefined && isWakeWordOff === undefined) throw new EarshotError('MESSAGE_MALFORMED');
    if (forMinutes < 0 || forMinutes > maxSwitchMinutes) throw new EarshotError('MESSAGE_MALFORMED');
    this.#change({ isMuted, isWakeWordOff, forMinutes });
  }

  /** What a speaker was promised by another process or connection: silences hold here too. */
  repeat({ isMuted, isWakeWordOff, forMinutes }: SetMicrophone): void {
    const silences = {
      ...(isMuted === true ? { isMuted } : {}),
      ...(isWakeWordOff === true ? { isWakeWordOff } : {}),
    };
    if (Object.keys(silences).length > 0) this.set({ ...silences, forMinutes });
  }

  /** Does what a directive says, if it is about the switches. */
  direct(directive: Directive, skillId: string): void {
    const { systemSkills } = this.#options;
    const change = switchDirective(directive);
    if (change === undefined) return;
    // A skill may make the room quieter; only the system's own may make it hear again.
    if (change.isLouder && !systemSkills.has(skillId)) return;
    this.#change(change);
  }

  /** @throws EarshotError MICROPHONE_MUTED, WAKE_WORD_OFF when one may not listen so */
  check(mode: ListenMode): void {
    const { microphone } = this.#options;
    if (microphone.isMuted) throw new EarshotError('MICROPHONE_MUTED');
    if (mode === ListenMode.WAKE_WORD && microphone.isWakeWordOff) throw new EarshotError('WAKE_WORD_OFF');
  }

  #change(change: SwitchChange): void {
    const { microphone, tell } = this.#options;
    microphone.change(change).catch((error: unknown) => tell(codeOf(error)));
  }
}
