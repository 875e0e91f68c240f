/** The ears of this machine: the best installed engine for each locale, and what hears again behind it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locale } from '@earshot/skills-sdk';
import { EarshotError } from '../common/errors/earshot-error.ts';
import type { Logger } from '../common/log.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import type { AsrConfig } from './config.ts';
import { ModelStore } from './language-model/model-store.ts';
import { installedModels, openModels, secondHearing } from './models/installed.ts';
import { FinalsFirst } from './pocketsphinx/finals-first.ts';
import { createPocketSphinxEngine, type PocketSphinxEngine } from './pocketsphinx/pocketsphinx-engine.ts';
import { scriptedEngine } from './scripted-engine.ts';
import { type InHouseEngine, openInHouseEngine } from './second-pass/in-house.ts';

export interface Engines {
  /** Locales that are heard here. */
  readonly spoken: readonly Locale[];
  readonly store: ModelStore;
  readonly engine: PocketSphinxEngine;
  readonly inHouse: InHouseEngine | undefined;
  /** Locales whose open words are for `inHouse` alone. */
  readonly openEars: ReadonlySet<Locale>;
  /** Locales in which only what was foreseen is heard well, or at all. */
  readonly closedEars: ReadonlySet<Locale>;
  /** Resolves when whoever speaks first finds decoders with their models; one that does not load holds up nobody. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** Longest wait for the models of the open ears. */
const inHouseWithinMs = 10_000;

/** @throws EarshotError ASR_LOCALE_UNSUPPORTED where nothing is installed at all */
export function buildEngines(config: AsrConfig, log: Logger): Engines {
  const modelsDir = modelsDirOf(config);
  const { englishModelDir, mandarinEngine } = config;
  const locales = installedModels({
    modelsDir,
    ...(englishModelDir ? { englishModelDir } : {}),
    ...(mandarinEngine === 'best' ? {} : { mandarinEngine }),
  });
  const spoken = Object.keys(locales) as Locale[];
  if (spoken.length === 0) throw new EarshotError('ASR_LOCALE_UNSUPPORTED');
  const onCrash = (): void => log.warn('asr.decoder-died', { code: 'ASR_FAILED' });
  const store = new ModelStore({ locales, maxModels: config.maxCompiledModels, maxWaiting: 64 });
  const finals = new FinalsFirst();
  const decoding = createPocketSphinxEngine({
    ...config,
    finals,
    locales: spoken,
    openModels: openModels(locales),
    filesOf: ({ key }) => store.find(key)?.files,
    onCrash,
  });
  const { scriptedSentence } = config;
  if (scriptedSentence !== undefined) log.warn('asr.scripted');
  const engine = scriptedSentence === undefined ? decoding : scriptedEngine(decoding, scriptedSentence);
  const inHouse = openInHouseEngine(secondHearing(locales, modelsDir), { onCrash, finals });
  return {
    spoken,
    store,
    engine,
    inHouse,
    // libvosk hears open words while they are said; PocketSphinx takes several times as long as they last.
    openEars: new Set(inHouse?.locales.filter((locale) => locales[locale]?.engine === 'pocketsphinx')),
    closedEars: new Set(spoken.filter((locale) => !inHouse?.locales.includes(locale))),
    async warm() {
      // A decoder that died while it loaded is replaced by another; its own pool says so.
      await engine.warm().catch(() => {});
      if (inHouse !== undefined)
        await Promise.race([inHouse.ready, sleep(inHouseWithinMs, undefined, { ref: false })]);
    },
    async close() {
      await Promise.all([inHouse?.close(), engine.close(), store.close()]);
    },
  };
}
