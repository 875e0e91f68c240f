/** The sentence encoders of all languages that have one on this machine, each in threads of its own. */
import { join } from 'node:path';
import type { Locale } from '../../../language/model/types.ts';
import { encoderFiles } from './files.ts';
import { LearningEncoder } from './learning-encoder.ts';
import { LearntVectors } from './learnt-vectors.ts';
import { ThreadEncoder } from './thread-encoder.ts';

export interface LocaleEncoder {
  /** For what somebody says; kept nowhere. */
  readonly said: ThreadEncoder;
  /** For what skills are learnt from. */
  readonly learnt: LearntVectors;
  close(): Promise<void>;
}

/** @param stateDir Where vectors of manifests are kept over restarts. */
export function startEncoders(modelsDir: string, stateDir: string): Partial<Record<Locale, LocaleEncoder>> {
  const encoders: Partial<Record<Locale, LocaleEncoder>> = {};
  for (const locale of ['zh-CN', 'en-US'] as const) {
    const files = encoderFiles(modelsDir, locale);
    if (files === undefined) continue;
    const said = new ThreadEncoder(files);
    const learning = new LearningEncoder(files);
    const { modelPath, runtimeDir } = files;
    const learnt = new LearntVectors(learning, join(stateDir, 'sentence-vectors'), modelPath, runtimeDir);
    encoders[locale] = {
      said,
      learnt,
      close: async () => void (await Promise.all([said.close(), learning.close()])),
    };
  }
  return encoders;
}
