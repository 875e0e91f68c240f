/** How English words sound, by espeak-ng as WebAssembly: the voice that is here anyway knows every spelling. */
import loadEspeak from '@echogarden/espeak-ng-emscripten';
import { type SpokenEvent, sayEnglish } from './english-sounds.ts';

/** @throws Error when its English is missing */
export async function loadEnglishSounds(): Promise<(words: string) => string> {
  const { eSpeakNGWorker: Voice } = await loadEspeak();
  const voice = new Voice();
  if (voice.set_voice('en-us') !== 0) throw new Error('voice missing');
  return (words) => {
    const events: SpokenEvent[] = [];
    voice.synthesize(words, (_audio, some) => {
      events.push(...(some as readonly SpokenEvent[]));
      return false;
    });
    return sayEnglish(events);
  };
}
