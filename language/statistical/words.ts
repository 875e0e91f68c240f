/** The words of an utterance in either language, and what they roughly mean. */
import { outside } from '../outside.ts';
import { type WordVectors, wordVectors } from '../word-vectors/word-vectors.ts';
import { combine, hashString } from './hashing.ts';
import type { Word } from './reading.ts';
import { type TokenisedUtterance, tokenise } from './tokens.ts';

/** Tokens of `text`, with their words where the language has word vectors. */
export function readUtterance(text: string, locale: string): TokenisedUtterance {
  const utterance = tokenise(text);
  const vectors = wordVectors(locale);
  if (vectors === undefined) return utterance;
  const segmented = locale.startsWith('zh');
  const words = segmented ? cut(utterance, vectors) : whole(utterance, vectors);
  return { ...utterance, reading: { words, vectors, segmented } };
}

function whole({ tokens }: TokenisedUtterance, vectors: WordVectors): Word[] {
  return tokens.map(({ text, hash }, i) => ({
    hash,
    key: combine(1, hash),
    vector: vectors.id(text),
    first: i,
    last: i,
  }));
}

/** Only as far as there are tokens: a text of any length costs a bounded time. */
function cut({ text, tokens }: TokenisedUtterance, vectors: WordVectors): Word[] {
  const words: Word[] = [];
  let at = 0;
  let next = 0;
  for (const piece of outside().cutWords(text.slice(0, tokens.at(-1)?.end ?? 0))) {
    at += piece.length;
    const first = next;
    while (next < tokens.length && tokens[next]!.start < at) next++;
    if (next === first) continue;
    const folded = piece.toLowerCase();
    const hash = hashString(folded);
    words.push({ hash, key: combine(9, hash), vector: vectors.id(folded), first, last: next - 1 });
  }
  return words;
}
