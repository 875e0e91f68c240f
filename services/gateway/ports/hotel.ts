/** A guest's turn: the hotel hears the words, and its answer comes back in the form in which dialogue would give it. */
import { LRUCache } from 'lru-cache';
import { localeFor } from '../../../language/locale.ts';
import type { Locale } from '../../../language/model/types.ts';
import {
  Confirmation,
  Decision,
  type DialogueServiceClient,
  type UnderstandRequest,
  UnderstandResponse,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import {
  type HotelServiceClient,
  RoomValue,
  type SkillOpening,
  type StandardCommand,
} from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { DeviceRef, Directive, SkillSet, TurnRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { withRoomWords } from '../../common/room-words.ts';
import type { Expectation, Limits, Understood } from '../turn/ports.ts';
import type { CallBounds } from './services.ts';

/** Said when nobody knows whether the desk has it: a guest who hears nothing waits for towels that do not come. */
const unreached: Readonly<Record<Locale, string>> = {
  'zh-CN': '抱歉，现在联系不上酒店的服务台，您的请求可能没有送达，请拨打前台电话。',
  'en-US':
    'Sorry, I cannot reach the hotel’s desk right now, so your request may not have arrived. Please call the front desk.',
};

/** Hotels whose spoken models are known by name at once. */
const maxHotels = 5_000;

/** What guests of each hotel may say, by the name under which the recogniser gets it; asked before each listen. */
export class SpokenModels {
  readonly #versions = new LRUCache<string, string>({ max: maxHotels });

  note(tenantId: string, version: string): void {
    if (version !== '') this.#versions.set(tenantId, version);
  }

  /** What may be said where this device is: to skills, and in a room to the hotel. */
  over(skillSet: SkillSet | undefined, { tenantId }: Pick<DeviceRef, 'tenantId'>): SkillSet | undefined {
    return withRoomWords(skillSet, this.#versions.get(tenantId) ?? '');
  }
}

export interface GuestServices {
  readonly hotel: HotelServiceClient;
  readonly dialogue: DialogueServiceClient;
  readonly spokenModels: SpokenModels;
}

/** A skill that the guest said yes to is called with an intent and values out of lists; with no word of the guest's. */
function invoke({ skill, intent, slots }: SkillOpening): Understood {
  const interpretation = { skill, intent, slots, confirmation: Confirmation.NONE, confidence: 1 };
  return UnderstandResponse.fromPartial({ decision: Decision.INVOKE, interpretation });
}

/** What dialogue made of the words, for a skill that is open: its question goes on, and no word of the guest's is in it. */
function forOpenSkill(understood: UnderstandResponse, { skill, intent, slots }: SkillOpening): Understood {
  const { decision, interpretation, speech, reprompt, focusSkillId, focusSlot, conversation, resume } =
    understood;
  const { confirmation = Confirmation.NONE, isNewConversation = false } = interpretation ?? {};
  const bounded = { skill, intent, slots, confirmation, isNewConversation, confidence: 1 };
  return UnderstandResponse.fromPartial({
    ...{ decision, interpretation: bounded, focusSkillId, focusSlot },
    ...{ speech, reprompt, conversation, resume },
  });
}

/**
 * Words that are nothing of the hotel's may be for a skill that the hotel enabled; whose it is, is told first.
 * @param understood What dialogue made of the words
 * @returns nothing when none of the skills knows the words
 */
async function skillOfOthers(
  { hotel }: GuestServices,
  { turn, device }: UnderstandRequest,
  understood: UnderstandResponse,
  limits: Limits,
): Promise<Understood | undefined> {
  const { decision, interpretation } = understood;
  const isMeant = decision === Decision.INVOKE || decision === Decision.ASK;
  if (!isMeant || interpretation?.skill === undefined) return undefined;
  const { skill, intent, slots } = interpretation;
  const offer = { turn, device, opening: { skill, intent, slots } };
  const { isOpen, opening, speech, card } = await callUnary(hotel, 'offerSkill', offer, limits);
  if (isOpen && opening !== undefined) return forOpenSkill(understood, opening);
  const announced = UnderstandResponse.fromPartial({ decision: Decision.ASK, speech });
  const directives = card === undefined ? [] : [{ directive: { $case: 'card', value: card } as const }];
  return { ...announced, directives };
}

/** Words that were said while a skill waits for an answer, as dialogue understands them; nothing when none waits. */
async function underQuestion(
  { dialogue }: GuestServices,
  request: UnderstandRequest,
  limits: Limits,
): Promise<{ readonly understood: UnderstandResponse; readonly isAnswer: boolean } | undefined> {
  const { turn, device, skillSet } = request;
  if ((skillSet?.skills.length ?? 0) === 0) return undefined;
  const { isExpecting, focusSkillId } = await callUnary(
    dialogue,
    'expected',
    { turn, device, skillSet },
    limits,
  );
  if (!isExpecting) return undefined;
  const understood = await callUnary(dialogue, 'understand', request, limits);
  const { decision, interpretation } = understood;
  const isOfAsker = focusSkillId === '' || interpretation?.skill?.skillId === focusSkillId;
  return { understood, isAnswer: decision === Decision.INVOKE && isOfAsker };
}

export async function understandGuest(
  services: GuestServices,
  request: UnderstandRequest,
  limits: Limits,
): Promise<Understood> {
  const { turn, device, isRejectedByRecogniser } = request;
  // Ears that hear only what was foreseen make commands of anything: what they doubt themselves is nothing that was asked.
  const hypotheses = isRejectedByRecogniser ? [] : request.hypotheses;
  const untilMs = performance.now() + limits.deadlineMs;
  const deadlineLeft = () => ({ ...limits, deadlineMs: untilMs - performance.now() });
  // Whatever is wrong with skills of others, the hotel hears its guests.
  const asked = await underQuestion(services, request, deadlineLeft()).catch(() => undefined);
  // What a skill asked is answered to it, even where the hotel would know the words too; "stop" ends its question.
  if (asked?.understood.decision === Decision.CANCEL) {
    const { speech } = asked.understood;
    return UnderstandResponse.fromPartial({ decision: Decision.CANCEL, speech });
  }
  const answered = asked?.isAnswer
    ? await skillOfOthers(services, request, asked.understood, deadlineLeft())
    : undefined;
  if (answered !== undefined) return answered;
  const convert = () =>
    callUnary(
      services.hotel,
      'convert',
      { turn, device, hypotheses },
      { ...deadlineLeft(), isPatient: true },
    );
  // A hotel service that was started again is there soon: the call waits for its line as long as the turn may. A turn that
  // reached it is not sent once more.
  const answer = await convert().catch((error: unknown) => {
    const isAway = ['SERVICE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'STORE_FAILED'].includes(codeOf(error));
    if (!isAway || limits.signal?.aborted === true) throw error;
    return undefined;
  });
  if (answer === undefined) {
    const locale = localeFor(turn?.locale ?? '');
    const speech = { text: unreached[locale], locale };
    return UnderstandResponse.fromPartial({ decision: Decision.REJECT, speech });
  }
  const { speech, roomCommands, isQuestion, isNothing, opened } = answer;
  if (opened !== undefined) return invoke(opened);
  const offered = isNothing
    ? await offeredSkill(services, request, asked?.understood, deadlineLeft())
    : undefined;
  if (offered !== undefined) return offered;
  // Nothing is invoked and no words go with it: REJECT is dialogue's word for an answer and no more, ASK for one that
  // waits for the guest's.
  const decision = isQuestion ? Decision.ASK : Decision.REJECT;
  const understood = UnderstandResponse.fromPartial({ decision, speech });
  return { ...understood, directives: roomCommands.map(directiveOf) };
}

async function offeredSkill(
  services: GuestServices,
  request: UnderstandRequest,
  known: UnderstandResponse | undefined,
  limits: Limits,
): Promise<Understood | undefined> {
  if ((request.skillSet?.skills.length ?? 0) === 0) return undefined;
  const understood = known ?? (await callUnary(services.dialogue, 'understand', request, limits));
  return skillOfOthers(services, request, understood, limits);
}

/** What the guest was asked back, if it still waits for an answer. */
export async function expectedOfGuest(
  { hotel, dialogue, spokenModels }: GuestServices,
  { turn, device }: { readonly turn: TurnRef; readonly device: DeviceRef },
  limits: CallBounds,
): Promise<Expectation | undefined> {
  // A skill that the guest opened may wait for an answer too.
  const [own, ofSkill] = await Promise.all([
    callUnary(hotel, 'expected', { device }, limits),
    callUnary(dialogue, 'expected', { turn, device, skillSet: undefined }, limits),
  ]);
  spokenModels.note(device.tenantId, own.spokenVersion);
  if (own.isExpecting) return { focusSkillId: '', focusSlot: '' };
  const { isExpecting, focusSkillId, focusSlot } = ofSkill;
  return isExpecting ? { focusSkillId, focusSlot } : undefined;
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
