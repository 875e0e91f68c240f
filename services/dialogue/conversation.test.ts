/** The one record of a conversation: what it holds, for whom, for how long, and how it stands at rest. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversationLifetimeMs } from '../../language/understand/state.ts';
import { Decision, ObserveRequest } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { Slot } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { open } from '../common/keys/seal.ts';
import { DataKeys } from '../privacy/keys/data-keys.ts';
import { loadMasterKeys } from '../privacy/keys/master-keys.ts';
import { bounded, type Conversation, noConversation, readConversation } from './conversation.ts';
import { ConversationKeys } from './conversation-keys.ts';
import { ConversationStore } from './conversation-store.ts';
import { type Harness, refs, requestOf, type SaidTurn, startHarness } from './testing/harness.ts';

const limits = { deadlineMs: 5_000 };
const canary = 'canarywords kept for later';
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness?.close());

const keyOf = async (deviceId: string) =>
  (await callUnary(harness.privacy.client, 'getConversationKey', { deviceId }, limits)).key;

/** A process's worth of the store, with no key in its memory yet. */
const newStore = () => new ConversationStore(harness.privacy.stores.pool, new ConversationKeys(keyOf));

async function stored(sessionId: string): Promise<Conversation> {
  const row = (await harness.stored()).find((one) => one.session_id === sessionId)!;
  return readConversation(
    open(await keyOf(row.device_id), row.sealed, `conversation ${sessionId}`).toString('utf8'),
  );
}

/** Orders a coffee up to the call, and lets the skill answer with a question and attributes. */
async function answered(turn: SaidTurn, changes: Partial<ObserveRequest> = {}) {
  const { interpretation, conversation } = await harness.say(
    turn,
    'remind me to call doctor smith at eight tonight',
  );
  const request: ObserveRequest = {
    ...ObserveRequest.fromPartial({}),
    ...requestOf(turn),
    skill: interpretation!.skill!,
    intent: interpretation!.intent,
    slots: interpretation!.slots,
    isExpectingSpeech: true,
    reprompt: { text: `Say ${canary}?`, locale: 'en-US' },
  };
  request.conversation = {
    ...conversation!,
    attributesJson: JSON.stringify({ note: canary }),
    history: [canary],
    readerCheck: 'reader',
    names: [{ type: 'List', valueId: 'list-1', forms: [canary] }],
  };
  await callUnary(harness.clients[1]!, 'observe', { ...request, ...changes }, limits);
  return conversation!;
}

describe('a conversation', () => {
  it('is one record: the next turn, in another process, finds the question and the attributes together', async () => {
    const turn = harness.turnOf('one');
    const first = await answered(turn);
    expect(first).toMatchObject({ isNew: true, attributesJson: '', history: [] });
    const expected = await callUnary(harness.clients[0]!, 'expected', requestOf(turn), limits);
    expect(expected).toEqual({
      isExpecting: true,
      focusSkillId: 'home',
      focusSlot: '',
      names: [{ type: 'List', valueId: 'list-1', forms: [canary] }],
    });
    const next = await harness.say(turn, 'remind me to call mum at nine tonight', 1);
    expect(next.conversation).toEqual({
      conversationId: first.conversationId,
      isNew: false,
      attributesJson: JSON.stringify({ note: canary }),
      history: [canary],
      readerCheck: 'reader',
      names: [{ type: 'List', valueId: 'list-1', forms: [canary] }],
      askedPermissions: [],
      isPermissionOpen: false,
      isAwaited: false,
    });
  });

  it('makes ready what will understand an utterance while it is still spoken', async () => {
    const skillSet = { skillSetId: 'ahead', skills: refs('home@2') };
    expect(harness.askedModels.has('home@2')).toBe(false);
    await callUnary(
      harness.clients[0]!,
      'expected',
      requestOf(harness.turnOf('ahead', { skillSet })),
      limits,
    );
    await expect.poll(() => harness.askedModels.has('home@2')).toBe(true);
  });

  it('asks once more when nobody answers, in the words of the skill, and then lets it be', async () => {
    const turn = harness.turnOf('silent');
    await answered(turn);
    const again = await harness.say(turn, '');
    expect([again.decision, again.speech?.text]).toEqual([Decision.ASK, `Say ${canary}?`]);
    expect((await harness.say(turn, '')).decision).toBe(Decision.REJECT);
    const { isExpecting } = await callUnary(harness.clients[0]!, 'expected', requestOf(turn), limits);
    expect(isExpecting).toBe(true);
  });

  it('ends with the skill that ended it', async () => {
    const turn = harness.turnOf('ended');
    await answered(turn, { isSessionEnded: true, isExpectingSpeech: false, conversation: undefined });
    const { isExpecting } = await callUnary(harness.clients[0]!, 'expected', requestOf(turn), limits);
    expect(isExpecting).toBe(false);
    expect((await stored('ended')).thread).toBeUndefined();
    const next = await harness.say(turn, 'remind me to call mum at nine tonight');
    expect(next.conversation?.isNew).toBe(true);
  });

  it('lives for one time, all of it, and is swept after it', async () => {
    const turn = harness.turnOf('late');
    await answered(turn);
    const { nowMs } = harness.clock;
    harness.clock.nowMs += conversationLifetimeMs + 1;
    const { isExpecting } = await callUnary(harness.clients[0]!, 'expected', requestOf(turn), limits);
    expect(isExpecting).toBe(false);
    const next = await harness.say(turn, 'remind me to call mum at nine tonight');
    expect(next.conversation).toMatchObject({ isNew: true, attributesJson: '' });
    harness.clock.nowMs = nowMs;
    await newStore().sweep(nowMs + 2 * conversationLifetimeMs);
    await newStore().sweep(nowMs + 3 * conversationLifetimeMs);
    expect(await harness.stored()).toEqual([]);
  });

  it('is forgotten by session, by device and by household', async () => {
    const { deviceId, householdId } = harness.home.device;
    const none = { sessionId: '', deviceId: '', householdId: '' };
    for (const by of [{ sessionId: 'gone' }, { deviceId }, { householdId }]) {
      await answered(harness.turnOf('gone'));
      await callUnary(harness.clients[0]!, 'forget', { ...none, ...by }, limits);
      expect(await harness.stored()).toEqual([]);
    }
    const both = callUnary(harness.clients[0]!, 'forget', { ...none, deviceId, householdId }, limits);
    await expect(both).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('survives two writers: each change is made on the newest state', async () => {
    const store = newStore();
    const { nowMs } = harness.clock;
    const owner = { sessionId: 'race', device: harness.home.device, isRestricted: false };
    const count = ({ state }: Conversation) => ({
      next: { ...noConversation, state: { ...state, turn: state.turn + 1, expiresAtMs: nowMs + 60_000 } },
    });
    await Promise.all(Array.from({ length: 4 }, () => store.update(owner, nowMs, count)));
    expect((await store.read(owner, nowMs)).state.turn).toBe(4);
  });

  it('is kept whatever characters were said', async () => {
    const turn = harness.turnOf('odd-characters');
    await harness.say(turn, 'remind me to call mum');
    for (const text of ['set a reminder', 'buy a\u0000b\ud800c milk']) {
      expect((await harness.say(turn, text)).decision).not.toBe(Decision.REJECT);
    }
  });
});

describe('at rest', () => {
  it('holds no word of anybody in the clear, in any column of any table', async () => {
    await answered(harness.turnOf('sealed'));
    const { pool } = harness.privacy.stores;
    const tables = await query<{ name: string }>(
      pool,
      "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'",
    );
    const dumps = await Promise.all(
      tables.map(({ name }) => query<{ row: string }>(pool, `select t::text as row from ${name} t`)),
    );
    const dump = dumps.flat().map(({ row }) => row);
    const hex = (text: string) => Buffer.from(text).toString('hex');
    expect(dump.length).toBeGreaterThan(5);
    for (const word of ['canarywords', 'smith', 'doctor', '20:00']) {
      expect(dump.filter((row) => row.includes(word) || row.includes(hex(word)))).toEqual([]);
    }
    // And yet all of it is there, for whoever has the key.
    const kept = JSON.stringify(await stored('sealed'));
    for (const word of ['canarywords', 'smith']) expect(kept).toContain(word);
  });

  it('is never in the write-ahead log', async () => {
    const rows = await query(
      harness.privacy.stores.pool,
      "select relpersistence from pg_class where relname = 'conversations'",
    );
    expect(rows).toEqual([{ relpersistence: 'u' }]);
  });

  it('cannot be read any more once the key of the household is destroyed', async () => {
    const turn = harness.turnOf('destroyed', { device: harness.otherHome.device });
    await answered(turn);
    const { pool } = harness.privacy.stores;
    const [household] = await query<{ key_id: string }>(
      pool,
      'select key_id from households where household_id = $1',
      [harness.otherHome.householdId],
    );
    const stateDir = harness.privacy.stateDirectory;
    await new DataKeys(stateDir, loadMasterKeys(stateDir).wrapping).destroy(household!.key_id);
    const owner = { sessionId: 'destroyed', device: harness.otherHome.device, isRestricted: false };
    await expect(newStore().read(owner, harness.clock.nowMs)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // A new key, for whatever reason there is one, opens nothing of the old.
    await query(pool, 'update households set key_id = null where household_id = $1', [
      harness.otherHome.householdId,
    ]);
    expect(await newStore().read(owner, harness.clock.nowMs)).toEqual(noConversation);
  });
});

describe("of a hotel's guest or a child", () => {
  it.each(['hotelDevice', 'childDevice'] as const)(
    'enumerations, numbers and times are kept, and no words (%s)',
    async (device) => {
      const turn = harness.turnOf(device, { device: harness[device] });
      const said = await harness.say(turn, 'remind me to call doctor smith at eight tonight');
      expect(said.interpretation?.slots.some(({ raw }) => raw === 'call doctor smith')).toBe(true);
      await answered(turn);
      const kept = await stored(device);
      expect(kept.thread).toMatchObject({ history: [], attributesJson: '', names: [] });
      expect(kept.thread).not.toHaveProperty('isAwaited');
      expect(kept.reprompt).toBeUndefined();
      expect(JSON.stringify(kept)).not.toMatch(/canary|smith|doctor/);
      expect(JSON.stringify(kept.state.frame?.slots)).toContain('20:00');
    },
  );

  it('keeps what a skill noted in enumerations and numbers, and drops it whole with a sentence in it', () => {
    const attributesOf = (attributes: object) =>
      bounded({
        ...noConversation,
        thread: {
          skillId: 's',
          conversationId: 'c',
          attributesJson: JSON.stringify(attributes),
          history: ['words'],
          readerCheck: '',
          names: [],
          askedPermissions: [],
          isPermissionOpen: false,
        },
      }).thread?.attributesJson;
    const order = {
      drink: 'flat-white',
      count: 2,
      at: '2026-11-29T20:00',
      extras: ['milk', 'oat'],
      isHot: true,
    };
    expect(attributesOf(order)).toBe(JSON.stringify(order));
    expect(attributesOf({ ...order, note: 'call my wife' })).toBe('');
    expect(attributesOf({ 'a whole sentence as a key': 1 })).toBe('');
  });
});

describe('a slot that comes back from a router', () => {
  it('is kept for a grown-up at home only, when it is free text', async () => {
    const slot: Slot = {
      name: 'what',
      type: 'text',
      valueClass: DataClass.UTTERANCE,
      raw: '',
      valueJson: JSON.stringify(canary),
      valueId: '',
      isMatched: true,
    };
    for (const [sessionId, device, isKept] of [
      ['home', harness.home.device, true],
      ['child', harness.childDevice, false],
      ['hotel', harness.hotelDevice, false],
    ] as const) {
      await answered(harness.turnOf(sessionId, { device }), { slots: [slot], conversation: undefined });
      const text = JSON.stringify((await stored(sessionId)).state);
      expect(text.includes('canarywords')).toBe(isKept);
    }
  });
});
