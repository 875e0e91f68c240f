/** A guest's turn: the hotel hears the words, and its answer comes back in the form in which dialogue would give it. */
import {
  Decision,
  type UnderstandRequest,
  UnderstandResponse,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import {
  type HotelServiceClient,
  RoomValue,
  type StandardCommand,
} from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { DeviceRef, Directive } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { callUnary } from '../../common/grpc/client.ts';
import type { Expectation, Limits, Understood } from '../turn/ports.ts';
import type { CallBounds } from './services.ts';

export async function understandGuest(
  hotel: HotelServiceClient,
  { turn, device, hypotheses }: UnderstandRequest,
  limits: Limits,
): Promise<Understood> {
  const { speech, roomCommands, isQuestion } = await callUnary(
    hotel,
    'convert',
    { turn, device, hypotheses },
    limits,
  );
  // Nothing is invoked and no words go with it: REJECT is dialogue's word for an answer and no more, ASK for one that
  // waits for the guest's.
  const decision = isQuestion ? Decision.ASK : Decision.REJECT;
  const answer = UnderstandResponse.fromPartial({ decision, speech });
  return { ...answer, directives: roomCommands.map(directiveOf) };
}

/** What the guest was asked back, if it still waits for an answer. */
export async function expectedOfGuest(
  hotel: HotelServiceClient,
  device: DeviceRef,
  limits: CallBounds,
): Promise<Expectation | undefined> {
  const { isExpecting } = await callUnary(hotel, 'expected', { device }, limits);
  return isExpecting ? { focusSkillId: '', focusSlot: '' } : undefined;
}

/** What a value sets, and to what. */
const settings: Readonly<Partial<Record<RoomValue, readonly [property: string, value: string]>>> = {
  [RoomValue.ON]: ['power', 'on'],
  [RoomValue.OFF]: ['power', 'off'],
  [RoomValue.BRIGHTER]: ['brightness', 'up'],
  [RoomValue.DIMMER]: ['brightness', 'down'],
  [RoomValue.OPEN]: ['position', 'on'],
  [RoomValue.CLOSE]: ['position', 'off'],
  [RoomValue.WARMER]: ['temperature', 'up'],
  [RoomValue.COOLER]: ['temperature', 'down'],
  [RoomValue.LOUDER]: ['volume', 'up'],
  [RoomValue.QUIETER]: ['volume', 'down'],
  [RoomValue.SLEEP]: ['scene', 'sleep'],
  [RoomValue.READ]: ['scene', 'read'],
  [RoomValue.WAKE]: ['scene', 'wake'],
  [RoomValue.LEAVE]: ['scene', 'leave'],
};

function directiveOf({ catalogueId, value, degrees }: StandardCommand): Directive {
  const [property, to] = settings[value] ?? (['temperature', String(degrees)] as const);
  const control = { targetId: catalogueId, property, value: to };
  return { directive: { $case: 'deviceControl', value: control } };
}
