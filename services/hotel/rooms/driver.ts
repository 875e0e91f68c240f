/** What a room's own devices are told, whatever hardware they are: a driver is how one kind of hardware is told. */
import type { RoomValue } from '../conversion/command.ts';

/** One thing to do in one room. */
export interface RoomCommand {
  /** A device of the catalogue: `lights`, `curtains`, `air_conditioner`, `television`, `scene`. */
  readonly device: string;
  /** A word of the schema's, or degrees. */
  readonly value: RoomValue | number;
}

export interface RoomPlace {
  readonly tenantId: string;
  /** As the hotel calls the room. */
  readonly room: string;
}

/**
 * `done`: something that is there was told. `absent`: this room has no such thing, somebody else may do it.
 * `unreachable`: it has one, or may have, and nobody could tell it.
 */
export type RoomOutcome = 'done' | 'absent' | 'unreachable';

export interface RoomDriver {
  control(place: RoomPlace, command: RoomCommand): Promise<RoomOutcome>;
  close(): Promise<void>;
}

/** Where no hardware is connected: the speaker itself is told, as a directive. */
export const noDriver: RoomDriver = {
  control: async () => 'absent',
  close: async () => {},
};
