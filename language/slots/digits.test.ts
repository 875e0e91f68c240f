import '../node/outside.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import type { Locale } from '../model/types.ts';
import { tokenise } from '../text/tokenise.ts';
import { parseAt } from './registry.ts';
import { speak } from './speak.ts';
import type { SlotContext } from './types.ts';

const contextIn = (locale: Locale): SlotContext => ({ locale, nowMs: 0, timeZone: 'UTC', entities: [] });

function whole(type: string, text: string, locale: Locale) {
  const tokens = tokenise(text, locale);
  return parseAt(type, tokens, 0, contextIn(locale)).find(({ end }) => end === tokens.length)?.value;
}

describe('digits that name something', () => {
  it.each([
    ['en-US', 'digits', 'four two seven one', '4271'],
    ['en-US', 'digits', 'double oh seven', '007'],
    ['en-US', 'digits', 'twelve thirty four', '1234'],
    ['en-US', 'digits', '0042', '0042'],
    ['en-US', 'phone-number', '555-0100', '5550100'],
    ['en-US', 'phone-number', 'five five five oh one hundred', '5550100'],
    ['en-US', 'phone-number', '+1 415 555 0100', '+14155550100'],
    ['en-US', 'phone-number', 'nine one one', '911'],
    ['en-US', 'phone-number', 'nine one', undefined],
    ['zh-CN', 'digits', '四二七幺', '4271'],
    ['zh-CN', 'digits', '零零四二', '0042'],
    ['zh-CN', 'phone-number', '幺三八零零零零幺二三四', '13800001234'],
    ['zh-CN', 'phone-number', '138 0000 1234', '13800001234'],
    ['zh-CN', 'phone-number', '加八六幺三八零零零零幺二三四', '+8613800001234'],
  ] as const)('%s %s: %s', (locale, type, said, value) => {
    expect(whole(type, said, locale)).toBe(value);
  });

  it.each(['en-US', 'zh-CN'] as const)('are spoken and heard again as the same: %s', (locale) => {
    const digits = (minLength: number, maxLength: number) =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength }).map((all) => all.join(''));
    const values = fc.oneof(
      digits(1, 20).map((value) => ['digits', value] as const),
      fc
        .tuple(fc.constantFrom('', '+'), digits(3, 15))
        .map(([sign, all]) => ['phone-number', sign + all] as const),
    );
    fc.assert(
      fc.property(values, ([type, value]) => {
        expect(whole(type, speak(type, value, contextIn(locale)), locale)).toBe(value);
      }),
      { numRuns: propertyRuns() },
    );
  });
});
