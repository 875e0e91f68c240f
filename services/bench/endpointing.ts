/**
 * `earshot bench endpointing`: how much sooner a turn ends when the endpointer knows what the words mean, and
 * how often it cuts people off. Detector, recogniser and endpointer are the service's own; the clock is the
 * audio's, so that the load of the machine does not enter.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locale } from '@earshot/skills-sdk';
import { asrSettings } from '../asr/config.ts';
import {
  defaultEndpointingSettings,
  Endpointer,
  type EndpointingSettings,
} from '../asr/endpointing/endpointer.ts';
import type { LanguageModelRef, PartialHypothesis } from '../asr/engine.ts';
import { SileroVad } from '../asr/vad/silero-vad.ts';
import { loadConfig } from '../common/config.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import { sharedPath } from '../common/testing/shared-data.ts';
import { isForNobody, localeOfLabels, readAudio, readLabels } from './asr/dataset.ts';
import { houseSkills } from './asr/models/index.ts';
import { type BenchRecogniser, openRecogniser } from './asr/recogniser.ts';
import { percentile, share } from './asr/score.ts';
import { type ReportSection, writeReport } from './report.ts';

const chunkSamples = 960;
const tailMs = 1_600;

interface Heard {
  readonly probabilities: readonly number[];
  readonly partials: readonly PartialHypothesis[];
}

interface Plan {
  readonly name: string;
  readonly settings: EndpointingSettings;
  readonly isMeaningUsed: boolean;
}

const usual = defaultEndpointingSettings;
const fixed = (silenceMs: number): Plan => ({
  name: `fixed ${silenceMs} ms`,
  settings: { ...usual, unknownSilenceMs: silenceMs },
  isMeaningUsed: false,
});
/** More time for those who have said a command that could go on. */
const patient = (extendableSilenceMs: number): Plan => ({
  name: `with meaning, ${extendableSilenceMs} ms where it could go on`,
  settings: { ...usual, extendableSilenceMs },
  isMeaningUsed: true,
});
const plans: readonly Plan[] = [
  fixed(700),
  fixed(300),
  { name: 'with meaning (default)', settings: usual, isMeaningUsed: true },
  patient(500),
  patient(700),
];

/** A quiet room: seeded noise, some 60 dB below full scale. */
function room(samples: number, seed = 7): Int16Array {
  let state = seed;
  return Int16Array.from({ length: samples }, () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return (state % 31) - 15;
  });
}

function joined(...parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function hear(
  recogniser: BenchRecogniser,
  vad: SileroVad,
  audio: Int16Array,
  locale: Locale,
  model: LanguageModelRef,
): Promise<Heard & { readonly gapsMs: readonly number[] }> {
  const watching = vad.open();
  const stream = await recogniser.engine.openStream({ locale, languageModel: model });
  const partials: PartialHypothesis[] = [];
  const reading = (async () => {
    for await (const partial of stream.partials) partials.push(partial);
  })();
  for (let at = 0; at < audio.length; at += chunkSamples) {
    await stream.write(audio.subarray(at, at + chunkSamples));
  }
  const [best] = await stream.finish();
  await reading;
  const probabilities = await watching.push(audio);
  watching.close();
  // Where somebody could pause to think: between two words of the hypothesis.
  const gapsMs = (best?.words ?? []).slice(1).map(({ startMs }) => startMs);
  return { probabilities, partials, gapsMs };
}

interface Outcome {
  readonly waitedMs: number;
  readonly isCutOff: boolean;
}

function play(heard: Heard, plan: Plan): Outcome {
  const endpointer = new Endpointer(plan.settings);
  const frameMs = plan.settings.frameMs;
  let speechEndMs = 0;
  heard.probabilities.forEach((probability, index) => {
    if (probability >= plan.settings.speechProbability) speechEndMs = (index + 1) * frameMs;
  });
  let next = 0;
  for (const [index, probability] of heard.probabilities.entries()) {
    for (; next < heard.partials.length && heard.partials[next]!.heardMs <= index * frameMs; next++) {
      const partial = heard.partials[next]!;
      if (plan.isMeaningUsed && partial.progress) endpointer.setMeaning(partial.progress, partial.heardMs);
    }
    const endpoint = endpointer.onFrame(probability);
    if (endpoint) {
      return {
        waitedMs: endpoint.decidedAtMs - speechEndMs,
        isCutOff: endpoint.decidedAtMs < speechEndMs - 100,
      };
    }
  }
  return { waitedMs: heard.probabilities.length * frameMs - speechEndMs, isCutOff: false };
}

interface Row {
  readonly name: string;
  readonly straight: readonly (readonly Outcome[])[];
  readonly paused: ReadonlyMap<number, readonly (readonly Outcome[])[]>;
}

const pausesMs = [500, 800];

async function measure(
  recogniser: BenchRecogniser,
  vad: SileroVad,
  dir: string,
  locale: Locale,
  limit: number,
): Promise<Row> {
  const { ref } = await recogniser.compile(locale, houseSkills);
  const straight: Outcome[][] = plans.map(() => []);
  const paused = new Map(pausesMs.map((pauseMs) => [pauseMs, plans.map((): Outcome[] => [])]));
  const quiet = room(tailMs * 16);
  const labels = readLabels(dir).filter((row) => !isForNobody(row));
  // Spread over the folder, as its rows are sorted by skill.
  const step = Math.max(1, Math.ceil(labels.length / limit));
  for (const label of labels.filter((_, index) => index % step === 0)) {
    const speech = readAudio(dir, label);
    const heard = await hear(recogniser, vad, joined(speech, quiet), locale, ref);
    for (const [index, plan] of plans.entries()) straight[index]!.push(play(heard, plan));
    const cutMs = heard.gapsMs[Math.floor(heard.gapsMs.length / 2)];
    if (cutMs === undefined) continue;
    for (const pauseMs of pausesMs) {
      const cut = cutMs * 16;
      const audio = joined(speech.subarray(0, cut), room(pauseMs * 16), speech.subarray(cut), quiet);
      const again = await hear(recogniser, vad, audio, locale, ref);
      for (const [index, plan] of plans.entries()) paused.get(pauseMs)![index]!.push(play(again, plan));
    }
  }
  return { name: dir.split('/').filter(Boolean).slice(-1).join('/'), straight, paused };
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      audio: { type: 'string', multiple: true, default: [] },
      'models-dir': { type: 'string' },
      limit: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(
      'earshot bench endpointing [--audio DIR]... [--models-dir DIR] [--limit N] [--json]\n',
    );
    return;
  }
  const shared = (['en-US', 'zh-CN'] as const).map((locale) => sharedPath(`data/speech/${locale}-commands`));
  const folders = (values.audio.length > 0 ? values.audio : shared).filter((dir) =>
    existsSync(join(dir, 'labels.jsonl')),
  );
  if (folders.length === 0) {
    process.stderr.write('no folder with labels.jsonl; see --audio\n');
    process.exitCode = 2;
    return;
  }
  const recogniser = openRecogniser({
    modelsDir: values['models-dir'] ?? modelsDirOf(loadConfig(asrSettings)),
  });
  const vad = new SileroVad();
  const rows: Row[] = [];
  try {
    for (const dir of folders) {
      const locale = localeOfLabels(readLabels(dir));
      if (recogniser.locales.includes(locale))
        rows.push(await measure(recogniser, vad, dir, locale, Number(values.limit)));
      else process.stderr.write(`no acoustic model for ${locale}: ${dir} is left out\n`);
    }
  } finally {
    await Promise.all([recogniser.close(), vad.close()]);
  }
  const sections = rows.map((row) => sectionOf(row));
  if (values.json) process.stdout.write(`${JSON.stringify(sections)}\n`);
  else process.stdout.write(`${writePage(rows, sections)}\n`);
}

function sectionOf({ name, straight, paused }: Row): ReportSection {
  const cutOff = (outcomes: readonly Outcome[]): string =>
    share(outcomes.filter(({ isCutOff }) => isCutOff).length, outcomes.length);
  return {
    heading: name,
    table: {
      columns: [
        'endpointing',
        'waits p50 ms',
        'p95 ms',
        'mean ms',
        'cut off',
        ...pausesMs.map((pauseMs) => `cut off at a pause of ${pauseMs} ms`),
      ],
      rows: plans.map((plan, index) => {
        const waited = straight[index]!.filter(({ isCutOff }) => !isCutOff).map(({ waitedMs }) => waitedMs);
        const mean = waited.reduce((sum, value) => sum + value, 0) / Math.max(1, waited.length);
        return [
          plan.name,
          Math.round(percentile(waited, 50)),
          Math.round(percentile(waited, 95)),
          Math.round(mean),
          cutOff(straight[index]!),
          ...pausesMs.map((pauseMs) => cutOff(paused.get(pauseMs)![index]!)),
        ];
      }),
    },
  };
}

function writePage(rows: readonly Row[], sections: readonly ReportSection[]): string {
  return writeReport('bench-endpointing.md', {
    title: 'What endpointing by meaning saves',
    summary:
      'Time from the last speech to the end-of-speech decision, which is the largest part of the perceived latency ' +
      'of a short command, and how often the decision comes too early. Silero VAD, PocketSphinx with all house ' +
      'skills, the service’s own endpointer; time is the audio’s own, in frames of 32 ms.',
    command: 'earshot bench endpointing',
    data: rows.map(
      ({ name }) =>
        `${name}: commands only (see the counts), with ${tailMs} ms of a quiet room after them; pauses are put between the two middle words of the hypothesis`,
    ),
    sections: [
      ...sections,
      {
        heading: 'How to read it',
        notes: [
          `“Fixed” waits for so much silence whatever was said. With meaning: ${usual.completeSilenceMs} ms after a complete command, ${usual.extendableSilenceMs} ms after one that could go on, ${usual.incompleteSilenceMs} ms inside one, ${usual.unknownSilenceMs} ms where the words fit nothing.`,
          'A pause after words that already are a complete command (“turn on the light … in the kitchen”) ends the turn on purpose.',
          'More patience after a command that could go on spares some of those who pause for half a second, and makes everybody wait as much longer, since most commands could go on; it does nothing for longer pauses. The default stays short; EARSHOT_ASR_EXTENDABLE_SILENCE_MS is the setting.',
        ],
      },
    ],
  });
}

if (process.argv[1] === import.meta.filename) await run(process.argv.slice(2));
