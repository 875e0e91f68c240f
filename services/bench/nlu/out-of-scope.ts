/** One scenario at a time is withheld from training; what the model makes of it in the test is false acceptance. */
import { train } from '../../../language/statistical/index.ts';
import type { CorpusRow } from './corpus.ts';
import { falseAcceptanceAt } from './evaluate.ts';

export interface HeldOutResult {
  readonly scenario: string;
  readonly utterances: number;
  readonly atFivePercent: number;
  readonly atTenPercent: number;
}

export interface OutOfScopeResult {
  readonly perScenario: readonly HeldOutResult[];
  /** All scenarios together, each under its own model and threshold, weighted by utterances. */
  readonly atFivePercent: number;
  readonly atTenPercent: number;
}

export async function measureOutOfScope(
  taught: readonly CorpusRow[],
  asked: readonly CorpusRow[],
  locale: string,
  progress: (line: string) => void,
  /** Called with all that is known so far after each scenario. */
  sofar: (result: OutOfScopeResult) => void = () => {},
): Promise<OutOfScopeResult> {
  const scenarios = [
    ...new Set(taught.flatMap(({ scenario }) => (scenario === undefined ? [] : [scenario]))),
  ];
  const perScenario: HeldOutResult[] = [];
  let utterances = 0;
  let five = 0;
  let ten = 0;
  for (const scenario of scenarios.sort()) {
    // Slots play no part in rejection; without them training takes half as long.
    const known = taught.filter((row) => row.scenario !== scenario).map((row) => ({ ...row, slots: [] }));
    const model = await train(known, { locale });
    const inside: number[] = [];
    const outside: number[] = [];
    for (const row of asked) {
      (row.scenario === scenario ? outside : inside).push(model.predict(row.text).confidence);
    }
    const atFivePercent = falseAcceptanceAt(inside, outside, 0.05).falseAcceptance;
    const atTenPercent = falseAcceptanceAt(inside, outside, 0.1).falseAcceptance;
    perScenario.push({ scenario, utterances: outside.length, atFivePercent, atTenPercent });
    utterances += outside.length;
    five += atFivePercent * outside.length;
    ten += atTenPercent * outside.length;
    progress(
      `without ${scenario}: ${(100 * atFivePercent).toFixed(1)} % at 5 %, ${(100 * atTenPercent).toFixed(1)} % at 10 %`,
    );
    sofar({
      perScenario: [...perScenario],
      atFivePercent: five / utterances,
      atTenPercent: ten / utterances,
    });
  }
  return { perScenario, atFivePercent: five / utterances, atTenPercent: ten / utterances };
}
