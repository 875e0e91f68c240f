import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine.ts';
import { validateModel } from '../model/validate.ts';
import { medicine } from '../testing/medicine.ts';
import { medicineUtterances, type Utterance } from '../testing/medicine-utterances.ts';

/** A Monday, 23 November 2026, ten in the morning in Shanghai. */
const nowMs = Date.UTC(2026, 10, 23, 2, 0);

describe('a reminder skill written on a first afternoon', () => {
  it('can be registered', () => {
    const errors = validateModel(medicine).filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it.each(['en-US', 'zh-CN'] as const)(
    'understands forty people, and nobody silently wrong: %s',
    (locale) => {
      const options = { locale, clock: () => nowMs, timeZone: 'Asia/Shanghai' };
      const engine = createEngine({ ...options, models: [{ skillId: 'medicine', model: medicine }] });
      const utterances = medicineUtterances[locale];
      expect(utterances).toHaveLength(40);
      const outcomes = utterances.map(([said, intent, slots]) => {
        const { interpretation } = engine.turn(said);
        if (!interpretation) return { said, result: 'refused' };
        const heard = interpretation.slots.map(({ name, value }): [string, string | number] => [
          name,
          typeof value === 'object' && 'from' in value ? `${value.from} to ${value.to}` : (value as string),
        ]);
        const got = Object.fromEntries(heard);
        // Hesitation inside what is to be remembered may stay in it.
        const wanted: Utterance[2] =
          'what' in slots || got['what'] === undefined ? slots : { ...slots, what: got['what'] };
        const isRight =
          interpretation.intent === intent && JSON.stringify(sorted(got)) === JSON.stringify(sorted(wanted));
        return { said, result: isRight ? 'right' : 'wrong', got };
      });
      expect(outcomes.filter(({ result }) => result === 'wrong')).toEqual([]);
      expect(outcomes.filter(({ result }) => result === 'right').length).toBeGreaterThanOrEqual(34);
    },
  );
});

const sorted = (slots: Readonly<Record<string, unknown>>) =>
  Object.entries(slots).sort(([a], [b]) => a.localeCompare(b));
