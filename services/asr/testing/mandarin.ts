/** What tests of Mandarin with libvosk need beside the repository: the models, and recordings of commands and talk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../common/config.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';

const data = 'data/speech/zh-CN-commands';
export const modelsDir = modelsDirOf(loadConfig(modelSettings));
export const mandarinSpeechDir = sharedPath(data);

/** What is missing of it, which is also said; undefined where all is there. */
export function missingForMandarin(): string | undefined {
  const absent =
    missingShared(data) ?? ['vosk-zh-CN', 'vosk-runtime'].find((name) => !existsSync(join(modelsDir, name)));
  if (absent !== undefined) console.warn(`skipped: ${absent} is missing (earshot models pull vosk-zh-CN)`);
  return absent;
}
