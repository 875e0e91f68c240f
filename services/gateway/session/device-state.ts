/**
 * What the device says of itself, for as long as it is connected: how loud and bright it is, how full its battery, what it can
 * do, and whether it plays something. With it "louder" becomes a number, and "stop" means what is heard.
 */
import type { AudiencePolicy } from '../../../language/audience/policy.ts';
import {
  type DeviceState as DeviceStateMessage,
  type DeviceTool,
  type DeviceTools,
  type PlayerEvent,
  PlayerState,
} from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { Directive } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { mayUse, toolLine, usableTools } from './device-tools.ts';

/** How much louder "louder" is, in hundredths. */
const stepPercent = 10;

const isPercent = (value: number | undefined): boolean => value === undefined || (value >= 0 && value <= 100);

export class DeviceState {
  #state: DeviceStateMessage = {};
  #tools: readonly DeviceTool[] = [];
  #player: PlayerState = PlayerState.UNSPECIFIED;

  /** It plays what an `audio` directive began, paused or not. */
  get isPlaying(): boolean {
    return this.#player !== PlayerState.UNSPECIFIED && this.#player !== PlayerState.ENDED;
  }

  /** A line for each tool, and for each thing that it said of itself: fields that a skill may ask for. */
  get tools(): string[] {
    return this.#tools.map(toolLine);
  }

  get status(): string[] {
    const { volumePercent, brightnessPercent, batteryPercent, isCharging } = this.#state;
    return Object.entries({
      volume: volumePercent,
      brightness: brightnessPercent,
      battery: batteryPercent,
      charging: isCharging,
    }).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  }

  /** What is absent stays as it was said. @throws EarshotError MESSAGE_MALFORMED for a percentage that is none */
  note(said: DeviceStateMessage): void {
    const { volumePercent, brightnessPercent, batteryPercent, isCharging } = said;
    if (![volumePercent, brightnessPercent, batteryPercent].every(isPercent)) {
      throw new EarshotError('MESSAGE_MALFORMED');
    }
    const known = { volumePercent, brightnessPercent, batteryPercent, isCharging };
    const present = Object.entries(known).filter(([, value]) => value !== undefined);
    this.#state = { ...this.#state, ...Object.fromEntries(present) };
  }

  announced({ tools }: DeviceTools): void {
    this.#tools = usableTools(tools);
  }

  played({ state }: PlayerEvent): void {
    this.#player = state;
  }

  /**
   * What a directive comes to on this device. A step of its own volume becomes the volume that it leads to, where it said how
   * loud it is; a tool that it did not offer, or not so, or that whoever listens may not use, comes to nothing.
   */
  resolve(directive: Directive, policy: Pick<AudiencePolicy, 'mayUseCameras'>): Directive | undefined {
    const { directive: told } = directive;
    if (told?.$case === 'deviceTool') return mayUse(this.#tools, told.value, policy) ? directive : undefined;
    const { volumePercent: now } = this.#state;
    if (told?.$case !== 'deviceControl' || now === undefined) return directive;
    const { targetId, property, value } = told.value;
    if (property !== 'volume' || targetId !== '') return directive;
    const step = stepOf(value);
    if (step === undefined) return directive;
    const volumePercent = Math.min(100, Math.max(0, now + step));
    // The device says so itself when it has done it; until then the next step goes on from here.
    this.#state = { ...this.#state, volumePercent };
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
