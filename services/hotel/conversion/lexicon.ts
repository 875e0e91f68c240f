/** Everything that a hotel's guests may say, compiled from its catalogue and from what words do, as one trie. */
import { setImmediate } from 'node:timers/promises';
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

/** 一点儿 is 一点; a daughter stays one. */
const erhua = /(?<![女婴幼孤健胎])儿(?![子女童歌科媳孙])/g;

/** The text as it is compared: simplified characters; short forms marked, and "the bin's" as "the bin is". */
export const plainText = (text: string, locale: Locale): string =>
  locale === 'zh-CN'
    ? Array.from(text, toSimplified).join('').replace(erhua, '')
    : text
        .replace(/[’‘]/g, "'")
        .replace(/\b([ap])\.\s?m\b\.?/gi, '$1m')
        .replace(/[A-Za-z]+/g, (word) => unmarked.get(word.toLowerCase()) ?? word)
        .replace(/\b(?!let's)([A-Za-z]+)'s\b/gi, '$1 is');

export const tokensOf = (text: string, locale: Locale): Token[] => tokenise(plainText(text, locale), locale);

/** Found words: where they end, and what they may mean. */
export interface Entry {
  readonly end: number;
  readonly meanings: readonly Meaning[];
}

const sliceMs = 4;

/** All words that mean something, of the language and of the hotel. */
function* phrasesOf(catalogue: Catalogue, locale: Locale): Generator<[string, Meaning]> {
  const { cues, measures } = readCues(locale);
  for (const [cue, phrases] of cues) {
    const meaning: Meaning = { kind: 'cue', cue };
    for (const phrase of phrases) yield [phrase, meaning];
  }
  const measured: Meaning = { kind: 'measure' };
  for (const measure of measures) yield [measure, measured];
  const all = function* (words: Words | undefined, meaning: Meaning): Generator<[string, Meaning]> {
    for (const phrase of words?.[locale] ?? []) yield [phrase, meaning];
  };
  for (const [id, { words, needs }] of Object.entries(catalogue.items)) {
    yield* all(words, { kind: 'item', id });
    yield* all(needs, { kind: 'need', id });
  }
  for (const [id, { words, faults }] of Object.entries(catalogue.objects)) {
    yield* all(words, { kind: 'object', id });
    yield* all(faults, { kind: 'fault', id });
  }
  for (const [id, { words }] of Object.entries(catalogue.devices)) yield* all(words, { kind: 'device', id });
  for (const [id, { words }] of Object.entries(catalogue.scenes)) yield* all(words, { kind: 'scene', id });
  for (const [id, { words }] of Object.entries(catalogue.topics)) yield* all(words, { kind: 'topic', id });
  for (const [id, { words }] of Object.entries(catalogue.services))
    yield* all(words, { kind: 'service', id } as Meaning);
}

export class Lexicon {
  readonly locale: Locale;
  readonly #root = newNode();

  private constructor(locale: Locale) {
    this.locale = locale;
  }

  static of(catalogue: Catalogue, locale: Locale): Lexicon {
    const lexicon = new Lexicon(locale);
    for (const [phrase, meaning] of phrasesOf(catalogue, locale)) lexicon.#add(phrase, meaning);
    return lexicon;
  }

  /** The same, in slices between which others get their turn: a catalogue is changed while guests speak. */
  static async compile(catalogue: Catalogue, locale: Locale): Promise<Lexicon> {
    const lexicon = new Lexicon(locale);
    let sliceEndMs = performance.now() + sliceMs;
    for (const [phrase, meaning] of phrasesOf(catalogue, locale)) {
      lexicon.#add(phrase, meaning);
      if (performance.now() < sliceEndMs) continue;
      await setImmediate();
      sliceEndMs = performance.now() + sliceMs;
    }
    return lexicon;
  }

  #add(template: string, meaning: Meaning): void {
    for (const phrase of expandTemplate(template)) {
      let node = this.#root;
      for (const { key } of tokensOf(phrase, this.locale)) {
        const next = node.next.get(key) ?? newNode();
        node.next.set(key, next);
        node = next;
      }
      const isKnown = node.meanings.includes(meaning);
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
