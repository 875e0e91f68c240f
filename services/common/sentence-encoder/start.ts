/** The sentence encoders of all languages that have one on this machine, each in its thread. */
import type { Locale } from '../../../language/model/types.ts';
import { encoderFiles } from './files.ts';
import { ThreadEncoder } from './thread-encoder.ts';

export function startEncoders(modelsDir: string): Partial<Record<Locale, ThreadEncoder>> {
  const encoders: Partial<Record<Locale, ThreadEncoder>> = {};
  for (const locale of ['zh-CN', 'en-US'] as const) {
    const files = encoderFiles(modelsDir, locale);
    if (files !== undefined) encoders[locale] = new ThreadEncoder(files);
  }
  return encoders;
}
