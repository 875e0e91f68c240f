import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testModels } from '../../language/testing/models.ts';
import type { initialState } from '../../language/understand/state.ts';
import {
  Confirmation,
  Decision,
  DialogueServiceClient,
  ObserveRequest,
  UnderstandRequest,
} from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { type SkillModel, SkillsServiceService } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { DeviceKind, type SkillRef, TurnContext } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { type GrpcServer, serverStream, startGrpcServer, unary } from '../common/grpc/server.ts';
import { createLogger } from '../common/log.ts';
import { type TestStores, useStores } from '../common/testing/stores.ts';
import { type DialogueService, startDialogueService } from './service.ts';
import { SessionStore } from './session-store.ts';

const log = createLogger('dialogue-test');
const models = new Map<string, string>(
  testModels.map(({ skillId, model }) => [`${skillId}@1`, JSON.stringify(model)]),
);
models.set(
  'home@2',
  JSON.stringify({ ...testModels[1].model, intents: { Sing: { samples: { 'en-US': ['sing me a song'] } } } }),
);
models.set('broken@1', '{"intents":');

let stores: TestStores;
let registry: GrpcServer;
/** Two processes' worth of the service on one database. */
let services: DialogueService[];
let clients: DialogueServiceClient[];
let nowMs = Date.UTC(2026, 10, 23, 2, 0);

const refs = (...names: string[]): SkillRef[] =>
  names.map((name) => ({ skillId: name.split('@')[0]!, version: name.split('@')[1]! }));

const everySkill = { skillSetId: 'all', skills: refs('coffee@1', 'home@1', 'hotel@1', 'broken@1') };

const turnOf = (sessionId: string, changes: Partial<TurnContext> = {}): TurnContext =>
  TurnContext.fromPartial({
    turnId: 't',
    sessionId,
    locale: 'en-US',
    skillSet: everySkill,
    device: { kind: DeviceKind.HOME, timeZone: 'Asia/Shanghai' },
    ...changes,
  });

const say = (turn: TurnContext, text: string, client = 0, isExplain = false) =>
  callUnary(
    clients[client]!,
    'understand',
    UnderstandRequest.fromPartial({
      turn,
      hypotheses: text === '' ? [] : [{ text, confidence: 1 }],
      isExplain,
    }),
    { deadlineMs: 20_000 },
  );

const sessions = async () =>
  (
    await stores.pool.query<{ session_id: string; state: unknown }>(
      'select session_id, state from dialogue_sessions',
    )
  ).rows;

beforeAll(async () => {
  stores = await useStores();
  registry = await startGrpcServer({
    address: '127.0.0.1:0',
    log,
    services: [
      [
        SkillsServiceService,
        {
          getModels: unary(({ skills }: { skills: SkillRef[] }): { models: SkillModel[] } => ({
            models: skills.map((skill) => {
              const modelJson = models.get(`${skill.skillId}@${skill.version}`);
              if (modelJson === undefined) throw new EarshotError('NOT_FOUND');
              return { skill, modelJson };
            }),
          })),
          watchSkillSets: serverStream(async (_request: object, call) => {
            await call.write({ revision: 1, skillSets: [everySkill] });
          }),
        } as never,
      ],
    ],
  });
  const config = {
    dialogueAddress: '127.0.0.1:0',
    skillsAddress: registry.address,
    databaseUrl: stores.databaseUrl,
    maxSkillSets: 3,
    sweepIntervalMs: 60_000,
    compileWaitMs: 5_000,
    // No models there: understanding by words.
    stateDir: '/nonexistent',
    modelsDir: undefined,
  };
  services = await Promise.all([0, 1].map(() => startDialogueService(config, { log, clock: () => nowMs })));
  clients = services.map(({ address }) => connect(DialogueServiceClient, address));
});

afterAll(async () => {
  for (const client of clients) client.close();
  await Promise.all(services.map((service) => service.drain()));
  await registry.drain(0);
  await stores.close();
});

describe('Understand', () => {
  it('names skill, intent and slots with their classes', async () => {
    const response = await say(turnOf('s1'), 'turn on the living room lights', 0, true);
    expect(response.decision).toBe(Decision.INVOKE);
    expect(response.interpretation?.skill).toEqual({ skillId: 'home', version: '1' });
    expect(response.interpretation?.intent).toBe('TurnOn');
    expect(response.interpretation?.isNewConversation).toBe(true);
    expect(response.interpretation?.slots.find(({ name }) => name === 'room')).toEqual({
      name: 'room',
      type: 'room-name',
      valueClass: DataClass.PREFERENCE,
      raw: 'living room',
      valueJson: '"living-room"',
      valueId: 'living-room',
      isMatched: true,
    });
    expect(response.interpretation?.reasons[0]).toContain('matches word for word');
  });

  it('says why only when asked', async () => {
    expect((await say(turnOf('s1b'), 'turn on the lights')).interpretation?.reasons).toEqual([]);
  });

  it('uses the names of the household', async () => {
    const device = {
      kind: DeviceKind.HOME,
      entities: [{ entityId: 'room-7', names: ['the den', 'den'], slotType: 'room-name' }],
    };
    const turn = turnOf('s2', { device: TurnContext.fromPartial({ device }).device });
    const response = await say(turn, 'turn on the den lights');
    expect(response.interpretation?.slots.find(({ name }) => name === 'room')?.valueId).toBe('room-7');
  });

  it('carries a conversation from one process to the next', async () => {
    const turn = turnOf('s3');
    const first = await say(turn, 'can I get a latte', 0);
    expect([first.decision, first.speech?.text, first.focusSkillId, first.focusSlot]).toEqual([
      Decision.ASK,
      'Which size of latte?',
      'coffee',
      'size',
    ]);
    const second = await say(turn, 'a large one please', 1);
    expect([second.decision, second.speech?.text]).toEqual([Decision.ASK, 'large latte, right?']);
    const third = await say(turn, 'yes', 0);
    expect(third.decision).toBe(Decision.INVOKE);
    expect(third.interpretation?.confirmation).toBe(Confirmation.CONFIRMED);
    expect(third.interpretation?.slots.map(({ name, raw }) => `${name}: ${raw}`).sort()).toEqual([
      'drink: latte',
      'size: large',
    ]);
  });

  it('forgets an open question when its time is over', async () => {
    const turn = turnOf('s4');
    await say(turn, 'can I get a latte');
    nowMs += 125_000;
    expect((await say(turn, 'large')).decision).toBe(Decision.REJECT);
  });

  it('follows a skill that asks', async () => {
    const turn = turnOf('s5');
    const { interpretation } = await say(turn, 'wake me up at seven tomorrow');
    const answer = ObserveRequest.fromPartial({
      turn,
      skill: interpretation!.skill!,
      intent: 'Alarm',
      slots: interpretation!.slots,
      isConfirming: true,
    });
    await callUnary(clients[1]!, 'observe', answer, { deadlineMs: 5_000 });
    const denied = await say(turn, 'no thanks');
    expect([denied.decision, denied.interpretation?.confirmation]).toEqual([
      Decision.INVOKE,
      Confirmation.DENIED,
    ]);
    expect(denied.interpretation?.isNewConversation).toBe(false);
  });

  it('serves a changed skill set at once, and an old one as long as it is used', async () => {
    const changed = turnOf('s6', { skillSet: { skillSetId: 'changed', skills: refs('home@2', 'hotel@1') } });
    expect((await say(changed, 'sing me a song')).interpretation?.skill?.version).toBe('2');
    expect((await say(changed, 'can I get a latte')).decision).toBe(Decision.REJECT);
    expect((await say(turnOf('s7'), 'can I get a latte')).decision).toBe(Decision.ASK);
  });

  it('evicts sets that nobody uses and builds them again', async () => {
    for (let index = 0; index < 6; index += 1) {
      const turn = turnOf(`e${index}`, { skillSet: { skillSetId: `set-${index}`, skills: refs('home@1') } });
      expect((await say(turn, 'turn on the lights')).decision).toBe(Decision.INVOKE);
    }
    expect((await say(turnOf('e9'), 'can I get a latte')).decision).toBe(Decision.ASK);
  });

  it('takes many turns at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        say(turnOf(`many-${index}`), 'send two bottles of water', index % 2),
      ),
    );
    expect(all.every(({ decision }) => decision === Decision.INVOKE)).toBe(true);
  });
});

describe('what is stored', () => {
  it('is no word that was said, and in hotels no free text', async () => {
    const hotelTurn = turnOf('h1', {
      device: TurnContext.fromPartial({ device: { kind: DeviceKind.HOTEL } }).device,
    });
    const response = await say(hotelTurn, 'remind me to call doctor smith at eight tonight');
    expect(response.interpretation?.slots.find(({ name }) => name === 'what')?.raw).toBe('call doctor smith');
    const observed = ObserveRequest.fromPartial({
      turn: hotelTurn,
      skill: response.interpretation!.skill!,
      intent: 'Remind',
      slots: response.interpretation!.slots,
    });
    await callUnary(clients[0]!, 'observe', observed, { deadlineMs: 5_000 });
    await say(turnOf('h2'), 'send two bottles of water to my room please');
    const stored = JSON.stringify((await sessions()).filter(({ session_id }) => /^h[12]$/.test(session_id)));
    expect(stored).toContain('water');
    expect(stored).not.toMatch(/smith|doctor|bottles|please/);
  });

  it('is never in the write-ahead log', async () => {
    const { rows } = await stores.pool.query(
      "select relpersistence from pg_class where relname = 'dialogue_sessions'",
    );
    expect(rows).toEqual([{ relpersistence: 'u' }]);
  });

  it('goes when the session is forgotten, and when it expires', async () => {
    await say(turnOf('f1'), 'can I get a latte');
    await callUnary(clients[0]!, 'forget', { sessionId: 'f1' }, { deadlineMs: 5_000 });
    await say(turnOf('f2'), 'can I get a latte');
    expect((await sessions()).map(({ session_id }) => session_id)).toContain('f2');
    await new SessionStore(stores.pool).sweep(nowMs + 200_000);
    expect(await sessions()).toEqual([]);
  });

  it('is kept whatever characters were said', async () => {
    const turn = turnOf('odd-characters');
    await say(turn, 'remind me to call mum');
    for (const text of ['set a reminder', 'buy a\u0000b\ud800c milk']) {
      expect((await say(turn, text)).decision).not.toBe(Decision.REJECT);
    }
  });

  it('survives two writers: each change is made on the newest state', async () => {
    const store = new SessionStore(stores.pool);
    const count = (state: typeof initialState) => ({
      nextState: { ...state, turn: state.turn + 1, expiresAtMs: nowMs + 60_000 },
    });
    await Promise.all(Array.from({ length: 4 }, () => store.update('race', nowMs, count)));
    expect((await store.read('race', nowMs)).turn).toBe(4);
  });
});

describe('Judge', () => {
  const judge = (turn: TurnContext, text: string) =>
    callUnary(clients[0]!, 'judge', { turn, text }, { deadlineMs: 5_000 });

  it('answers the endpointer', async () => {
    expect(await judge(turnOf('j'), 'turn on the')).toEqual({ isComplete: false, isPrefix: true });
    expect(await judge(turnOf('j'), 'turn on the lights')).toEqual({ isComplete: true, isPrefix: true });
  });
});

describe('bad input', () => {
  const codeOf = async (call: Promise<unknown>) =>
    call.then(
      () => 'accepted',
      (error: unknown) => (error instanceof EarshotError ? error.code : 'other'),
    );

  it('is refused with its code, and harms nobody', async () => {
    expect(await codeOf(say(turnOf('b'), 'x'.repeat(10_240)))).toBe('DIALOGUE_TEXT_TOO_LONG');
    expect(await codeOf(say(turnOf('b', { locale: 'tlh' }), 'nuqneH'))).toBe('DIALOGUE_LOCALE_UNSUPPORTED');
    expect(await codeOf(say(turnOf(''), 'hello'))).toBe('INVALID_ARGUMENT');
    expect(await codeOf(say(turnOf('b', { skillSet: undefined }), 'hello'))).toBe('INVALID_ARGUMENT');
    const absent = { skillSetId: 'absent', skills: refs('nobody@9') };
    expect(await codeOf(say(turnOf('b', { skillSet: absent }), 'hello'))).toBe('NOT_FOUND');
    expect((await say(turnOf('b'), 'turn on the lights')).decision).toBe(Decision.INVOKE);
  });
});
