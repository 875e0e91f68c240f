/**
 * Compiled language models by what they were made from: compiled once, kept in a bounded cache, never in the
 * event loop.
 */
import { createHash, hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { InteractionModel, Locale } from '@earshot/skills-sdk';
import { LRUCache } from 'lru-cache';
import { locales } from '../../../language/locale.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type LanguageModelRef, maxBiasWords } from '../engine.ts';
import type { ModelFiles } from '../pocketsphinx/messages.ts';
import type { CompileInput } from './compile.ts';
import type { CompileJob, CompileReport } from './compile-worker.ts';
import { type ModelFolder, openModelFolder, removeModelFolder } from './model-folder.ts';
import { compiledFiles, type LocaleModel, type TuningByLocale, tuning } from './tuning.ts';

export interface ModelStoreOptions {
  readonly locales: Partial<Readonly<Record<Locale, LocaleModel>>>;
  /** Compiled models kept at once. */
  readonly maxModels: number;
  /** Models waiting to be compiled; one more is refused with ASR_BUSY. */
  readonly maxWaiting: number;
  /** How long a model with names of a conversation is kept, milliseconds. Default: 10 minutes. */
  readonly conversationMs?: number;
  /** Another tuning than the usual one, for benches. */
  readonly tuning?: Partial<Readonly<Record<Locale, TuningByLocale>>>;
}

export interface CompiledModel {
  readonly ref: LanguageModelRef;
  readonly files: ModelFiles;
  readonly report: CompileReport;
}

/** Longer than a conversation rests; one that goes on has its model made anew. */
const usualConversationMs = 600_000;

/** The worker is ended when it had nothing to do for this long; its dictionaries take some 150 MB. */
const idleMs = 30_000;

const digests = new WeakMap<InteractionModel, string>();

/** Versions are immutable: a model is read once, and not in every turn with those of all other skills that are switched on. */
function digestOf(model: InteractionModel): string {
  let digest = digests.get(model);
  if (digest === undefined) {
    digest = hash('sha256', JSON.stringify(model), 'base64url');
    digests.set(model, digest);
  }
  return digest;
}

/** Changes with everything that goes into a model. Enough of SHA-256 for a name. */
export function keyOf({ locale, skills, names }: CompileInput): string {
  const sources = skills.map(({ skillId, model, weight = 1 }) => [skillId, digestOf(model), weight]);
  return `${locale}-${hash('sha256', JSON.stringify([locale, sources, names])).slice(0, 24)}`;
}

/** Raised whenever compiling the same input writes other files than before, a report that says more of them, or has another key. */
const compilerVersion = 3;

/** By what a model was made, beside its input. */
function madeWith(locale: LocaleModel, tuned: TuningByLocale): string {
  return createHash('sha256')
    .update(JSON.stringify([compilerVersion, locale, tuned]))
    .digest('hex');
}

export class ModelStore {
  readonly #options: ModelStoreOptions;
  readonly #folder: ModelFolder;
  readonly #ready: LRUCache<string, CompiledModel>;
  #erasures = '';
  readonly #underWay = new Map<string, Promise<CompiledModel>>();
  readonly #waiting = new Map<number, (report: CompileReport | undefined) => void>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  /** Models of a predecessor that was killed are at hand. */
  readonly hasTakenOver: boolean;

  constructor(options: ModelStoreOptions) {
    this.#options = options;
    this.#folder = openModelFolder();
    this.#ready = new LRUCache({
      max: options.maxModels,
      // Some have a time to live, and are gone then whether anybody asks for them or not.
      ttlAutopurge: true,
      dispose: (_model, key) => rmSync(this.#dirOf(key), { recursive: true, force: true }),
    });
    for (const { key, report } of this.#folder.left) this.#adopt(key, report);
    this.hasTakenOver = this.#ready.size > 0;
  }

  #dirOf(key: string): string {
    return join(this.#folder.path, key);
  }

  /** A model of a predecessor serves if it was made as this store would make it. */
  #adopt(key: string, report: CompileReport): void {
    const locale = locales.find((one) => key.startsWith(`${one}-`));
    const model = locale && this.#options.locales[locale];
    const isAlike = locale && model && report.madeWith === madeWith(model, this.#tuningOf(locale));
    if (isAlike && report.isOfConversation !== true) {
      this.#ready.set(key, this.#modelOf(key, locale, model, report));
    } else rmSync(this.#dirOf(key), { recursive: true, force: true });
  }

  #tuningOf(locale: Locale): TuningByLocale {
    return this.#options.tuning?.[locale] ?? tuning[locale];
  }

  find(key: string): CompiledModel | undefined {
    return this.#ready.get(key);
  }

  /**
   * Lets go of every model with names of a household that was asked for in another state of erasures: whose names they
   * are is not known here, so after an erasure all of them go, and are made anew for whoever speaks again.
   */
  forgetNames(erasures: string): void {
    this.#erasures = erasures;
    for (const [key, { report }] of [...this.#ready.entries()]) {
      if (report.erasures !== undefined && report.erasures !== erasures) this.#ready.delete(key);
    }
  }

  get compiling(): number {
    return this.#underWay.size;
  }

  /** The compiled model, from the cache or made now. Rejects with ASR_LOCALE_UNSUPPORTED, ASR_BUSY or ASR_FAILED. */
  async compile(input: CompileInput): Promise<CompiledModel> {
    const key = keyOf(input);
    const ready = this.#ready.get(key);
    if (ready) return ready;
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const locale = this.#options.locales[input.locale];
    if (!locale) throw new EarshotError('ASR_LOCALE_UNSUPPORTED');
    if (this.#underWay.size >= this.#options.maxWaiting) throw new EarshotError('ASR_BUSY');
    const made = this.#make(key, input, locale);
    this.#underWay.set(key, made);
    try {
      return await made;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #make(key: string, input: CompileInput, locale: LocaleModel): Promise<CompiledModel> {
    const tuned = this.#tuningOf(input.locale);
    this.#lastId += 1;
    const job: CompileJob = {
      id: this.#lastId,
      input,
      locale,
      tuning: tuned,
      madeWith: madeWith(locale, tuned),
      erasures: this.#erasures,
      targetDir: this.#dirOf(key),
    };
    const report = await new Promise<CompileReport | undefined>((resolve) => {
      this.#waiting.set(job.id, resolve);
      this.#running().postMessage(job);
    });
    this.#restSoon();
    if (!report?.isDone) throw new EarshotError('ASR_FAILED');
    const model = this.#modelOf(key, input.locale, locale, report);
    const { conversationMs = usualConversationMs } = this.#options;
    this.#ready.set(key, model, report.isOfConversation ? { ttl: conversationMs } : {});
    // Somebody was erased while it was made: it may be theirs. Whoever asked asks again.
    if (report.erasures !== undefined && report.erasures !== this.#erasures) {
      this.#ready.delete(key);
      throw new EarshotError('ASR_BUSY');
    }
    return model;
  }

  #modelOf(key: string, locale: Locale, model: LocaleModel, report: CompileReport): CompiledModel {
    const path = (name: keyof typeof compiledFiles) => join(this.#dirOf(key), compiledFiles[name]);
    const common = { key, locale, acceptorPath: path('acceptor'), commandWordsPath: path('commandWords') };
    const { settings, carefulSettings } = this.#tuningOf(locale);
    const files: ModelFiles =
      model.engine === 'vosk'
        ? { ...common, ...model, phrasesPath: path('phrases') }
        : {
            ...common,
            engine: 'pocketsphinx',
            acousticModelDir: model.acousticModelDir,
            lexiconPath: path('lexicon'),
            commandLexiconPath: path('commandLexicon'),
            languageModelPath: path('languageModel'),
            ...(report.hasGrammar ? { grammarPath: path('grammar') } : {}),
            settings,
            ...(carefulSettings && { carefulSettings }),
          };
    return { ref: { key, locale, biasWords: report.words.slice(0, maxBiasWords) }, files, report };
  }

  #running(): Worker {
    clearTimeout(this.#idle);
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('compile-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 2_048 },
      stdout: true,
      stderr: true,
    });
    worker.unref();
    worker.on('message', (report: CompileReport) => {
      this.#waiting.get(report.id)?.(report);
      this.#waiting.delete(report.id);
    });
    const gone = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const resolve of this.#waiting.values()) resolve(undefined);
      this.#waiting.clear();
    };
    worker.on('error', gone);
    worker.on('exit', gone);
    this.#worker = worker;
    return worker;
  }

  #restSoon(): void {
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => void this.#worker?.terminate(), idleMs);
    this.#idle.unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
    removeModelFolder(this.#folder);
  }
}
