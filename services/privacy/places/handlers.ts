/** The contract of places on top of rooms, things and stays. */
import type { PrivacyServiceServer } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { unary } from '../../common/grpc/server.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
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

export interface Places {
  readonly rooms: Rooms;
  readonly things: Things;
  readonly stays: Stays;
}

export const makePlaces = (parts: PlaceParts): Places => ({
  rooms: new Rooms(parts),
  things: new Things(parts),
  stays: new Stays(parts),
});

export function placeHandlers(
  { rooms, things, stays }: Places,
  takenBack: TakenBackNotes,
): Pick<PrivacyServiceServer, PlaceCalls> {
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
      const { householdId, tenantId, roomId } = request;
      await takenBack.keep({ kind: 'room', householdId, tenantId, roomId }, () =>
        rooms.remove(request, roomId),
      );
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
      await takenBack.keep({ kind: 'thing', householdId, thingId }, () =>
        things.remove(householdId, thingId),
      );
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
      await takenBack.keep({ kind: 'stay', tenantId, stayId }, () => stays.close(tenantId, stayId));
      return {};
    }),
    locateDevice: unary(({ deviceId }) => rooms.locate(deviceId)),
  };
}
