/** docs/bench-nlu.md out of one measurement. */
import type { ReportPage } from '../report.ts';
import { percent } from './evaluate.ts';
import type { StandardResult } from './standard.ts';

const ms = (value: number): string => value.toFixed(2);

export function standardPage(result: StandardResult): ReportPage {
  const [english, chinese] = result.corpora;
  const few = result.manySkills?.[0];
  const many = result.manySkills?.at(-1);
  return {
    title: 'Understanding: how well, how fast',
    summary:
      'Intents, slots and rejection of the statistical engine (`language/statistical`), beside NLP.js ' +
      'trained on the same rows in the same run. Pretrained is only what single words mean: ' +
      'word vectors in both languages (`language/word-vectors`). All else is learnt from the training split, ' +
      'in TypeScript, on two threads.',
    command: 'earshot bench nlu',
    data: [
      `MASSIVE 1.0 en-US (CC BY 4.0), ${english?.trained} training utterances, ${english?.utterances} of dev`,
      chinese === undefined
        ? 'SMP2020-ECDT: not measured'
        : `SMP2020-ECDT, ${chinese.trained} training utterances, ${chinese.utterances} of dev`,
      'made-up skills for the cost of many skills: see `services/bench/nlu/many-skills.ts`',
    ],
    sections: [
      {
        heading: 'Accuracy and cost',
        table: {
          columns: [
            'corpus',
            'engine',
            'intent %',
            'slot F1 %',
            'exact match %',
            'p50 ms',
            'p99 ms',
            'training s',
            'CPU s',
            'model MB',
          ],
          rows: result.corpora.flatMap((one) => [
            [
              one.corpus,
              'Earshot',
              percent(one.intentAccuracy),
              percent(one.slotF1),
              percent(one.exactMatch),
              ms(one.latencyMs.p50),
              ms(one.latencyMs.p99),
              one.trainingSeconds.toFixed(1),
              one.trainingCpuSeconds.toFixed(1),
              one.serialisedMegabytes.toFixed(1),
            ],
            [
              one.corpus,
              'NLP.js',
              one.nlpJs === undefined ? null : percent(one.nlpJs.intentAccuracy),
              'learns none',
              'learns none',
              one.nlpJs === undefined ? null : ms(one.nlpJs.p50Ms),
              one.nlpJs === undefined ? null : ms(one.nlpJs.p99Ms),
              one.nlpJs?.trainingSeconds.toFixed(1),
              null,
              null,
            ],
          ]),
        },
        notes: [
          'Slot F1 is micro-averaged over spans: name, start and end must be right. Exact match: intent right and all spans right.',
          'Times per utterance are the quickest of three runs of each. Training time is on the wall, beside whatever else ran.',
          'Aims: 89 / 82 / 70 % on MASSIVE dev, 96 / 83 / 77 % on SMP2020 dev, p99 under 1 ms, training MASSIVE under 90 s.',
          'A linear SVM over word and character n-grams with a CRF, untuned, reaches 86.3 / 78.7 / 65.1 and 94.5 / 80.3 / 71.4.',
        ],
      },
      {
        heading: 'Out of scope',
        text:
          'Each MASSIVE scenario in turn is left out of training. On dev, the threshold is set where 5 % (10 %) of the ' +
          'utterances of the other scenarios are rejected; the figure is the share of the withheld scenario that is ' +
          'accepted all the same. Lower is better; aims 40 % and 25 %.',
        table: {
          columns: ['withheld scenario', 'utterances', 'accepted % at 5 %', 'accepted % at 10 %'],
          rows: [
            ...(result.outOfScope?.perScenario ?? []).map((one) => [
              one.scenario,
              one.utterances,
              percent(one.atFivePercent),
              percent(one.atTenPercent),
            ]),
            [
              `**all measured (${result.outOfScope?.perScenario.length ?? 0})**`,
              (result.outOfScope?.perScenario ?? []).reduce((sum, one) => sum + one.utterances, 0),
              result.outOfScope === undefined ? null : percent(result.outOfScope.atFivePercent),
              result.outOfScope === undefined ? null : percent(result.outOfScope.atTenPercent),
            ],
          ],
        },
        notes: ['The margin of the untuned SVM accepts 62 % and 42 %.'],
      },
      {
        heading: 'Many skills at once',
        text:
          'Every skill has ten intents of twelve samples. Queries are paraphrases in frames that no sample uses, with ' +
          'slot values that no sample has.',
        table: {
          columns: [
            'skills',
            'intents',
            'p50 ms',
            'p99 ms',
            'enabling one: median ms',
            'enabling one: worst ms',
            'skill and intent right %',
            'process MB',
          ],
          rows: (result.manySkills ?? []).map((one) => [
            one.skills,
            one.intents,
            ms(one.p50Ms),
            ms(one.p99Ms),
            one.enableP50Ms.toFixed(1),
            one.enableMaxMs.toFixed(1),
            percent(one.accuracy),
            one.memoryMegabytes,
          ]),
        },
        notes: [
          'Aims: p99 under 3 ms and at most twice the cost with 10 skills; enabling one skill under 300 ms.',
          few === undefined || many === undefined
            ? 'Not measured.'
            : `${many.skills} skills cost ${(many.p99Ms / few.p99Ms).toFixed(2)} times what ${few.skills} cost, at p99.`,
        ],
      },
      {
        heading: 'Many skills: the whole engine',
        text:
          'The same skills as interaction models through `language/engine.ts`: shared automaton, sound, ' +
          'statistics and arbitration. Half of the sentences are said by a template, half by none. Each is understood ' +
          'five times and the fastest counts.',
        table: {
          columns: [
            'skills',
            'intents',
            'p50 ms',
            'p99 ms',
            'p99 of exact ones ms',
            'enabling one: median ms',
            'enabling one: worst ms',
            'skill and intent right %',
            'process MB',
          ],
          rows: (result.wholeEngine ?? []).map((one) => [
            one.skills,
            one.intents,
            ms(one.p50Ms),
            ms(one.p99Ms),
            ms(one.exactP99Ms),
            one.enableP50Ms.toFixed(1),
            one.enableMaxMs.toFixed(1),
            percent(one.accuracy),
            one.memoryMegabytes,
          ]),
        },
      },
    ],
  };
}
