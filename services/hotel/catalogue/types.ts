/** What a hotel's catalogue says: what may be asked for, who brings it, and how guests call it. */
import type { Localised } from '../../../language/model/types.ts';

export const commandTypes = [
  'deliver',
  'borrow',
  'clean',
  'make_bed',
  'turn_down',
  'collect_trash',
  'change',
  'laundry',
  'iron_clothes',
  'repair',
  'wake_up',
  'taxi',
  'luggage',
  'check_out',
  'late_check_out',
  'extend_stay',
  'change_room',
  'bill',
  'invoice',
  'do_not_disturb',
  'open_door',
  'lost_property',
  'front_desk',
  'chase',
  'quiet',
  'ask',
  'room',
] as const;
export type CommandType = (typeof commandTypes)[number];

/** Templates of words in the syntax of interaction models. */
export type Words = Localised<readonly string[]>;

export interface Item {
  readonly give: 'deliver' | 'borrow';
  /** Whether it is exchanged for a fresh one on request. */
  readonly change?: boolean;
  /** More than this is confirmed with the guest first. */
  readonly limit: number;
  readonly department?: string;
  readonly say: Localised<string>;
  readonly words: Words;
  /** Facts that ask for it without naming it: "the air is so dry". */
  readonly needs?: Words;
}

export interface BreakableObject {
  readonly say: Localised<string>;
  readonly words: Words;
  /** What says by itself that it is broken. */
  readonly faults?: Words;
}

export interface Service {
  readonly department: string;
  /** Minutes after which an open ticket is escalated. */
  readonly lateAfterMinutes?: number;
  /** What is asked back when the guest did not say it. */
  readonly question?: 'time';
  readonly words?: Words;
}

export interface Topic {
  readonly words: Words;
  /** When it is open, `HH:MM` of the hotel's clock; `{from}` and `{to}` of the answer stand for them. */
  readonly hours?: { readonly from: string; readonly to: string };
  readonly answer: Localised<string>;
}

export interface Catalogue {
  readonly departments: Readonly<Record<string, Localised<string>>>;
  readonly items: Readonly<Record<string, Item>>;
  readonly objects: Readonly<Record<string, BreakableObject>>;
  readonly devices: Readonly<Record<string, { readonly words: Words }>>;
  readonly scenes: Readonly<Record<string, { readonly words: Words }>>;
  readonly services: Readonly<Record<CommandType, Service>>;
  readonly topics: Readonly<Record<string, Topic>>;
}
