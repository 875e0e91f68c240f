/** Reads sentence files of Home Assistant: sentences, lists and rules of one language, wherever its layout keeps them. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Locale } from '../../../../../language/model/types.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const strings = z.union([z.string(), z.array(z.string())]);

const listValue = z.union([
  scalar,
  z.looseObject({ in: z.union([scalar, z.array(scalar)]), out: scalar.optional() }),
]);

const slotList = z.looseObject({
  values: z.array(listValue).optional(),
  range: z
    .looseObject({
      from: z.number(),
      to: z.number(),
      fractions: z.string().optional(),
      type: z.string().optional(),
    })
    .optional(),
  wildcard: z.boolean().optional(),
});

const sentenceData = z.looseObject({
  sentences: z.array(z.string()).nullish(),
  slots: z.record(z.string(), scalar).nullish(),
  response: z.string().nullish(),
  requires_context: z.record(z.string(), z.unknown()).nullish(),
  excludes_context: z.record(z.string(), z.unknown()).nullish(),
  expansion_rules: z.record(z.string(), z.string()).nullish(),
  lists: z.record(z.string(), slotList).nullish(),
});

const sentenceFile = z.looseObject({
  intents: z.record(z.string(), z.looseObject({ data: z.array(sentenceData).nullish() })).nullish(),
  lists: z.record(z.string(), slotList).nullish(),
  expansion_rules: z.record(z.string(), z.string()).nullish(),
  skip_words: z.array(z.string()).nullish(),
});

export type SlotList = z.infer<typeof slotList>;
export type SentenceData = z.infer<typeof sentenceData>;

export interface SentenceFiles {
  readonly data: readonly { readonly file: string; readonly intent: string; readonly data: SentenceData }[];
  readonly lists: ReadonlyMap<string, SlotList>;
  readonly rules: ReadonlyMap<string, string>;
  readonly skipWords: readonly string[];
}

const languages: { readonly [L in Locale]: readonly string[] } = {
  'zh-CN': ['zh-cn', 'zh-CN', 'zh'],
  'en-US': ['en', 'en-us', 'en-US'],
};

/** The folder of a language inside `folder`; undefined where there is none. */
export function languageFolder(folder: string, locale: Locale): string | undefined {
  return languages[locale].map((name) => join(folder, name)).find((path) => existsSync(path));
}

/** Where sentence files of this language are: in a checkout of all languages, or in the folder itself. */
function sentenceFolder(folder: string, locale: Locale): string | undefined {
  return languageFolder(join(folder, 'sentences'), locale) ?? languageFolder(folder, locale);
}

export const isSentenceFolder = (folder: string, locale: Locale): boolean =>
  sentenceFolder(folder, locale) !== undefined || existsSync(join(folder, '_common.yaml'));

async function yamlIn(folder: string | undefined): Promise<string[]> {
  if (folder === undefined || !existsSync(folder)) return [];
  const names = await readdir(folder);
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** @throws Error naming the file that is no sentence file */
async function readSentenceFile(path: string): Promise<z.infer<typeof sentenceFile>> {
  const result = sentenceFile.safeParse(parse(await readFile(path, 'utf8')) ?? {});
  if (result.success) return result.data;
  throw new Error(`${path} is no sentence file: ${result.error.issues[0]?.message}`);
}

export async function readSentenceFiles(folder: string, locale: Locale): Promise<SentenceFiles> {
  const lists = new Map<string, SlotList>();
  const rules = new Map<string, string>();
  const skipWords: string[] = [];
  const data: { file: string; intent: string; data: SentenceData }[] = [];
  // What stands beside the sentences is later, so that it wins over what all languages share.
  const paths = [
    ...(await yamlIn(join(folder, 'lists'))),
    ...(await yamlIn(languageFolder(join(folder, 'lists'), locale))),
    ...(await yamlIn(languageFolder(join(folder, 'rules'), locale))),
    ...(await yamlIn(sentenceFolder(folder, locale) ?? folder)),
  ];
  for (const path of paths) {
    const file = await readSentenceFile(path);
    for (const [name, list] of Object.entries(file.lists ?? {})) lists.set(name, list);
    for (const [name, rule] of Object.entries(file.expansion_rules ?? {})) rules.set(name, rule);
    skipWords.push(...(file.skip_words ?? []));
    for (const [intent, { data: blocks }] of Object.entries(file.intents ?? {})) {
      for (const block of blocks ?? []) data.push({ file: path, intent, data: block });
    }
  }
  return { data, lists, rules, skipWords };
}

/** One or several words of a context, such as the domains of a name. */
export function contextValues(value: unknown): string[] | undefined {
  const plain = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  const parsed = strings.safeParse(plain);
  if (!parsed.success) return undefined;
  return typeof parsed.data === 'string' ? [parsed.data] : parsed.data;
}
