/** One scenario at a time is switched off; what the other skills make of its utterances is false acceptance. */
import type { SentenceEncoder } from '../../../language/engine.ts';
import type { Locale } from '../../../language/model/types.ts';
import type { CorpusRow } from './corpus.ts';
import { falseAcceptanceAt } from './evaluate.ts';
import { askWithout, groupOf, type Product } from './product.ts';

export interface HeldOutResult {
  readonly scenario: string;
  readonly utterances: number;
  readonly atFivePercent: number;
  readonly atTenPercent: number;
  /** Under the product's own threshold. */
  readonly accepted: number;
}

export interface OutOfScopeResult {
  readonly perScenario: readonly HeldOutResult[];
  /** All scenarios together, each under its own threshold, weighted by utterances. */
  readonly atFivePercent: number;
  readonly atTenPercent: number;
  readonly accepted: number;
}

export async function measureOutOfScope(
  product: Product,
  asked: readonly CorpusRow[],
  locale: Locale,
  encoder: SentenceEncoder | undefined,
  progress: (line: string) => void,
): Promise<OutOfScopeResult> {
  const perScenario: HeldOutResult[] = [];
  for (const { skillId } of product.skills) {
    const predict = askWithout(product, [skillId], encoder, locale);
    const inside: number[] = [];
    const outside: number[] = [];
    let taken = 0;
    for (const row of asked) {
      const isOutside = groupOf(row) === skillId;
      const { confidence, intent } = await predict(row.text);
      (isOutside ? outside : inside).push(confidence);
      if (isOutside && intent !== null) taken++;
    }
    if (outside.length === 0) continue;
    const atFivePercent = falseAcceptanceAt(inside, outside, 0.05).falseAcceptance;
    const atTenPercent = falseAcceptanceAt(inside, outside, 0.1).falseAcceptance;
    const accepted = taken / outside.length;
    perScenario.push({
      scenario: skillId,
      utterances: outside.length,
      atFivePercent,
      atTenPercent,
      accepted,
    });
    progress(
      `  without ${skillId}: ${(100 * atFivePercent).toFixed(1)} % at 5 %, ${(100 * atTenPercent).toFixed(1)} % at 10 %`,
    );
  }
  const total = perScenario.reduce((sum, { utterances }) => sum + utterances, 0);
  const mean = (value: (one: HeldOutResult) => number) =>
    perScenario.reduce((sum, one) => sum + value(one) * one.utterances, 0) / Math.max(1, total);
  return {
    perScenario,
    atFivePercent: mean((one) => one.atFivePercent),
    atTenPercent: mean((one) => one.atTenPercent),
    accepted: mean((one) => one.accepted),
  };
}
