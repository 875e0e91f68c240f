import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { Decision, UnderstandResponse } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { InvokeResult, TurnOutcome } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { cardDirective, gate, RecordingSink, ScriptedPorts } from '../testing/scripted-ports.ts';
import type { AudioStart, TextStart, TurnBudget } from './ports.ts';
import { monotonicClock, type StageName } from './ports.ts';
import { Turn } from './turn.ts';

const budget: TurnBudget = {
  replyMs: 2000,
  utteranceMs: 4000,
  stallMs: 1000,
  quietMs: 300,
  speakMs: 5000,
  maxQueuedAudioBytes: 64_000,
};
const wake: AudioStart = { start: 'wake', wakeAudioMs: 600, wakeWords: ['earshot'], isEndpointing: true };
const held: AudioStart = { start: 'listen', wakeAudioMs: 0, wakeWords: [], isEndpointing: false };
const text: TextStart = { start: 'understand', text: 'a large coffee' };
const frame = Buffer.alloc(640);

interface Scripted {
  input?: AudioStart | TextStart;
  endStage?: StageName;
  ports?: ScriptedPorts;
  budget?: Partial<TurnBudget>;
}

function scripted(options: Scripted = {}) {
  const ports = options.ports ?? new ScriptedPorts();
  const sink = new RecordingSink();
  const turn = new Turn({
    input: options.input ?? held,
    endStage: options.endStage ?? 'speak',
    synthesisRateHz: 16_000,
    budget: { ...budget, ...options.budget },
    ports,
    sink,
    clock: monotonicClock,
  });
  return { ports, sink, turn };
}

describe('stages (scripted ports)', () => {
  test('a wake-word turn passes them all in order', async () => {
    const { sink, turn } = scripted({ input: wake });
    turn.pushAudio(frame);
    await turn.run();
    expect(sink.stageTrail).toBe(
      'wake< wake> listen< listen> recognise< recognise> understand< understand> route< route> act< act> speak< speak>',
    );
    expect(sink.ends).toEqual([
      expect.objectContaining({ end: 'completed', code: '', isOutcomeUnknown: false }),
    ]);
    const times = sink.events.filter((event) => event.kind === 'stage').map(({ atUs }) => atUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('what was recognised ends its call well, and does not cancel it', async () => {
    const { ports, turn } = scripted({ input: wake });
    turn.pushAudio(frame);
    await turn.run();
    expect(ports.endedRecognitions).toBe(1);
  });

  test('a held button starts at listen, a text at understand', async () => {
    const button = scripted({ input: held });
    await button.turn.run();
    expect(button.sink.stageTrail).toMatch(/^listen< listen> recognise</);
    const typed = scripted({ input: text });
    await typed.turn.run();
    expect(typed.sink.stageTrail).toMatch(/^understand< understand> route</);
    expect(typed.ports.calls).not.toContain('recognise:ready');
  });

  test.each([
    ['recognise', 'listen< listen> recognise< recognise>'],
    ['understand', 'listen< listen> recognise< recognise> understand< understand>'],
  ] as const)('a turn may stop after %s', async (endStage, trail) => {
    const { sink, turn } = scripted({ endStage });
    await turn.run();
    expect(sink.stageTrail).toBe(trail);
    expect(sink.ends).toHaveLength(1);
    expect(sink.events.filter((event) => event.kind === 'transcript' && event.isFinal)).toHaveLength(1);
  });

  test('a silent turn answers in text and makes no speech', async () => {
    const { ports, sink, turn } = scripted({ input: text, endStage: 'act' });
    await turn.run();
    expect(ports.calls).not.toContain('synthesise');
    expect(sink.events.some((event) => event.kind === 'reply')).toBe(true);
    expect(sink.ends[0]?.platformUs).toBeGreaterThan(0);
  });
});

describe('what is offered for training (scripted ports)', () => {
  test('nothing, unless whoever listens has opted in', async () => {
    const { ports, turn } = scripted({ input: wake });
    turn.pushAudio(frame);
    await turn.run();
    expect(ports.offered).toEqual([]);
  });

  test('the words and the sound after the wake word, once', async () => {
    const ports = new ScriptedPorts();
    ports.mayOffer = true;
    const { turn } = scripted({ ports, input: { ...wake, wakeAudioMs: 30 } });
    turn.pushAudio(Buffer.alloc(640, 1));
    turn.pushAudio(Buffer.alloc(640, 2));
    await turn.run();
    expect(ports.offered).toMatchObject([
      { heard: { text: 'a large coffee' }, end: 1, skillId: 'example.coffee', audio: Buffer.alloc(320, 2) },
    ]);
  });

  test('typed words have no sound; a turn that was broken off is not offered', async () => {
    const ports = new ScriptedPorts();
    ports.mayOffer = true;
    await scripted({ ports, input: text }).turn.run();
    expect(ports.offered.map(({ audio }) => audio.length)).toEqual([0]);
    const never = gate();
    ports.before = (step) => (step === 'invoke:result' ? never.opened : Promise.resolve());
    const { turn } = scripted({ ports });
    const run = turn.run();
    await expect.poll(() => ports.calls).toContain('invoke:result');
    turn.abort();
    never.open();
    await run;
    expect(ports.offered).toHaveLength(1);
  });
});

describe('what is offered of turns that went another way (scripted ports)', () => {
  test('a transcript alone was neither understood nor rejected', async () => {
    const ports = new ScriptedPorts();
    ports.mayOffer = true;
    await scripted({ ports, input: wake, endStage: 'recognise' }).turn.run();
    expect(ports.offered).toMatchObject([{ end: 0, skillId: '' }]);
  });

  test('nothing, where consent was taken back meanwhile', async () => {
    const ports = new ScriptedPorts();
    ports.mayOffer = true;
    const never = gate();
    ports.before = (step) => (step === 'invoke:result' ? never.opened : Promise.resolve());
    const { turn } = scripted({ ports });
    const run = turn.run();
    await expect.poll(() => ports.calls).toContain('invoke:result');
    turn.fail('CONSENT_REQUIRED');
    never.open();
    await run;
    expect(ports.offered).toEqual([]);
  });
});

describe('what the dialogue decides (scripted ports)', () => {
  test('a question is asked, and what it waits for goes to the next listen', async () => {
    const ports = new ScriptedPorts();
    ports.understood = UnderstandResponse.fromPartial({
      decision: Decision.ASK,
      speech: { text: 'Which size?' },
      focusSkillId: 'example.coffee',
      focusSlot: 'Size',
    });
    const { sink, turn } = scripted({ ports });
    await turn.run();
    expect(ports.calls).not.toContain('invoke');
    expect(sink.events).toContainEqual({
      kind: 'expect',
      expectation: {
        focusSkillId: 'example.coffee',
        focusSlot: 'Size',
      },
    });
    expect(sink.events).toContainEqual(expect.objectContaining({ kind: 'reply', isExpectingSpeech: true }));
  });

  test('two requests are called in order, and the question that is left comes last', async () => {
    const ports = new ScriptedPorts();
    const first = ports.understood.interpretation;
    ports.understood = UnderstandResponse.fromPartial({
      ...ports.understood,
      also: first ? [first] : [],
      resume: { text: 'Which size?' },
    });
    const { sink, turn } = scripted({ ports });
    await turn.run();
    expect(ports.calls.filter((call) => call === 'invoke')).toHaveLength(2);
    const reply = sink.events.find((event) => event.kind === 'reply');
    expect(reply).toMatchObject({ isExpectingSpeech: true });
    expect(reply && 'text' in reply ? reply.text : '').toMatch(/^(.+) \1 Which size\?$/);
    expect(sink.ends).toEqual([expect.objectContaining({ end: 'completed' })]);
  });

  test('silence after a question is asked about once more, and is NO_SPEECH when that was in vain', async () => {
    const ports = new ScriptedPorts();
    ports.before = async (step) => {
      if (step === 'recognise:result') throw new EarshotError('NO_SPEECH');
    };
    ports.expectation = { focusSkillId: 'x', focusSlot: 'Size' };
    ports.understood = UnderstandResponse.fromPartial({
      decision: Decision.ASK,
      speech: { text: 'Small or large?' },
    });
    const first = scripted({ ports });
    await first.turn.run();
    expect(first.sink.ends[0]?.end).toBe('completed');
    expect(first.sink.events).toContainEqual(expect.objectContaining({ text: 'Small or large?' }));
    ports.understood = UnderstandResponse.fromPartial({ decision: Decision.REJECT });
    const second = scripted({ ports });
    await second.turn.run();
    expect(second.sink.ends).toEqual([expect.objectContaining({ end: 'failed', code: 'NO_SPEECH' })]);
    expect(second.sink.events.some((event) => event.kind === 'reply')).toBe(false);
  });

  test('silence where nothing was asked asks nobody', async () => {
    const ports = new ScriptedPorts();
    ports.before = async (step) => {
      if (step === 'recognise:result') throw new EarshotError('NO_SPEECH');
    };
    const { sink, turn } = scripted({ ports });
    await turn.run();
    expect(sink.ends).toEqual([expect.objectContaining({ end: 'failed', code: 'NO_SPEECH' })]);
    expect(ports.calls).not.toContain('understand');
  });

  test('directives come before the speech, progress before both', async () => {
    const ports = new ScriptedPorts();
    ports.progress = ['One moment.'];
    ports.result = InvokeResult.fromPartial({ speech: { text: 'Done.' }, directives: [cardDirective] });
    const { sink, turn } = scripted({ ports, input: text });
    await turn.run();
    const kinds = sink.events.filter(({ kind }) =>
      ['reply', 'directive', 'audioEnd', 'ended'].includes(kind),
    );
    expect(kinds.map((event) => (event.kind === 'reply' ? event.text : event.kind)).join(' ')).toMatch(
      /^One moment\. (audioEnd )?directive Done\. (audioEnd )?audioEnd ended$/,
    );
  });
});

describe('ends (scripted ports)', () => {
  test('a failed wake word ends the turn silently with its own code', async () => {
    const ports = new ScriptedPorts();
    ports.before = async (step) => {
      if (step === 'recognise:ready') throw new EarshotError('WAKE_NOT_VERIFIED');
    };
    const { sink, turn } = scripted({ ports, input: wake });
    await turn.run();
    expect(sink.stageTrail).toBe('wake< wake>');
    expect(sink.ends).toEqual([expect.objectContaining({ end: 'failed', code: 'WAKE_NOT_VERIFIED' })]);
    expect(
      sink.events.some(({ kind }) => kind === 'reply' || kind === 'audio' || kind === 'transcript'),
    ).toBe(false);
  });

  test.each([
    ['prepare', false],
    ['recognise:partial', false],
    ['understand', false],
    ['invoke', true],
    ['invoke:result', true],
    ['synthesise', false],
    ['chunk', false],
  ])('a service lost at %s: one failed end, outcome unknown: %s', async (lostAt, isOutcomeUnknown) => {
    const ports = new ScriptedPorts();
    ports.before = async (step) => {
      if (step === lostAt) throw new EarshotError('SERVICE_UNAVAILABLE');
    };
    const { sink, turn } = scripted({ ports });
    await turn.run();
    expect(sink.ends).toEqual([
      expect.objectContaining({ end: 'failed', code: 'SERVICE_UNAVAILABLE', isOutcomeUnknown }),
    ]);
    expect(ports.calls.filter((call) => call === 'invoke').length).toBeLessThanOrEqual(1);
  });

  test('a conversation that could not be kept is told, and that the skill acted is known', async () => {
    const ports = new ScriptedPorts();
    ports.turnOutcome = TurnOutcome.COMPLETED;
    ports.result = InvokeResult.fromPartial({
      speech: { text: 'I lost track.' },
      errorCode: 'CONVERSATION_NOT_KEPT',
    });
    const { sink, turn } = scripted({ ports });
    await turn.run();
    expect(sink.events).toContainEqual({ kind: 'audioEnd' });
    expect(sink.ends).toEqual([
      expect.objectContaining({ end: 'failed', code: 'CONVERSATION_NOT_KEPT', isOutcomeUnknown: false }),
    ]);
  });

  test.each([
    [TurnOutcome.FAILED, false],
    [TurnOutcome.UNKNOWN, true],
  ])(
    'a skill that failed: its apology is spoken, outcome %i decides what is unknown',
    async (outcome, unknown) => {
      const ports = new ScriptedPorts();
      ports.turnOutcome = outcome;
      ports.result = InvokeResult.fromPartial({ speech: { text: 'Sorry.' }, errorCode: 'SKILL_TIMEOUT' });
      const { sink, turn } = scripted({ ports });
      await turn.run();
      expect(sink.events).toContainEqual({ kind: 'audioEnd' });
      expect(sink.ends).toEqual([
        expect.objectContaining({ end: 'failed', code: 'SKILL_TIMEOUT', isOutcomeUnknown: unknown }),
      ]);
    },
  );

  test('a failure of our own ends the turn at once, without making anybody listen to it', async () => {
    const ports = new ScriptedPorts();
    ports.turnOutcome = TurnOutcome.NOT_ACTED;
    ports.result = InvokeResult.fromPartial({ speech: { text: 'Sorry.' }, errorCode: 'SERVICE_UNAVAILABLE' });
    const { sink, turn } = scripted({ ports });
    await turn.run();
    expect(sink.events).not.toContainEqual({ kind: 'audioEnd' });
    expect(sink.ends).toEqual([
      expect.objectContaining({ end: 'failed', code: 'SERVICE_UNAVAILABLE', isOutcomeUnknown: false }),
    ]);
  });

  test('no reply within the budget', async () => {
    const ports = new ScriptedPorts();
    ports.before = (step) => (step === 'understand' ? new Promise(() => {}) : Promise.resolve());
    const { sink, turn } = scripted({ ports, budget: { replyMs: 50 } });
    await turn.run();
    expect(sink.ends).toEqual([expect.objectContaining({ end: 'failed', code: 'DEADLINE_EXCEEDED' })]);
  });

  test('a speaker that listens and sends nothing', async () => {
    const ports = new ScriptedPorts();
    ports.before = (step) => (step === 'recognise:partial' ? new Promise(() => {}) : Promise.resolve());
    const { sink, turn } = scripted({ ports, budget: { stallMs: 40 } });
    await turn.run();
    expect(sink.ends).toEqual([expect.objectContaining({ end: 'failed', code: 'LISTEN_STALLED' })]);
  });

  test('aborting ends at once, aborts what runs, and nothing is reported after it', async () => {
    const ports = new ScriptedPorts();
    const never = gate();
    ports.before = (step) => (step === 'invoke:result' ? never.opened : Promise.resolve());
    const { sink, turn } = scripted({ ports });
    const run = turn.run();
    await expect.poll(() => ports.calls).toContain('invoke:result');
    turn.abort();
    expect(sink.events.at(-1)).toMatchObject({ kind: 'ended', end: 'aborted', isOutcomeUnknown: true });
    expect(turn.signal.aborted).toBe(true);
    const before = sink.events.length;
    never.open();
    await run;
    expect(sink.events).toHaveLength(before);
  });
});

describe('audio (scripted ports)', () => {
  test('is handed on untouched and in order', async () => {
    const ports = new ScriptedPorts();
    const go = gate();
    ports.before = (step) => (step === 'recognise:speechEnded' ? go.opened : Promise.resolve());
    const { turn } = scripted({ ports, input: wake });
    const run = turn.run();
    const frames = [Buffer.alloc(640, 1), Buffer.alloc(640, 2), Buffer.alloc(640, 3)];
    for (const pcm of frames) turn.pushAudio(pcm);
    await expect.poll(() => ports.audio.length).toBe(3);
    go.open();
    await run;
    expect(ports.audio).toEqual(frames);
    expect(ports.audio[0]).toBe(frames[0]);
  });

  test('waits in a bounded queue while the recogniser is slow; past the bound the turn ends', async () => {
    const ports = new ScriptedPorts();
    ports.before = (step) =>
      step === 'write' || step === 'recognise:speechEnded' ? new Promise(() => {}) : Promise.resolve();
    const { sink, turn } = scripted({ ports, budget: { maxQueuedAudioBytes: 6400 } });
    const run = turn.run();
    await expect.poll(() => ports.calls).toContain('recognise:speechEnded');
    for (let count = 0; count < 12 && !turn.isEnded; count++) {
      turn.pushAudio(frame);
      await new Promise((resolve) => setImmediate(resolve));
      expect(turn.queuedAudioBytes).toBeLessThanOrEqual(6400);
    }
    void run;
    expect(sink.ends).toEqual([expect.objectContaining({ end: 'failed', code: 'OVERLOADED' })]);
  });

  test('after the longest utterance nothing more is heard', async () => {
    const ports = new ScriptedPorts();
    const go = gate();
    ports.before = (step) => (step === 'recognise:speechEnded' ? go.opened : Promise.resolve());
    const { sink, turn } = scripted({ ports, budget: { utteranceMs: 100 } });
    const run = turn.run();
    for (let count = 0; count < 20; count++) turn.pushAudio(frame);
    await expect.poll(() => ports.calls).toContain('end');
    go.open();
    await run;
    expect(Buffer.concat(ports.audio)).toHaveLength(5 * frame.length);
    expect(sink.ends[0]?.end).toBe('completed');
  });

  test('perceived counts from the frame that held the last speech, platform from the decision', async () => {
    const ports = new ScriptedPorts();
    const go = gate();
    ports.before = (step) => (step === 'recognise:speechEnded' ? go.opened : Promise.resolve());
    const { sink, turn } = scripted({ ports });
    const run = turn.run();
    // Speech ends at 40 ms, so in the second frame; silence follows for a while.
    turn.pushAudio(frame);
    turn.pushAudio(frame);
    await new Promise((resolve) => setTimeout(resolve, 120));
    turn.pushAudio(frame);
    go.open();
    await run;
    const [ended] = sink.ends;
    expect(ended!.platformUs).toBeGreaterThan(0);
    expect(ended!.perceivedUs - ended!.platformUs).toBeGreaterThan(100_000);
  });
});

test('whatever happens in whatever order, a turn has one end and it comes last (property)', async () => {
  const steps = [
    'prepare',
    'recognise:ready',
    'recognise:speechEnded',
    'recognise:result',
    'understand',
    'invoke',
    'invoke:result',
    'synthesise',
    'chunk',
    'outcome',
  ];
  const action = fc.constantFrom('abort', 'fail', 'endAudio', 'push', 'lose', 'delay', 'hang');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(wake, held, text),
      fc.dictionary(fc.constantFrom(...steps), action, { maxKeys: 4 }),
      fc.boolean(),
      async (input, plan, isFailing) => {
        const ports = new ScriptedPorts();
        if (isFailing)
          ports.result = InvokeResult.fromPartial({ speech: { text: 'Sorry.' }, errorCode: 'INTERNAL' });
        ports.progress = ['One moment.'];
        const { sink, turn } = scripted({
          ports,
          input,
          budget: { replyMs: 40, stallMs: 40, utteranceMs: 60 },
        });
        ports.before = async (step) => {
          switch (plan[step]) {
            case 'abort':
              return turn.abort();
            case 'fail':
              return turn.fail('DRAINING');
            case 'endAudio':
              return turn.endAudio();
            case 'push':
              return turn.pushAudio(frame);
            case 'lose':
              throw new EarshotError('SERVICE_UNAVAILABLE');
            case 'delay':
              return new Promise((resolve) => setTimeout(resolve, 5));
            case 'hang':
              return new Promise(() => {});
            default:
          }
        };
        await turn.run();
        turn.abort();
        await new Promise((resolve) => setTimeout(resolve, 2));
        expect(sink.ends).toHaveLength(1);
        expect(sink.events.at(-1)?.kind).toBe('ended');
        const open = new Set<string>();
        for (const event of sink.events) {
          if (event.kind !== 'stage') continue;
          if (event.isEnd) expect(open.delete(event.stage)).toBe(true);
          else open.add(event.stage);
        }
        expect(open.size).toBe(0);
        expect(turn.signal.aborted).toBe(true);
        expect(ports.calls.filter((call) => call === 'invoke').length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: propertyRuns(120), interruptAfterTimeLimit: 15_000 },
  );
});
