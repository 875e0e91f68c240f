/** Where the sentence encoder of a language lies, if somebody put it there (`earshot models pull encoder-en-US`). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '../../../language/model/types.ts';
import type { EncoderFiles, Pooling } from './messages.ts';

const names: Readonly<Record<Locale, { readonly name: string; readonly pooling: Pooling }>> = {
  'en-US': { name: 'all-minilm-l6-v2-q', pooling: 'mean' },
  'zh-CN': { name: 'bge-small-zh-v1.5-q', pooling: 'first' },
};

/** Undefined where a file is missing. `modelsDir` is where models are pulled to: a folder for each, or one for all. */
export function encoderFiles(modelsDir: string, locale: Locale): EncoderFiles | undefined {
  const { name, pooling } = names[locale];
  for (const folder of [`encoder-${locale}`, 'encoders']) {
    const modelPath = join(modelsDir, folder, `${name}.onnx`);
    const tokenizerPath = join(modelsDir, folder, `${name}-tokenizer.json`);
    if (!existsSync(modelPath) || !existsSync(tokenizerPath)) continue;
    const runtimeDir = join(modelsDir, 'onnxruntime');
    return { modelPath, tokenizerPath, pooling, runtimeDir: existsSync(runtimeDir) ? runtimeDir : undefined };
  }
  return undefined;
}
