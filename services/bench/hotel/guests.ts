/** How guests of a measurement sound: Kokoro where it is installed, in voices by turns, else the plain voice of the house. */
import { availableParallelism } from 'node:os';
import type { Locale } from '../../../language/model/types.ts';
import { unknownAudience } from '../../common/audience.ts';
import { loadConfig } from '../../common/config.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { isKokoroInstalled, KokoroEngine } from '../../tts/kokoro/kokoro-engine.ts';

/** Voices of the model catalogue, a woman's and a man's. */
const voices: readonly Readonly<Record<Locale, string>>[] = [
  { 'en-US': 'af_heart', 'zh-CN': 'zf_xiaoxiao' },
  { 'en-US': 'am_michael', 'zh-CN': 'zm_yunxi' },
];
const sampleRateHz = 16_000;

export interface Guests {
  /** As a report names them. */
  readonly name: string;
  /** PCM16 at 16 kHz, in the order of the texts. */
  speak(texts: readonly string[], locale: Locale): Promise<Buffer[]>;
}

/** @param plain The voice of the house */
export function guestsWith(plain: (text: string, locale: Locale) => Promise<Buffer>): Guests {
  const modelsDir = modelsDirOf(loadConfig(modelSettings));
  if (
    !isKokoroInstalled(
      modelsDir,
      voices.flatMap((one) => Object.values(one)),
    )
  ) {
    return {
      name: 'espeak-ng',
      async speak(texts, locale) {
        const spoken: Buffer[] = [];
        for (const text of texts) spoken.push(await plain(text, locale));
        return spoken;
      },
    };
  }
  return {
    name: 'Kokoro, a woman’s and a man’s voice by turns',
    async speak(texts, locale) {
      const spoken: Buffer[] = [];
      for (const [turn, own] of voices.entries()) {
        // Gone before anything is timed: it needs the cores that are measured.
        const engine = new KokoroEngine({
          ...{ modelsDir, voices: own, threads: availableParallelism(), workers: 1, maxQueued: 64 },
          ...{ stallTimeoutMs: 120_000, startTimeoutMs: 120_000 },
        });
        try {
          for (const [index, text] of texts.entries()) {
            if (index % voices.length !== turn) continue;
            const chunks: Buffer[] = [];
            const { signal } = new AbortController();
            const request = { text, locale, sampleRateHz, audience: unknownAudience, signal };
            for await (const chunk of engine.synthesise(request)) chunks.push(chunk);
            spoken[index] = Buffer.concat(chunks);
          }
        } finally {
          await engine.close();
        }
      }
      return spoken;
    },
  };
}
