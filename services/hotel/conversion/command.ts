/** What may leave a room: an enumeration, an id of the hotel's own catalogue, numbers and times. Nothing the guest said. */
import type { CommandType } from '../catalogue/types.ts';

export interface StandardCommand {
  readonly type: CommandType;
  /** Id of the hotel's catalogue. */
  readonly item?: string;
  /** Id of a thing that is broken. */
  readonly object?: string;
  readonly topic?: string;
  readonly device?: string;
  readonly quantity?: number;
  readonly nights?: number;
  /** "HH:MM", or minutes from now as "+30m"; missing = now. */
  readonly time?: string;
  /** A word of the schema's, or a temperature. */
  readonly value?: RoomValue | number;
}

export const roomValues = [
  'on',
  'off',
  'brighter',
  'dimmer',
  'open',
  'close',
  'warmer',
  'cooler',
  'louder',
  'quieter',
  'sleep',
  'read',
  'wake',
  'leave',
] as const;
export type RoomValue = (typeof roomValues)[number];

export interface Conversion {
  /** In the order they were said. */
  readonly commands: readonly StandardCommand[];
  /** More than the hotel's limit: they leave after the guest's yes. */
  readonly toConfirm: readonly StandardCommand[];
  /** Named by the words, which are hardly a wish: they leave after the guest's yes. */
  readonly toAsk: readonly StandardCommand[];
  /** Commands that lack something which is asked back. */
  readonly toComplete: readonly { readonly command: StandardCommand; readonly missing: 'time' }[];
}

export const nothing: Conversion = Object.freeze({ commands: [], toConfirm: [], toAsk: [], toComplete: [] });
