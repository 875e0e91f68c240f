/** Simultaneous speakers that say a recorded command in real time, again and again. */
import { connectSpeaker, type SpokenTurn } from '../../speaker/index.ts';

export interface SpeakersOptions {
  readonly url: string;
  /** One device token for each speaker. */
  readonly tokens: readonly string[];
  /** PCM16, 16 kHz, mono; spoken with the button held. */
  readonly pcm: Buffer;
  readonly seconds: number;
  /** Mean rest between two utterances, in milliseconds. */
  readonly restMs: number;
}

/** Every turn of every speaker. Starts are spread over one utterance, so that speakers do not march in step. */
export async function runSpeakers(options: SpeakersOptions): Promise<SpokenTurn[]> {
  const { pcm, tokens } = options;
  const utteranceMs = pcm.length / 32;
  const endAtMs = performance.now() + options.seconds * 1000;
  const turns: SpokenTurn[] = [];
  const run = async (token: string, index: number) => {
    await sleep((index / tokens.length) * (utteranceMs + options.restMs));
    const speaker = await connectSpeaker({ url: options.url, token, hello: { locale: 'en-US' } });
    while (performance.now() < endAtMs) {
      turns.push(await speaker.sayAudio(pcm, { mode: 'held_button' }));
      await sleep(options.restMs * (0.5 + Math.random()));
    }
    await speaker.close();
  };
  await Promise.all(tokens.map(run));
  return turns;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
