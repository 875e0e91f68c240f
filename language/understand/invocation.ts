/** A skill addressed by its name. */
import { invocationType, lookUp } from '../matcher/lexicon.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { Locale } from '../model/types.ts';
import { type Token, tokenise } from '../text/tokenise.ts';

/** "ask bean counter for a latte", 让咖啡店来一杯拿铁: a skill addressed by its name. */
export interface Address {
  readonly skillId: string;
  /** What is wanted of it; empty when it was only opened. */
  readonly rest: readonly Token[];
}

const openers: { readonly [L in Locale]: readonly string[] } = {
  'en-US': [
    'ask',
    'tell',
    'open',
    'start',
    'launch',
    'use',
    'have',
    'get',
    'talk to',
    'order from',
    'go to',
    'with',
    'from',
  ],
  'zh-CN': [
    '让',
    '叫',
    '请',
    '问',
    '问问',
    '打开',
    '启动',
    '用',
    '找',
    '跟',
    '对',
    '告诉',
    '进入',
    '在',
    '从',
  ],
};
const leads: { readonly [L in Locale]: readonly string[] } = {
  'en-US': ['please', 'can you', 'could you', 'hey', 'the', 'hi'],
  'zh-CN': ['请', '帮我', '麻烦', '请你', '你'],
};
const links: { readonly [L in Locale]: readonly string[] } = {
  'en-US': ['for', 'to', 'if', 'about', 'and', 'that', 'and ask for', 'to give me', 'and order'],
  'zh-CN': ['帮我', '给我', '说', '我要', '我想', '来', '里', '的', '上', '点'],
};

const words = (phrase: string) => (/\p{Script=Han}/u.test(phrase) ? [...phrase] : phrase.split(' '));

function ends(tokens: readonly Token[], at: number, phrases: readonly string[]): number[] {
  return phrases.flatMap((phrase) => {
    const parts = words(phrase);
    return parts.every((word, index) => tokens[at + index]?.key === word) ? [at + parts.length] : [];
  });
}

/** Before a name at the end: "... from bean counter". */
const sources = ['from', 'with', 'using', '用', '找', '在', '从'];

/** Where a name may begin: behind "ask", behind "please ask the". */
function nameStarts(tokens: readonly Token[], locale: Locale): ReadonlySet<number> {
  const starts = new Set<number>();
  for (const from of [0, ...ends(tokens, 0, leads[locale])]) {
    for (const end of ends(tokens, from, openers[locale])) {
      starts.add(end);
      for (const article of ends(tokens, end, locale === 'en-US' ? ['the', 'my'] : [])) starts.add(article);
    }
  }
  return starts;
}

/** Whether words could address a skill, if one of some name were there: then they may not be put into anybody's mouth. */
export function mayAddress(text: string, locale: Locale): boolean {
  const tokens = tokenise(text, locale);
  const before = [...nameStarts(tokens, locale)].some((start) => start < tokens.length);
  return before || tokens.slice(0, -1).some(({ key }) => sources.includes(key));
}

/** Every skill whose name stands where a name can stand, by spelling or by sound. */
export function addressedTo(tokens: readonly Token[], snapshot: Snapshot): Address[] {
  const { locale } = snapshot;
  const keys = tokens.map(({ key }) => key);
  const found: Address[] = [];
  const add = (skillId: string, rest: readonly Token[]) => {
    const isKnown = found.some((known) => known.skillId === skillId && known.rest.length === rest.length);
    if (!isKnown) found.push({ skillId, rest });
  };
  for (const start of nameStarts(tokens, locale)) {
    for (const { type, valueId, end } of lookUp(snapshot.lexicon, keys, start).matches) {
      if (type !== invocationType) continue;
      add(valueId, tokens.slice(end));
      for (const link of ends(tokens, end, links[locale])) add(valueId, tokens.slice(link));
    }
  }
  // "... from bean counter": the name at the end.
  for (let at = 1; at < keys.length; at += 1) {
    if (!sources.includes(keys[at - 1]!)) continue;
    for (const { type, valueId, end } of lookUp(snapshot.lexicon, keys, at).matches) {
      if (type === invocationType && end === keys.length) add(valueId, tokens.slice(0, at - 1));
    }
  }
  return found;
}
