/** What is said to the room itself: lights, curtains, air, television, scenes. */
import type { RoomValue, StandardCommand } from './command.ts';
import type { Segment } from './segment.ts';
import { type Cue, idOf, isCue } from './spans.ts';

/** Said of the room, these mean the thing that helps. */
const complaints: readonly (readonly [Cue, string, RoomValue])[] = [
  ['too_cold', 'air_conditioner', 'warmer'],
  ['too_hot', 'air_conditioner', 'cooler'],
  ['too_dark', 'lights', 'brighter'],
  ['too_bright', 'lights', 'dimmer'],
];

/** Asked of the room without naming the thing: "make it a bit cooler". */
const changes: typeof complaints = [
  ['warmer', 'air_conditioner', 'warmer'],
  ['cooler', 'air_conditioner', 'cooler'],
  ['brighter', 'lights', 'brighter'],
  ['dimmer', 'lights', 'dimmer'],
  ['louder', 'television', 'louder'],
];

/** Of a television that was named just before: "it is so loud, turn it down". */
const volumes: typeof complaints = [
  ['quieter', 'television', 'quieter'],
  ['up', 'television', 'louder'],
  ['down', 'television', 'quieter'],
];

const switches: ReadonlySet<RoomValue> = new Set(['on', 'off', 'open', 'close']);

/** How each device is told, in the order in which words are believed. */
const values: Readonly<Record<string, readonly (readonly [Cue, RoomValue])[]>> = {
  lights: [
    ['brighter', 'brighter'],
    ['too_dark', 'brighter'],
    ['dimmer', 'dimmer'],
    ['too_bright', 'dimmer'],
    ['up', 'brighter'],
    ['off', 'off'],
    ['close', 'off'],
    ['down', 'dimmer'],
    ['on', 'on'],
  ],
  curtains: [
    ['close', 'close'],
    ['off', 'close'],
    ['open', 'open'],
    ['on', 'open'],
  ],
  air_conditioner: [
    ['too_cold', 'warmer'],
    ['too_hot', 'cooler'],
    ['warmer', 'warmer'],
    ['cooler', 'cooler'],
    ['up', 'warmer'],
    ['off', 'off'],
    ['down', 'cooler'],
    ['on', 'on'],
    ['open', 'on'],
  ],
  television: [
    ['louder', 'louder'],
    ['quieter', 'quieter'],
    ['up', 'louder'],
    ['off', 'off'],
    ['down', 'quieter'],
    ['on', 'on'],
    ['open', 'on'],
  ],
};

/** A bare "on" or "off" is a switch where it stands beside the thing: "I was out like a light" turns nothing off. */
function isSwitched(segment: Segment, cue: Cue): boolean {
  const { spans } = segment;
  const isDevice = (at: number) => spans[at] !== undefined && idOf(spans[at], 'device') !== undefined;
  return spans.some((span, at) => {
    if (!isCue(span, cue)) return false;
    if (span.end - span.start > 1) return true;
    const isLoose = (index: number) => spans[index] !== undefined && isCue(spans[index], 'filler');
    const after = isLoose(at + 1) ? at + 2 : at + 1;
    return isDevice(after) || isDevice(at + 1) || isDevice(at - 1) || (isLoose(at - 1) && isDevice(at - 2));
  });
}

/** 调到二十六度, "make it twenty-two in here": only the air has degrees. */
function bareDegrees(segment: Segment, named: string | undefined): number | undefined {
  if (!segment.has('set', 'polite', 'want')) return undefined;
  const degrees = segment.temperatures.at(-1);
  if (degrees !== undefined) return degrees <= 32 ? degrees : undefined;
  const isOfRoom = segment.has('place') || named === 'air_conditioner';
  return segment.has('set') && isOfRoom ? segment.numbers.find((n) => n >= 16 && n <= 30) : undefined;
}

/** @param named The device that was named just before */
export function roomCommand(
  segment: Segment,
  tolerance: number,
  named?: string,
): StandardCommand | undefined {
  if (segment.unknown > tolerance || segment.items().length > 0) return undefined;
  const scene = segment.ids('scene')[0];
  if (scene !== undefined) return { type: 'room', device: 'scene', value: scene as RoomValue };
  const device = segment.ids('device')[0];
  if (device === undefined) {
    const degrees = bareDegrees(segment, named);
    if (degrees !== undefined) return { type: 'room', device: 'air_conditioner', value: degrees };
    const found =
      complaints.find(([cue]) => segment.has(cue)) ??
      changes.find(
        ([cue, of]) => segment.has(cue) && (of === named || segment.has('polite', 'want', 'more', 'set')),
      ) ??
      (named === 'television' ? volumes.find(([cue]) => segment.has(cue)) : undefined);
    return found && { type: 'room', device: found[1], value: found[2] };
  }
  if (device === 'air_conditioner') {
    const degrees =
      segment.temperatures.at(-1) ??
      (segment.has('set') ? segment.numbers.find((n) => n >= 14 && n <= 90) : undefined);
    if (degrees !== undefined) return { type: 'room', device, value: degrees };
  }
  const isPlain = !segment.has('negate');
  const found = (values[device] ?? []).find(
    ([cue, value]) =>
      segment.has(cue) &&
      (!switches.has(value) || (isPlain && (!/^(?:on|off)$/.test(cue) || isSwitched(segment, cue)))),
  );
  return found && { type: 'room', device, value: found[1] };
}
