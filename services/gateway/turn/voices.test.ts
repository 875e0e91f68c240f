/** Who speaks, in a turn: what is theirs, and what obeys known voices alone (scripted ports). */
import { describe, expect, test } from 'vitest';
import { UnderstandResponse } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { InvokeResult } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { Directive, NamedEntity } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { RecordingSink, ScriptedPorts } from '../testing/scripted-ports.ts';
import { monotonicClock, spokenNames } from './ports.ts';
import { Turn } from './turn.ts';

const door = NamedEntity.fromPartial({
  entityId: 'door',
  names: ['front door', '大门'],
  slotType: 'device-name',
  roomId: 'hall',
  needsVoice: true,
});
const lamp = NamedEntity.fromPartial({
  entityId: 'lamp',
  names: ['lamp', '灯'],
  slotType: 'device-name',
  roomId: 'den',
  isOwned: true,
});
const hall = NamedEntity.fromPartial({ entityId: 'hall', names: ['hall'], slotType: 'room-name' });
const voice = () => Buffer.alloc(768, 1);

interface Said {
  readonly valueId?: string;
  /** What the skill wants moved. */
  readonly targetId?: string;
  readonly isVoiceHeard?: boolean;
  readonly told?: { isKnown: boolean; ownThingIds: string[] };
  readonly roomId?: string;
}

async function say({ valueId = '', targetId, isVoiceHeard = true, told, roomId = 'den' }: Said) {
  const ports = new ScriptedPorts();
  const sink = new RecordingSink();
  ports.surroundings = { timeZone: 'UTC', roomId, entities: [door, lamp, hall] };
  ports.told = told;
  ports.understood = UnderstandResponse.fromPartial({
    decision: 1,
    interpretation: {
      skill: { skillId: 'home', version: '1' },
      intent: 'Open',
      slots: [{ name: 'Target', valueId }],
    },
    text: 'open it',
  });
  const moved = {
    $case: 'deviceControl',
    value: { targetId: targetId ?? '', property: 'power', value: 'on' },
  };
  ports.result = InvokeResult.fromPartial({
    speech: { text: 'Done.', locale: 'en-US' },
    directives: targetId === undefined ? [] : [Directive.fromPartial({ directive: moved } as object)],
  });
  const last = ports.responses.at(-1)?.response;
  if (last?.$case === 'result' && isVoiceHeard) last.value.voice = voice();
  const turn = new Turn({
    input: { start: 'listen', wakeAudioMs: 0, wakeWords: [], isEndpointing: false },
    endStage: 'act',
    synthesisRateHz: 16_000,
    budget: {
      replyMs: 2_000,
      utteranceMs: 4_000,
      stallMs: 1_000,
      quietMs: 300,
      speakMs: 5_000,
      maxQueuedAudioBytes: 64_000,
    },
    ports,
    sink,
    clock: monotonicClock,
  });
  turn.pushAudio(Buffer.alloc(640));
  await turn.run();
  const reply = sink.events.find((event) => event.kind === 'reply');
  return {
    ports,
    isInvoked: ports.calls.includes('invoke'),
    directives: sink.events.filter(({ kind }) => kind === 'directive').length,
    said: reply?.kind === 'reply' ? reply.text : '',
    ends: sink.ends,
    names: ports.understandings[0]?.surroundings?.entities.find(({ entityId }) => entityId === 'lamp')?.names,
  };
}

const known = { isKnown: true, ownThingIds: ['lamp'] };
const unknown = { isKnown: false, ownThingIds: [] };
const refusal = 'I do that only for voices that I know.';

describe('a known voice', () => {
  test('has names of its own, which are listened for whoever speaks', async () => {
    expect((await say({ told: known })).names).toEqual(['lamp', '灯', 'my lamp', '我的灯']);
    expect((await say({ told: unknown })).names).toEqual(['lamp', '灯']);
    const spoken = spokenNames({ timeZone: 'UTC', roomId: '', entities: [door, lamp] });
    expect(spoken.map(({ names }) => names)).toEqual([
      ['front door', '大门'],
      ['lamp', '灯', 'my lamp', '我的灯'],
    ]);
    expect(spoken.every(({ entityId, needsVoice }) => entityId === '' && !needsVoice)).toBe(true);
  });

  test('moves what is guarded', async () => {
    const turn = await say({ told: known, valueId: 'door', targetId: 'door' });
    expect(turn).toMatchObject({ isInvoked: true, directives: 1, said: 'Done.' });
  });
});

describe('what is guarded does not obey', () => {
  test.each([
    ['a voice that is not known', { told: unknown }],
    ['a voice that could not be told in time', {}],
    ['words without a voice', { isVoiceHeard: false, told: known }],
  ])('%s, and is not even asked for', async (_name, who) => {
    const turn = await say({ ...who, valueId: 'door' });
    expect(turn).toMatchObject({ isInvoked: false, said: refusal });
    expect(turn.ends).toMatchObject([{ end: 'completed', code: '' }]);
  });

  test('by way of its room, or of what a skill makes of other words', async () => {
    expect((await say({ told: unknown, valueId: 'hall' })).isInvoked).toBe(false);
    for (const targetId of ['door', 'hall'])
      expect(await say({ told: unknown, targetId })).toMatchObject({ directives: 0, said: refusal });
    // No target is the room in which the speaker stands.
    expect(await say({ told: unknown, targetId: '', roomId: 'hall' })).toMatchObject({ directives: 0 });
    expect(await say({ told: unknown, targetId: '', roomId: 'den' })).toMatchObject({ directives: 1 });
    expect(await say({ told: unknown, valueId: 'lamp', targetId: 'lamp' })).toMatchObject({ directives: 1 });
  });
});

test('a voice is overwritten once it was told', async () => {
  const { ports } = await say({ told: known });
  const last = ports.responses.at(-1)?.response;
  expect(last?.$case === 'result' && last.value.voice.every((byte) => byte === 0)).toBe(true);
});
