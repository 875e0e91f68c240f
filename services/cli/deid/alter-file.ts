/** A recording with another voice, as a new file of bare samples: what else the old file said of itself does not come along. */
import { readFile, writeFile } from 'node:fs/promises';
import { samplesOf, samplesOfSound, soundOf } from '../../common/audio/pcm.ts';
import { WavError } from '../../common/audio/wav.ts';
import { readWav, wavAtRate, writeWav } from '../../speaker/index.ts';
import { VoiceThread } from '../../training/voice/alter-in-thread.ts';
import { CommandError } from '../explain.ts';

const rateHz = 16_000;
const maxSeconds = 3_600;

/** @returns how much sound there was and how long its alteration took @throws CommandError */
export async function alterFile(input: string, output: string): Promise<{ seconds: number; tookMs: number }> {
  const samples = await readSamples(input);
  const seconds = samples.length / rateHz;
  if (seconds > maxSeconds) throw new CommandError(`${input} is longer than an hour; cut it first`);
  const thread = new VoiceThread();
  try {
    const startedAt = performance.now();
    const sound = await thread.alter(soundOf(samples));
    const tookMs = performance.now() - startedAt;
    const altered = samplesOfSound(sound);
    // Never over a file that is there: it could be the recording itself.
    await writeFile(output, writeWav({ sampleRateHz: rateHz, samples: altered }), {
      flag: 'wx',
      mode: 0o600,
    });
    return { seconds, tookMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CommandError(`${output} is there already; name a new file`);
    throw error;
  } finally {
    await thread.close();
  }
}

async function readSamples(path: string): Promise<Int16Array> {
  const bytes = await readFile(path);
  try {
    return samplesOf(wavAtRate(readWav(bytes), rateHz));
  } catch (error) {
    if (error instanceof WavError) throw new CommandError(`${path} is ${error.message}`);
    throw error;
  }
}
