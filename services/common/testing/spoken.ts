/** Speech for tests and benches, synthesised in this process by espeak-ng: no recordings needed, robotic all the same. */
import loadEspeak from '@echogarden/espeak-ng-emscripten';
import { resample } from '../audio/resample.ts';

export interface SpokenOptions {
  /** espeak-ng's voice; variants such as `en-us+f3` are other speakers. */
  readonly voice: string;
  /** Words a minute; 160 when absent. */
  readonly wordsPerMinute?: number;
  /** Silence before and after, in milliseconds. */
  readonly marginMs?: number;
}

let loading: ReturnType<typeof load> | undefined;
async function load() {
  const { eSpeakNGWorker: Voice } = await loadEspeak();
  return new Voice();
}

/** PCM16 mono at 16 kHz. Blocks while it speaks: for tests, never for services. */
export async function speakForTest(text: string, options: SpokenOptions): Promise<Int16Array> {
  loading ??= load();
  const voice = await loading;
  if (voice.set_voice(options.voice) !== 0) throw new Error(`espeak-ng has no voice ${options.voice}`);
  voice.set_rate(options.wordsPerMinute ?? 160);
  const pieces: Int16Array[] = [];
  voice.synthesize(text, (samples) => {
    pieces.push(samples);
    return false;
  });
  const native = Int16Array.from(pieces.flatMap((piece) => [...piece]));
  const speech = resample(native, voice.samplerate, 16_000);
  const margin = (options.marginMs ?? 0) * 16;
  const audio = new Int16Array(speech.length + 2 * margin);
  audio.set(speech, margin);
  return audio;
}
