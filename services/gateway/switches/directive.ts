/** The switches as devices that a skill can address: `microphone` and `wake_word`. */
import type { Directive } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { SwitchChange } from './microphone.ts';

/** A week: long enough for a holiday, short enough to be a number of minutes. */
export const maxSwitchMinutes = 7 * 24 * 60;

/**
 * What a directive asks of a switch, or nothing: `microphone` and `wake_word` are devices of the gateway itself, set
 * to `off`, `off:30` (minutes) or `on`.
 */
export function switchDirective({
  directive,
}: Directive): (SwitchChange & { readonly isLouder: boolean }) | undefined {
  if (directive?.$case !== 'deviceControl') return undefined;
  const { property, value } = directive.value;
  if (property !== 'microphone' && property !== 'wake_word') return undefined;
  const parsed = /^(on|off)(?::(\d{1,5}))?$/.exec(value);
  if (parsed === null) return undefined;
  const isOff = parsed[1] === 'off';
  const forMinutes = Math.min(Number(parsed[2] ?? 0), maxSwitchMinutes);
  const isLouder = !isOff;
  return property === 'microphone'
    ? { isMuted: isOff, forMinutes, isLouder }
    : { isWakeWordOff: isOff, forMinutes, isLouder };
}
