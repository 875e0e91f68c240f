/** A bilingual skill as somebody writes it on a first afternoon, and forty people who never saw its samples. */
import '../../../language/node/outside.ts';
import type { Locale } from '../../../language/model/types.ts';
import { medicineVerdicts } from '../../../language/testing/medicine-verdicts.ts';

export interface FirstAfternoonResult {
  readonly locale: Locale;
  readonly utterances: number;
  readonly right: number;
  readonly refused: number;
  /** Something was done, and not what was said. */
  readonly wrong: number;
}

export function measureFirstAfternoon(locale: Locale): FirstAfternoonResult {
  const verdicts = medicineVerdicts(locale);
  const count = (result: string) => verdicts.filter((one) => one.result === result).length;
  return {
    locale,
    utterances: verdicts.length,
    right: count('right'),
    refused: count('refused'),
    wrong: count('wrong'),
  };
}
