/** Standard commands as the schema has them, and back. */
import {
  CommandType,
  RoomValue,
  type StandardCommand as WireCommand,
} from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { StandardCommand } from './conversion/command.ts';

type Name<E> = Extract<keyof E, string>;

const enumOf = <E extends object>(values: E, name: string) => values[name.toUpperCase() as Name<E>];

/** @param command as conversion made it: every id in it is the catalogue's */
export function toWire(command: StandardCommand): WireCommand {
  const { type, item, object, topic, device, quantity, nights, time, value } = command;
  return {
    type: enumOf(CommandType, type) as CommandType,
    catalogueId: item ?? object ?? topic ?? device ?? '',
    quantity: quantity ?? nights ?? 0,
    time: timeToWire(time),
    value: typeof value === 'string' ? (enumOf(RoomValue, value) as RoomValue) : RoomValue.UNSPECIFIED,
    degrees: typeof value === 'number' ? value : 0,
  };
}

function timeToWire(time: string | undefined): WireCommand['time'] {
  if (time === undefined || time === 'now') return undefined;
  if (time.startsWith('+')) return { $case: 'inMinutes', value: Number.parseInt(time.slice(1), 10) };
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return { $case: 'atMinute', value: hours * 60 + minutes };
}
