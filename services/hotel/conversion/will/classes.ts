/** Kinds of words that tell of whom and to whom somebody speaks, read from the data beside this file. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Locale } from '../../../../language/model/types.ts';
import type { Token } from '../../../../language/text/tokenise.ts';

type Test = (text: string, words: readonly string[]) => boolean;

function testOf(phrase: string, locale: Locale): Test {
  if (locale === 'zh-CN') return (text) => text.includes(phrase);
  const ending = phrase.startsWith('-') ? phrase.slice(1) : undefined;
  if (ending !== undefined) return (_text, words) => words.some((word) => word.endsWith(ending));
  return (text) => text.includes(` ${phrase} `);
}

const loaded = new Map<Locale, readonly (readonly [string, readonly Test[]])[]>();

function classesOf(locale: Locale) {
  const known = loaded.get(locale);
  if (known !== undefined) return known;
  const path = new URL(`./classes.${locale}.yaml`, import.meta.url);
  const lists = parse(readFileSync(path, 'utf8')) as Record<string, readonly unknown[]>;
  const classes = Object.entries(lists).map(
    ([name, phrases]) => [name, phrases.map((phrase) => testOf(String(phrase), locale))] as const,
  );
  loaded.set(locale, classes);
  return classes;
}

/** Names of the kinds of which some word stands in the sentence. */
export function wordClasses(tokens: readonly Token[], locale: Locale): string[] {
  const words = tokens.map(({ text }) => text);
  const text = locale === 'zh-CN' ? words.join('') : ` ${words.join(' ')} `;
  return classesOf(locale).flatMap(([name, tests]) =>
    tests.some((test) => test(text, words)) ? [name] : [],
  );
}
