/**
 * `earshot bench second-pass`: what an open-vocabulary engine behind the commands' own model buys in accuracy
 * and costs in time. Every utterance is heard once by each pass; all policies are then compared on the same
 * hearings.
 */
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locale } from '@earshot/skills-sdk';
import { asrSettings } from '../asr/config.ts';
import { hookSettings } from '../asr/hook-settings.ts';
import { SileroVad } from '../asr/vad/silero-vad.ts';
import { loadConfig } from '../common/config.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import { hearFirst } from './asr/both-passes.ts';
import { localeOfLabels, readAudio, readLabels } from './asr/dataset.ts';
import { isRight, type Outcome } from './asr/measure.ts';
import { houseSkills } from './asr/models/index.ts';
import { figuresUnder, type Hearing, outcomesUnder, policiesAround } from './asr/policies.ts';
import { type BenchRecogniser, openRecogniser } from './asr/recogniser.ts';
import { percentile } from './asr/score.ts';
import { BenchEngine, EngineMissing } from './asr/second-engine.ts';
import { type DatasetResult, type SecondHearingTimes, writeSecondPassPage } from './asr/second-pass-page.ts';
import { closedDatasets, type Dataset, houseDatasets, ownDatasets } from './asr/standard-datasets.ts';
import { createUnderstander } from './asr/understanding.ts';

const help = `earshot bench second-pass: both recognition passes together

  earshot bench second-pass --engine tcp://host:port [--engine-name TEXT] [--answers FILE] [--own-audio DIR]
      All recordings; writes docs/bench-second-pass.md.
  earshot bench second-pass --engine tcp://host:port --audio DIR... [--json]
      Folders with labels.jsonl, all house skills enabled.

Options
  --engine ADDRESS   a Wyoming speech-to-text server (default: EARSHOT_TEST_WYOMING_ASR)
  --engine-name TEXT what it runs, for the page and for --answers
  --answers FILE     keeps what the engine answered (JSON lines): a run that was cut short goes on where it ended,
                     and a run with another first pass need not ask again; with a whole file no engine is needed
  --time N           hears N utterances of each locale once more, one at a time, for the figures of latency; without
                     it they are those of the answers, whenever those were taken
  --own-audio DIR    what services/bench/asr/make-audio.ts made, a folder for each locale
  --limit N          at most so many utterances of a folder
  --models-dir DIR   where pulled acoustic models are
  --show             print every utterance that went wrong, to standard error
  --json             one JSON object instead of the page`;

interface Bench {
  readonly recogniser: BenchRecogniser;
  readonly engine: BenchEngine;
  readonly vad: SileroVad;
  readonly isShown: boolean;
}

async function measureDataset(dataset: Dataset, bench: Bench): Promise<DatasetResult> {
  const { dir, labels, locale, skills } = dataset;
  const { recogniser, engine, vad } = bench;
  const { ref } = await recogniser.compile(locale, skills);
  const understander = createUnderstander(skills, locale);
  const hearings: Hearing[] = [];
  for (const label of labels) {
    const samples = readAudio(dir, label);
    const first = await hearFirst(samples, locale, ref, recogniser, vad);
    hearings.push({ label, first, second: await engine.hear(samples, locale, ref) });
  }
  const named = policiesAround(loadConfig(hookSettings).sureConfidence);
  const usual = named.find(({ isUsual }) => isUsual);
  if (bench.isShown && usual) {
    for (const [index, outcome] of outcomesUnder(usual, hearings, understander).entries())
      if (!isRight(outcome, understander)) show(hearings[index]!, outcome);
  }
  const seconds = hearings.map(({ second }) => second);
  return {
    name: dataset.name,
    locale,
    utterances: hearings.length,
    withoutVerdict: seconds.filter(({ hypotheses }) => hypotheses === undefined).length,
    answeredOn: [...new Set(seconds.flatMap(({ takenAt }) => takenAt?.slice(0, 10) ?? []))].sort(),
    addedMs: seconds.map(({ ms }) => ms),
    figures: named.map((policy) => figuresUnder(policy, hearings, understander)),
  };
}

/** For whoever tunes: one utterance that went wrong under the default policy. */
function show({ label, first, second }: Hearing, { meaning }: Outcome): void {
  const top = first.hypotheses[0];
  const said = [
    label.text,
    first.hypotheses.map(({ text }) => text).join(' / '),
    `${top?.confidence.toFixed(2)}${top?.isRejected ? ' rejected' : ''}`,
    second.hypotheses?.map(({ text }) => text).join(' / '),
    `${meaning?.intent ?? '-'} ${JSON.stringify(meaning?.slots ?? {})}`,
  ];
  process.stderr.write(`${said.join(' | ')}\n`);
}

/** Fresh hearings, spread over the commands of each locale. */
async function timeHearings(
  datasets: readonly Dataset[],
  count: number,
  engine: BenchEngine,
): Promise<SecondHearingTimes[]> {
  const times: SecondHearingTimes[] = [];
  for (const { dir, labels, locale } of datasets) {
    const step = Math.max(1, Math.floor(labels.length / count));
    const chosen = labels.filter((_, index) => index % step === 0).slice(0, count);
    const tookMs: number[] = [];
    for (const label of chosen) tookMs.push(await engine.time(readAudio(dir, label), locale));
    times.push({ ...timesOf(locale, tookMs), load: loadavg()[0]! });
  }
  return times;
}

const timesOf = (locale: Locale, tookMs: readonly number[]): SecondHearingTimes => ({
  locale,
  hearings: tookMs.length,
  p50Ms: Math.round(percentile(tookMs, 50)),
  p95Ms: Math.round(percentile(tookMs, 95)),
});

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      engine: { type: 'string' },
      'engine-name': { type: 'string', default: 'a Wyoming server' },
      answers: { type: 'string' },
      time: { type: 'string', default: '0' },
      audio: { type: 'string', multiple: true, default: [] },
      'own-audio': { type: 'string' },
      limit: { type: 'string', default: '100000' },
      'models-dir': { type: 'string' },
      show: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const address = values.engine ?? process.env['EARSHOT_TEST_WYOMING_ASR'];
  const hasAnswers = values.answers !== undefined && existsSync(values.answers);
  if (values.help || (address === undefined && !hasAnswers)) {
    process.stdout.write(`${help}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const given = values.audio.map((dir): Dataset => {
    const labels = readLabels(dir);
    return { name: basename(dir), dir, labels, locale: localeOfLabels(labels), skills: houseSkills };
  });
  const standard = [...houseDatasets(), ...closedDatasets(), ...ownDatasets(values['own-audio'])];
  const recogniser = openRecogniser({
    modelsDir: values['models-dir'] ?? modelsDirOf(loadConfig(asrSettings)),
  });
  const vad = new SileroVad();
  let engine: BenchEngine | undefined;
  try {
    engine = await BenchEngine.open({ address, name: values['engine-name'], answersPath: values.answers });
    const bench = { recogniser, engine, vad, isShown: values.show };
    const results: DatasetResult[] = [];
    for (const dataset of given.length > 0 ? given : standard) {
      const labels = dataset.labels.slice(0, Number(values.limit));
      if (labels.length === 0 || !recogniser.locales.includes(dataset.locale)) {
        process.stderr.write(`left out, as recordings or acoustic model are not here: ${dataset.name}\n`);
        continue;
      }
      process.stderr.write(`${dataset.name}, ${dataset.locale}: ${labels.length} utterances\n`);
      results.push(await measureDataset({ ...dataset, labels }, bench));
    }
    const timed = Number(values.time) > 0;
    const times = timed
      ? await timeHearings(given.length > 0 ? given : houseDatasets(), Number(values.time), engine)
      : (['en-US', 'zh-CN'] as const).map((locale) =>
          timesOf(
            locale,
            results.filter((result) => result.locale === locale).flatMap(({ addedMs }) => addedMs),
          ),
        );
    const report = { results, times, engineName: values['engine-name'] };
    if (values.json || given.length > 0) process.stdout.write(`${JSON.stringify(report)}\n`);
    else process.stdout.write(`${writeSecondPassPage(report)}\n`);
  } catch (error) {
    if (!(error instanceof EngineMissing)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } finally {
    await Promise.all([recogniser.close(), engine?.close(), vad.close()]);
  }
}

if (process.argv[1] === import.meta.filename) await run(process.argv.slice(2));
