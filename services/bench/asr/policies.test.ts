import { describe, expect, it } from 'vitest';
import type { Hypothesis } from '../../asr/engine.ts';
import type { Label } from './dataset.ts';
import { figuresUnder, type Hearing, policiesAround } from './policies.ts';
import { createUnderstander } from './understanding.ts';

const skills = [
  {
    skillId: 'lamp',
    model: {
      invocationNames: {},
      intents: {
        On: { samples: { 'en-US': ['turn on the lamp'] } },
        Off: { samples: { 'en-US': ['close every window'] } },
      },
    },
  },
];

const heard = (text: string, confidence: number, leastWord = 1): Hypothesis => ({
  text,
  confidence,
  isRejected: confidence < 0.5,
  words: [{ word: text, startMs: 0, endMs: 1, confidence: leastWord }],
  engine: 'test',
});

function hearing(label: Label, first: Hypothesis, second: string | undefined): Hearing {
  return {
    label,
    first: {
      hypotheses: [first],
      evidence: undefined,
      audioMs: 1_000,
      decodeMs: 1,
      finalMs: 1,
      locale: 'en-US',
      languageModel: undefined,
      speechMs: 800,
    },
    second: { hypotheses: second === undefined ? undefined : [heard(second, 0.8)], ms: 500 },
  };
}

describe('policies of the second pass', () => {
  const [on, off] = ['turn on the lamp', 'close every window'];
  const hearings = [
    hearing({ audio: 'sure', text: on }, heard(on!, 0.99), on),
    hearing({ audio: 'rejected', text: on }, heard('burn a lump', 0.1), on),
    hearing({ audio: 'unsure', text: off }, heard(on!, 0.8), off),
    hearing({ audio: 'an unsure word', text: off }, heard(on!, 0.99, 0.1), off),
    hearing({ audio: 'no verdict', text: on }, heard('burn a lump', 0.1), undefined),
    hearing({ audio: 'meaningless', text: 'what a lamp that was once' }, heard('a lump', 0.1), 'a lump'),
    hearing({ audio: 'talk', group: 'none', text: 'my tooth hurts' }, heard('tooth', 0.1), 'my tooth hurts'),
    hearing({ audio: 'talk taken', group: 'none', text: 'clothes for a widow' }, heard('clothes', 0.1), off),
  ];
  const understander = createUnderstander(skills, 'en-US');
  const rows = policiesAround(0.9).map((policy) => figuresUnder(policy, hearings, understander));

  it('are compared on the same hearings, each asking for more', () => {
    expect(rows.map(({ heardTwice }) => heardTwice)).toEqual([0, 5, 6, 7, 8]);
    expect(rows.map(({ right }) => right)).toEqual([1, 2, 3, 4, 4]);
    expect(rows.map(({ accepted }) => accepted)).toEqual([0, 1, 1, 1, 1]);
  });

  it('count every command, and say how many of them mean anything when typed', () => {
    for (const row of rows) expect(row).toMatchObject({ commands: 6, meaningful: 5, forNobody: 2 });
  });
});
