/** Between the messages of dialogue's contract and the engine's own types. */
import type { Locale } from '@earshot/skills-sdk';
import type { AudiencePolicy } from '../../language/audience/policy.ts';
import { agreedLocale } from '../../language/locale.ts';
import type { EntityName, SlotContext, SlotValue } from '../../language/slots/types.ts';
import type { Interpretation, Outcome } from '../../language/understand/outcome.ts';
import type { FilledSlot, SlotDataClass } from '../../language/understand/slots.ts';
import type { StoredSlot } from '../../language/understand/state.ts';
import type { TurnInput } from '../../language/understand/turn.ts';
import {
  Confirmation,
  Decision,
  type Interpretation as InterpretationMessage,
  type UnderstandRequest,
  type UnderstandResponse,
} from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { DeviceRef, Slot, Surroundings, TurnRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import type { ConversationOwner } from './conversation-store.ts';

/** Nobody says more in one breath. */
const maxTextLength = 2_000;
const maxHypotheses = 10;

export function localeOf(text: string): Locale {
  const locale = agreedLocale(text);
  if (locale === undefined) throw new EarshotError('DIALOGUE_LOCALE_UNSUPPORTED');
  return locale;
}

export function requireTurn(turn: TurnRef | undefined): TurnRef {
  if (!turn || turn.sessionId === '' || turn.sessionId.length > 200)
    throw new EarshotError('INVALID_ARGUMENT');
  return turn;
}

export function checkedText(text: string): string {
  if (text.length > maxTextLength) throw new EarshotError('DIALOGUE_TEXT_TOO_LONG');
  return text;
}

const isEntityType = (type: string): type is EntityName['slotType'] =>
  type === 'room-name' || type === 'device-name';

export function slotContextOf(
  turn: TurnRef,
  surroundings: Surroundings | undefined,
  nowMs: number,
): SlotContext {
  const { entities: named = [], roomId = '', timeZone = '' } = surroundings ?? {};
  const entities = named.flatMap(({ entityId, names, slotType, roomId: standsIn, kinds }) =>
    isEntityType(slotType)
      ? [{ entityId, names, slotType, kinds, ...(standsIn === '' ? {} : { roomId: standsIn }) }]
      : [],
  );
  const room = roomId === '' ? {} : { roomId };
  return { locale: localeOf(turn.locale), nowMs, timeZone: timeZone || 'UTC', entities, ...room };
}

/**
 * Whose conversation a turn belongs to.
 * @param policy What follows from who is listening: of a hotel's guest and of a child less is kept.
 * @throws EarshotError INVALID_ARGUMENT when it names no device
 */
export function ownerOf(
  { sessionId }: TurnRef,
  device: DeviceRef | undefined,
  policy: AudiencePolicy,
): ConversationOwner {
  if (device === undefined || device.deviceId === '') throw new EarshotError('INVALID_ARGUMENT');
  return { sessionId, device, isRestricted: !policy.mayKeepHistory };
}

/** @param policy What follows from who is listening. */
export function turnInputOf(request: UnderstandRequest, policy: AudiencePolicy): TurnInput {
  if (request.hypotheses.length > maxHypotheses) throw new EarshotError('DIALOGUE_TEXT_TOO_LONG');
  return {
    hypotheses: request.hypotheses.map(({ text, confidence }) => ({
      text: checkedText(text),
      confidence: Number.isFinite(confidence) ? Math.min(Math.max(confidence, 0), 1) : 0,
    })),
    isRejectedByRecogniser: request.isRejectedByRecogniser,
    isBoundedOnly: !policy.mayKeepHistory,
  };
}

const decisions = {
  invoke: Decision.INVOKE,
  ask: Decision.ASK,
  cancel: Decision.CANCEL,
  reject: Decision.REJECT,
} as const;

const confirmations = {
  none: Confirmation.NONE,
  confirmed: Confirmation.CONFIRMED,
  denied: Confirmation.DENIED,
} as const;

const dataClasses: { readonly [C in SlotDataClass]: DataClass } = {
  command: DataClass.COMMAND,
  preference: DataClass.PREFERENCE,
  health: DataClass.HEALTH,
  transaction: DataClass.TRANSACTION,
  identifier: DataClass.IDENTIFIER,
  contact: DataClass.CONTACT,
  utterance: DataClass.UTTERANCE,
  'location-coarse': DataClass.LOCATION_COARSE,
};

function slotMessage(slot: FilledSlot): Slot {
  return {
    name: slot.name,
    type: slot.typeName,
    valueClass: dataClasses[slot.dataClass],
    raw: slot.raw,
    valueJson: JSON.stringify(slot.value),
    valueId: slot.valueId ?? '',
    isMatched: slot.isMatched,
  };
}

function interpretationMessage(interpretation: Interpretation, isExplain: boolean): InterpretationMessage {
  const { skillId, version, intent, slots, confidence, confirmation, isNewConversation } = interpretation;
  return {
    skill: { skillId, version },
    intent,
    slots: slots.map(slotMessage),
    confidence,
    confirmation: confirmations[confirmation],
    isNewConversation,
    reasons: isExplain ? [...interpretation.reasons()] : [],
  };
}

export function responseOf(outcome: Outcome, locale: Locale, isExplain: boolean): UnderstandResponse {
  const { interpretation, nextState } = outcome;
  const speech = (text: string | undefined) => (text === undefined ? undefined : { text, locale });
  const isAsking = outcome.decision === 'ask';
  const waiting = isAsking ? nextState.waiting : undefined;
  return {
    decision: decisions[outcome.decision],
    interpretation: interpretation && interpretationMessage(interpretation, isExplain),
    alternatives: outcome.alternatives.map((other) => interpretationMessage(other, isExplain)),
    speech: speech(outcome.speech),
    reprompt: speech(outcome.reprompt),
    text: outcome.text,
    focusSkillId: (isAsking ? nextState.frame?.skillId : undefined) ?? '',
    focusSlot: waiting?.kind === 'slot' ? waiting.slot : '',
    conversation: undefined,
    also: (outcome.also ?? []).map((other) => interpretationMessage(other, isExplain)),
    resume: speech(outcome.resume),
    isCorrection: outcome.isCorrection === true,
  };
}

/** Slots that come back from the skill. A value that is not ours to read is left out. */
export function storedSlots(slots: readonly Slot[], isKeptBounded: boolean): StoredSlot[] {
  return slots.flatMap(({ name, type, valueClass, valueJson, valueId, isMatched }) => {
    const isOpen =
      valueClass === DataClass.UTTERANCE ||
      valueClass === DataClass.IDENTIFIER ||
      valueClass === DataClass.CONTACT;
    if (isKeptBounded && (isOpen || valueClass === DataClass.UNSPECIFIED)) return [];
    const value = readValue(valueJson);
    if (value === undefined) return [];
    return [{ name, typeName: type, value, ...(valueId === '' ? {} : { valueId }), isMatched }];
  });
}

function readValue(json: string): SlotValue | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const isValue =
      typeof value === 'string' || typeof value === 'number' || (typeof value === 'object' && value !== null);
    return isValue && json.length <= 4_000 ? (value as SlotValue) : undefined;
  } catch {
    return undefined;
  }
}
