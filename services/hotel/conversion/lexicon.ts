/** Everything that a hotel's guests may say, compiled from its catalogue and from what words do, as one trie. */
import type { Locale } from '../../../language/model/types.ts';
import { toSimplified } from '../../../language/text/traditional.ts';
import { type Token, tokenise } from '../../../language/text/tokenise.ts';
import { expandTemplate } from '../catalogue/expand.ts';
import type { Catalogue, Words } from '../catalogue/types.ts';
import { englishCues, englishMeasures } from './cues-en.ts';
import { chineseCues, chineseMeasures } from './cues-zh.ts';
import type { Cue, Meaning } from './spans.ts';

interface Node {
  readonly next: Map<string, Node>;
  readonly meanings: Meaning[];
}

const newNode = (): Node => ({ next: new Map(), meanings: [] });

/** Tokens as they are compared: simplified characters, numbers in words. */
export const tokensOf = (text: string, locale: Locale): Token[] =>
  tokenise(locale === 'zh-CN' ? toSimplified(text) : text, locale);

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
    const cues = locale === 'zh-CN' ? chineseCues : englishCues;
    for (const [cue, phrases] of Object.entries(cues)) {
      for (const phrase of phrases) this.#add(phrase, { kind: 'cue', cue: cue as Cue });
    }
    for (const measure of locale === 'zh-CN' ? chineseMeasures : englishMeasures)
      this.#add(measure, { kind: 'measure' });
    const all = (words: Words | undefined, meaning: Meaning) => {
      for (const phrase of words?.[locale] ?? []) this.#add(phrase, meaning);
    };
    for (const [id, { words }] of Object.entries(catalogue.items)) all(words, { kind: 'item', id });
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
