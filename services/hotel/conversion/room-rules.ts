/** What is said to the room itself: lights, curtains, air, television, scenes. */
import type { RoomValue, StandardCommand } from './command.ts';
import type { Segment } from './segment.ts';
import type { Cue } from './spans.ts';

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
];

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

export function roomCommand(segment: Segment, tolerance: number): StandardCommand | undefined {
  if (segment.unknown > tolerance || segment.items().length > 0) return undefined;
  const scene = segment.ids('scene')[0];
  if (scene !== undefined) return { type: 'room', device: 'scene', value: scene as RoomValue };
  const device = segment.ids('device')[0];
  if (device === undefined) {
    const found =
      complaints.find(([cue]) => segment.has(cue)) ??
      (segment.has('polite', 'want') ? changes.find(([cue]) => segment.has(cue)) : undefined);
    return found && { type: 'room', device: found[1], value: found[2] };
  }
  if (device === 'air_conditioner') {
    const degrees =
      segment.temperatures.at(-1) ??
      (segment.has('set') ? segment.numbers.find((n) => n >= 14 && n <= 90) : undefined);
    if (degrees !== undefined) return { type: 'room', device, value: degrees };
  }
  const found = (values[device] ?? []).find(([cue]) => segment.has(cue));
  return found && { type: 'room', device, value: found[1] };
}
