/**
 * A worker thread that compiles language models: seconds of computing and some hundred megabytes that must
 * stand neither in the service's event loop nor in a process that decodes. Ends itself when it is idle.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Locale } from '@earshot/skills-sdk';
import { takeLongTurns } from '../../common/step-back.ts';
import { englishPronouncer } from '../pronunciation/english.ts';
import { readLexicon } from '../pronunciation/lexicon.ts';
import { mandarinPronouncer } from '../pronunciation/mandarin.ts';
import { drawPhrases, wordsOf } from '../vosk/phrases.ts';
import { packAcceptor } from './acceptor.ts';
import { englishBackground, mandarinBackground } from './background.ts';
import {
  buildGraph,
  type CompileInput,
  type CompileResources,
  compileLanguageModel,
  isOfConversation,
  isShortList,
} from './compile.ts';
import { listSentences, maxGrammarSentences } from './finite-grammar.ts';
import { compiledFiles, type LocaleModel, type PocketSphinxModel, type TuningByLocale } from './tuning.ts';

export interface CompileJob {
  readonly id: number;
  readonly input: CompileInput;
  readonly locale: LocaleModel;
  readonly tuning: TuningByLocale;
  readonly madeWith: string;
  /** How far erasures have come, as far as this process was told. */
  readonly erasures: string;
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
  /** Where names of a household are among its words: how far erasures had come when it was asked for. */
  readonly erasures?: string;
  /** Names that a skill gave for a conversation are among its words: nobody keeps it for long, or takes it over. */
  readonly isOfConversation?: true;
  /** Tells whether a process that finds it would make the same. */
  readonly madeWith: string;
}

const resources = new Map<Locale, Promise<Omit<CompileResources, 'smoothing'>>>();

async function loadResources(
  job: CompileJob,
  model: PocketSphinxModel,
): Promise<Omit<CompileResources, 'smoothing'>> {
  const lexicon = readLexicon(model.lexiconPath);
  const size = job.tuning.backgroundWords;
  if (job.input.locale === 'zh-CN') {
    return {
      lexicon,
      pronouncer: mandarinPronouncer(lexicon),
      background: mandarinBackground(lexicon, size),
    };
  }
  const pronouncer = await englishPronouncer();
  const { openModelPath } = model;
  return openModelPath
    ? { lexicon, pronouncer, background: englishBackground(openModelPath, lexicon, size) }
    : { lexicon, pronouncer };
}

/** What a compiled model says of itself beside its files. */
type Compiled = Pick<CompileReport, 'hasGrammar' | 'words' | 'guessedWords' | 'skippedSamples'>;

type Write = (name: keyof typeof compiledFiles, content: string | Uint8Array) => void;

const hasNames = ({ names }: CompileInput): boolean => Object.values(names).some((forms) => forms.length > 0);

async function compile(job: CompileJob): Promise<CompileReport> {
  const startedAt = performance.now();
  const draft = `${job.targetDir}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const write: Write = (name, content) => writeFileSync(join(draft, compiledFiles[name]), content);
  const compiled =
    job.locale.engine === 'vosk'
      ? compileForVosk(job, write)
      : await compileForSphinx(job, job.locale, write);
  const report: CompileReport = {
    ...compiled,
    id: job.id,
    isDone: true,
    compileMs: performance.now() - startedAt,
    ...(hasNames(job.input) ? { erasures: job.erasures } : {}),
    ...(isOfConversation(job.input.names) ? { isOfConversation: true } : {}),
    madeWith: job.madeWith,
  };
  write('report', JSON.stringify(report));
  renameSync(draft, job.targetDir);
  return report;
}

async function compileForSphinx(job: CompileJob, own: PocketSphinxModel, write: Write): Promise<Compiled> {
  const { locale } = job.input;
  const known = resources.get(locale) ?? loadResources(job, own);
  resources.set(locale, known);
  const all = await known;
  const { background, ...rest } = all;
  const isRejecting = job.tuning.smoothing.backgroundShare > 0 && background !== undefined;
  const model = compileLanguageModel(job.input, {
    ...rest,
    smoothing: job.tuning.smoothing,
    ...(isRejecting ? { background } : {}),
  });
  write('languageModel', model.arpa);
  write('lexicon', model.lexicon);
  write('commandLexicon', model.commandLexicon);
  if (model.grammar !== undefined) write('grammar', model.grammar);
  write('acceptor', packAcceptor(model.graph, locale));
  write('commandWords', model.commandWords.join('\n'));
  return {
    hasGrammar: model.grammar !== undefined,
    words: model.commandWords,
    guessedWords: model.guessedWords,
    skippedSamples: model.skipped.length,
  };
}

/** libvosk brings pronunciations and its own estimate: it wants sentences only. */
function compileForVosk({ input }: CompileJob, write: Write): Compiled {
  const { graph, skipped } = buildGraph(input);
  const words = wordsOf(graph);
  const sentences = isShortList(input) ? listSentences(graph, maxGrammarSentences) : undefined;
  const phrases = sentences?.map((sentence) => sentence.join(' ')) ?? drawPhrases(graph, words);
  write('phrases', phrases.join('\n'));
  write('acceptor', packAcceptor(graph, input.locale));
  write('commandWords', words.join('\n'));
  return { hasGrammar: sentences !== undefined, words, guessedWords: [], skippedSamples: skipped.length };
}

takeLongTurns();
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
