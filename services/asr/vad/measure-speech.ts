/** How much of an utterance is speech, looked at all at once, after it ended. */
import { defaultEndpointingSettings } from '../endpointing/endpointer.ts';
import type { VoiceActivityDetector } from './detector.ts';

/** Milliseconds of speech in PCM16 at 16 kHz; endless where the detector failed, which must not cost a hearing. */
export async function measureSpeech(vad: VoiceActivityDetector, audio: Int16Array | Buffer): Promise<number> {
  const stream = vad.open();
  try {
    const probabilities = await stream.push(audio);
    const { speechProbability, frameMs } = defaultEndpointingSettings;
    return probabilities.filter((probability) => probability >= speechProbability).length * frameMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  } finally {
    stream.close();
  }
}
