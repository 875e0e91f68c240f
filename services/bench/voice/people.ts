/** Recordings of people, before and after their voice is altered: what recognisers still understand, and how alike one known person stays. */
import type { Locale } from '@earshot/skills-sdk';
import type { Hypothesis } from '../../asr/engine.ts';
import { samplesOfSound, soundOf } from '../../common/audio/pcm.ts';
import { alter, draw } from '../../training/voice/alter.ts';
import { readAudio } from '../asr/dataset.ts';
import { openHouseEar } from '../asr/house-ear.ts';
import { type BenchRecogniser, openRecogniser } from '../asr/recogniser.ts';
import { editDistance, unitsOf } from '../asr/score.ts';
import { EngineMissing } from '../asr/second-engine.ts';
import { closedDatasets, type Dataset } from '../asr/standard-datasets.ts';
import type { ReportSection } from '../report.ts';
import { trials, type VoiceVector } from './attack.ts';

interface Recording {
  readonly id: string;
  readonly text: string;
  readonly before: Int16Array;
  /** One for each draw of the numbers that a voice is altered by. */
  readonly after: readonly Int16Array[];
}

type Hear = (samples: Int16Array) => Promise<readonly Hypothesis[]>;

function recordingsOf({ dir, labels }: Dataset, draws: number): Recording[] {
  return labels.map((label) => {
    const before = readAudio(dir, label);
    const after = Array.from({ length: draws }, () => samplesOfSound(alter(soundOf(before), [], draw())));
    return { id: label.audio, text: label.text ?? '', before, after };
  });
}

async function errorRate(
  hear: Hear,
  heard: readonly { readonly text: string; readonly samples: Int16Array }[],
  locale: Locale,
): Promise<string> {
  let errors = 0;
  let all = 0;
  for (const { text, samples } of heard) {
    const wanted = unitsOf(text.toLowerCase(), locale);
    const [best] = await hear(samples);
    errors += editDistance(wanted, unitsOf(best?.text ?? '', locale));
    all += wanted.length;
  }
  return `${((100 * errors) / all).toFixed(1)} % (${errors} of ${all})`;
}

async function rowsOf(
  dataset: Dataset,
  recordings: readonly Recording[],
  ears: readonly (readonly [name: string, hear: Hear])[],
): Promise<string[][]> {
  const { name, locale } = dataset;
  const before = recordings.map(({ text, before: samples }) => ({ text, samples }));
  const after = recordings.flatMap(({ text, after: all }) => all.map((samples) => ({ text, samples })));
  const rows: string[][] = [];
  for (const [ear, hear] of ears) {
    const rates = [await errorRate(hear, before, locale), await errorRate(hear, after, locale)];
    rows.push([name, locale, ear, ...rates]);
    process.stdout.write(`  ${rows.at(-1)!.join('  ')}\n`);
  }
  return rows;
}

/** PocketSphinx: any words in English; in Mandarin, where it has no such model, the sentences of these recordings. */
async function sphinx(
  recogniser: BenchRecogniser,
  { locale, skills }: Dataset,
): Promise<readonly [string, Hear]> {
  const model = locale === 'zh-CN' ? (await recogniser.compile(locale, skills)).ref : undefined;
  const name = model === undefined ? 'PocketSphinx, open vocabulary' : 'PocketSphinx, these words alone';
  return [name, async (samples) => (await recogniser.hear(samples, locale, model)).hypotheses];
}

/** How alike recordings of the one person are who is known to have spoken all of a data set. */
function likeness(
  recordings: readonly Recording[],
  vectorOf: (sound: Float64Array) => Float64Array,
): string[][] {
  const vectors = (of: (recording: Recording) => Int16Array): VoiceVector[] =>
    recordings.map((recording) => ({
      speaker: 'one',
      recording: recording.id,
      values: vectorOf(soundOf(of(recording))),
    }));
  const plain = vectors(({ before }) => before);
  const [one, another] = [0, 1].map((at) => vectors(({ after }) => after[at % after.length]!));
  const pairs: [string, VoiceVector[], VoiceVector[]][] = [
    ['original and original', plain, plain],
    ['original and altered', plain, another!],
    ['altered and altered', one!, another!],
  ];
  return pairs.map(([name, enrolled, tested]) => {
    const scores = trials(enrolled, tested).map(({ score }) => score);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    return [name, mean.toFixed(2), String(scores.length)];
  });
}

/**
 * Data sets that are not on this machine are left out.
 * @throws EngineMissing where the open ears of the house are not installed
 */
export async function measurePeople(
  modelsDir: string,
  draws: number,
  vectorOf: (sound: Float64Array) => Float64Array,
): Promise<ReportSection[]> {
  const datasets = closedDatasets().filter(({ labels }) => labels.length > 0);
  if (datasets.length === 0) throw new EngineMissing('none of the recordings of people are here');
  const recogniser = openRecogniser({ modelsDir, mandarinEngine: 'pocketsphinx' });
  const rows: string[][] = [];
  let alike: string[][] = [];
  try {
    for (const dataset of datasets) {
      const recordings = recordingsOf(dataset, draws);
      const house = openHouseEar(modelsDir, dataset.locale);
      const hear: Hear = async (samples) =>
        (await house.hear(samples, dataset.locale, undefined)).hypotheses ?? [];
      const name = dataset.locale === 'zh-CN' ? 'Vosk, open vocabulary' : 'Moonshine tiny';
      rows.push(...(await rowsOf(dataset, recordings, [[name, hear], await sphinx(recogniser, dataset)])));
      await house.close();
      if (dataset.locale === 'zh-CN') alike = likeness(recordings, vectorOf);
    }
  } finally {
    await recogniser.close();
  }
  return [
    {
      heading: 'What is still understood',
      text: `Word errors in English, character errors in Mandarin; every recording is altered ${draws} times with fresh numbers.`,
      table: { columns: ['data', 'locale', 'recogniser', 'error before', 'after'], rows },
    },
    {
      heading: 'Who is told apart',
      text: 'An equal error rate needs several people whose recordings are known to be theirs, several of each. Of these data sets one says who spoke: all 54 Mandarin words are of one person. Who spoke the hotel commands and Debian’s test data is not labelled. So there is **no equal error rate of people** here, and none can be had from these recordings; [bench-voice.md](bench-voice.md) has that of synthesised voices. What can be told is how alike the recordings of the one known person are to a speaker model (cosine of CAM++ vectors; single words are far shorter than it wants).',
      table: { columns: ['the one person’s recordings', 'mean likeness', 'pairs'], rows: alike },
    },
  ];
}
