/** `earshot bench speech`: how soon the voices of the house begin, what they cost, and what is understood of them. */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Locale } from '@earshot/skills-sdk';
import { unknownAudience } from '../common/audience.ts';
import { samplesOf } from '../common/audio/pcm.ts';
import { loadConfig } from '../common/config.ts';
import { modelSettings, modelsDirOf } from '../common/models-dir.ts';
import type { TtsEngine } from '../tts/engine.ts';
import { EspeakEngine } from '../tts/espeak/espeak-engine.ts';
import { isKokoroInstalled, KokoroEngine } from '../tts/kokoro/kokoro-engine.ts';
import { openHouseEar, type SecondEar } from './asr/house-ear.ts';
import { editDistance, percentile, unitsOf } from './asr/score.ts';
import { EngineMissing } from './asr/second-engine.ts';
import { writeReport } from './report.ts';
import { replies } from './speech/replies.ts';

const help = `earshot bench speech [--models-dir DIR] [--threads N] [--json]

Speaks replies with espeak-ng, and with Kokoro where it is installed (earshot models pull kokoro); the open ears of the
house (moonshine-en-US, vosk-zh-CN) hear what was said. Writes docs/bench-speech.md.`;

const locales: readonly Locale[] = ['en-US', 'zh-CN'];
const sampleRateHz = 16_000;

interface Row {
  readonly voice: string;
  readonly locale: Locale;
  readonly firstMs: readonly number[];
  /** Processor seconds, and seconds of sound. */
  readonly cost: readonly [processorSeconds: number, soundSeconds: number];
  /** Wrong units, and all of them; absent where nothing listens. */
  readonly errors?: readonly [wrong: number, all: number];
}

/** The open ears of the house, where they are installed. */
function openEars(modelsDir: string): Partial<Record<Locale, SecondEar>> {
  const ears: Partial<Record<Locale, SecondEar>> = {};
  for (const locale of locales) {
    try {
      ears[locale] = openHouseEar(modelsDir, locale);
    } catch (error) {
      if (!(error instanceof EngineMissing)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
  }
  return ears;
}

async function hear(ear: SecondEar, audio: Buffer, locale: Locale): Promise<readonly string[]> {
  // A recogniser wants to hear that it is over.
  const quiet = Buffer.alloc(9_600);
  const { hypotheses = [] } = await ear.hear(
    samplesOf(Buffer.concat([quiet, audio, quiet])),
    locale,
    undefined,
  );
  return unitsOf(hypotheses[0]?.text ?? '', locale);
}

async function measure(engine: TtsEngine, locale: Locale, ear: SecondEar | undefined): Promise<Row> {
  const firstMs: number[] = [];
  let processorSeconds = 0;
  let soundSeconds = 0;
  let wrong = 0;
  let all = 0;
  for (const text of replies[locale]) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    const pieces: Buffer[] = [];
    const request = { text, locale, sampleRateHz, audience: unknownAudience };
    for await (const piece of engine.synthesise({ ...request, signal: AbortSignal.timeout(120_000) })) {
      if (pieces.length === 0) firstMs.push(performance.now() - startedAt);
      pieces.push(piece);
    }
    const { user, system } = process.cpuUsage(before);
    const audio = Buffer.concat(pieces);
    processorSeconds += (user + system) / 1e6;
    soundSeconds += audio.length / 2 / sampleRateHz;
    if (ear === undefined) continue;
    const wanted = unitsOf(text.toLowerCase(), locale);
    wrong += editDistance(wanted, await hear(ear, audio, locale));
    all += wanted.length;
  }
  return {
    voice: engine.id,
    locale,
    firstMs,
    cost: [processorSeconds, soundSeconds],
    ...(ear && { errors: [wrong, all] }),
  };
}

const cells = ({ voice, locale, firstMs, cost, errors }: Row): (string | number)[] => [
  voice,
  locale,
  `${Math.round(percentile(firstMs, 50))} / ${Math.round(Math.max(...firstMs))}`,
  (cost[0] / cost[1]).toFixed(3),
  errors === undefined
    ? 'does not apply'
    : `${((100 * errors[0]) / errors[1]).toFixed(1)} % (${errors[0]} of ${errors[1]})`,
];

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'models-dir': { type: 'string', default: modelsDirOf(loadConfig(modelSettings)) },
      threads: { type: 'string', default: String(Math.min(4, availableParallelism())) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const [loadBefore = 0] = loadavg();
  const modelsDir = values['models-dir'];
  const ears = openEars(modelsDir);
  const pool = { workers: 1, maxQueued: 10, stallTimeoutMs: 60_000, startTimeoutMs: 60_000 };
  const voices = { 'en-US': 'af_heart', 'zh-CN': 'zf_xiaoxiao' } as const;
  const engines: (() => TtsEngine)[] = [() => new EspeakEngine(pool)];
  if (isKokoroInstalled(modelsDir, Object.values(voices)))
    engines.push(() => new KokoroEngine({ ...pool, modelsDir, voices, threads: Number(values.threads) }));
  const rows: Row[] = [];
  for (const open of engines) {
    const engine = open();
    try {
      for (const locale of locales) {
        // Loading a model is nobody's first word.
        const warm = { text: replies[locale][0]!, locale, sampleRateHz, audience: unknownAudience };
        for await (const _ of engine.synthesise({ ...warm, signal: AbortSignal.timeout(120_000) }));
        rows.push(await measure(engine, locale, ears[locale]));
        process.stderr.write(`  ${cells(rows.at(-1)!).join('  ')}\n`);
      }
    } finally {
      await engine.close();
    }
  }
  for (const ear of Object.values(ears)) await ear.close();
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ rows })}\n`);
    return;
  }
  const path = writeReport('bench-speech.md', {
    title: 'The voices of the house',
    summary:
      'How long a listener waits for the first sound of a reply, what a second of speech costs, and what a recogniser makes of it: espeak-ng, which is always there, and Kokoro-82M (int8), which is optional.',
    command: 'earshot bench speech',
    data: [
      '8 replies for each language, one word to 24 words, written for this bench (services/bench/speech/replies.ts)',
    ],
    sections: [
      {
        heading: 'First sound, cost, and what is understood',
        table: {
          columns: [
            'voice',
            'locale',
            'first audio ms, p50 / worst',
            'processor seconds for a second of speech',
            'heard wrong by a recogniser',
          ],
          rows: rows.map(cells),
        },
        notes: [
          `Other work ran on the machine: a load of ${loadBefore.toFixed(1)} before the run. Times to the first audio are those of a busy machine then; processor seconds are not, or little.`,
          `Kokoro used ${values.threads} threads. First audio is that of the first clause: a sentence is made clause by clause, and the next sentence while the one before is heard.`,
          'Heard wrong: word errors of Moonshine tiny in English, character errors of libvosk small without a grammar in Mandarin. Both make mistakes with people too, and both write some words in another way; how a voice pleases is not measured.',
          'A reply that Kokoro has not begun after EARSHOT_TTS_KOKORO_FIRST_AUDIO_TIMEOUT_MS is spoken by espeak-ng.',
        ],
      },
    ],
  });
  process.stderr.write(`wrote ${path}\n`);
}
