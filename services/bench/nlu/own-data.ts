/** `--train FILE… --test FILE…`: anyone's labelled utterances as skills, through the product's own turn. */

import { rejectBelow } from '../../../language/understand/confidence.ts';
import { describeMachine, type Machine } from '../report.ts';
import { CorpusError, type CorpusRow, readCorpus } from './corpus.ts';
import { modelName } from './corpus-skills.ts';
import { evaluate, percent, type Scores } from './evaluate.ts';
import { ask, detectLocale, findEncoder, makeProduct } from './product.ts';

export interface OwnDataOptions {
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly locale?: string;
  /** By words alone, also where an encoder is installed. */
  readonly wordsOnly: boolean;
}

export interface OwnDataResult extends Scores {
  readonly locale: string;
  readonly localeGiven: boolean;
  /** The encoder's runtime; null where sentences were understood by words alone. */
  readonly encoder: 'native' | 'wasm' | null;
  readonly train: { readonly files: readonly string[]; readonly utterances: number };
  readonly test: { readonly files: readonly string[]; readonly utterances: number };
  readonly skills: number;
  readonly intents: number;
  /** Test utterances whose intent the training data never names: they count as wrong. */
  readonly testUtterancesOfUnknownIntents: number;
  readonly enablingSeconds: number;
  readonly machine: Machine;
}

export async function measureOwnData(
  options: OwnDataOptions,
  progress: (line: string) => void,
): Promise<OwnDataResult> {
  const taught: CorpusRow[] = options.train.flatMap((file) => readCorpus(file));
  const asked: CorpusRow[] = options.test.flatMap((file) => readCorpus(file));
  if (taught.every(({ intent }) => intent === null)) {
    throw new CorpusError(options.train.join(', '), 0, 'no row has an intent; there is nothing to learn');
  }
  const locale =
    options.locale === undefined ? detectLocale(taught) : options.locale.startsWith('zh') ? 'zh-CN' : 'en-US';
  const found = options.wordsOnly ? undefined : await findEncoder(locale);
  progress(`enabling skills of ${taught.length} utterances (${locale}, ${found?.runtime ?? 'no'} encoder)`);
  const product = await makeProduct(taught, locale, found?.encoder);
  progress(`enabled in ${product.enablingSeconds.toFixed(1)} s; asking ${asked.length} utterances`);
  if (found) found.encoder.isRemembering = false;
  const scores = await evaluate(asked, ask(product), rejectBelow);
  await found?.encoder.close();
  const known = new Set(product.skills.flatMap(({ model }) => Object.keys(model.intents)));
  return {
    ...scores,
    locale,
    localeGiven: options.locale !== undefined,
    encoder: found?.runtime ?? null,
    train: { files: options.train, utterances: taught.length },
    test: { files: options.test, utterances: asked.length },
    skills: product.skills.length,
    intents: known.size,
    testUtterancesOfUnknownIntents: asked.filter(
      ({ intent }) => intent !== null && !known.has(modelName(intent)),
    ).length,
    enablingSeconds: product.enablingSeconds,
    machine: describeMachine(),
  };
}

export function describeOwnData(result: OwnDataResult): string {
  const lines = [
    `locale            ${result.locale}${result.localeGiven ? '' : ' (read from the text)'}`,
    `encoder           ${result.encoder ?? 'none: by words alone'}`,
    `taught            ${result.train.utterances} utterances as ${result.skills} skills, ${result.intents} intents, in ${result.enablingSeconds.toFixed(1)} s`,
    `tested on         ${result.test.utterances} utterances, ${percent(result.accepted)} % accepted`,
    `intent accuracy   ${percent(result.intentAccuracy)} %`,
    `slot F1           ${percent(result.slotF1)} %  (precision ${percent(result.slotPrecision)}, recall ${percent(result.slotRecall)})`,
    `exact match       ${percent(result.exactMatch)} %`,
    `per utterance     p50 ${result.latencyMs.p50.toFixed(2)} ms, p99 ${result.latencyMs.p99.toFixed(2)} ms, longest ${result.latencyMs.max.toFixed(1)} ms`,
  ];
  if (result.testUtterancesOfUnknownIntents > 0) {
    lines.push(
      `unknown intents   ${result.testUtterancesOfUnknownIntents} test utterances, counted as wrong`,
    );
  }
  const { outOfScope } = result;
  if (outOfScope !== undefined) {
    lines.push(
      `out of scope      ${outOfScope.utterances} utterances`,
      `  at its own threshold   false acceptance ${percent(outOfScope.falseAcceptance)} %, false rejection ${percent(outOfScope.falseRejection)} %`,
      `  at 5 % false rejection    false acceptance ${percent(outOfScope.falseAcceptanceAtFivePercent)} %`,
      `  at 10 % false rejection   false acceptance ${percent(outOfScope.falseAcceptanceAtTenPercent)} %`,
    );
  }
  return lines.join('\n');
}
