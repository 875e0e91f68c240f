/**
 * What the device says of itself, for as long as it is connected: how loud it is, and whether it plays something. With
 * it "louder" becomes a number, and "stop" means what is heard.
 */
import {
  type DeviceState as DeviceStateMessage,
  type PlayerEvent,
  PlayerState,
} from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { Directive } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

/** How much louder "louder" is, in hundredths. */
const stepPercent = 10;

export class DeviceState {
  #volumePercent: number | undefined;
  #player: PlayerState = PlayerState.UNSPECIFIED;

  /** It plays what an `audio` directive began, paused or not. */
  get isPlaying(): boolean {
    return this.#player !== PlayerState.UNSPECIFIED && this.#player !== PlayerState.ENDED;
  }

  /** @throws EarshotError MESSAGE_MALFORMED for a volume that is none */
  note({ volumePercent }: DeviceStateMessage): void {
    if (volumePercent === undefined) return;
    if (volumePercent < 0 || volumePercent > 100) throw new EarshotError('MESSAGE_MALFORMED');
    this.#volumePercent = volumePercent;
  }

  played({ state }: PlayerEvent): void {
    this.#player = state;
  }

  /** A step of this device's own volume becomes the volume that it leads to, where it said how loud it is. */
  resolve(directive: Directive): Directive {
    const { directive: told } = directive;
    if (told?.$case !== 'deviceControl' || this.#volumePercent === undefined) return directive;
    const { targetId, property, value } = told.value;
    if (property !== 'volume' || targetId !== '') return directive;
    const step = stepOf(value);
    if (step === undefined) return directive;
    const volumePercent = Math.min(100, Math.max(0, this.#volumePercent + step));
    // The device says so itself when it has done it; until then the next step goes on from here.
    this.#volumePercent = volumePercent;
    return {
      directive: { $case: 'deviceControl', value: { targetId, property, value: String(volumePercent) } },
    };
  }
}

function stepOf(value: string): number | undefined {
  if (value === 'up') return stepPercent;
  if (value === 'down') return -stepPercent;
  return /^[+-]\d{1,3}$/.test(value) ? Number(value) : undefined;
}
