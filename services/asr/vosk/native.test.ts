/**
 * What one utterance leaves behind in libvosk for the next: no adaptation to its speaker. The graph that is composed as it is walked stays, and with
 * it the order of its states, so that confidences of equal audio differ a little, those of the very same recording heard twice in a row too.
 */
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { readAudio, readLabels } from '../../bench/asr/dataset.ts';
import { installedModels, openModels, secondHearing } from '../models/installed.ts';
import type { VoskFiles } from '../pocketsphinx/messages.ts';
import { soundAlike } from '../second-pass/sound-alike.ts';
import { mandarinSpeechDir, missingForMandarin, modelsDir } from '../testing/mandarin.ts';
import { VoskDecoder } from './native.ts';

const absent = missingForMandarin();

describe.skipIf(absent !== undefined)(`an utterance after another (${absent ?? 'present'})`, () => {
  const hear = (decoder: VoskDecoder, audio: Int16Array) => {
    decoder.start();
    for (let at = 0; at < audio.length; at += 960) decoder.write(audio.subarray(at, at + 960));
    return decoder.finish();
  };

  test('is heard as by a recogniser that nobody used', () => {
    const files = openModels(installedModels({ modelsDir }))['zh-CN'] as VoskFiles;
    const dir = mandarinSpeechDir;
    const [wanted, ...others] = readLabels(dir)
      .filter((_, index) => index % 40 === 0)
      .map((label) => readAudio(dir, label));
    const random = createRandom(1);
    const loud = Int16Array.from({ length: 24_000 }, () => Math.round((random() - 0.5) * 30_000));
    const fresh = new VoskDecoder(files);
    const used = new VoskDecoder(files);
    try {
      const first = hear(fresh, wanted!);
      expect(first.text).not.toBe('');
      for (const other of [...others, loud, loud]) {
        hear(used, other);
        const again = hear(used, wanted!);
        expect(again.text).toBe(first.text);
        again.segments.forEach(({ posterior }, index) => {
          expect(Math.abs(posterior - first.segments[index]!.posterior)).toBeLessThan(0.15);
        });
      }
    } finally {
      fresh.free();
      used.free();
    }
  });

  test('that was heard again for its words is heard once more and no further', () => {
    const files = secondHearing(installedModels({ modelsDir }), modelsDir)['zh-CN'] as VoskFiles;
    const [label] = readLabels(mandarinSpeechDir).filter(({ text }) => text?.startsWith('我妈住院了'));
    const audio = readAudio(mandarinSpeechDir, label!);
    const decoder = new VoskDecoder(files);
    const hearForWords = () => {
      decoder.start();
      decoder.write(audio);
      decoder.hearAgain();
      return decoder.finish();
    };
    try {
      const once = hear(decoder, audio);
      const again = hearForWords();
      const [characters, wanted] = [again.text.replaceAll(' ', ''), label!.text!.replaceAll(/[，。]/g, '')];
      // The whole sentence, and not twice.
      expect(Math.abs(characters.length - wanted.length)).toBeLessThan(3);
      expect(soundAlike(characters, wanted, 'zh-CN')).toBeGreaterThan(0.7);
      expect(again.frames).toBeGreaterThanOrEqual(once.frames);
      // Where its words stand is told as if it had been heard once.
      expect(again.segments[0]!.startFrame).toBeLessThan(once.segments[0]!.startFrame + 30);
      expect(again.segments.at(-1)!.endFrame).toBeLessThanOrEqual(again.frames);
      // Whoever comes next is heard as if nobody had been heard twice, and an utterance of nothing is none.
      expect(hear(decoder, audio).text).toBe(once.text);
      decoder.start();
      decoder.hearAgain();
      expect(decoder.finish().text).toBe('');
    } finally {
      decoder.free();
    }
  });
});
