/** Everything that a hotel's guests may say, compiled from its catalogue and from what words do, as one trie. */
import type { Locale } from '../../../language/model/types.ts';
import { type Token, tokenise } from '../../../language/text/tokenise.ts';
import { toSimplified } from '../../../language/text/traditional.ts';
import { expandTemplate } from '../catalogue/expand.ts';
import type { Catalogue, Words } from '../catalogue/types.ts';
import { readCues } from './cues.ts';
import type { Meaning } from './spans.ts';

interface Node {
  readonly next: Map<string, Node>;
  readonly meanings: Meaning[];
}

const newNode = (): Node => ({ next: new Map(), meanings: [] });

/** Short forms as recognisers and hurried people write them. */
const unmarked = new Map(
  "whats|what's wheres|where's theres|there's its|it's im|i'm ive|i've dont|don't doesnt|doesn't didnt|didn't cant|can't couldnt|couldn't wont|won't isnt|isn't arent|aren't hasnt|hasn't havent|haven't wasnt|wasn't wouldnt|wouldn't thats|that's weve|we've hes|he's shes|she's"
    .split(' ')
    .map((pair) => pair.split('|') as [string, string]),
);

/** The text as it is compared: simplified characters; short forms marked, and "the bin's" as "the bin is". */
export const plainText = (text: string, locale: Locale): string =>
  locale === 'zh-CN'
    ? Array.from(text, toSimplified).join('')
    : text
        .replace(/[’‘]/g, "'")
        .replace(/[A-Za-z]+/g, (word) => unmarked.get(word.toLowerCase()) ?? word)
        .replace(/\b(?!let's)([A-Za-z]+)'s\b/gi, '$1 is');

export const tokensOf = (text: string, locale: Locale): Token[] => tokenise(plainText(text, locale), locale);

/** Found words: where they end, and what they may mean. */
export interface Entry {
  readonly end: number;
  readonly meanings: readonly Meaning[];
}

export class Lexicon {
  readonly locale: Locale;
  readonly #root = newNode();

  constructor(catalogue: Catalogue, locale: Locale) {
    this.locale = locale;
    const { cues, measures } = readCues(locale);
    for (const [cue, phrases] of cues) for (const phrase of phrases) this.#add(phrase, { kind: 'cue', cue });
    for (const measure of measures) this.#add(measure, { kind: 'measure' });
    const all = (words: Words | undefined, meaning: Meaning) => {
      for (const phrase of words?.[locale] ?? []) this.#add(phrase, meaning);
    };
    for (const [id, { words, needs }] of Object.entries(catalogue.items)) {
      all(words, { kind: 'item', id });
      all(needs, { kind: 'need', id });
    }
    for (const [id, { words, faults }] of Object.entries(catalogue.objects)) {
      all(words, { kind: 'object', id });
      all(faults, { kind: 'fault', id });
    }
    for (const [id, { words }] of Object.entries(catalogue.devices)) all(words, { kind: 'device', id });
    for (const [id, { words }] of Object.entries(catalogue.scenes)) all(words, { kind: 'scene', id });
    for (const [id, { words }] of Object.entries(catalogue.topics)) all(words, { kind: 'topic', id });
    for (const [id, { words }] of Object.entries(catalogue.services))
      all(words, { kind: 'service', id } as Meaning);
  }

  #add(template: string, meaning: Meaning): void {
    for (const phrase of expandTemplate(template)) {
      let node = this.#root;
      for (const { key } of tokensOf(phrase, this.locale)) {
        const next = node.next.get(key) ?? newNode();
        node.next.set(key, next);
        node = next;
      }
      const isKnown = node.meanings.some((known) => JSON.stringify(known) === JSON.stringify(meaning));
      if (node !== this.#root && !isKnown) node.meanings.push(meaning);
    }
  }

  /** Every phrase that stands at `start`, shortest first. */
  at(tokens: readonly Token[], start: number, stop: number): Entry[] {
    const found: Entry[] = [];
    let node = this.#root;
    for (let at = start; at < stop; at += 1) {
      const next = node.next.get(tokens[at]?.key ?? '');
      if (next === undefined) break;
      node = next;
      if (node.meanings.length > 0) found.push({ end: at + 1, meanings: node.meanings });
    }
    return found;
  }
}
