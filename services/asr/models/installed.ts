/** Which acoustic models this machine has, and where. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import {
  type LocaleModel,
  type PocketSphinxModel,
  type VoskModel,
  voskAgainSettings,
  voskSettings,
} from '../language-model/tuning.ts';
import type { ModelFiles, MoonshineFiles } from '../pocketsphinx/messages.ts';

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
  /** Mandarin is heard by this engine although another is installed. */
  readonly mandarinEngine?: LocaleModel['engine'];
}

export interface InstalledModels {
  readonly 'en-US'?: PocketSphinxModel;
  readonly 'zh-CN'?: LocaleModel;
}

const isWhole = (model: PocketSphinxModel): boolean =>
  [join(model.acousticModelDir, 'mdef'), model.lexiconPath].every((path) => existsSync(path));

/** The best that is there for each locale. */
export function installedModels(dirs: ModelDirs): InstalledModels {
  const english = (dirs.englishModelDir ? [dirs.englishModelDir] : englishModelDirs)
    .map(englishIn)
    .find(isWhole);
  const wanted = dirs.mandarinEngine;
  const mandarin =
    (wanted !== 'pocketsphinx' ? voskIn(dirs.modelsDir) : undefined) ??
    (wanted !== 'vosk' ? mandarinIn(dirs.modelsDir) : undefined);
  return { ...(english && { 'en-US': english }), ...(mandarin && { 'zh-CN': mandarin }) };
}

function englishIn(root: string): PocketSphinxModel {
  const openModelPath = join(root, 'en-us.lm.bin');
  return {
    engine: 'pocketsphinx',
    acousticModelDir: join(root, 'en-us'),
    lexiconPath: join(root, 'cmudict-en-us.dict'),
    ...(existsSync(openModelPath) ? { openModelPath } : {}),
  };
}

function mandarinIn(modelsDir: string): PocketSphinxModel | undefined {
  const model: PocketSphinxModel = {
    engine: 'pocketsphinx',
    acousticModelDir: join(modelsDir, 'zh-CN', 'am'),
    lexiconPath: join(modelsDir, 'zh-CN', 'mandarin_notone.dic'),
  };
  return isWhole(model) ? model : undefined;
}

function voskIn(modelsDir: string): VoskModel | undefined {
  const model: VoskModel = {
    engine: 'vosk',
    libraryPath: join(modelsDir, 'vosk-runtime', 'libvosk.so'),
    modelDir: join(modelsDir, 'vosk-zh-CN'),
    settings: voskSettings,
  };
  return existsSync(model.libraryPath) && existsSync(join(model.modelDir, 'am', 'final.mdl'))
    ? model
    : undefined;
}

/** The open-vocabulary model of a locale as a decoder loads it; undefined where there is none. */
export function openModelFiles(locale: Locale, model: LocaleModel): ModelFiles | undefined {
  const key = `${locale}-open`;
  if (model.engine === 'vosk') return { key, locale, ...model };
  const { acousticModelDir, lexiconPath, openModelPath } = model;
  if (openModelPath === undefined) return undefined;
  return {
    engine: 'pocketsphinx',
    key,
    locale,
    acousticModelDir,
    lexiconPath,
    languageModelPath: openModelPath,
    settings: {},
  };
}

/** The open-vocabulary models of all installed locales, for where nothing was foreseen. */
export function openModels(installed: InstalledModels): Partial<Record<Locale, ModelFiles>> {
  const found: Partial<Record<Locale, ModelFiles>> = {};
  for (const [locale, model] of Object.entries(installed) as [Locale, LocaleModel][]) {
    const files = openModelFiles(locale, model);
    if (files !== undefined) found[locale] = files;
  }
  return found;
}

/**
 * What hears an utterance again in the house, where the commands' own model was not sure: libvosk without its grammar,
 * Moonshine. PocketSphinx' open model is none of them: it hears people with accents worse than its commands do.
 */
export function secondHearing(
  installed: InstalledModels,
  modelsDir: string,
): Partial<Record<Locale, ModelFiles>> {
  const found: Partial<Record<Locale, ModelFiles>> = {};
  const mandarin = installed['zh-CN'];
  const open =
    mandarin?.engine === 'vosk'
      ? openModelFiles('zh-CN', { ...mandarin, settings: voskAgainSettings })
      : undefined;
  if (open !== undefined) found['zh-CN'] = open;
  const moonshine: MoonshineFiles = {
    engine: 'moonshine',
    key: 'en-US-again',
    locale: 'en-US',
    runtimeDir: join(modelsDir, 'sherpa-onnx'),
    modelDir: join(modelsDir, 'moonshine-en-US'),
  };
  const needed = [
    join(moonshine.runtimeDir, 'node_modules', 'sherpa-onnx-node', 'package.json'),
    join(moonshine.modelDir, 'encoder_model.ort'),
  ];
  if (needed.every((path) => existsSync(path))) found['en-US'] = moonshine;
  return found;
}
