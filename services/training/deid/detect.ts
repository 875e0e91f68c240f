/** All rules over one text: what in it leads back to a person. */
import { englishAddressHits } from './addresses-en.ts';
import { chineseAddressHits } from './addresses-zh.ts';
import { type Hit, merge } from './hit.ts';
import { englishNameHits } from './names-en.ts';
import { chineseNameHits } from './names-zh.ts';
import { numberHits } from './numbers.ts';
import { patternHits } from './patterns.ts';
import { viewOf } from './view.ts';

/** Finds names (and places) that rules miss; offsets into the text it was given. */
export type Tagger = (text: string) => readonly Hit[];

export interface DetectOptions {
  /** A model's findings join those of the rules, where one is installed. */
  readonly tagger?: Tagger;
}

/** Plain ranges: property classes cost a tenth of the whole work here. */
const han = /[\u4e00-\u9fff]/;
const latin = /[A-Za-zÀ-ɏ]{2}/;

/**
 * Every identifier in a text, in order, without overlaps. Both languages' rules run where their script stands, for people
 * mix them.
 * @param given any text, of whatever length its caller allows
 */
export function detect(given: string, { tagger }: DetectOptions = {}): Hit[] {
  const view = viewOf(given);
  const flat = view.text.replaceAll('\n', ' ');
  const hits: Hit[] = [...numberHits(flat), ...patternHits(flat)];
  if (han.test(flat)) hits.push(...chineseAddressHits(flat), ...chineseNameHits(flat));
  if (latin.test(flat)) hits.push(...englishAddressHits(view.text), ...englishNameHits(view.text));
  if (tagger !== undefined) hits.push(...tagger(flat));
  return merge(hits).map((hit) => ({
    ...hit,
    start: view.sourceOf(hit.start),
    end: view.sourceOf(hit.end - 1) + 1,
  }));
}
