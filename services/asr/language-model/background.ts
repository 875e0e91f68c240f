/**
 * What people say when they do not mean the assistant: a plain distribution over frequent words. Its words
 * compete with the commands inside one language model, so that talk meant for nobody has somewhere to go.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import koffi from 'koffi';
import type { Lexicon } from '../pronunciation/lexicon.ts';
import type { BackgroundModel } from './arpa.ts';

/**
 * English: the most frequent words of the installed open model with their own unigram probabilities, read
 * through the library (the file is binary).
 */
export function englishBackground(modelPath: string, lexicon: Lexicon, size: number): BackgroundModel {
  const base = koffi.load('libsphinxbase.so.3');
  const pointer = koffi.pointer(koffi.opaque());
  const { str, int32 } = koffi.types;
  base.func('err_set_logfp', 'void', [pointer])(null);
  const logMath = base.func('logmath_init', pointer, ['double', 'int', 'int'])(1.0001, 0, 0);
  const model = base.func('ngram_model_read', pointer, [pointer, str, int32, pointer])(
    null,
    modelPath,
    0,
    logMath,
  );
  if (!model) throw new Error('the open English model cannot be read');
  const word = base.func('ngram_word', str, [pointer, int32]);
  const countsOf = base.func('ngram_model_get_counts', koffi.pointer(koffi.types.uint32), [pointer]);
  const score = base.func('ngram_ng_score', int32, [
    pointer,
    int32,
    pointer,
    int32,
    koffi.out(koffi.pointer(int32)),
  ]);
  const exp = base.func('logmath_exp', 'double', [pointer, int32]);
  const count = koffi.decode(countsOf(model), 'uint32') as number;
  const all: [string, number][] = [];
  for (let id = 0; id < count; id += 1) {
    const name: string = word(model, id);
    // Words that only a few corpora have are not worth their place, and spelt letters ("u.") hear too much.
    if (!/^[a-z][a-z']*$/.test(name) || !lexicon.has(name)) continue;
    all.push([name, exp(logMath, score(model, id, null, 0, [0]))]);
  }
  base.func('ngram_model_free', int32, [pointer])(model);
  return { unigrams: mostFrequent(all, size) };
}

/** Mandarin: frequent words of a public segmentation dictionary that the acoustic model's lexicon can say. */
export function mandarinBackground(lexicon: Lexicon, size: number): BackgroundModel {
  const path = createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt');
  const all: [string, number][] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [word, frequency] = line.split(' ') as [string, string];
    if (!/^\p{Script=Han}{1,4}$/u.test(word) || !lexicon.has(word)) continue;
    all.push([word, Number(frequency)]);
  }
  return { unigrams: mostFrequent(all, size) };
}

function mostFrequent(all: [string, number][], size: number): Map<string, number> {
  return new Map(all.sort((a, b) => b[1] - a[1]).slice(0, size));
}
