/** `--train FILE… --test FILE…`: anyone's labelled utterances through the same training and counting. */
import { train } from '../../../language/statistical/index.ts';
import { describeMachine, type Machine } from '../report.ts';
import { CorpusError, type CorpusRow, readCorpus } from './corpus.ts';
import { detectLocale, predictWith } from './engine.ts';
import { evaluate, percent, type Scores } from './evaluate.ts';

export interface OwnDataOptions {
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly locale?: string;
  readonly seed: number;
}

export interface OwnDataResult extends Scores {
  readonly locale: string;
  readonly localeGiven: boolean;
  readonly train: {
    readonly files: readonly string[];
    readonly utterances: number;
    readonly outOfScope: number;
  };
  readonly test: { readonly files: readonly string[]; readonly utterances: number };
  readonly intents: number;
  readonly slots: number;
  /** Test utterances whose intent the training data never names: they count as wrong. */
  readonly testUtterancesOfUnknownIntents: number;
  readonly trainingSeconds: number;
  readonly serialisedMegabytes: number;
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
  const locale = options.locale ?? detectLocale(taught);
  progress(`training on ${taught.length} utterances (${locale})`);
  const started = performance.now();
  const model = await train(taught, { locale, seed: options.seed });
  const trainingSeconds = (performance.now() - started) / 1000;
  progress(`trained in ${trainingSeconds.toFixed(1)} s; asking ${asked.length} utterances`);
  const scores = evaluate(asked, predictWith(model), model.rejectBelow.atFivePercent);
  const known = new Set(model.intentNames);
  return {
    ...scores,
    locale,
    localeGiven: options.locale !== undefined,
    train: {
      files: options.train,
      utterances: taught.length,
      outOfScope: taught.filter(({ intent }) => intent === null).length,
    },
    test: { files: options.test, utterances: asked.length },
    intents: known.size,
    slots: model.meta.slots.length,
    testUtterancesOfUnknownIntents: asked.filter(({ intent }) => intent !== null && !known.has(intent))
      .length,
    trainingSeconds,
    serialisedMegabytes: model.serialise().length / 1e6,
    machine: describeMachine(),
  };
}

export function describeOwnData(result: OwnDataResult): string {
  const lines = [
    `locale            ${result.locale}${result.localeGiven ? '' : ' (read from the text)'}`,
    `trained on        ${result.train.utterances} utterances, ${result.intents} intents, ${result.slots} slots` +
      (result.train.outOfScope > 0 ? `, ${result.train.outOfScope} out of scope` : ''),
    `training time     ${result.trainingSeconds.toFixed(1)} s`,
    `tested on         ${result.test.utterances} utterances`,
    `intent accuracy   ${percent(result.intentAccuracy)} %`,
    `slot F1           ${percent(result.slotF1)} %  (precision ${percent(result.slotPrecision)}, recall ${percent(result.slotRecall)})`,
    `exact match       ${percent(result.exactMatch)} %`,
    `per utterance     p50 ${result.latencyMs.p50.toFixed(3)} ms, p99 ${result.latencyMs.p99.toFixed(3)} ms`,
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
