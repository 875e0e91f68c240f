/** One of our turns as a request of Alexa's: what was declared and granted, in the places where Alexa puts it. */
import type { InteractionModel } from '../model.ts';
import type { AnySlot } from '../slots.ts';
import type { ManifestInput, TurnBase } from '../turn.ts';
import type { AlexaNames } from './model.ts';
import type { AlexaEvent, AlexaIntent, AlexaRequest, AlexaSlot } from './wire.ts';

/** What a turn that no type looks at any more offers. */
export type AnyTurn = TurnBase<ManifestInput, AlexaMemory> & {
  spoken(slot: string): string;
};

/** What is noted between turns: the handler's own attributes, and what its last answer asked. */
export interface AlexaMemory {
  attributes: Record<string, unknown>;
  /** Whether the last answer left the conversation open. */
  isOpen: boolean;
}

/** Alexa's permissions, and the fields of ours that stand behind them. */
export const scopes = {
  'alexa::profile:name:read': 'user.name',
  'alexa::profile:given_name:read': 'user.name',
  'alexa::profile:email:read': 'user.contact.email',
  'alexa::profile:mobile_number:read': 'user.contact.phone',
  'read::alexa:device:all:address': 'device.address',
} as const;

/** Seconds as Alexa writes them: `PT1H30M`. */
function isoDuration(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor((seconds % 3600) / 60),
    seconds % 60,
  ];
  const parts = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${rest > 0 ? `${rest}S` : ''}`;
  return `PT${parts === '' ? '0S' : parts}`;
}

/** A value as Alexa would have written it: never more of the words than our own request held. */
function alexaValue(type: string, slot: AnySlot, spoken: string): string | undefined {
  if (slot.value === null) return slot.raw ?? undefined;
  if (type === 'duration') return isoDuration(Number(slot.value));
  if (typeof slot.value === 'object') return 'from' in slot.value ? String(slot.value.from) : spoken;
  const isPlain = typeof slot.value === 'number' || ['date', 'time', 'datetime'].includes(type);
  return isPlain ? String(slot.value) : spoken;
}

function slotsOf(turn: AnyTurn, model: InteractionModel, names: AlexaNames): Record<string, AlexaSlot> {
  const slots: Record<string, AlexaSlot> = {};
  for (const [name, definition] of Object.entries(model.intents[turn.intent]?.slots ?? {})) {
    const slot = turn.slots[name];
    const type = String(definition.type);
    const base = { name: names.slot(name), confirmationStatus: 'NONE', source: 'USER' } as const;
    const value = slot === undefined ? undefined : alexaValue(type, slot, turn.spoken(name));
    const known = model.types?.[type]?.values.find(({ id }) => id === slot?.id);
    const status = { code: known ? 'ER_SUCCESS_MATCH' : 'ER_SUCCESS_NO_MATCH' } as const;
    const form = known?.forms[turn.locale]?.[0] ?? known?.id ?? '';
    const values = known ? [{ value: { name: form, id: known.id } }] : [];
    const authority = `earshot.er-authority.${type}`;
    const isListed = model.types?.[type] !== undefined && slot !== undefined;
    slots[base.name] = {
      ...base,
      ...(value === undefined ? {} : { value }),
      ...(isListed ? { resolutions: { resolutionsPerAuthority: [{ authority, status, values }] } } : {}),
    };
  }
  return slots;
}

const statuses = { none: 'NONE', confirmed: 'CONFIRMED', denied: 'DENIED' } as const;

function requestOf(turn: AnyTurn, model: InteractionModel, names: AlexaNames): AlexaRequest {
  const base = {
    requestId: turn.requestId,
    timestamp: turn.clock.now().toISOString(),
    locale: turn.locale,
  };
  if (turn.intent === 'Launch') return { type: 'LaunchRequest', ...base };
  const intent: AlexaIntent = {
    name: names.intent(turn.intent),
    confirmationStatus: statuses[turn.confirmation],
    slots: slotsOf(turn, model, names),
  };
  // Our dialogue asks for what is required before it calls, so there is never anything left to ask.
  return { type: 'IntentRequest', ...base, dialogState: 'COMPLETED', intent };
}

/** Where a handler may ask for a granted field, for as long as the turn lasts. */
export interface ProfileAccess {
  readonly apiEndpoint: string;
  readonly apiAccessToken: string;
}

export function eventOf(
  turn: AnyTurn,
  {
    model,
    names,
    applicationId,
    access,
  }: {
    readonly model: InteractionModel;
    readonly names: AlexaNames;
    readonly applicationId: string;
    readonly access: ProfileAccess;
  },
): AlexaEvent {
  const permissions = Object.entries(scopes).map(([scope, path]) => {
    const status: 'GRANTED' | 'DENIED' = turn.granted(path as never) ? 'GRANTED' : 'DENIED';
    return [scope, { status }] as const;
  });
  const user = {
    // On devices of hotels and children there is no user: the conversation stands for one.
    userId: turn.userId ?? turn.session.id,
    ...(turn.accountToken === undefined ? {} : { accessToken: turn.accountToken }),
    permissions: { scopes: Object.fromEntries(permissions) },
  };
  const application = { applicationId };
  const supportedInterfaces = turn.capabilities.includes('audio') ? { AudioPlayer: {} } : {};
  return {
    version: '1.0',
    session: {
      new: turn.session.isNew,
      sessionId: turn.session.id,
      application,
      user,
      attributes: turn.session.attributes.attributes,
    },
    context: {
      System: {
        application,
        user,
        device: { deviceId: turn.deviceId ?? turn.session.id, supportedInterfaces },
        ...access,
      },
    },
    request: requestOf(turn, model, names),
  };
}
