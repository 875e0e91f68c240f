/** The contract of places on top of rooms, things and stays. */
import type { PrivacyServiceServer } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { unary } from '../../common/grpc/server.ts';
import type { PlaceParts } from './owner.ts';
import { Rooms } from './rooms.ts';
import { Stays } from './stays.ts';
import { Things } from './things.ts';

type PlaceCalls =
  | 'createRooms'
  | 'renameRoom'
  | 'listRooms'
  | 'removeRoom'
  | 'placeDevice'
  | 'nameThing'
  | 'removeThing'
  | 'openStay'
  | 'changeStay'
  | 'closeStay'
  | 'locateDevice';

export function placeHandlers(parts: PlaceParts): Pick<PrivacyServiceServer, PlaceCalls> {
  const rooms = new Rooms(parts);
  const things = new Things(parts);
  const stays = new Stays(parts);
  return {
    createRooms: unary(async (request, call) => {
      requireOwn(call, request);
      return { roomIds: await rooms.create(request, request.rooms) };
    }),
    renameRoom: unary(async (request, call) => {
      requireOwn(call, request);
      await rooms.rename(request, request.roomId, request.names);
      return {};
    }),
    listRooms: unary((request, call) => {
      requireOwn(call, request);
      return rooms.list(request);
    }),
    removeRoom: unary(async (request, call) => {
      requireOwn(call, request);
      await rooms.remove(request, request.roomId);
      return {};
    }),
    placeDevice: unary(async (request, call) => {
      requireOwn(call, request);
      await rooms.place(request, request.deviceId, request.roomId);
      return {};
    }),
    nameThing: unary(async ({ householdId, thing }, call) => {
      requireOwn(call, { householdId });
      if (thing === undefined) throw new EarshotError('INVALID_ARGUMENT');
      return { thingId: await things.name(householdId, thing) };
    }),
    removeThing: unary(async ({ householdId, thingId }, call) => {
      requireOwn(call, { householdId });
      await things.remove(householdId, thingId);
      return {};
    }),
    openStay: unary(async ({ tenantId, roomId, locale }, call) => {
      requireOwn(call, { tenantId });
      return { stayId: await stays.open(tenantId, roomId, locale) };
    }),
    changeStay: unary(async ({ tenantId, stay }, call) => {
      requireOwn(call, { tenantId });
      if (stay === undefined) throw new EarshotError('INVALID_ARGUMENT');
      await stays.change(tenantId, stay);
      return {};
    }),
    closeStay: unary(async ({ tenantId, stayId }, call) => {
      requireOwn(call, { tenantId });
      await stays.close(tenantId, stayId);
      return {};
    }),
    locateDevice: unary(({ deviceId }) => rooms.locate(deviceId)),
  };
}
