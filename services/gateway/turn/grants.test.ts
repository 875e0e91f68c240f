import { describe, expect, test } from 'vitest';
import { Decision, UnderstandResponse } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { RecordingSink, ScriptedPorts } from '../testing/scripted-ports.ts';
import { monotonicClock } from './ports.ts';
import { Turn } from './turn.ts';

function scripted(ports: ScriptedPorts) {
  const sink = new RecordingSink();
  const turn = new Turn({
    input: { start: 'understand', text: 'a coffee' },
    endStage: 'speak',
    synthesisRateHz: 16_000,
    budget: {
      replyMs: 2000,
      utteranceMs: 4000,
      stallMs: 1000,
      quietMs: 300,
      speakMs: 5000,
      maxQueuedAudioBytes: 64_000,
    },
    ports,
    sink,
    clock: monotonicClock,
  });
  return { ports, sink, turn };
}

describe('a permission that is missing (scripted ports)', () => {
  const asking = (isNewConversation: boolean) => {
    const ports = new ScriptedPorts();
    ports.understood = UnderstandResponse.fromPartial({
      decision: Decision.ASK,
      interpretation: {
        skill: { skillId: 'example.coffee', version: '1.0.0' },
        intent: 'Order',
        isNewConversation,
      },
      speech: { text: 'Which size?', locale: 'en-US' },
      focusSlot: 'Size',
    });
    ports.refusal = { text: 'Coffee needs your permission first: your name.', locale: 'en-US' };
    return ports;
  };
  const replies = ({ events }: RecordingSink) =>
    events.flatMap((event) => (event.kind === 'reply' ? [[event.text, event.isExpectingSpeech]] : []));

  test('is told before anything is asked, and nothing is waited for', async () => {
    const { ports, sink, turn } = scripted(asking(true));
    await turn.run();
    expect(replies(sink)).toEqual([[ports.refusal!.text, false]]);
    expect(sink.events.some(({ kind }) => kind === 'expect')).toBe(false);
    expect(sink.ends).toMatchObject([{ end: 'failed', code: 'SKILL_GRANT_MISSING' }]);
  });

  test('is not looked for in the middle of a conversation', async () => {
    const { ports, sink, turn } = scripted(asking(false));
    await turn.run();
    expect(ports.calls).not.toContain('checkGrants');
    expect(replies(sink)).toEqual([['Which size?', true]]);
  });

  test('costs nobody the question when it cannot be looked for', async () => {
    const ports = asking(true);
    ports.before = async (step) => {
      if (step === 'checkGrants') throw new EarshotError('SERVICE_UNAVAILABLE');
    };
    const { sink, turn } = scripted(ports);
    await turn.run();
    expect(replies(sink)).toEqual([['Which size?', true]]);
  });
});
