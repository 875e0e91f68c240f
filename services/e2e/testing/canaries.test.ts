/** The search for words finds every spelling of them, in the middle of whatever else is there. */
import { expect, test } from 'vitest';
import { CanarySearch } from './canaries.ts';

const search = new CanarySearch(['Saxophone', '长颈鹿']);
const inside = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 7, 255]), bytes, Buffer.from('.x')]);
const spellings: readonly (readonly [string, Buffer])[] = [
  ['UTF-8', Buffer.from('a SAXOphone is')],
  ['UTF-8 of Chinese', Buffer.from('一只长颈鹿。')],
  ['UTF-16LE', Buffer.from('一只长颈鹿', 'utf16le')],
  ['UTF-16BE', Buffer.from('my saxophone', 'utf16le').swap16()],
  ...[0, 1, 2].map(
    (offset) =>
      [
        `base64+${offset}`,
        Buffer.from(Buffer.from(`${'-'.repeat(offset)}saxophone...`).toString('base64')),
      ] as const,
  ),
  ...[0, 1, 2].map(
    (offset) =>
      [
        `base64 of Chinese+${offset}`,
        Buffer.from(Buffer.from(`${'-'.repeat(offset)}长颈鹿`).toString('base64')),
      ] as const,
  ),
  ['hex', Buffer.from(Buffer.from('saxophone').toString('hex'))],
  [
    'escapes',
    Buffer.from(JSON.stringify('长颈鹿').replace(/[^"]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`)),
  ],
  ['pinyin', Buffer.from('wo de changjinglu')],
  ['pinyin with tones', Buffer.from('cháng jǐng lù')],
  ['pinyin with numbers', Buffer.from('chang2 jing3 lu4')],
  ['an address', Buffer.from(`?q=${encodeURIComponent('长颈鹿')}`)],
];

test.each(spellings)('%s', (_name, bytes) => {
  expect(search.in(inside(bytes), 'here').length).toBeGreaterThan(0);
});

test('and nothing where nothing is', () => {
  expect(search.in(inside(Buffer.from('a saxo phone, 长 颈 鹿 apart; saxophon')), 'here')).toEqual([]);
});
