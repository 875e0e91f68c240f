/** Rules for values: what a skill cannot do is refused in its own words, before it is called. */
import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine.ts';
import type { InteractionModel, Locale } from '../model/types.ts';
import type { DialogueState } from './state.ts';

const refuse = { 'en-US': ['Not {day}.'], 'zh-CN': ['{day}不行。'] };
const model = {
  invocationNames: { 'en-US': ['barber'], 'zh-CN': ['理发店'] },
  types: {
    Cut: {
      values: [
        { id: 'short', forms: { 'en-US': ['short'], 'zh-CN': ['短发'] } },
        { id: 'long', forms: { 'en-US': ['long'], 'zh-CN': ['长发'] } },
      ],
    },
  },
  intents: {
    Book: {
      slots: {
        day: {
          type: 'date',
          required: true,
          check: { fromDay: 0, toDay: 14 },
          refuse,
          elicit: { 'en-US': ['Which day?'], 'zh-CN': ['哪一天？'] },
        },
        at: {
          type: 'time',
          check: { fromTime: '09:00', toTime: '17:00' },
          refuse: { 'en-US': ['We are closed at {at}.'], 'zh-CN': ['{at}不营业。'] },
          elicit: { 'en-US': ['At what time?'], 'zh-CN': ['几点？'] },
        },
        cut: {
          type: 'Cut',
          check: { values: ['short'] },
          refuse: { 'en-US': ['We only cut short.'], 'zh-CN': ['只剪短发。'] },
        },
        card: {
          type: 'digits',
          check: { minDigits: 4, maxDigits: 4 },
          refuse: { 'en-US': ['A card has four digits.'], 'zh-CN': ['卡号是四位。'] },
        },
      },
      samples: {
        'en-US': ['book [a {cut} haircut] {day} [at {at}]', 'book {day} with card {card}'],
        'zh-CN': ['预约{day}[{at}]理发', '预约{day}剪{cut}'],
      },
    },
  },
} satisfies InteractionModel;

// A Monday.
const clock = () => Date.UTC(2026, 10, 23, 2);

function last(locale: Locale, ...lines: string[]) {
  const engine = createEngine({ models: [{ skillId: 'barber', model }], locale, clock });
  let state: DialogueState | undefined;
  let outcome = engine.turn('');
  for (const line of lines) {
    outcome = engine.turn(line, state);
    state = outcome.nextState;
  }
  return outcome;
}

describe('a value outside of the rule of a skill', () => {
  it.each([
    ['en-US', 'book yesterday', 'Not yesterday. Which day?'],
    ['en-US', 'book december 24', 'Not December twenty fourth. Which day?'],
    ['en-US', 'book tomorrow at eight pm', 'We are closed at eight PM. At what time?'],
    ['en-US', 'book a long haircut tomorrow', 'We only cut short.'],
    ['en-US', 'book tomorrow with card four two seven', 'A card has four digits.'],
    ['zh-CN', '预约昨天理发', '昨天不行。哪一天？'],
    ['zh-CN', '预约明天晚上八点理发', '晚上八点不营业。几点？'],
  ] as const)('is refused in its words (%s: %s)', (locale, said, answer) => {
    const outcome = last(locale, said);
    expect([outcome.decision, outcome.speech]).toEqual(['ask', answer]);
  });

  it('is asked for again until it fits, and what fitted is kept', () => {
    const outcome = last('en-US', 'book tomorrow at eight pm', 'at seven am', 'at ten am');
    expect(outcome.decision).toBe('invoke');
    expect(outcome.interpretation?.slots.map(({ name, value }) => [name, value])).toEqual([
      ['day', '2026-11-24'],
      ['at', '10:00'],
    ]);
  });

  it('is let go after three times', () => {
    expect(last('en-US', 'book yesterday', 'yesterday', 'yesterday', 'yesterday').decision).toBe('cancel');
  });

  it('is a correction that is refused', () => {
    expect(last('en-US', 'book tomorrow', 'no, yesterday').speech).toBe('Not yesterday. Which day?');
  });

  it('never reaches the skill by the second half of a sentence', () => {
    const outcome = last('en-US', 'book tomorrow and book yesterday');
    const reached = [outcome.interpretation, ...(outcome.also ?? [])].flatMap((one) => one?.slots ?? []);
    expect(outcome.decision === 'invoke' ? reached.map(({ value }) => value) : []).not.toContain(
      '2026-11-22',
    );
  });
});
