/** What people say around a command: hesitation, greeting, politeness. */
import type { Locale } from '../model/types.ts';
import type { Token } from '../text/tokenise.ts';

/**
 * What people say around a command: hesitation, greeting, politeness. No skill has to list it. A sentence is
 * read as it is first, then without these.
 */

const hesitation: { readonly [L in Locale]: readonly string[] } = {
  'en-US': ['um', 'uh', 'er', 'erm', 'hmm', 'mm', 'ah', 'you know', 'i mean'],
  'zh-CN': ['嗯', '呃', '额', '啊', '唉', '那个', '这个嘛', '就是说'],
};

/** Longest first matters: they are stripped greedily, one after the other. */
const leads: { readonly [L in Locale]: readonly string[] } = {
  'en-US': [
    'hi',
    'hey',
    'hello',
    'okay',
    'so',
    'well',
    'please',
    'excuse me',
    'sorry',
    'good morning',
    'good evening',
    'i was wondering if you could',
    'i was wondering if i could',
    'i was wondering if you can',
    'i wonder if you could',
    'could you please',
    'can you please',
    'would you please',
    'will you please',
    'could you',
    'can you',
    'would you',
    'will you',
    'could you possibly',
    'would it be possible to',
    'is it possible to',
    'would you mind',
    'do you mind',
    'i would like you to',
    'i want you to',
    'i need you to',
    'i would like to',
    'i want to',
    'i need to',
    'i would love to',
    'go ahead and',
    'maybe',
    'just',
    'kindly',
    'quickly',
    'help me to',
    'help me',
    'let us',
    'do me a favor and',
    'then',
    'can someone',
    'could someone',
    'can somebody',
    'could somebody',
    'right',
  ],
  'zh-CN': [
    '喂',
    '你好',
    '您好',
    '请',
    '请问',
    '请你',
    '请您',
    '麻烦',
    '麻烦你',
    '麻烦您',
    '麻烦帮我',
    '帮我',
    '帮忙',
    '帮我把',
    '给我',
    '劳驾',
    '拜托',
    '我想问一下',
    '想问一下',
    '问一下',
    '能不能',
    '能不能帮我',
    '可不可以',
    '可以',
    '可以帮我',
    '能',
    '能帮我',
    '你能',
    '你能不能',
    '你可以',
    '你帮我',
    '我想',
    '我想要',
    '我要',
    '我需要',
    '现在',
    '那',
    '那就',
    '好',
    '好的',
    '嗨',
    '哎',
    '诶',
    '不好意思',
    '打扰一下',
    '快',
    '快点',
    '先',
  ],
};

const tails: { readonly [L in Locale]: readonly string[] } = {
  'en-US': [
    'please',
    'thanks',
    'thank you',
    'thank you very much',
    'for me',
    'if you can',
    'if you could',
    'would you',
    'will you',
    'could you',
    'okay',
    'now',
    'right now',
    'right away',
    'if possible',
    'if you do not mind',
    'as soon as possible',
    'at the moment',
    'then',
  ],
  'zh-CN': [
    '吧',
    '吗',
    '呢',
    '啊',
    '呀',
    '嘛',
    '哈',
    '哦',
    '啦',
    '了',
    '谢谢',
    '谢谢你',
    '谢谢您',
    '多谢',
    '好吗',
    '好不好',
    '可以吗',
    '行吗',
    '行不行',
    '一下',
    '好了',
    '就行',
    '就可以',
    '就好',
    '拜托了',
    '麻烦了',
    '麻烦你了',
    '麻烦您了',
  ],
};

const wants: { readonly [L in Locale]: readonly string[] } = {
  'en-US': [
    'i would like',
    'i want',
    'i need',
    'i will have',
    'i will take',
    'can i get',
    'can i have',
    'could i get',
    'could i have',
    'may i have',
    'give me',
    'get me',
    'bring me',
    'let me have',
    'we would like',
    'we need',
    'we want',
    'can we have',
    'can we get',
    'could we have',
    'do you have',
    'make it',
    'make that',
    'it is',
    'that is',
    'the',
    'a',
    'an',
    'some',
    'to',
    'for',
    'in',
    'at',
    'on',
    'with',
    'about',
    'of',
  ],
  'zh-CN': [
    '我要',
    '我想要',
    '要',
    '来',
    '给我来',
    '我需要',
    '需要',
    '我选',
    '选',
    '就',
    '是',
    '那就',
    '在',
    '到',
    '的',
    '帮我',
    '给我',
    '送',
    '用',
    '加',
  ],
};

interface PhraseNode {
  readonly children: Map<string, PhraseNode>;
  isEnd: boolean;
}

function phraseTree(phrases: readonly string[], isReversed: boolean): PhraseNode {
  const root: PhraseNode = { children: new Map(), isEnd: false };
  for (const phrase of phrases) {
    const words = /\p{Script=Han}/u.test(phrase) ? [...phrase] : phrase.split(' ');
    let node = root;
    for (const word of isReversed ? words.reverse() : words) {
      let child = node.children.get(word);
      if (!child) {
        child = { children: new Map(), isEnd: false };
        node.children.set(word, child);
      }
      node = child;
    }
    node.isEnd = true;
  }
  return root;
}

const trees = (['en-US', 'zh-CN'] as const).map((locale) => ({
  hesitation: phraseTree(hesitation[locale], false),
  leads: phraseTree([...leads[locale], ...hesitation[locale]], false),
  tails: phraseTree(tails[locale], true),
  wants: phraseTree([...wants[locale], ...leads[locale]], false),
}));
const treesOf = (locale: Locale) => trees[locale === 'en-US' ? 0 : 1]!;

/** Where the longest phrase that stands at `at` ends; `at` itself when none does. */
function longest(tree: PhraseNode, tokens: readonly Token[], at: number, step: 1 | -1): number {
  let node: PhraseNode | undefined = tree;
  let end = at;
  for (let index = at; ; index += step) {
    node = node.children.get(tokens[index]?.key ?? '');
    if (!node) return end;
    if (node.isEnd) end = index + step;
  }
}

function strip(tree: PhraseNode, tokens: readonly Token[], from: number, until: number): number {
  let at = from;
  while (at < until) {
    const end = longest(tree, tokens, at, 1);
    if (end === at) break;
    at = Math.min(end, until);
  }
  return at;
}

function stripEnd(tree: PhraseNode, tokens: readonly Token[], from: number, until: number): number {
  let end = until;
  while (end > from) {
    const start = longest(tree, tokens, end - 1, -1) + 1;
    if (start === end) break;
    end = Math.max(start, from);
  }
  return end;
}

function withoutHesitation(tokens: readonly Token[], locale: Locale): readonly Token[] {
  const tree = treesOf(locale).hesitation;
  const kept: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const end = longest(tree, tokens, at, 1);
    if (end === at) {
      kept.push(tokens[at]!);
      at += 1;
    } else at = end;
  }
  return kept;
}

export interface Variant {
  readonly tokens: readonly Token[];
  /** Taken from the confidence of what is read in it. */
  readonly penalty: number;
  /** For `explain`; empty for the sentence as it was said. */
  readonly note: string;
}

/** The sentence as said, then with ever more courtesy taken away. Never empty, never the same twice. */
export function variantsOf(tokens: readonly Token[], locale: Locale): Variant[] {
  const tree = treesOf(locale);
  const variants: Variant[] = [{ tokens, penalty: 0, note: '' }];
  const add = (next: readonly Token[], penalty: number) => {
    if (next.length === 0 || variants.some((known) => isSame(known.tokens, next))) return;
    const gone = tokens.filter((token) => !next.includes(token)).map(({ text }) => text);
    variants.push({
      tokens: next,
      penalty,
      note: `left out as courtesy: ${gone.join(locale === 'zh-CN' ? '' : ' ')}`,
    });
  };
  const calm = withoutHesitation(tokens, locale);
  add(calm, 0.01);
  const start = strip(tree.leads, calm, 0, calm.length);
  const end = stripEnd(tree.tails, calm, 0, calm.length);
  add(calm.slice(0, end), 0.02);
  // Every beginning on the way is tried: "can you" may belong to the template, "hi" before it not.
  for (let at = 0; at < start; ) {
    const next = Math.max(longest(tree.leads, calm, at, 1), at + 1);
    add(calm.slice(next), 0.02);
    add(calm.slice(next, Math.max(end, next)), 0.03);
    at = next;
  }
  return variants;
}

const isSame = (a: readonly Token[], b: readonly Token[]) =>
  a.length === b.length && a.every((token, index) => token === b[index]);

/** An answer to a question without its frame: "I'd like a large one please" -> "large one". */
export function answerCore(tokens: readonly Token[], locale: Locale): readonly Token[] {
  const tree = treesOf(locale);
  const calm = withoutHesitation(tokens, locale);
  const end = stripEnd(tree.tails, calm, 0, calm.length);
  const start = strip(tree.wants, calm, 0, end);
  return start < end ? calm.slice(start, end) : calm;
}
