import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine.ts';

const model = {
  invocationNames: {},
  intents: {
    Off: {
      samples: {
        'en-US': ['[please] turn the microphone off', 'stop listening to me'],
        'zh-CN': ['关闭麦克风', '(别|不要)(听了|听我说话)'],
      },
      confirm: { 'en-US': ['Off?'], 'zh-CN': ['关吗？'] },
      confirmWhen: 'unsure',
    },
  },
} as const;
const engines = {
  'en-US': createEngine({ models: [{ skillId: 'own', model }], locale: 'en-US' }),
  'zh-CN': createEngine({ models: [{ skillId: 'own', model }], locale: 'zh-CN' }),
};

describe('a confirmation where it was not plainly said', () => {
  it.each([
    ['en-US', 'turn the microphone off'],
    ['en-US', 'could you please turn the microphone off'],
    ['zh-CN', '别听了'],
  ] as const)('%s “%s” is done at once', (locale, said) => {
    const { decision, interpretation } = engines[locale].turn(said);
    expect([decision, interpretation?.confirmation]).toEqual(['invoke', 'none']);
  });

  it.each([
    ['en-US', 'stop listening to her', 'Off?', 'yes'],
    ['zh-CN', '别听他胡说', '关吗？', '对'],
  ] as const)('%s “%s” is asked about, and done after a yes alone', (locale, said, question, yes) => {
    const engine = engines[locale];
    const asked = engine.turn(said);
    expect([asked.decision, asked.speech]).toEqual(['ask', question]);
    expect(engine.turn(yes, asked.nextState).interpretation?.confirmation).toBe('confirmed');
  });
});
