/** Recordings of many voices for the bench, made where there are none of people: a folder for each voice, WAV and words. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesOf, samplesOfSound } from '../../common/audio/pcm.ts';
import { writeWav } from '../../common/audio/wav.ts';
import { wavAtRate } from '../../speaker/index.ts';
import { loadEnglishSounds } from '../../tts/kokoro/espeak-sounds.ts';
import { kokoroFiles } from '../../tts/kokoro/kokoro-engine.ts';
import { kokoroRateHz, loadKokoro } from '../../tts/kokoro/model.ts';
import { soundsOf } from '../../tts/kokoro/sounds.ts';
import { saidBy } from './sentences.ts';

/** One sentence of every voice, then the next: whoever stops it has something of everybody. What is there stays. */
export async function makeVoices(
  modelsDir: string,
  voicesDir: string,
  folder: string,
  count: number,
): Promise<void> {
  const voices = readdirSync(voicesDir)
    .filter((name) => name.endsWith('.bin'))
    .map((name) => name.slice(0, -'.bin'.length))
    .sort();
  const kokoro = await loadKokoro({ ...kokoroFiles(modelsDir, 1), voicesDir });
  const english = await loadEnglishSounds();
  for (let index = 0; index < count; index++) {
    for (const [number, voice] of voices.entries()) {
      const path = join(folder, voice, `${String(index).padStart(2, '0')}.wav`);
      if (existsSync(path)) continue;
      const text = saidBy(number, count)[index]!;
      const sound = await kokoro.say(soundsOf(text, english), voice);
      const samples = samplesOfSound(sound);
      const pcm = wavAtRate({ sampleRateHz: kokoroRateHz, samples }, 16_000);
      mkdirSync(join(folder, voice), { recursive: true });
      writeFileSync(path.replace('.wav', '.txt'), `${text}\n`);
      writeFileSync(path, writeWav({ sampleRateHz: 16_000, samples: samplesOf(pcm) }));
    }
  }
}
