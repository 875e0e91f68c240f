/** An engine that hears nothing and always answers one sentence: for load tests that leave the cost of recognition out. */
import { Channel } from '../common/channel.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import type { Hypothesis, PartialHypothesis, RecognitionStream } from './engine.ts';
import type { PocketSphinxEngine } from './pocketsphinx/pocketsphinx-engine.ts';

export const scriptedId = 'scripted';

/** @param real Whose decoders stay as they are, and hear nobody. */
export function scriptedEngine(real: PocketSphinxEngine, sentence: string): PocketSphinxEngine {
  return {
    id: scriptedId,
    locales: real.locales,
    isOpenVocabulary: () => true,
    openStream: async () => new ScriptedStream(sentence),
    ready: real.ready,
    warm: async () => {},
    preload: async () => {},
    get pool() {
      return real.pool;
    },
    close: () => real.close(),
  };
}

class ScriptedStream implements RecognitionStream {
  readonly partials = new Channel<PartialHypothesis>({ limit: 1 });
  readonly #sentence: string;
  #isAborted = false;

  constructor(sentence: string) {
    this.#sentence = sentence;
  }

  async write(): Promise<void> {
    if (this.#isAborted) throw new EarshotError('CANCELLED');
  }

  async finish(): Promise<readonly Hypothesis[]> {
    if (this.#isAborted) throw new EarshotError('CANCELLED');
    this.partials.close();
    return [{ text: this.#sentence, words: [], confidence: 1, isRejected: false, engine: scriptedId }];
  }

  abort(): void {
    this.#isAborted = true;
    this.partials.close();
  }
}
