/** Sentences that nothing foresees, heard by the open ears of the house: what a question for any words gets. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { type Label, readAudio, readLabels } from '../asr/dataset.ts';
import { openHouseEar } from '../asr/house-ear.ts';
import { editDistance, unitsOf } from '../asr/score.ts';
import { intervalOf } from '../interval.ts';
import type { ReportSection } from '../report.ts';

interface Counted {
  readonly wrong: number;
  readonly all: number;
}

const rateOf = (counted: readonly Counted[]): number =>
  (100 * counted.reduce((sum, { wrong }) => sum + wrong, 0)) /
  Math.max(
    1,
    counted.reduce((sum, { all }) => sum + all, 0),
  );

/** 2.5 to 97.5 % of what comes out when sentences are drawn again: words of one sentence hang together. */
function interval(counted: readonly Counted[]): [number, number] {
  const random = createRandom(1);
  return intervalOf(500, () => rateOf(counted.map(() => counted[Math.floor(random() * counted.length)]!)));
}

async function rowsOf(dir: string, locale: Locale, modelsDir: string): Promise<string[][]> {
  const ear = openHouseEar(modelsDir, locale);
  const byVoice = Map.groupBy(readLabels(dir), ({ voice }) => (voice ?? 'people').split(' ')[0]!);
  const rows: string[][] = [];
  const told = (voice: string, counted: readonly Counted[]): void => {
    const [low, high] = interval(counted);
    const { wrong, all } = counted.reduce((a, b) => ({ wrong: a.wrong + b.wrong, all: a.all + b.all }));
    const rate = `${rateOf(counted).toFixed(1)} % (${low.toFixed(1)} to ${high.toFixed(1)})`;
    rows.push([locale, voice, String(counted.length), `${wrong} of ${all}`, rate]);
    process.stderr.write(`free text: ${rows.at(-1)!.join('  ')}\n`);
  };
  const everything: Counted[] = [];
  try {
    for (const [voice, labels] of byVoice) {
      const counted: Counted[] = [];
      for (const label of labels) counted.push(await errorsIn(label, dir, locale, ear));
      told(voice, counted);
      everything.push(...counted);
    }
    told('all', everything);
  } finally {
    await ear.close();
  }
  return rows;
}

async function errorsIn(
  label: Label,
  dir: string,
  locale: Locale,
  ear: ReturnType<typeof openHouseEar>,
): Promise<Counted> {
  const { hypotheses = [] } = await ear.hear(readAudio(dir, label), locale, undefined, true);
  const wanted = unitsOf((label.text ?? '').toLowerCase(), locale);
  return { wrong: editDistance(wanted, unitsOf(hypotheses[0]?.text ?? '', locale)), all: wanted.length };
}

/** @param dir what make-free-text.ts made, or folders en-US and zh-CN of anybody's with labels @throws EngineMissing */
export async function measureFreeText(dir: string, modelsDir: string): Promise<ReportSection> {
  const rows: string[][] = [];
  for (const locale of ['en-US', 'zh-CN'] as const) {
    if (existsSync(join(dir, locale))) rows.push(...(await rowsOf(join(dir, locale), locale, modelsDir)));
  }
  return {
    heading: 'Free text',
    text: 'What a question for any words gets: Moonshine in English (word errors), libvosk without a grammar in Mandarin, which hears such words twice (character errors). Sentences that people wrote to assistants (dev parts of MASSIVE and SMP2020; nothing was set on them), read by voices; 95 % by drawing sentences again.',
    table: { columns: ['locale', 'voice', 'sentences', 'wrong', 'error rate'], rows },
    notes: [
      'Recordings of people who speak freely are not at hand; their hotel commands, which are read, are in bench-voice-people.md (before anything is altered).',
    ],
  };
}
