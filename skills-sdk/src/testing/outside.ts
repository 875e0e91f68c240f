/**
 * Brings the language package what it needs: word vectors from files, and words of Chinese cut by Node itself, since
 * a published package carries no native code. A service cuts with jieba; what both cut alike is most of it.
 */
import { readFileSync } from 'node:fs';
import { bringOutside } from '../../../language/outside.ts';

/** In the checkout, and beside the bundle once published. */
const folder = import.meta.url.endsWith('.ts') ? '../../../language/word-vectors/' : './word-vectors/';
const words = new Intl.Segmenter('zh', { granularity: 'word' });

bringOutside({
  wordVectors: (locale) => readFileSync(new URL(`${folder}${locale}.bin`, import.meta.url)),
  cutWords: (text) => Array.from(words.segment(text), ({ segment }) => segment),
});
