import { expect, test } from 'vitest';
import { pseudonymOf } from './pseudonym.ts';

test('a name stays what it is over versions of this code: a skill knows somebody by it for years', () => {
  const key = Buffer.alloc(32, 7);
  const named = (kind: 'user' | 'device') => pseudonymOf(key, kind, 'subject-1', 'com.example.skill', 3);
  expect(named('user')).toBe('u-J-epW9NRwWMtxBwFPFM-fO5cfSBeazWDl_HFguZFIq8');
  expect(named('device')).toBe('d-zMSNKz0D2JNoCc_Ji8iJLWnEuN8LwQLcPSnkR2Nm50k');
  expect(pseudonymOf(Buffer.alloc(32, 8), 'user', 'subject-1', 'com.example.skill', 3)).not.toBe(
    named('user'),
  );
});
