/** The standard tables on the shared recordings and on audio of our own; written to docs/bench-asr.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import type { SkillSource } from '../../asr/language-model/compile.ts';
import { sharedPath } from '../../common/testing/shared-data.ts';
import type { ReportSection } from '../report.ts';
import { isForNobody, type Label, readLabels } from './dataset.ts';
import { type Figures, measure } from './measure.ts';
import { houseSkills } from './models/index.ts';
import type { BenchRecogniser } from './recogniser.ts';
import { share } from './score.ts';
import { sentenceSkill, syntheticSkills } from './sentence-model.ts';
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

const testData = '/usr/share/pocketsphinx/test/data';

/** Debian's recordings of people: playing cards, and a robot's command. */
function debianLabels(): Label[] {
  const path = join(testData, 'cards/cards.transcription');
  if (!existsSync(path)) return [];
  const cards = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const match = /^(?:<s>\s*)?(.*?)\s*(?:<\/s>)?\s*\((\S+)\)\s*$/.exec(line);
      return match ? [{ audio: `cards/${match[2]}.wav`, text: match[1]! }] : [];
    });
  return [...cards, { audio: 'goforward.raw', text: 'go forward ten meters' }];
}

export async function measureStandard(options: StandardOptions): Promise<StandardRow[]> {
  const rows: StandardRow[] = [];
  const add = async (
    name: string,
    dir: string,
    labels: Label[],
    locale: Locale,
    skills: readonly SkillSource[] | 'open',
  ): Promise<void> => {
    if (labels.length === 0 || !options.recogniser.locales.includes(locale)) return;
    options.progress(`${name}: ${labels.length} utterances`);
    const compiled = skills === 'open' ? undefined : await options.recogniser.compile(locale, skills);
    const understander = skills === houseSkills ? createUnderstander(houseSkills, locale) : undefined;
    const { figures } = await measure({
      dir,
      labels,
      locale,
      recogniser: options.recogniser,
      languageModel: compiled?.ref,
      understander,
      // Our own audio is for rates, not for latency.
      parallel: options.ownAudio !== undefined && dir.startsWith(options.ownAudio) ? 2 : 1,
    });
    rows.push({ name, locale, figures });
    options.onRow?.(rows);
  };
  const labelsOf = (dir: string): Label[] => (existsSync(dir) ? readLabels(dir) : []);
  const commands = (locale: Locale): string => sharedPath(`data/speech/${locale}-commands`);
  for (const locale of ['en-US', 'zh-CN'] as const) {
    await add(
      'commands and talk, house models',
      commands(locale),
      labelsOf(commands(locale)),
      locale,
      houseSkills,
    );
  }
  const words = sharedPath('data/speech/zh-CN-words');
  const hospitality = sharedPath('data/speech/en-US-hospitality');
  const closed = (labels: Label[], locale: Locale): SkillSource[] => [
    sentenceSkill(
      labels.map(({ text }) => text ?? ''),
      locale,
    ),
  ];
  for (const locale of ['en-US', 'zh-CN'] as const) {
    const all = labelsOf(commands(locale));
    const sentences = all.filter((label) => !isForNobody(label));
    await add(
      'commands and talk, short list of these',
      commands(locale),
      all,
      locale,
      closed(sentences, locale),
    );
  }
  await add(
    'single words, one grammar of all',
    words,
    labelsOf(words),
    'zh-CN',
    closed(labelsOf(words), 'zh-CN'),
  );
  await add(
    'hotel room commands, own grammar',
    hospitality,
    labelsOf(hospitality),
    'en-US',
    closed(labelsOf(hospitality), 'en-US'),
  );
  await add('hotel room commands, open model', hospitality, labelsOf(hospitality), 'en-US', 'open');
  await add(
    "Debian's test data, own grammar",
    testData,
    debianLabels(),
    'en-US',
    closed(debianLabels(), 'en-US'),
  );
  await add("Debian's test data, open model", testData, debianLabels(), 'en-US', 'open');
  for (const locale of ['en-US', 'zh-CN'] as const) {
    const own = options.ownAudio && join(options.ownAudio, locale);
    if (own) await add('commands and talk of our own, house models', own, labelsOf(own), locale, houseSkills);
  }
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
        recogniser: options.recogniser,
        languageModel: compiled.ref,
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
