/** Ways of the backup that need no database: where the password goes. */
import { expect, test } from 'vitest';
import { apart } from './backup.ts';

test.each([
  ['postgres://ada:se%40cret@db.example:5432/earshot', 'postgres://ada@db.example:5432/earshot', 'se@cret'],
  [
    'postgresql:///earshot?host=%2Frun&user=ada&password=secret',
    'postgresql:///earshot?host=%2Frun&user=ada',
    'secret',
  ],
])('a password is never on a command line that others can read: %s', (url, shown, password) => {
  const { address, env } = apart(url);
  expect(address).toBe(shown);
  expect(env['PGPASSWORD']).toBe(password);
});

test('without one, the environment stays as it is', () => {
  expect(apart('postgresql:///earshot?host=%2Frun&user=ada').env).toBe(process.env);
});
