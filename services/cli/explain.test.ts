import { expect, test } from 'vitest';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { CommandError, explain, explained } from './explain.ts';
import { render } from './owner/context.ts';

test('a code that means more here than anywhere is a sentence, any other stays what it is', async () => {
  const sentences = { NOT_FOUND: 'nothing yet' } as const;
  const reject = (code: 'NOT_FOUND' | 'INTERNAL') =>
    explained(Promise.reject(new EarshotError(code)), sentences).catch((error: unknown) => error);
  expect(await reject('NOT_FOUND')).toBeInstanceOf(CommandError);
  expect(explain(await reject('NOT_FOUND'))).toBe('nothing yet');
  expect(await reject('INTERNAL')).toMatchObject({ code: 'INTERNAL' });
  expect(await explained(Promise.resolve(7), sentences)).toBe(7);
});

test('a list of nothing is said to be one', () => {
  expect(render([])).toBe('  none\n');
  expect(render({ rooms: [] })).toBe('  rooms\n    none\n');
  expect(render([{ room: 'kitchen' }])).toBe('  room           kitchen\n');
});
