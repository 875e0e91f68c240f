/** A manifest and a turn for tests and benches; every personal value in them is a canary that can be searched for. */
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { Audience } from '../../proto/gen/earshot/turn/v1/audience.ts';
import {
  type DeviceRef,
  Slot,
  type Surroundings,
  type TurnRef,
} from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { FieldDeclaration, SkillManifest } from '../manifest/types.ts';

/** Words and ids that may be in a request only if they were declared and granted. */
export const canaries = {
  utterance: 'canary utterance brew me the usual',
  note: 'canary note without sugar',
  person: 'canary person Ilse',
  accountId: 'canary-account-7f3a',
  householdId: 'canary-household-19bd',
  deviceSerial: 'canary-serial-c055',
  sessionId: 'canary-session-e2e2',
  timeZone: 'Canary/Zone',
  address: 'canary street 12, room 4',
} as const;

const purpose = { 'zh-CN': '用来测试', 'en-US': 'to test with' };

export function declare(name: string, required = false): FieldDeclaration {
  return { name, required, purpose, retentionDays: 0 };
}

/** A coffee skill that declares its two personal slots and answers with everything there is. */
export function coffeeManifest(changes: Partial<SkillManifest> = {}): SkillManifest {
  return {
    id: 'com.example.bean-counter',
    version: '1.0.0',
    name: { 'zh-CN': '咖啡豆', 'en-US': 'Bean Counter' },
    developer: {
      operator: 'Example Coffee',
      contact: 'privacy@example.com',
      region: 'cn',
      privacyPolicyUrl: 'https://example.com/privacy',
    },
    locales: ['zh-CN', 'en-US'],
    model: {
      invocationNames: { 'zh-CN': ['咖啡豆'], 'en-US': ['bean counter'] },
      intents: {
        OrderCoffee: {
          slots: {
            Drink: { type: 'Drink' },
            Count: { type: 'number' },
            Note: { type: 'text' },
            For: { type: 'person-name' },
          },
          samples: { 'zh-CN': ['来一杯{Drink}'], 'en-US': ['(a|one) {Drink}'] },
        },
      },
      types: {
        Drink: {
          values: [
            { id: 'flat-white', forms: { 'zh-CN': ['白咖啡'], 'en-US': ['flat white'] } },
            { id: 'latte', forms: { 'zh-CN': ['拿铁'], 'en-US': ['latte'] } },
          ],
        },
      },
    },
    endpoint: 'https://skill.example.com/earshot',
    fields: [declare('slots.Note'), declare('slots.For')],
    returns: [
      { name: 'speech' },
      { name: 'reprompt' },
      { name: 'card' },
      { name: 'attributes' },
      { name: 'listening' },
      { name: 'feedback' },
    ],
    ...changes,
  };
}

export function slot(values: Partial<Slot>): Slot {
  return { ...Slot.fromPartial({}), valueClass: DataClass.COMMAND, isMatched: true, ...values };
}

export const drinkSlot = slot({
  name: 'Drink',
  type: 'Drink',
  raw: 'Flat white',
  valueJson: '"flat-white"',
  valueId: 'flat-white',
});

export const noteSlot = slot({
  name: 'Note',
  type: 'text',
  valueClass: DataClass.UTTERANCE,
  raw: canaries.note,
  valueJson: JSON.stringify(canaries.note),
});

export const personSlot = slot({
  name: 'For',
  type: 'person-name',
  valueClass: DataClass.IDENTIFIER,
  raw: canaries.person,
  valueJson: JSON.stringify(canaries.person),
});

/** A device with all that anybody in the house knows of it, for tests that play several parts of the house. */
export interface TestDevice extends DeviceRef {
  /** Of the account that answers for it; empty in hotels. */
  readonly subjectId: string;
  readonly audience: Audience | undefined;
  readonly surroundings: Surroundings;
}

export function homeDevice(changes: Partial<TestDevice> = {}): TestDevice {
  return {
    deviceId: canaries.deviceSerial,
    householdId: canaries.householdId,
    tenantId: '',
    subjectId: canaries.accountId,
    audience: undefined,
    surroundings: { timeZone: canaries.timeZone, roomId: '', entities: [] },
    ...changes,
  };
}

/** A turn's reference, and what single calls of it take beyond that. */
export interface TestTurn extends TurnRef {
  readonly device: TestDevice;
  readonly surroundings: Surroundings;
  readonly capabilities: string[];
}

let turns = 0;

export function turn(changes: Partial<TestTurn> = {}): TestTurn {
  turns += 1;
  const device = changes.device ?? homeDevice();
  return {
    turnId: `turn-${process.pid}-${turns}-${Math.random().toString(36).slice(2)}`,
    // A session has one turn at a time.
    sessionId: `${canaries.sessionId}-${turns}`,
    locale: 'en-US',
    audience: device.audience,
    device,
    surroundings: device.surroundings,
    capabilities: ['audio'],
    ...changes,
  };
}
