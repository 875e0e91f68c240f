/**
 * A worker thread that compiles language models: seconds of computing and some hundred megabytes that must
 * stand neither in the service's event loop nor in a process that decodes. Ends itself when it is idle.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Locale } from '@earshot/skills-sdk';
import { englishPronouncer } from '../pronunciation/english.ts';
import { readLexicon } from '../pronunciation/lexicon.ts';
import { mandarinPronouncer } from '../pronunciation/mandarin.ts';
import { packAcceptor } from './acceptor.ts';
import { englishBackground, mandarinBackground } from './background.ts';
import { buildGraph, type CompileInput, type CompileResources, compileLanguageModel } from './compile.ts';
import { compiledFiles, type LocaleModel, type TuningByLocale } from './tuning.ts';

export interface CompileJob {
  readonly id: number;
  readonly input: CompileInput;
  readonly locale: LocaleModel;
  readonly tuning: TuningByLocale;
  readonly madeWith: string;
  /** Written beside it first and renamed when whole. */
  readonly targetDir: string;
}

export interface CompileReport {
  readonly id: number;
  readonly isDone: boolean;
  /** A short list, which got a grammar beside its language model. */
  readonly hasGrammar: boolean;
  /** Words of the commands, for biasing other engines. */
  readonly words: readonly string[];
  readonly guessedWords: readonly string[];
  readonly skippedSamples: number;
  readonly compileMs: number;
  /** Tells whether a process that finds it would make the same. */
  readonly madeWith: string;
}

const resources = new Map<Locale, Promise<Omit<CompileResources, 'smoothing'>>>();

async function loadResources(job: CompileJob): Promise<Omit<CompileResources, 'smoothing'>> {
  const lexicon = readLexicon(job.locale.lexiconPath);
  const size = job.tuning.backgroundWords;
  if (job.input.locale === 'zh-CN') {
    return {
      lexicon,
      pronouncer: mandarinPronouncer(lexicon),
      background: mandarinBackground(lexicon, size),
    };
  }
  const pronouncer = await englishPronouncer();
  const { openModelPath } = job.locale;
  return openModelPath
    ? { lexicon, pronouncer, background: englishBackground(openModelPath, lexicon, size) }
    : { lexicon, pronouncer };
}

async function compile(job: CompileJob): Promise<CompileReport> {
  const startedAt = performance.now();
  const { locale } = job.input;
  const known = resources.get(locale) ?? loadResources(job);
  resources.set(locale, known);
  const all = await known;
  const { background, ...rest } = all;
  const isRejecting = job.tuning.smoothing.backgroundShare > 0 && background !== undefined;
  const model = compileLanguageModel(job.input, {
    ...rest,
    smoothing: job.tuning.smoothing,
    ...(isRejecting ? { background } : {}),
  });
  const { graph } = buildGraph(job.input);
  const draft = `${job.targetDir}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(join(draft, compiledFiles.languageModel), model.arpa);
  writeFileSync(join(draft, compiledFiles.lexicon), model.lexicon);
  if (model.grammar !== undefined) writeFileSync(join(draft, compiledFiles.grammar), model.grammar);
  writeFileSync(join(draft, compiledFiles.acceptor), packAcceptor(graph, locale));
  writeFileSync(join(draft, compiledFiles.commandWords), model.commandWords.join('\n'));
  const report: CompileReport = {
    id: job.id,
    isDone: true,
    hasGrammar: model.grammar !== undefined,
    words: model.commandWords,
    guessedWords: model.guessedWords,
    skippedSamples: model.skipped.length,
    compileMs: performance.now() - startedAt,
    madeWith: job.madeWith,
  };
  writeFileSync(join(draft, compiledFiles.report), JSON.stringify(report));
  renameSync(draft, job.targetDir);
  return report;
}

parentPort?.on('message', (job: CompileJob) => {
  compile(job).then(
    (report) => parentPort?.postMessage(report),
    () =>
      parentPort?.postMessage({
        id: job.id,
        isDone: false,
        hasGrammar: false,
        words: [],
        guessedWords: [],
        skippedSamples: 0,
        compileMs: 0,
        madeWith: '',
      } satisfies CompileReport),
  );
});
