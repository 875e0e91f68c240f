import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseText, splitText } from './text.ts';

const texts = (text: string, locale: 'en-US' | 'zh-CN') =>
  splitText(text, locale).map((segment) => segment.text);

describe('splitText', () => {
  test('cuts between sentences, not inside numbers', () => {
    expect(texts('The light is on. It is 21.5 degrees! Anything else?', 'en-US')).toEqual([
      'The light is on.',
      'It is twenty one point five degrees!',
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
    ['<speak>hi</speak> [[h@loU]] a|b', 'hi h@loU a b'],
    ['two\n lines\u0007', 'two\nlines'],
    ['房间１２０４', '房间幺二零四'],
  ])('%s', (text, wanted) => {
    expect(normaliseText(text, /\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en-US')).toBe(wanted);
  });
});
