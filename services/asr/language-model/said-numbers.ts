/** A sample's own number is said in more than one way: "room 1204" as "twelve oh four", digit by digit, or as an amount. */
import type { Locale } from '@earshot/skills-sdk';
import { waysToSay } from '../../../language/matcher/literal-numbers.ts';
import type { TemplateNode, WordsNode } from '../../../language/templates/index.ts';

/** Numbers of one stretch of words that are listened for in every way; what stands behind them is an amount. */
const maxNumbers = 2;

const number = /^(.*?)(\d+)(.*)$/su;

/** The text with its numbers in words, in every way in which they are said; the text itself where it has none. */
export function readingsOf(text: string, locale: Locale, left = maxNumbers): readonly string[] {
  const [, before, digits, after] = number.exec(text.normalize('NFKC')) ?? [];
  if (digits === undefined || left === 0) return [text];
  const ends = readingsOf(after!, locale, left - 1);
  return waysToSay(digits, locale).flatMap((said) => ends.map((end) => `${before} ${said} ${end}`));
}

const wordsNode = (node: WordsNode, locale: Locale): TemplateNode => {
  const options = readingsOf(node.text, locale).map((text): WordsNode => ({ ...node, text }));
  return options.length === 1
    ? options[0]!
    : { kind: 'alternatives', options, start: node.start, end: node.end };
};

/** The template with every way to say the numbers that are written in it. */
export function withSaidNumbers(node: TemplateNode, locale: Locale): TemplateNode {
  switch (node.kind) {
    case 'words':
      return wordsNode(node, locale);
    case 'optional':
      return { ...node, body: withSaidNumbers(node.body, locale) };
    case 'alternatives':
      return { ...node, options: node.options.map((option) => withSaidNumbers(option, locale)) };
    case 'sequence':
      return { ...node, parts: node.parts.map((part) => withSaidNumbers(part, locale)) };
    case 'slot':
    case 'rule':
      return node;
  }
}
