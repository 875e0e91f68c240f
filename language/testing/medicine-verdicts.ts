/** What an engine with the skill of `medicine.ts` makes of what forty people say: right, refused, or silently wrong. */
import { createEngine } from '../engine.ts';
import type { Locale } from '../model/types.ts';
import { medicine } from './medicine.ts';
import { medicineUtterances, type Utterance } from './medicine-utterances.ts';

/** A Monday, 23 November 2026, ten in the morning in Shanghai. */
const nowMs = Date.UTC(2026, 10, 23, 2, 0);

export interface Verdict {
  readonly said: string;
  readonly result: 'right' | 'refused' | 'wrong';
  readonly got: Readonly<Record<string, string | number>>;
}

export function medicineVerdicts(locale: Locale): Verdict[] {
  const engine = createEngine({
    locale,
    clock: () => nowMs,
    timeZone: 'Asia/Shanghai',
    models: [{ skillId: 'medicine', model: medicine }],
  });
  return medicineUtterances[locale].map(([said, intent, slots]): Verdict => {
    const { interpretation } = engine.turn(said);
    if (!interpretation) return { said, result: 'refused', got: {} };
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
}

const sorted = (slots: Readonly<Record<string, unknown>>) =>
  Object.entries(slots).sort(([a], [b]) => a.localeCompare(b));
