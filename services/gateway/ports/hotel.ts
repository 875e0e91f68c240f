/** A guest's turn: the hotel hears the words, and its answer comes back in the form in which dialogue would give it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { localeFor } from '../../../language/locale.ts';
import type { Locale } from '../../../language/model/types.ts';
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
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import type { Expectation, Limits, Understood } from '../turn/ports.ts';
import type { CallBounds } from './services.ts';

/** Said when nobody knows whether the desk has it: a guest who hears nothing waits for towels that do not come. */
const unreached: Readonly<Record<Locale, string>> = {
  'zh-CN': '抱歉，现在联系不上酒店的服务台，您的请求可能没有送达，请拨打前台电话。',
  'en-US':
    'Sorry, I cannot reach the hotel’s desk right now, so your request may not have arrived. Please call the front desk.',
};
/** A hotel service that was started again is back by then, or soon; a turn said twice is kept once. */
const retryAfterMs = 400;

export async function understandGuest(
  hotel: HotelServiceClient,
  { turn, device, hypotheses }: UnderstandRequest,
  limits: Limits,
): Promise<Understood> {
  const untilMs = performance.now() + limits.deadlineMs;
  const convert = () =>
    callUnary(
      hotel,
      'convert',
      { turn, device, hypotheses },
      { ...limits, deadlineMs: untilMs - performance.now() },
    );
  const answer = await convert()
    .catch(async (error: unknown) => {
      if (codeOf(error) !== 'SERVICE_UNAVAILABLE') throw error;
      await sleep(retryAfterMs, undefined, { signal: limits.signal });
      return convert();
    })
    .catch((error: unknown) => {
      const isAway = ['SERVICE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'STORE_FAILED'].includes(codeOf(error));
      if (!isAway || limits.signal?.aborted === true) throw error;
      return undefined;
    });
  if (answer === undefined) {
    const locale = localeFor(turn?.locale ?? '');
    const speech = { text: unreached[locale], locale };
    return UnderstandResponse.fromPartial({ decision: Decision.REJECT, speech });
  }
  const { speech, roomCommands, isQuestion } = answer;
  // Nothing is invoked and no words go with it: REJECT is dialogue's word for an answer and no more, ASK for one that
  // waits for the guest's.
  const decision = isQuestion ? Decision.ASK : Decision.REJECT;
  const understood = UnderstandResponse.fromPartial({ decision, speech });
  return { ...understood, directives: roomCommands.map(directiveOf) };
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
