import { describe, expect, test } from 'vitest';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { Slot } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { Listener, policyOf } from '../audience/policy.ts';
import type { SkillManifest } from '../manifest/types.ts';
import {
  canaries,
  coffeeManifest,
  declare,
  drinkSlot,
  noteSlot,
  personSlot,
  slot,
  turn,
} from '../testing/calls.ts';
import {
  classSlot,
  inspect,
  missingRequired,
  planDisclosure,
  project,
  requestCandidate,
  skillRequestSchema,
} from './index.ts';

const late = { userPseudonym: 'u_1', devicePseudonym: 'd_1', pullUrl: 'https://pull', pullToken: 'token' };

function attempt(
  manifest: SkillManifest,
  granted: readonly string[],
  listener: Listener = Listener.HOUSEHOLD,
  slots?: Slot[],
) {
  const context = turn();
  const candidate = requestCandidate({
    requestId: 'req_1',
    turn: context,
    policy: policyOf(listener),
    capabilities: context.capabilities,
    surroundings: context.surroundings,
    manifest,
    intent: 'OrderCoffee',
    slots: slots ?? [drinkSlot, noteSlot, personSlot],
    confirmation: 'none',
    utterance: canaries.utterance,
    conversationId: 'ses_1',
    isNewConversation: true,
    attributesJson: '',
    history: [],
    nowMs: 0,
  });
  const plan = planDisclosure(candidate, manifest, skillRequestSchema());
  const implied = plan.fields.filter((field) => field.isImpliedByEnabling).map((field) => field.path);
  const allowed = new Set([...implied, ...granted]);
  const request = project(candidate, plan, allowed, late);
  return { plan, allowed, request, bytes: JSON.stringify(request) };
}

const personal = ['utterance', 'device.timeZone', 'user.name', 'device.address', 'slots.Note', 'slots.For'];
const everything = coffeeManifest({ fields: personal.map((name) => declare(name)) });

describe('a request', () => {
  test('holds the envelope and the bounded slots when nothing is granted', () => {
    const { request, bytes } = attempt(everything, []);
    expect(request).toEqual({
      requestId: 'req_1',
      version: '1',
      skillId: 'com.example.bean-counter',
      skillVersion: '1.0.0',
      timestamp: '1970-01-01T00:00:00.000Z',
      locale: 'en-US',
      session: { id: 'ses_1', isNew: true },
      intent: {
        name: 'OrderCoffee',
        confirmation: 'none',
        slots: [
          {
            name: 'Drink',
            type: 'Drink',
            isMatched: true,
            valueClass: 'DATA_CLASS_COMMAND',
            raw: 'Flat white',
            valueJson: '"flat-white"',
            valueId: 'flat-white',
          },
        ],
      },
      user: { id: 'u_1' },
      device: { id: 'd_1', capabilities: ['audio'] },
      granted: [],
    });
    for (const canary of Object.values(canaries)) expect(bytes).not.toContain(canary);
  });

  test('holds what is declared and granted, and pulls the profile instead of pushing it', () => {
    const { request, bytes } = attempt(everything, personal);
    expect(request['utterance']).toBe(canaries.utterance);
    expect(request['pull']).toEqual({ url: 'https://pull', token: 'token' });
    expect(request['granted']).toEqual([
      'user.name',
      'device.timeZone',
      'device.address',
      'utterance',
      'slots.Note',
      'slots.For',
    ]);
    expect(bytes).toContain(canaries.note);
    expect(bytes).toContain(canaries.timeZone);
    expect(request['user']).toEqual({ id: 'u_1' });
    for (const canary of ['accountId', 'householdId', 'deviceSerial', 'sessionId'] as const) {
      expect(bytes).not.toContain(canaries[canary]);
    }
  });

  test('holds nothing that was granted without being declared', () => {
    const { bytes } = attempt(coffeeManifest({ fields: [] }), personal);
    for (const canary of Object.values(canaries)) expect(bytes).not.toContain(canary);
    expect(bytes).not.toContain('token');
  });

  test('of a hotel room or a child holds commands alone, whatever is declared and granted', () => {
    for (const listener of [Listener.HOTEL_GUEST, Listener.CHILD, Listener.UNSPECIFIED]) {
      const { request, bytes, plan } = attempt(everything, [
        ...personal,
        'user.id',
        'device.id',
        'pull.token',
      ]);
      const restricted = attempt(everything, [...personal, 'user.id', 'device.id', 'pull.token'], listener);
      expect(bytes).toContain(canaries.note);
      for (const canary of Object.values(canaries)) expect(restricted.bytes).not.toContain(canary);
      expect(restricted.bytes).not.toContain('token');
      expect(restricted.request['user']).toBeUndefined();
      expect(restricted.request['device']).toEqual({ capabilities: ['audio'] });
      expect(restricted.request['intent']).toMatchObject({ slots: [{ name: 'Drink' }] });
      expect(request).not.toEqual(restricted.request);
      const reasons = new Map(inspect(restricted.plan, new Set(personal)).map((f) => [f.path, f.reason]));
      expect(reasons.get('utterance')).toBe('device_kind');
      expect(plan.fields.length).toBeGreaterThan(restricted.plan.fields.length);
    }
  });

  test('tells a developer what was withheld and why, without a value', () => {
    const { plan, allowed } = attempt(
      coffeeManifest({
        fields: ['utterance', 'history', 'user.name', 'slots.Note'].map((name) => declare(name)),
      }),
      ['utterance', 'user.name'],
    );
    const seen = new Map(inspect(plan, allowed).map((f) => [f.path, [f.isSent, f.reason]]));
    expect(seen.get('utterance')).toEqual([true, 'granted']);
    expect(seen.get('user.name')).toEqual([false, 'pull_only']);
    expect(seen.get('slots.Note')).toEqual([false, 'not_granted']);
    expect(seen.get('slots.For')).toEqual([false, 'not_declared']);
    expect(seen.get('history')).toEqual([false, 'not_granted']);
    expect(seen.get('device.timeZone')).toEqual([false, 'not_declared']);
    expect(seen.get('device.address')).toEqual([false, 'not_declared']);
    expect(seen.get('locale')).toEqual([true, 'implied']);
    const bytes = JSON.stringify(inspect(plan, allowed));
    for (const canary of Object.values(canaries)) expect(bytes).not.toContain(canary);
  });

  test('is not made when a required field is missing', () => {
    const { plan } = attempt(
      coffeeManifest({ fields: [declare('slots.Note', true), declare('slots.For')] }),
      [],
    );
    expect(missingRequired(plan, new Set())).toEqual(['slots.Note']);
    expect(missingRequired(plan, new Set(['slots.Note']))).toEqual([]);
  });

  test('every leaf of the schema is judged', () => {
    const { plan, allowed } = attempt(everything, []);
    const judged = inspect(plan, allowed).map((field) => field.path);
    const absent = skillRequestSchema().leaves.filter((leaf) => !judged.includes(leaf.path));
    // A pull token is planned only when there is something to pull, and here there is.
    expect(absent).toEqual([]);
  });
});

describe('a slot', () => {
  const { model } = coffeeManifest();
  const counted = (valueJson: string) =>
    classSlot(
      model,
      'OrderCoffee',
      slot({ name: 'Count', type: 'number', raw: canaries.utterance, valueJson }),
    );

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'Dr\u0456nk', 'drink'])(
    'by a name that no intent has is none: %s',
    (name) => {
      const { request, bytes, plan } = attempt(everything, personal, Listener.HOUSEHOLD, [
        { ...noteSlot, name },
      ]);
      expect(request['intent']).toEqual({ name: 'OrderCoffee', confirmation: 'none' });
      expect(bytes).not.toContain(canaries.note);
      expect(plan.withheld).toContainEqual(
        expect.objectContaining({ path: `slots.${name}`, reason: 'not_declared' }),
      );
    },
  );

  test('that comes twice leaves once, and its words do not ride on the other', () => {
    const words = { ...drinkSlot, raw: canaries.note, valueJson: JSON.stringify(canaries.note), valueId: '' };
    for (const slots of [
      [drinkSlot, words],
      [words, drinkSlot],
    ]) {
      const { request, bytes } = attempt(coffeeManifest(), [], Listener.HOUSEHOLD, slots);
      expect((request['intent'] as { slots: unknown[] }).slots).toHaveLength(1);
      expect(bytes).not.toContain(canaries.note);
    }
  });

  test('of a type that every object has is none', () => {
    const { model } = coffeeManifest();
    const of = (type: string) => ({
      ...model,
      intents: { ...model.intents, OrderCoffee: { slots: { Drink: { type } }, samples: {} } },
    });
    for (const type of ['constructor', '__proto__', 'toString']) {
      expect(classSlot(of(type), 'OrderCoffee', drinkSlot)).toBeUndefined();
    }
    expect(classSlot(of('Drink'), 'OrderCoffee', drinkSlot)?.dataClass).toBe(DataClass.COMMAND);
  });

  test('that claims to be a command and is words counts as words', () => {
    expect(counted('2')?.dataClass).toBe(DataClass.COMMAND);
    expect(counted('2')?.json).toEqual({
      name: 'Count',
      type: 'number',
      isMatched: true,
      valueClass: 'DATA_CLASS_COMMAND',
      valueJson: '2',
    });
    for (const value of [
      JSON.stringify(canaries.utterance),
      '1e99',
      '{"n":1}',
      'not json',
      'null',
      '[2]',
      '',
    ]) {
      expect(counted(value)?.dataClass, value).toBe(DataClass.UTTERANCE);
    }
  });

  test('of an enumeration counts as words unless it holds one of its values', () => {
    const free = { ...drinkSlot, valueId: 'my knee hurts', valueJson: '"my knee hurts"' };
    expect(classSlot(model, 'OrderCoffee', free)?.dataClass).toBe(DataClass.UTTERANCE);
    const wrapped = { ...drinkSlot, raw: `flat white ${canaries.utterance}` };
    expect(JSON.stringify(classSlot(model, 'OrderCoffee', wrapped))).not.toContain('canary');
  });

  test('keeps every type within its form', () => {
    const types = [
      'percentage',
      'temperature',
      'duration',
      'date',
      'time',
      'datetime',
      'colour',
      'ordinal',
      'room-number',
    ];
    const good: Record<string, unknown> = {
      percentage: 40,
      temperature: { degrees: 21, unit: null },
      duration: 300,
      date: { from: '2026-01-01', to: '2026-01-02' },
      time: '07:30',
      datetime: '2026-01-01T07:30',
      colour: 'teal',
      ordinal: 1,
      'room-number': '1204',
    };
    for (const type of types) {
      const typed = {
        ...model,
        intents: { Try: { slots: { S: { type } }, samples: { 'en-US': ['try'] } } },
      };
      const of = (value: unknown) =>
        classSlot(typed, 'Try', slot({ name: 'S', valueJson: JSON.stringify(value) }))?.dataClass;
      expect(of(good[type]), type).not.toBe(DataClass.UTTERANCE);
      expect(of('call my doctor at 07:30'), type).toBe(DataClass.UTTERANCE);
      expect(of({ from: '2026-01-01', to: '2026-01-02', note: 'doctor' }), type).toBe(DataClass.UTTERANCE);
    }
  });

  test('that no intent has is no field', () => {
    expect(classSlot(model, 'OrderCoffee', slot({ name: 'constructor' }))).toBeUndefined();
    expect(classSlot(model, 'toString', drinkSlot)).toBeUndefined();
  });

  test('of a household name is said back by that name; other words do not leave, and the id is no name', () => {
    const typed = {
      ...model,
      intents: { Try: { slots: { Lamp: { type: 'device-name' } }, samples: { 'en-US': ['try'] } } },
    };
    const entities = [
      {
        entityId: 'dev_1',
        names: ['Reading lamp'],
        slotType: 'device-name',
        roomId: '',
        kinds: [],
        needsVoice: false,
        isOwned: false,
      },
    ];
    const lamp = slot({ name: 'Lamp', raw: 'reading lamp', valueJson: '"dev_1"', valueId: 'dev_1' });
    expect(classSlot(typed, 'Try', lamp, entities)?.json.raw).toBe('Reading lamp');
    const otherWords = { ...lamp, raw: canaries.utterance };
    expect(classSlot(typed, 'Try', otherWords, entities)?.json.raw).toBe('Reading lamp');
    expect(
      classSlot(typed, 'Try', { ...otherWords, valueJson: '"dev_2"' }, entities)?.json.raw,
    ).toBeUndefined();
    expect(classSlot(typed, 'Try', lamp, entities)?.dataClass).toBe(DataClass.PREFERENCE);
  });
});
