/** The whole table over the shared corpora, and its page. */

import { train } from '../../../language/statistical/index.ts';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { describeMachine, type Machine, renderTable, writeReport } from '../report.ts';
import { CorpusError, readCorpus } from './corpus.ts';
import { predictWith } from './engine.ts';
import { evaluate, percent, type Scores } from './evaluate.ts';
import { type ManySkillsResult, measureManySkills } from './many-skills.ts';
import { measureNlpJs, type NlpJsResult } from './nlpjs.ts';
import { measureOutOfScope, type OutOfScopeResult } from './out-of-scope.ts';
import { standardPage } from './page.ts';
import { measureWholeEngine, type WholeEngineResult } from './whole-engine.ts';

export interface CorpusResult extends Scores {
  readonly corpus: string;
  readonly locale: string;
  readonly trained: number;
  readonly trainingSeconds: number;
  /** Of all threads together: what training costs, whatever else the machine did meanwhile. */
  readonly trainingCpuSeconds: number;
  readonly serialisedMegabytes: number;
  /** Absent when it was not run beside. */
  readonly nlpJs?: NlpJsResult;
}

export interface StandardResult {
  readonly corpora: readonly CorpusResult[];
  readonly outOfScope?: OutOfScopeResult;
  readonly manySkills?: readonly ManySkillsResult[];
  readonly wholeEngine?: readonly WholeEngineResult[];
  readonly machine: Machine;
  /** Path of the page, when everything was measured. */
  readonly page?: string;
}

const massive = 'data/nlu/massive-en-US';
const smp = 'data/nlu/smp2020-zh-CN';
const corpora = [
  { name: 'MASSIVE 1.0 en-US, train to dev', folder: massive, locale: 'en-US' },
  { name: 'SMP2020-ECDT zh-CN, train to dev', folder: smp, locale: 'zh-CN' },
] as const;

/** Throws a CorpusError when the shared corpora are not beside the checkout. */
export async function measureStandard(
  options: { quick: boolean; seed: number },
  progress: (line: string) => void,
): Promise<StandardResult> {
  const missing = missingShared(massive, smp);
  if (missing !== undefined) throw new CorpusError(missing, 0, 'give your own data with --train and --test');
  const results: CorpusResult[] = [];
  for (const { name, folder, locale } of corpora) {
    const taught = readCorpus(sharedPath(`${folder}/train.jsonl`));
    const asked = readCorpus(sharedPath(`${folder}/dev.jsonl`));
    progress(`${name}: training on ${taught.length}`);
    const started = performance.now();
    const cpu = process.cpuUsage();
    const model = await train(taught, { locale, seed: options.seed });
    const trainingSeconds = (performance.now() - started) / 1000;
    const used = process.cpuUsage(cpu);
    const scores = evaluate(asked, predictWith(model), model.rejectBelow.atFivePercent);
    progress(
      `  intent ${percent(scores.intentAccuracy)}, slot F1 ${percent(scores.slotF1)}, exact ${percent(scores.exactMatch)}` +
        `, p99 ${scores.latencyMs.p99.toFixed(2)} ms, trained in ${trainingSeconds.toFixed(0)} s; now NLP.js`,
    );
    results.push({
      ...scores,
      corpus: name,
      locale,
      trained: taught.length,
      trainingSeconds,
      trainingCpuSeconds: (used.user + used.system) / 1e6,
      serialisedMegabytes: model.serialise().length / 1e6,
      nlpJs: await measureNlpJs(taught, asked, locale),
    });
    if (!options.quick)
      writeReport('bench-nlu.md', standardPage({ corpora: results, machine: describeMachine() }));
  }
  if (options.quick) return { corpora: results, machine: describeMachine() };
  progress('a thousand skills');
  const base = {
    corpora: results,
    manySkills: measureManySkills([10, 100, 1000], 3000),
    wholeEngine: measureWholeEngine([10, 100, 1000], 3000),
    machine: describeMachine(),
  };
  writeReport('bench-nlu.md', standardPage(base));
  progress('out of scope: one scenario at a time');
  const outOfScope = await measureOutOfScope(
    readCorpus(sharedPath(`${massive}/train.jsonl`)),
    readCorpus(sharedPath(`${massive}/dev.jsonl`)),
    'en-US',
    progress,
    // The page grows with each scenario: an interrupted run leaves what it measured, and says how much that is.
    (sofar) => writeReport('bench-nlu.md', standardPage({ ...base, outOfScope: sofar })),
  );
  const complete = { ...base, outOfScope };
  return { ...complete, page: writeReport('bench-nlu.md', standardPage(complete)) };
}

export function describeStandard(result: StandardResult): string {
  const parts = [
    renderTable({
      columns: ['corpus', 'intent %', 'slot F1 %', 'exact %', 'p99 ms', 'training s', 'NLP.js intent %'],
      rows: result.corpora.map((one) => [
        one.corpus,
        percent(one.intentAccuracy),
        percent(one.slotF1),
        percent(one.exactMatch),
        one.latencyMs.p99.toFixed(2),
        one.trainingSeconds.toFixed(0),
        one.nlpJs === undefined ? null : percent(one.nlpJs.intentAccuracy),
      ]),
    }),
  ];
  if (result.outOfScope !== undefined) {
    parts.push(
      `out of scope: false acceptance ${percent(result.outOfScope.atFivePercent)} % at 5 % false rejection, ` +
        `${percent(result.outOfScope.atTenPercent)} % at 10 %`,
    );
  }
  for (const one of result.manySkills ?? []) {
    parts.push(
      `${one.skills} skills: p99 ${one.p99Ms.toFixed(2)} ms, enabling at most ${one.enableMaxMs.toFixed(0)} ms, ` +
        `${percent(one.accuracy)} % right`,
    );
  }
  if (result.page !== undefined) parts.push(`written: ${result.page}`);
  return parts.join('\n\n');
}
