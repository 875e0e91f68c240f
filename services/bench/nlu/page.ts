/** docs/bench-nlu.md out of one measurement. */
import type { ReportPage } from '../report.ts';
import { percent } from './evaluate.ts';
import type { StandardResult } from './result.ts';

const ms = (value: number): string => value.toFixed(2);
const encoderOf = (isEncoded: boolean): string => (isEncoded ? 'yes' : 'no');

export function standardPage(result: StandardResult): ReportPage {
  const ratios = [false, true].flatMap((isEncoded) => {
    const own = result.manySkills.filter((one) => one.isEncoded === isEncoded);
    const [few, many] = [own[0], own.at(-1)];
    if (few === undefined || many === undefined || few === many) return [];
    return [
      `${encoderOf(isEncoded) === 'yes' ? 'With' : 'Without'} an encoder, ${many.skills} skills cost ${(many.p99Ms / few.p99Ms).toFixed(2)} times what ${few.skills} cost, at p99.`,
    ];
  });
  return {
    title: 'Understanding: how well, how fast',
    summary:
      'The product, as users meet it: each corpus is written as skills (every training utterance a sample with `{slot}`s, ' +
      'types that list the values of the training split and are open), enabled in `createEngine`, and asked through its turn: ' +
      'templates, sound, statistics, arbitration, leftover words. What is refused counts as wrong. ' +
      'Sentence encoders are fetched with `earshot models pull encoder-en-US` and `encoder-zh-CN`.',
    command: 'earshot bench nlu',
    data: [
      ...new Map(
        result.corpora.map(({ corpus, taught, skills, utterances }) => [
          corpus,
          `${corpus}: ${taught} training utterances as ${skills} skills, ${utterances} of dev asked`,
        ]),
      ).values(),
      'talk for nobody: the texts of the recordings that are meant for nobody (`none`), with home, coffee and hotel skills enabled',
      'made-up skills for the cost of many: see `services/bench/nlu/many-skills.ts`',
    ],
    sections: [
      {
        heading: 'Accuracy and cost',
        table: {
          columns: [
            'corpus',
            'encoder',
            'accepted %',
            'intent %',
            'slot F1 %',
            'exact match %',
            'p50 ms',
            'p99 ms',
            'longest ms',
            'enabling all s',
          ],
          rows: result.corpora.map((one) => [
            one.corpus,
            one.encoder ?? 'none',
            percent(one.accepted),
            percent(one.intentAccuracy),
            percent(one.slotF1),
            percent(one.exactMatch),
            ms(one.latencyMs.p50),
            ms(one.latencyMs.p99),
            ms(one.latencyMs.max),
            one.enablingSeconds.toFixed(1),
          ]),
        },
        notes: [
          'Slot F1 is micro-averaged: name and words must be right. Exact match: intent right and all slots right.',
          'Each utterance is asked three to ten times, its vector included, and the quickest counts, as other work shares the machine; so it is for NLP.js and for many skills. `native` is onnxruntime-node, which is used where `earshot models pull onnxruntime` put it; `wasm` is what comes with the project.',
          'Aims on MASSIVE: 86 / 78 / 65 % with encoders, 80 / 72 / 58 % without; on SMP2020 with encoders 93 / 82 / 74 %. p99 at most 3 ms without and 8 ms with.',
        ],
      },
      {
        heading: 'NLP.js on the same rows',
        table: {
          columns: ['corpus', 'intent %', 'p50 ms', 'p99 ms', 'training s'],
          rows: result.nlpJs.map(({ corpus, result: one }) => [
            corpus,
            percent(one.intentAccuracy),
            ms(one.p50Ms),
            ms(one.p99Ms),
            one.trainingSeconds.toFixed(1),
          ]),
        },
        notes: ['One model over all intents; it learns no slots and refuses nothing.'],
      },
      {
        heading: 'Out of scope',
        text:
          'Each MASSIVE scenario in turn is switched off. The threshold is set where 5 % (10 %) of the utterances of the ' +
          'other scenarios are refused; the figure is the share of the absent scenario that is taken all the same. ' +
          'Lower is better; aims 40 % and 25 %. The last column is the product under its own threshold.',
        table: {
          columns: [
            'absent scenario',
            'encoder',
            'utterances',
            'taken % at 5 %',
            'taken % at 10 %',
            'taken by the product %',
          ],
          rows: result.outOfScope.flatMap(({ isEncoded, result: one }) => [
            ...one.perScenario.map((row) => [
              row.scenario,
              encoderOf(isEncoded),
              row.utterances,
              percent(row.atFivePercent),
              percent(row.atTenPercent),
              percent(row.accepted),
            ]),
            [
              '**all**',
              encoderOf(isEncoded),
              one.perScenario.reduce((sum, { utterances }) => sum + utterances, 0),
              percent(one.atFivePercent),
              percent(one.atTenPercent),
              percent(one.accepted),
            ],
          ]),
        },
      },
      {
        heading: 'Talk for nobody',
        table: {
          columns: ['language', 'encoder', 'utterances', 'taken'],
          rows: result.talk.map((one) => [one.locale, encoderOf(one.isEncoded), one.utterances, one.taken]),
        },
        notes: ['Aim: at most 2 %.'],
      },
      {
        heading: 'A skill written on a first afternoon',
        text:
          'A bilingual reminder skill of twelve samples an intent (`language/testing/medicine.ts`), and forty utterances a language that were ' +
          'written before anybody looked at what the engine makes of them.',
        table: {
          columns: ['language', 'utterances', 'right', 'refused', 'silently wrong'],
          rows: result.firstAfternoon.map((one) => [
            one.locale,
            one.utterances,
            one.right,
            one.refused,
            one.wrong,
          ]),
        },
        notes: ['Aim: at least 34 right, none silently wrong.'],
      },
      {
        heading: 'Many skills',
        text:
          'Every skill has ten intents. Half of the sentences are said by a template, half by none. ' +
          'Enabling is the processor time it takes on the event loop; vectors of its samples are computed before, in a thread.',
        table: {
          columns: [
            'skills',
            'intents',
            'encoder',
            'p50 ms',
            'p99 ms',
            'longest ms',
            'enabling one: median ms',
            'enabling one: worst ms',
            'skill and intent right %',
            'process MB',
          ],
          rows: result.manySkills.map((one) => [
            one.skills,
            one.intents,
            encoderOf(one.isEncoded),
            ms(one.p50Ms),
            ms(one.p99Ms),
            ms(one.maxMs),
            one.enableP50Ms.toFixed(1),
            one.enableMaxMs.toFixed(1),
            percent(one.accuracy),
            one.memoryMegabytes,
          ]),
        },
        notes: ['Aims: at most twice the cost with 10 skills; enabling one at most 300 ms.', ...ratios],
      },
    ],
  };
}
