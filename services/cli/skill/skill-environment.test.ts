import { expect, test } from 'vitest';
import { skillEnvironment } from './skill-environment.ts';

test('a skill’s process sees none of our settings, and its own', () => {
  const ours = {
    PATH: '/bin',
    EARSHOT_DATABASE_URL: 'secret',
    EARSHOT_STATE_DIR: '/s',
    EARSHOT_SKILL_KEYS: 'old',
  };
  expect(skillEnvironment(ours, { port: 7, verificationKeys: ['a', 'b'] })).toEqual({
    PATH: '/bin',
    PORT: '7',
    EARSHOT_SKILL_KEYS: 'a b',
  });
});
