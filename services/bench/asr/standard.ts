/** The standard tables on the shared recordings and on audio of our own; written to docs/bench-asr.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Locale } from '@earshot/skills-sdk';
import { sharedPath } from '../../common/testing/shared-data.ts';
import type { ReportSection } from '../report.ts';
import { isForNobody, readLabels } from './dataset.ts';
import { type Figures, measure } from './measure.ts';
import { houseSkills } from './models/index.ts';
import type { BenchRecogniser } from './recogniser.ts';
import { share } from './score.ts';
import { syntheticSkills } from './sentence-model.ts';
import { closedDatasets, type Dataset, houseDatasets, ownDatasets, ownGrammar } from './standard-datasets.ts';
import { createUnderstander } from './understanding.ts';

export interface StandardOptions {
  readonly recogniser: BenchRecogniser;
  /** Audio of our own (make-audio.ts), a folder for each locale; absent: left out. */
  readonly ownAudio: string | undefined;
  readonly progress: (line: string) => void;
  /** Called after each row with all so far: a run of many minutes that ends early leaves what it has. */
  readonly onRow?: (rows: readonly StandardRow[]) => void;
}

export interface StandardRow {
  readonly name: string;
  readonly locale: Locale;
  readonly figures: Figures;
}

export interface CostRow {
  readonly locale: Locale;
  readonly intents: number;
  readonly compileMs: number;
  readonly loadMs: number;
  readonly realTimeFactor: number;
  readonly decoderMegabytes: number;
}

export async function measureStandard(options: StandardOptions): Promise<StandardRow[]> {
  const { recogniser } = options;
  const rows: StandardRow[] = [];
  const add = async (
    name: string,
    dataset: Dataset,
    model: 'skills' | 'open',
    parallel = 1,
  ): Promise<void> => {
    const { dir, labels, locale, skills } = dataset;
    if (labels.length === 0 || !recogniser.locales.includes(locale)) return;
    options.progress(`${name}: ${labels.length} utterances`);
    const ref = model === 'open' ? undefined : (await recogniser.compile(locale, skills)).ref;
    const { figures } = await measure({
      dir,
      labels,
      locale,
      hear: (samples) => recogniser.hear(samples, locale, ref),
      understander: skills === houseSkills ? createUnderstander(houseSkills, locale) : undefined,
      parallel,
    });
    rows.push({ name, locale, figures });
    options.onRow?.(rows);
  };
  const house = houseDatasets();
  for (const dataset of house) await add(`${dataset.name}, house models`, dataset, 'skills');
  for (const dataset of house) {
    const sentences = dataset.labels.filter((label) => !isForNobody(label));
    const skills = ownGrammar(sentences, dataset.locale);
    await add(`${dataset.name}, short list of these`, { ...dataset, skills }, 'skills');
  }
  for (const dataset of closedDatasets()) {
    await add(`${dataset.name}, own grammar`, dataset, 'skills');
    if (dataset.locale === 'en-US') await add(`${dataset.name}, open model`, dataset, 'open');
  }
  // Our own audio is for rates, not for latency.
  for (const dataset of ownDatasets(options.ownAudio))
    await add(`${dataset.name}, house models`, dataset, 'skills', 2);
  return rows;
}

/** Real-time factor, compile time and memory as the number of intents grows. */
export async function measureCost(options: StandardOptions): Promise<CostRow[]> {
  const rows: CostRow[] = [];
  const words = {
    'en-US':
      'music story window kitchen garden letter number paper water coffee engine market doctor school summer river table bottle camera pocket mirror silver button candle ticket basket forest hammer jacket ladder'.split(
        ' ',
      ),
    'zh-CN':
      '音乐 故事 窗户 厨房 花园 信件 号码 报纸 开水 咖啡 发动机 市场 医生 学校 夏天 河流 桌子 瓶子 相机 口袋 镜子 银色 按钮 蜡烛 车票 篮子 森林 锤子 夹克 梯子'.split(
        ' ',
      ),
  };
  for (const locale of ['en-US', 'zh-CN'] as const) {
    const dir = sharedPath(`data/speech/${locale}-commands`);
    if (!existsSync(dir) || !options.recogniser.locales.includes(locale)) continue;
    const labels = readLabels(dir).slice(0, 8);
    for (const intents of [10, 100, 1_000]) {
      options.progress(`cost: ${locale}, ${intents} intents`);
      const compiled = await options.recogniser.compile(
        locale,
        syntheticSkills(intents, locale, words[locale]),
      );
      const startedAt = performance.now();
      const stream = await options.recogniser.engine.openStream({ locale, languageModel: compiled.ref });
      const loadMs = performance.now() - startedAt;
      stream.abort();
      const { figures } = await measure({
        dir,
        labels,
        locale,
        hear: (samples) => options.recogniser.hear(samples, locale, compiled.ref),
        understander: undefined,
      });
      rows.push({
        locale,
        intents,
        compileMs: compiled.report.compileMs,
        loadMs,
        realTimeFactor: figures.realTimeFactor,
        decoderMegabytes: largestChildMegabytes(),
      });
    }
  }
  return rows;
}

/** Peak resident memory of the largest child of this process, in MB; 0 where the system does not say. */
function largestChildMegabytes(): number {
  try {
    const pids = readdirSync('/proc/self/task').flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
    );
    const sizes = pids.map((pid) =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
    );
    return Math.round(Math.max(0, ...sizes) / 1_024);
  } catch {
    return 0;
  }
}

export function standardSections(rows: readonly StandardRow[], cost: readonly CostRow[]): ReportSection[] {
  return [
    {
      heading: 'What was heard',
      text: 'Shares with 95 % Wilson intervals. "Meaning": accepted with the same intent and slots as the labelled text has. "For nobody" counts talk that ended as a command after recognition and understanding.',
      table: {
        columns: [
          'data',
          'locale',
          'sentence right',
          'meaning right',
          'for nobody, taken',
          'error rate',
          'real-time factor',
          'final p50 / p99 ms',
        ],
        rows: rows.map(({ name, locale, figures: f }) => [
          name,
          locale,
          share(f.rightSentences, f.commands),
          f.withIntent === 0 ? 'not asked' : share(f.exactMatches, f.commands),
          f.forNobody === 0 ? 'none in it' : share(f.falselyAccepted, f.forNobody),
          f.labelledUnits === 0 ? 'no text' : `${((f.errorUnits / f.labelledUnits) * 100).toFixed(1)} %`,
          f.realTimeFactor.toFixed(3),
          `${f.finalP50Ms.toFixed(0)} / ${f.finalP99Ms.toFixed(0)}`,
        ]),
      },
    },
    {
      heading: 'What it costs as skills grow',
      text: 'Made-up skills of ten intents each with three samples. Compiling happens in a worker thread, loading in an idle decoder process; neither touches a stream.',
      table: {
        columns: [
          'locale',
          'intents',
          'compile ms',
          'load ms',
          'real-time factor',
          'decoder process MB (all models it holds)',
        ],
        rows: cost.map((row) => [
          row.locale,
          row.intents,
          Math.round(row.compileMs),
          Math.round(row.loadMs),
          row.realTimeFactor.toFixed(3),
          row.decoderMegabytes,
        ]),
      },
    },
  ];
}
