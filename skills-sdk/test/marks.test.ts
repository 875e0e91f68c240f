import { expect, test } from 'vitest';
import { defineSkill, ssml } from '../src/index.ts';
import { simulate } from '../src/testing/index.ts';

const model = {
  invocationNames: { 'en-US': ['code box'] },
  intents: {
    Code: { samples: { 'en-US': ['what is my code'] } },
    Bad: { samples: { 'en-US': ['play it'] } },
  },
} as const;
const manifest = {
  id: 'org.example.code-box',
  version: '1.0.0',
  name: { 'en-US': 'Code box' },
  developer: {
    operator: 'Example Skills',
    contact: 'privacy@skills.example',
    region: 'eu',
    privacyPolicyUrl: 'https://skills.example/privacy',
  },
  locales: ['en-US'],
  endpoint: 'https://skills.example/code-box',
  fields: [],
  returns: [{ name: 'speech' }],
} as const;
const skill = defineSkill({
  manifest,
  model,
  intents: {
    Code: ({ tell }) =>
      tell(ssml`${'A < B'}: <say-as interpret-as="digits">${42}</say-as>.<break time="1s"/>`),
    Bad: ({ tell }) => tell({ ssml: '<speak>Hi <audio src="https://a.example/a.mp3"/></speak>' }),
  },
});

test('speech with marks is words to whoever reads them, and marks to the voice', async () => {
  const turn = await simulate(skill).say('what is my code');
  expect(turn.speech).toBe('A < B: 42.');
  expect(turn.ssml).toBe(
    '<speak>A &lt; B: <say-as interpret-as="digits">42</say-as>.<break time="1s"/></speak>',
  );
});

test('marks beyond the subset are an error that says which, wherever they were made', async () => {
  expect(() => ssml`Hi <audio src="x"/>`).toThrow('<audio> is not spoken here');
  expect(() => ssml('<speak>Hi')).toThrow(expect.objectContaining({ code: 'SPEECH_MARKS' }));
  const turn = await simulate(skill).say('play it');
  expect(turn.error).toMatchObject({ code: 'SPEECH_MARKS' });
  expect(turn.speech).toBe('Sorry, something went wrong with Code box.');
});

test('what is put in is a text and never a mark', () => {
  expect(ssml`Hello ${'<break time="9s"/>'}`.ssml).toBe('<speak>Hello &lt;break time="9s"/&gt;</speak>');
});
