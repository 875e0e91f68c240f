/** What is no word, as it is said: one line for each case in `cases/`, written and read by people. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { normaliseText, splitText } from '../text.ts';

const locales = ['en-US', 'zh-CN'] as const;

const casesOf = (locale: string) =>
  readFileSync(new URL(`./cases/${locale}.tsv`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t') as [written: string, said: string]);

describe.each(locales)('%s', (locale) => {
  const cases = casesOf(locale);

  test('there are at least 300 cases', () => {
    expect(new Set(cases.map(([written]) => written)).size).toBeGreaterThanOrEqual(300);
  });

  test('every case is said as its line says', () => {
    const wrong = cases
      .map(([written, said]) => ({ written, said, got: normaliseText(written, locale) }))
      .filter(({ said, got }) => got !== said);
    expect(wrong).toEqual([]);
  });

  test('no digit is left to the voice, whatever stands around it', () => {
    const piece = fc.oneof(
      fc.integer({ min: -99_999, max: 9_999_999 }).map(String),
      fc.double({ min: -100, max: 100, noNaN: true }).map((value) => value.toFixed(2)),
      fc.constantFrom(
        '-',
        '%',
        '$',
        '¥',
        ':',
        '/',
        '.',
        ',',
        ' ',
        '°C',
        'km',
        'room ',
        '房间',
        '年',
        '元',
        '点',
        'AM',
        'x',
        '#',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        expect(normaliseText(pieces.join(''), locale)).not.toMatch(/[0-9]/);
      }),
      { numRuns: propertyRuns() },
    );
  });
});

test('sentences are cut neither behind an abbreviation nor inside a number or an address', () => {
  const pieces = (text: string) => splitText(text, 'en-US').map((segment) => segment.text);
  expect(pieces('Dr. Johnson has an appointment at 9 a.m. sharp.')).toHaveLength(1);
  expect(
    pieces('Dr. Sharma arrived at 9:30 a.m., slightly out of breath, but the meeting had started.'),
  ).toHaveLength(1);
  expect(pieces('See https://example.com/a?b=1 or write to help@example.com today.')).toEqual([
    'See example dot com or write to help at example dot com today.',
  ]);
  expect(pieces('It is 21.5 degrees. Anything else?')).toHaveLength(2);
  expect(pieces('We meet at 9 a.m. Bring water.')).toEqual(['We meet at nine A M.', 'Bring water.']);
});
