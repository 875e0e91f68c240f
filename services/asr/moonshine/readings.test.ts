import { expect, it } from 'vitest';
import { readingsOf } from './native.ts';

it('says digits as people do, the most usual first', () => {
  expect(readingsOf('My phone number is 6324226020.')[0]).toBe(
    'my phone number is six three two four two two six oh two oh',
  );
  expect(readingsOf('Set it to 22 degrees!')).toEqual([
    'set it to twenty two degrees',
    'set it to two two degrees',
  ]);
  expect(readingsOf('Wake me at 7:30, please.')[0]).toBe('wake me at seven thirty please');
  expect(readingsOf('It cost 12,500 dollars.')[0]).toMatch(/^it cost twelve thousand/);
  expect(readingsOf('...')).toEqual([]);
});
