/** The contract of dialogue: Understand over turns and processes, Judge, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Confirmation, Decision, ObserveRequest } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { Surroundings } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { callUnary } from '../common/grpc/client.ts';
import { type Harness, refs, requestOf, type SaidTurn, startHarness } from './testing/harness.ts';

let harness: Harness;
let clients: Harness['clients'];

beforeAll(async () => {
  harness = await startHarness();
  clients = harness.clients;
});
afterAll(async () => harness?.close());

const turnOf: Harness['turnOf'] = (sessionId, changes) => harness.turnOf(sessionId, changes);
const say: Harness['say'] = (...what) => harness.say(...what);

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
    const entities = [{ entityId: 'room-7', names: ['the den', 'den'], slotType: 'room-name' }];
    const turn = turnOf('s2', { surroundings: Surroundings.fromPartial({ entities }) });
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
    harness.clock.nowMs += 125_000;
    expect((await say(turn, 'large')).decision).toBe(Decision.REJECT);
  });

  it('follows a skill that asks', async () => {
    const turn = turnOf('s5');
    const { interpretation } = await say(turn, 'wake me up at seven tomorrow');
    const answer = {
      ...ObserveRequest.fromPartial({}),
      ...requestOf(turn),
      skill: interpretation!.skill!,
      intent: 'Alarm',
      slots: interpretation!.slots,
      isConfirming: true,
    };
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

describe('Judge', () => {
  const judge = (turn: SaidTurn, text: string) =>
    callUnary(clients[0]!, 'judge', { ...requestOf(turn), text }, { deadlineMs: 5_000 });

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
