/** What one utterance leaves behind in the library for the next: nothing, to the last digit of a score. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { speakForTest } from '../../common/testing/spoken.ts';
import { installedModels } from '../models/installed.ts';
import { NativeDecoder } from './native.ts';

const english = installedModels({ modelsDir: '/nowhere' })['en-US'];
if (english === undefined) console.warn('skipped: needs the package pocketsphinx-en-us');

describe.skipIf(english === undefined)('an utterance after another', () => {
  const words = 'open | close | the | blinds | light | kitchen | a | please';
  const open = (): NativeDecoder => {
    const decoder = new NativeDecoder({
      hmm: english!.acousticModelDir,
      dict: english!.lexiconPath,
      topn: 2,
    });
    decoder.setGrammar('words', `#JSGF V1.0; grammar words; public <s> = (${words})+ ;`);
    decoder.useSearch('words');
    return decoder;
  };
  const hear = (decoder: NativeDecoder, audio: Int16Array, isWhole = false) => {
    decoder.start(isWhole);
    const step = isWhole ? audio.length : 960;
    for (let at = 0; at < audio.length; at += step) decoder.write(audio.subarray(at, at + step), isWhole);
    const { text, score, frames, segments } = decoder.finish(0);
    return { text, score, frames, segments };
  };
  const say = (text: string, voice: string) =>
    speakForTest(text, { voice, marginMs: 200, wordsPerMinute: 150 });
  const random = createRandom(1);
  const loud = Int16Array.from({ length: 24_000 }, () => Math.round((random() - 0.5) * 30_000));

  it.each([false, true])('is heard as by a decoder that nobody used (in one piece: %s)', async (isWhole) => {
    const audio = await say('open the blinds', 'en-us+f2');
    const others = [await say('close the kitchen light please', 'en-us+m3'), loud, new Int16Array(24_000)];
    const fresh = open();
    const used = open();
    try {
      const wanted = hear(fresh, audio, isWhole);
      expect(wanted.text).not.toBe('');
      for (const other of others) {
        hear(used, other, isWhole);
        expect(hear(used, audio, isWhole)).toEqual(wanted);
      }
    } finally {
      fresh.free();
      used.free();
    }
  });
});
