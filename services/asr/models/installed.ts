/** Which acoustic models this machine has, and where. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import type { LocaleModel } from '../language-model/tuning.ts';
import type { ModelFiles } from '../pocketsphinx/messages.ts';

/** Where Debian's `pocketsphinx-en-us` puts its model, and where upstream's own install does. */
export const englishModelDirs = [
  '/usr/share/pocketsphinx/model/en-us',
  '/usr/local/share/pocketsphinx/model/en-us',
] as const;

export interface ModelDirs {
  /** Overrides {@link englishModelDirs}: a folder with `en-us/`, `cmudict-en-us.dict` and `en-us.lm.bin`. */
  readonly englishModelDir?: string;
  /** Where `earshot models pull` puts models: a folder for each locale. */
  readonly modelsDir: string;
}

const isWhole = (model: LocaleModel): boolean =>
  [join(model.acousticModelDir, 'mdef'), model.lexiconPath].every((path) => existsSync(path));

export function installedModels(dirs: ModelDirs): Partial<Record<Locale, LocaleModel>> {
  const found: Partial<Record<Locale, LocaleModel>> = {};
  for (const root of dirs.englishModelDir ? [dirs.englishModelDir] : englishModelDirs) {
    const openModelPath = join(root, 'en-us.lm.bin');
    const model: LocaleModel = {
      acousticModelDir: join(root, 'en-us'),
      lexiconPath: join(root, 'cmudict-en-us.dict'),
      ...(existsSync(openModelPath) ? { openModelPath } : {}),
    };
    if (!found['en-US'] && isWhole(model)) found['en-US'] = model;
  }
  const mandarinDir = join(dirs.modelsDir, 'zh-CN');
  const mandarin: LocaleModel = {
    acousticModelDir: join(mandarinDir, 'am'),
    lexiconPath: join(mandarinDir, 'mandarin_notone.dic'),
  };
  if (isWhole(mandarin)) found['zh-CN'] = mandarin;
  return found;
}

/** The open-vocabulary model of a locale as a decoder loads it; undefined where there is none. */
export function openModelFiles(locale: Locale, model: LocaleModel): ModelFiles | undefined {
  if (!model.openModelPath) return undefined;
  return {
    key: `${locale}-open`,
    locale,
    acousticModelDir: model.acousticModelDir,
    lexiconPath: model.lexiconPath,
    languageModelPath: model.openModelPath,
    settings: {},
  };
}

/** The open-vocabulary models of all installed locales. */
export function openModels(
  locales: Partial<Readonly<Record<Locale, LocaleModel>>>,
): Partial<Record<Locale, ModelFiles>> {
  const english = locales['en-US'];
  const files = english && openModelFiles('en-US', english);
  return files ? { 'en-US': files } : {};
}
