import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseText, splitText } from './text.ts';

const texts = (text: string, locale: 'en-US' | 'zh-CN') =>
  splitText(text, locale).map((segment) => segment.text);

describe('splitText', () => {
  test('cuts between sentences, not inside numbers', () => {
    expect(texts('The light is on. It is 21.5 degrees! Anything else?', 'en-US')).toEqual([
      'The light is on.',
      'It is 21.5 degrees!',
      'Anything else?',
    ]);
    expect(texts('好的，灯已经打开。现在二十六度！还要什么？', 'zh-CN')).toEqual([
      '好的，灯已经打开。',
      '现在二十六度！',
      '还要什么？',
    ]);
  });

  test('gives Chinese inside English to the Chinese voice, and leaves English inside Chinese alone', () => {
    expect(splitText('Say 你好 to the 客厅灯.', 'en-US')).toEqual([
      { text: 'Say', locale: 'en-US' },
      { text: '你好', locale: 'zh-CN' },
      { text: 'to the', locale: 'en-US' },
      { text: '客厅灯', locale: 'zh-CN' },
    ]);
    expect(splitText('Wi-Fi 密码是 hello。', 'zh-CN')).toEqual([
      { text: 'Wi-Fi 密码是 hello。', locale: 'zh-CN' },
    ]);
  });

  test('loses no letter and keeps every piece short, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('en-US' as const, 'zh-CN' as const),
        fc.string({ maxLength: 800, unit: 'grapheme' }),
        (locale, text) => {
          const letters = (value: string) => value.replace(/[^\p{L}\p{N}]/gu, '');
          const segments = splitText(text, locale);
          expect(letters(segments.map((segment) => segment.text).join(''))).toBe(
            letters(normaliseText(text, locale)),
          );
          for (const segment of segments) {
            expect([...segment.text].length).toBeLessThanOrEqual(160);
            expect(segment.text).toMatch(/[\p{L}\p{N}]/u);
          }
        },
      ),
    );
  });

  test('says nothing where there is nothing to say', () => {
    for (const text of ['', '   ', '…!?', '😀👍🏽', '\u0000\u200b']) expect(texts(text, 'en-US')).toEqual([]);
  });
});

describe('normaliseText', () => {
  test.each([
    ['房间1204已经预订', '房间幺二零四已经预订'],
    ['请到 1208 号房', '请到 幺二零八 号房'],
    ['现在7:30，闹钟 8:05 响，9:00 开会', '现在7点30分，闹钟 8点零5分 响，9点 开会'],
    ['房间１２０４', '房间幺二零四'],
    ['湿度30%，26°C', '湿度百分之30，26度'],
  ])('%s', (text, wanted) => {
    expect(normaliseText(text, 'zh-CN')).toBe(wanted);
  });

  test.each([
    [
      'Room 1204 and room 1214, rooms 203, room 300',
      'Room 12 oh 4 and room 12 14, rooms 2 oh 3, room 3 hundred',
    ],
    ['It is 22°C', 'It is 22 degrees'],
    ['<speak>hi</speak> [[h@loU]] a|b', 'hi h@loU a b'],
    ['two\n lines\u0007', 'two\nlines'],
  ])('%s', (text, wanted) => {
    expect(normaliseText(text, 'en-US')).toBe(wanted);
  });
});
