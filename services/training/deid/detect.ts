/** All rules over one text: what in it leads back to a person. */
import { englishAddressHits } from './addresses-en.ts';
import { chineseAddressHits } from './addresses-zh.ts';
import { type Hit, merge } from './hit.ts';
import { englishNameHits } from './names-en.ts';
import { chineseNameHits } from './names-zh.ts';
import { numberHits } from './numbers.ts';
import { patternHits } from './patterns.ts';
import { sign, signsOf } from './signs.ts';
import { spelledHits } from './spelled.ts';
import { type View, viewOf } from './view.ts';

/** A model that finds names and places which rules miss; offsets into the text it was given. */
export type Tagger = (text: string) => Promise<readonly Hit[]>;

function ruleHits(view: View, flat: string): Hit[] {
  const signs = signsOf(flat);
  const has = (bits: number) => (signs & bits) === bits;
  const hits: Hit[] = patternHits(flat, signs);
  if (has(sign.number)) hits.push(...numberHits(flat));
  if (has(sign.number | sign.letter)) hits.push(...spelledHits(flat));
  const hasHan = has(sign.han);
  if (hasHan) hits.push(...chineseAddressHits(flat), ...chineseNameHits(flat));
  if (has(sign.letter)) {
    if (has(sign.number) || has(sign.street)) hits.push(...englishAddressHits(view.text, signs));
    // A Latin word amid Mandarin is a word of technique more often than anybody's name.
    const names = englishNameHits(view.text);
    hits.push(...(hasHan ? names.filter(({ certainty }) => certainty !== 'unsure') : names));
  }
  return hits;
}

function asGiven(view: View, hits: readonly Hit[]): Hit[] {
  return merge(hits).map((hit) => ({
    ...hit,
    start: view.sourceOf(hit.start),
    end: view.sourceOf(hit.end - 1) + 1,
  }));
}

/**
 * Every identifier in a text, in order, without overlaps. Both languages' rules run where their script stands, for people
 * mix them.
 * @param given any text, of whatever length its caller allows
 */
export function detect(given: string): Hit[] {
  const view = viewOf(given);
  return asGiven(view, ruleHits(view, view.text.replaceAll('\n', ' ')));
}

/** As {@link detect}, and a model's findings join those of the rules. */
export async function detectWith(tagger: Tagger, given: string): Promise<Hit[]> {
  const view = viewOf(given);
  const flat = view.text.replaceAll('\n', ' ');
  return asGiven(view, [...ruleHits(view, flat), ...(await tagger(flat))]);
}
