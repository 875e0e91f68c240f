/** What a thing is sent for a command, by Home Assistant's MQTT conventions. Pure: what it said of itself comes in, messages go out. */
import type { RoomValue } from '../conversion/command.ts';
import type { RoomCommand } from './driver.ts';
import { type Component, isTopic, type Thing } from './things.ts';

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** The last that was heard on a topic. */
export type Heard = (topic: unknown) => string | undefined;

const television = /(^|[^a-z])(tv|telly|television)|电视/;
const scenes: Readonly<Partial<Record<RoomValue, RegExp>>> = {
  sleep: /sleep|night|good_?night|睡/,
  read: /read|阅读/,
  wake: /wake|morning|起床|晨/,
  leave: /leave|leaving|away|out|离/,
};

/** Which things of a room a device of the catalogue stands for. */
export function isMeant(thing: Thing, { device, value }: RoomCommand): boolean {
  const { component, names, config } = thing;
  const is = (...wanted: readonly Component[]) => wanted.includes(component);
  switch (device) {
    case 'lights':
      return is('light');
    case 'curtains':
      return is('cover') && !/garage|gate|door/.test(String(config['device_class'] ?? ''));
    case 'air_conditioner':
      return is('climate');
    case 'television':
      return value === 'louder' || value === 'quieter'
        ? is('number') && television.test(names) && /vol|音量/.test(names)
        : is('switch') && television.test(names);
    case 'scene':
      return is('scene') && typeof value === 'string' && scenes[value]?.test(names) === true;
    default:
      return false;
  }
}

/** @returns nothing when the thing cannot do that */
export function messagesFor(thing: Thing, command: RoomCommand, heard: Heard): Message[] {
  const { config, component } = thing;
  const to = (key: string, payload: unknown): Message[] => {
    const topic = config[key];
    return isTopic(topic) ? [{ topic, payload: String(payload) }] : [];
  };
  const { value } = command;
  switch (component) {
    case 'light':
      return lightMessages(thing, value, heard, to);
    case 'cover':
      if (value === 'open') return to('command_topic', config['payload_open'] ?? 'OPEN');
      return value === 'close' ? to('command_topic', config['payload_close'] ?? 'CLOSE') : [];
    case 'climate':
      return climateMessages(thing, value, heard, to);
    case 'switch':
      if (value === 'on') return to('command_topic', config['payload_on'] ?? 'ON');
      return value === 'off' ? to('command_topic', config['payload_off'] ?? 'OFF') : [];
    case 'number':
      return stepMessages(thing, value, heard, to);
    case 'scene':
      return to('command_topic', config['payload_on'] ?? 'ON');
  }
}

type To = (key: string, payload: unknown) => Message[];

/** A quarter of the whole: what somebody who asks for more light notices. */
const brightnessStep = 0.25;

function lightMessages({ config }: Thing, value: RoomCommand['value'], heard: Heard, to: To): Message[] {
  const isJson = config['schema'] === 'json';
  const scale = Number(config['brightness_scale'] ?? 255) || 255;
  if (value === 'on' || value === 'off') {
    const state = value === 'on' ? 'ON' : 'OFF';
    if (isJson) return to('command_topic', JSON.stringify({ state }));
    return to('command_topic', config[`payload_${value}`] ?? state);
  }
  if (value !== 'brighter' && value !== 'dimmer') return [];
  const was = isJson
    ? numberIn(heard(config['state_topic']), 'brightness')
    : Number(heard(config['brightness_state_topic']) ?? Number.NaN);
  const step = (value === 'brighter' ? 1 : -1) * brightnessStep * scale;
  const brightness = clamp((Number.isFinite(was) ? was : scale / 2) + step, scale * 0.05, scale);
  if (isJson)
    return config['brightness'] === true
      ? to('command_topic', JSON.stringify({ state: 'ON', brightness: Math.round(brightness) }))
      : [];
  return to('brightness_command_topic', Math.round(brightness));
}

const usualDegrees = 24;

function climateMessages({ config }: Thing, value: RoomCommand['value'], heard: Heard, to: To): Message[] {
  if (value === 'off') return to('mode_command_topic', 'off');
  if (value === 'on') {
    const modes = Array.isArray(config['modes']) ? config['modes'] : ['auto'];
    const mode = ['auto', 'heat_cool', 'cool', 'heat'].find((one) => modes.includes(one));
    return mode === undefined ? [] : to('mode_command_topic', mode);
  }
  const low = Number(config['min_temp'] ?? 16);
  const high = Number(config['max_temp'] ?? 30);
  const was = Number(heard(config['temperature_state_topic']) ?? Number.NaN);
  const now = Number.isFinite(was) ? was : usualDegrees;
  const wanted =
    typeof value === 'number'
      ? inUnitOf(config['temperature_unit'], value)
      : value === 'warmer'
        ? now + 1
        : value === 'cooler'
          ? now - 1
          : undefined;
  // Nobody is boiled by a number that the recogniser misheard.
  return wanted === undefined ? [] : to('temperature_command_topic', clamp(wanted, low, high));
}

/** Who says seventy in a country of Celsius means Fahrenheit. */
function inUnitOf(unit: unknown, degrees: number): number {
  if (unit === 'F') return degrees <= 40 ? Math.round((degrees * 9) / 5 + 32) : degrees;
  return degrees > 45 ? Math.round(((degrees - 32) * 5) / 9) : degrees;
}

function stepMessages({ config }: Thing, value: RoomCommand['value'], heard: Heard, to: To): Message[] {
  const low = Number(config['min'] ?? 0);
  const high = Number(config['max'] ?? 100);
  const was = Number(heard(config['state_topic']) ?? Number.NaN);
  const step = ((high - low) / 10) * (value === 'louder' ? 1 : -1);
  return to('command_topic', clamp((Number.isFinite(was) ? was : (low + high) / 3) + step, low, high));
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function numberIn(json: string | undefined, key: string): number {
  try {
    return Number((JSON.parse(json ?? '{}') as Record<string, unknown>)[key] ?? Number.NaN);
  } catch {
    return Number.NaN;
  }
}

/** Topics on which a thing says how it stands. */
export const stateTopicsOf = ({ config }: Thing): string[] =>
  ['state_topic', 'brightness_state_topic', 'temperature_state_topic'].flatMap((key) =>
    isTopic(config[key]) ? [config[key]] : [],
  );
