/** `earshot owner room`, `device`, `thing`: rooms of a home, what stands in them, and what all of it is called. */
import type { Command } from 'commander';
import { type Room, Thing } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { callUnary } from '../../common/grpc/client.ts';
import type { Context } from './context.ts';

/** Adds a command to a group. Repeated arguments come one after another. */
export type AddCommand = (
  group: Command,
  usage: string,
  description: string,
  act: (context: Context, ...args: string[]) => Promise<object>,
) => void;

export function registerPlaces(owner: Command, add: AddCommand): void {
  add(
    owner,
    'clock [timeZone]',
    'by which clock the home lives, or from now on: Asia/Shanghai, Europe/Madrid',
    clock,
  );
  const room = owner.command('room').description('rooms of the home, and what stands in them');
  add(room, 'list', 'rooms, and what stands in them', listRooms);
  add(room, 'add <name> [otherNames...]', 'a new room, by every name that it is called', addRoom);
  add(room, 'rename <room> <name> [otherNames...]', 'call a room otherwise', renameRoom);
  add(room, 'remove <room>', 'what stood in it stands in no room then', removeRoom);
  const device = owner.command('device').description('the speaker itself');
  add(device, 'place <room>', 'put it into a room', placeDevice);
  add(device, 'name <name> [otherNames...]', 'give it a name', nameDevice);
  const thing = owner.command('thing').description('lamps, blinds: what people speak of');
  add(thing, 'add <kind> <room> <name> [otherNames...]', 'name something in a room', addThing);
  add(thing, 'remove <thing>', 'forget it', removeThing);
  add(
    thing,
    'guard <thing>',
    'it obeys known voices and no others; unguard ends that',
    (context, name = '') => changeThing(context, name, { needsVoice: true }),
  );
  add(thing, 'unguard <thing>', 'it obeys everybody', (context, name = '') =>
    changeThing(context, name, { needsVoice: false }),
  );
  add(
    thing,
    'whose <thing> [who]',
    'who may call it “my …” when their voice is known: me, the join of a member, or nobody',
    (context, name = '', whose = '') => changeThing(context, name, { whose }),
  );
}

const limits = { deadlineMs: 10_000 } as const;

async function clock({ owned }: Context, timeZone = ''): Promise<object> {
  const { privacy, householdId } = await owned();
  if (timeZone !== '') await callUnary(privacy, 'setTimeZone', { householdId, timeZone }, limits);
  return callUnary(privacy, 'readTimeZone', { householdId }, limits);
}

const heardAs = (name: string) => name.trim().normalize('NFKC').toLowerCase();

async function list({ owned }: Context) {
  const { privacy, householdId } = await owned();
  const owner = { householdId, tenantId: '' };
  return { privacy, owner, ...(await callUnary(privacy, 'listRooms', owner, limits)) };
}

/** By any of its names, or by its id. */
function roomCalled(rooms: readonly Room[], name: string): Room {
  const found = rooms.find(
    ({ roomId, names }) => roomId === name || names.some((own) => heardAs(own) === heardAs(name)),
  );
  if (found === undefined) throw new Error(`no room “${name}”; see: earshot owner room list`);
  return found;
}

async function listRooms(context: Context): Promise<object> {
  const { rooms, things } = await list(context);
  const { deviceId } = await context.owned();
  const standing = (roomId: string) =>
    things
      .filter((thing) => thing.roomId === roomId)
      .map(({ names, kinds }) => `${names.join(', ')}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`);
  const elsewhere = standing('');
  return [
    ...rooms.map((room) => ({
      room: room.names.join(', '),
      id: room.roomId,
      ...(room.deviceIds.includes(deviceId) ? { speaker: 'this one stands here' } : {}),
      ...(standing(room.roomId).length === 0 ? {} : { things: standing(room.roomId) }),
    })),
    ...(elsewhere.length === 0 ? [] : [{ room: '(none)', things: elsewhere }]),
  ];
}

async function addRoom(context: Context, ...names: string[]): Promise<object> {
  const { privacy, householdId } = await context.owned();
  const request = { householdId, tenantId: '', rooms: [{ names }] };
  const { roomIds } = await callUnary(privacy, 'createRooms', request, limits);
  return { room: names.join(', '), id: roomIds[0] ?? '' };
}

async function renameRoom(context: Context, room = '', ...names: string[]): Promise<object> {
  const { privacy, owner, rooms } = await list(context);
  const { roomId } = roomCalled(rooms, room);
  await callUnary(privacy, 'renameRoom', { ...owner, roomId, names }, limits);
  return { room: names.join(', '), id: roomId };
}

async function removeRoom(context: Context, room = ''): Promise<object> {
  const { privacy, owner, rooms } = await list(context);
  await callUnary(privacy, 'removeRoom', { ...owner, roomId: roomCalled(rooms, room).roomId }, limits);
  return { removed: room };
}

async function placeDevice(context: Context, room = ''): Promise<object> {
  const { privacy, owner, rooms } = await list(context);
  const { deviceId } = await context.owned();
  const { roomId } = roomCalled(rooms, room);
  await callUnary(privacy, 'placeDevice', { ...owner, deviceId, roomId }, limits);
  return { device: context.options.device, room };
}

async function nameDevice(context: Context, ...names: string[]): Promise<object> {
  const { privacy, householdId, deviceId } = await context.owned();
  const thing = Thing.fromPartial({ names, kinds: ['speaker'], deviceId });
  const { thingId } = await callUnary(privacy, 'nameThing', { householdId, thing }, limits);
  return { device: context.options.device, name: names.join(', '), id: thingId };
}

async function addThing(context: Context, kind = '', room = '', ...names: string[]): Promise<object> {
  const { privacy, owner, rooms } = await list(context);
  const { roomId } = roomCalled(rooms, room);
  const thing = Thing.fromPartial({ names, kinds: [kind], roomId });
  const { thingId } = await callUnary(
    privacy,
    'nameThing',
    { householdId: owner.householdId, thing },
    limits,
  );
  return { thing: names.join(', '), room, id: thingId };
}

function thingCalled(things: readonly Thing[], name: string): Thing {
  const found = things.find(
    ({ thingId, names }) => thingId === name || names.some((own) => heardAs(own) === heardAs(name)),
  );
  if (found === undefined) throw new Error(`nothing is called “${name}”; see: earshot owner room list`);
  return found;
}

async function changeThing(context: Context, name: string, change: Partial<Thing>): Promise<object> {
  const { privacy, owner, things } = await list(context);
  const thing = thingCalled(things, name);
  // A speaker stands where it was put.
  const roomId = thing.deviceId === '' ? thing.roomId : '';
  const { householdId } = owner;
  await callUnary(privacy, 'nameThing', { householdId, thing: { ...thing, roomId, ...change } }, limits);
  return { thing: name, ...change };
}

async function removeThing(context: Context, name = ''): Promise<object> {
  const { privacy, owner, things } = await list(context);
  const thing = thingCalled(things, name);
  const { householdId } = owner;
  await callUnary(privacy, 'removeThing', { householdId, thingId: thing.thingId }, limits);
  return { removed: name };
}
