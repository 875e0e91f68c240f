/**
 * Makes `everyday-en.txt`; run by hand: `node services/training/deid/lexicon/make-everyday.ts TRAIN.jsonl`, the training part of
 * MASSIVE in English (CC BY 4.0). A word that crowds of people said in commands, and hardly ever as part of a name, is
 * a word first, whatever lists of surnames say. First names stay names unless they are said very often.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { commonness, englishNames } from './lexicon.ts';

const named =
  /^(?:person|artist_name|business_name|place_name|email_address|song_name|podcast_name|playlist_name|audiobook_author|audiobook_name|radio_name|app_name|game_name|movie_name)$/;
/** So often at least, and so many times as often as in a name. */
const minCount = { first: 8, other: 2 };
const minRatio = 8;
/** Said often, and names of many. */
const names = new Set(['april', 'may', 'sunny', 'will', 'alexa']);

const counted = (into: Map<string, number>, text: string): void => {
  const words = (text.toLowerCase().match(/[a-z][a-z'’-]+/g) ?? []).map((word) =>
    word.replace(/['’]s?$/, ''),
  );
  for (const word of new Set(words)) into.set(word, (into.get(word) ?? 0) + 1);
};

const outside = new Map<string, number>();
const inside = new Map<string, number>();
for (const line of readFileSync(process.argv[2] ?? '', 'utf8').split('\n')) {
  if (line === '') continue;
  const { annot_utt: annotated } = JSON.parse(line) as { annot_utt: string };
  const plain = annotated.replaceAll(/\[(\w+) : ([^\]]*)\]/g, (_all, kind: string, words: string) => {
    if (!named.test(kind)) return words;
    counted(inside, words);
    return ' ';
  });
  counted(outside, plain);
}
const { first, last, others } = englishNames();
const words = [...outside]
  .filter(([word, count]) => count >= minCount[first.has(word) ? 'first' : 'other'])
  .filter(([word, count]) => count >= minRatio * (inside.get(word) ?? 0) && !names.has(word))
  .map(([word]) => word)
  .filter((word) => first.has(word) || last.has(word) || others.has(word))
  .filter((word) => commonness(word, 'en-US') !== -1);
writeFileSync(new URL('./everyday-en.txt', import.meta.url), `${words.sort().join('\n')}\n`);
