/** What we say of ourselves when a Wyoming client asks. */
import type { WyomingData } from '../../common/wyoming/codec.ts';

const languages = ['en', 'en-US', 'zh', 'zh-CN'];
const by = { name: 'Earshot', url: 'https://github.com/earshot' };

/** One program for each service, all of them ours. */
function program(description: string, models: readonly string[]) {
  const common = { attribution: by, installed: true, version: '1', description };
  const named = { ...common, name: 'earshot', languages };
  return { ...common, name: 'earshot', ...Object.fromEntries(models.map((key) => [key, [named]])) };
}

export const description: WyomingData = {
  asr: [
    {
      ...program('Speech to words, from the skills of this home', ['models']),
      supports_transcript_streaming: false,
    },
  ],
  handle: [
    {
      ...program('Words to an answer, by the skills of this home', ['models']),
      supports_handled_streaming: false,
    },
  ],
  tts: [{ ...program('Words to speech', ['voices']), supports_synthesize_streaming: false }],
  wake: [
    {
      ...program('Whether what somebody took for a wake word was one: the first seconds, no more', [
        'models',
      ]),
    },
  ],
  intent: [program('What a sentence means to the skills of this home; nothing is done', ['models'])],
  mic: [],
  snd: [],
};
