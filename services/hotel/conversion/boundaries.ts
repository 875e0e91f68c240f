/** Where Chinese words begin and end, so that the 水 of 水果 is no water. */
import '../../../language/node/outside.ts';
import { outside } from '../../../language/outside.ts';
import type { Token } from '../../../language/text/tokenise.ts';
import type { Lexicon } from './lexicon.ts';

/** Characters inside a longer word, of which some other character means nothing to a hotel. */
export function insideWords(text: string, tokens: readonly Token[], lexicon: Lexicon): ReadonlySet<number> {
  const inside = new Set<number>();
  if (lexicon.locale !== 'zh-CN') return inside;
  let offset = 0;
  let at = 0;
  for (const word of outside().cutWords(text)) {
    offset += word.length;
    const from = at;
    while (at < tokens.length && tokens[at]!.end <= offset) at += 1;
    const own = tokens.slice(from, at);
    if (own.length < 2) continue;
    const isStrange = own.some(
      ({ text: character }, index) =>
        !/^[0-9一二两三四五六七八九十几半]+$/.test(character) &&
        lexicon.at(tokens, from + index, from + index + 1).length === 0,
    );
    if (isStrange) for (let index = from; index < at; index += 1) inside.add(index);
  }
  return inside;
}
