/** Words of Chinese text, which writes none apart: the dictionary and statistics of jieba. */
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

let jieba: Jieba | undefined;

/** Words in order; together they are the whole of `text`. The dictionary is read at the first call. */
export function cutWords(text: string): string[] {
  jieba ??= Jieba.withDict(dict);
  return jieba.cut(text, true);
}
