/** Brings what a service has: word vectors from the files beside the source, and jieba for words of Chinese. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Jieba } from '@node-rs/jieba';
import { bringOutside } from '../outside.ts';

const require = createRequire(import.meta.url);
let jieba: Jieba | undefined;

/** Loaded at the first Chinese sentence: a process that hears none does without the dictionary's memory. */
function loadJieba(): Jieba {
  const { Jieba: Native } = require('@node-rs/jieba') as typeof import('@node-rs/jieba');
  const { dict } = require('@node-rs/jieba/dict.js') as typeof import('@node-rs/jieba/dict.js');
  return Native.withDict(dict);
}

bringOutside({
  wordVectors: (locale) => readFileSync(new URL(`../word-vectors/${locale}.bin`, import.meta.url)),
  cutWords(text) {
    jieba ??= loadJieba();
    return jieba.cut(text, true);
  },
});
