import { describe, expect, test } from 'vitest';
import '../../language/node/outside.ts';
import { parseAt } from '../../language/slots/registry.ts';
import { tokenise } from '../../language/text/tokenise.ts';
import type { Locale } from '../src/model.ts';
import { type AnySlot, spokenForm } from '../src/slots.ts';
import { zonedDateTime, zonedTimeMs } from '../src/zoned.ts';

const model = { invocationNames: {}, intents: {} };
const nowMs = Date.UTC(2026, 10, 23, 2, 0);
const matched = (value: unknown): AnySlot => ({ raw: null, value, id: null, matched: true });

describe('a value that is said back', () => {
  const values: readonly (readonly [type: string, value: unknown])[] = [
    ['datetime', '2026-11-24T19:30'],
    ['datetime', '2026-11-22T07:05'],
    ['datetime', { from: '2026-11-24T00:00', to: '2026-11-24T23:59' }],
    ['datetime', { from: '2026-11-24T09:00', to: '2026-11-24T11:00' }],
    ['date', '2026-12-25'],
    ['date', '2027-01-02'],
    ['date', { from: '2026-11-28', to: '2026-11-29' }],
    ['time', '00:00'],
    ['time', '21:05'],
    ['duration', 5400],
    ['temperature', { degrees: -5.5, unit: 'C' }],
    ['percentage', 30],
    ['ordinal', 3],
    ['number', 26.5],
  ];

  test.each(
    (['en-US', 'zh-CN'] as const).flatMap((locale) =>
      (['Asia/Shanghai', undefined] as const).flatMap((zone) =>
        values.map(([type, value]) => [locale, zone, type, value] as const),
      ),
    ),
  )('is heard as the same: %s %s %s %j', (locale: Locale, timeZone, type, value) => {
    const said = spokenForm(model, type, matched(value), locale, { nowMs, timeZone });
    const tokens = tokenise(said, locale);
    const context = { locale, nowMs, timeZone: 'Asia/Shanghai', entities: [] };
    const heard = parseAt(type, tokens, 0, context).find(({ end }) => end === tokens.length);
    expect(heard?.value).toEqual(value);
  });

  test('names no near day where nobody knows which day it is', () => {
    const slot = matched('2026-11-24T19:30');
    const at = { nowMs, timeZone: undefined };
    expect(spokenForm(model, 'datetime', slot, 'en-US', at)).not.toContain('tomorrow');
    expect(spokenForm(model, 'datetime', slot, 'en-US', { nowMs, timeZone: 'Asia/Shanghai' })).toContain(
      'tomorrow',
    );
  });
});

describe('a local time', () => {
  test('that a change of clocks skips is as much later as was skipped', () => {
    expect(new Date(zonedTimeMs('2027-03-14T02:30', 'America/New_York')).toISOString()).toBe(
      '2027-03-14T07:30:00.000Z',
    );
    expect(zonedDateTime(zonedTimeMs('2027-03-14T02:30', 'America/New_York'), 'America/New_York')).toBe(
      '2027-03-14T03:30',
    );
    expect(zonedDateTime(zonedTimeMs('2027-03-28T01:30', 'Europe/London'), 'Europe/London')).toBe(
      '2027-03-28T02:30',
    );
  });

  test('that comes twice is the first', () => {
    expect(new Date(zonedTimeMs('2027-11-07T01:30', 'America/New_York')).toISOString()).toBe(
      '2027-11-07T05:30:00.000Z',
    );
  });

  test('is one instant, there and back', () => {
    for (const zone of ['America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'UTC']) {
      for (const local of ['2027-03-14T01:59', '2027-03-14T03:00', '2027-07-01T12:00', '2027-12-31T23:59']) {
        expect(zonedDateTime(zonedTimeMs(local, zone), zone)).toBe(local);
      }
    }
  });
});
