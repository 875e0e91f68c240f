/**
 * A decoder child: one native decoder at work at a time, in a process of its own. Whatever happens in the
 * library, only this process ends. It writes nothing anywhere: its output streams are closed by the parent.
 */
import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import koffi from 'koffi';
import { takeLongTurns } from '../../common/step-back.ts';
import type { NativeResult, SpeechDecoder } from '../decoder.ts';
import { KeptAudio } from '../kept-audio.ts';
import { Acceptor } from '../language-model/acceptor.ts';
import { MoonshineDecoder } from '../moonshine/native.ts';
import { VoskDecoder } from '../vosk/native.ts';
import { verdictOf } from '../vosk/verdict.ts';
import { type CarefulHearing, carefulHearing, carefullySearched, chooseByCare } from './careful-search.ts';
import { chooseByGrammar, grammarHearing } from './grammar-search.ts';
import { type Foreseen, type Interpretation, interpret, searchedHypotheses } from './interpret.ts';
import type { FromDecoder, ModelFiles, ToDecoder } from './messages.ts';
import { NativeDecoder } from './native.ts';
import { spokenWords } from './spoken-words.ts';
import type { WholeHearing } from './whole-hearing.ts';

/** Models held at once; each costs 40 to 120 MB. The one not used for longest goes first. */
const maxLoadedModels = 3;
/** Audio between two partial hypotheses, in bytes (150 ms at 16 kHz). */
const partialEveryBytes = 4_800;
const bytesPerMs = 32;
/** Half a second. */
const rehearsedSamples = 8_000;

interface Loaded {
  readonly model: ModelFiles;
  readonly decoder: SpeechDecoder;
  readonly foreseen: Foreseen | undefined;
  /** Hears the utterance again after its end: under the grammar of a short list, or with more care. */
  readonly grammar: WholeHearing | undefined;
  readonly careful: CarefulHearing | undefined;
  /** Somebody was heard with it. */
  isUsed: boolean;
}

/** Audio of a person is in this memory: it must not be written to disk when the process dies. */
function forbidCoreDumps(): void {
  const libc = koffi.load(null);
  const resourceCore = 4;
  const setLimit = libc.func('setrlimit', 'int', ['int', koffi.pointer('uint64')]);
  if (setLimit(resourceCore, new BigUint64Array([0n, 0n])) !== 0) process.exit(70);
}

const loaded = new Map<string, Loaded>();
/** The utterance under way, where it may be heard again. */
const kept = new KeptAudio();
let current:
  | {
      utterance: number;
      with: Loaded;
      bytes: number;
      sincePartial: number;
      partial: string;
      cpuBefore: NodeJS.CpuUsage;
    }
  | undefined;

const send = (message: FromDecoder): void => {
  process.send?.(message);
};

function unload(key: string): void {
  const { decoder, grammar, careful } = loaded.get(key) ?? {};
  for (const hearing of [decoder, grammar, careful?.open, careful?.closed]) hearing?.free();
  loaded.delete(key);
}

/** An open model is loaded for whoever speaks before commands are compiled: 90 MB that nobody needs once they are. */
function unloadUnusedOpenModels(): void {
  for (const [key, { model, isUsed }] of loaded) {
    if (model.acceptorPath === undefined && !isUsed) unload(key);
  }
}

function decoderOf(model: ModelFiles): SpeechDecoder {
  switch (model.engine) {
    case 'pocketsphinx':
      return new NativeDecoder({
        hmm: model.acousticModelDir,
        dict: model.lexiconPath,
        lm: model.languageModelPath,
        ...model.settings,
      });
    case 'vosk':
      return new VoskDecoder(model);
    case 'moonshine':
      return new MoonshineDecoder(model);
  }
}

/** The first utterance of a process waits for pages and for code to be compiled: let it be nobody's. */
function rehearse(decoder: SpeechDecoder): void {
  decoder.start();
  decoder.write(Int16Array.from({ length: rehearsedSamples }, (_, at) => Math.sin(at) * 300));
  decoder.partial();
  decoder.finish(1);
}

let isCodeKept = false;
/**
 * A child is ended by a signal, so it would never leave what it compiled for the next one. That one, finding it, needs no
 * TypeScript compiler of its own: 18 MB of the 30 that a child has before its first model. Without `NODE_COMPILE_CACHE` it does nothing.
 */
function keepCompiledCode(): void {
  if (!isCodeKept) flushCompileCache();
  isCodeKept = true;
}

function load(model: ModelFiles): void {
  if (!loaded.has(model.key)) {
    try {
      const decoder = decoderOf(model);
      const foreseen =
        model.acceptorPath && model.commandWordsPath
          ? {
              acceptor: new Acceptor(readFileSync(model.acceptorPath)),
              commandWords: new Set(readFileSync(model.commandWordsPath, 'utf8').split('\n')),
            }
          : undefined;
      const grammar = model.engine === 'pocketsphinx' ? grammarHearing(model) : undefined;
      const careful =
        model.engine === 'pocketsphinx' && grammar === undefined ? carefulHearing(model) : undefined;
      if (loaded.size === 0) rehearse(decoder);
      loaded.set(model.key, { model, decoder, foreseen, grammar, careful, isUsed: false });
    } catch {
      send({ kind: 'refused', key: model.key });
      return;
    }
    const [oldest] = loaded.keys();
    if (loaded.size > maxLoadedModels && oldest !== undefined) unload(oldest);
    keepCompiledCode();
    if (model.acceptorPath !== undefined) unloadUnusedOpenModels();
  }
  send({ kind: 'loaded', key: model.key, loadedKeys: [...loaded.keys()] });
}

function start(utterance: number, key: string): void {
  const found = loaded.get(key);
  if (!found) throw new Error('a model that is not loaded');
  // Last used, last to go.
  loaded.delete(key);
  loaded.set(key, found);
  found.isUsed = true;
  const cpuBefore = process.cpuUsage();
  found.decoder.start();
  kept.forget();
  current = { utterance, with: found, bytes: 0, sincePartial: 0, partial: '', cpuBefore };
}

function hear(pcm16: Uint8Array): void {
  const stream = current!;
  const { foreseen } = stream.with;
  // A copy, since the bytes may stand at an odd address.
  const samples = new Int16Array(Uint8Array.from(pcm16).buffer);
  stream.with.decoder.write(samples);
  if (stream.with.grammar || stream.with.careful) kept.keep(samples);
  stream.bytes += pcm16.length;
  stream.sincePartial += pcm16.length;
  let partial: string | undefined;
  if (stream.sincePartial >= partialEveryBytes) {
    stream.sincePartial = 0;
    const text = stream.with.decoder.partial();
    if (text !== stream.partial) {
      stream.partial = text;
      partial = text;
    }
  }
  send({
    kind: 'taken',
    utterance: stream.utterance,
    bytes: pcm16.length,
    heardMs: stream.bytes / bytesPerMs,
    ...(partial === undefined ? {} : { partial }),
    ...(partial === undefined || !foreseen
      ? {}
      : { progress: foreseen.acceptor.progress(spokenWords(partial)) }),
  });
}

function end(isWanted: boolean, { isHurried = false, isForWords = false } = {}): void {
  const stream = current!;
  current = undefined;
  const { decoder, foreseen, grammar, careful, model } = stream.with;
  if (isForWords && !isHurried) decoder.hearAgain?.();
  const result = decoder.finish(isWanted && foreseen ? searchedHypotheses : 0);
  try {
    if (!isWanted) return;
    const judge = model.engine === 'pocketsphinx' ? interpret : verdictOf;
    const judged = (heard: NativeResult): Interpretation => judge(heard, model.locale, foreseen);
    let interpretation = judged(result);
    if (grammar) {
      interpretation = chooseByGrammar(interpretation, () => grammar.hear(kept.whole()), model.locale);
    } else if (careful && !isHurried) {
      const open = () => careful.open.hear(kept.whole(), carefullySearched);
      const closed = () => careful.closed?.hear(kept.whole(), carefullySearched);
      interpretation = chooseByCare(interpretation, { open, closed }, judged);
    }
    const { user, system } = process.cpuUsage(stream.cpuBefore);
    send({ kind: 'result', utterance: stream.utterance, ...interpretation, cpuMs: (user + system) / 1_000 });
  } finally {
    // What was not heard again goes all the same.
    kept.forget();
  }
}

forbidCoreDumps();
takeLongTurns();
process.on('disconnect', () => process.exit(0));
// The parent decides when this ends; a terminal's ^C reaches the whole group.
process.on('SIGINT', () => {});
process.on('message', (message: ToDecoder) => {
  if (message.kind === 'load') {
    load(message.model);
    return;
  }
  try {
    if (message.kind === 'start') start(message.utterance, message.key);
    else if (current?.utterance !== message.utterance) return;
    else if (message.kind === 'audio') hear(message.pcm16);
    else if (message.kind === 'finish') end(true, message);
    else end(false);
  } catch {
    // After an error inside the library its state is unknown: tell, and end. The pool starts another.
    send({ kind: 'failed', utterance: message.utterance });
    setTimeout(() => process.exit(71), 100);
  }
});
