/** What closed ears listen for in rooms is what the converter understands: a sentence heard well is never lost afterwards. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Locale } from '../../../language/model/types.ts';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { parseTemplate, type TemplateNode } from '../../../language/templates/index.ts';
import { defaultCataloguePath, parseCatalogue, readCatalogue } from '../catalogue/read.ts';
import { Converter } from '../conversion/convert.ts';
import { spokenModel, spokenModelOf } from './spoken-model.ts';

const catalogue = readCatalogue(defaultCataloguePath);
const converter = new Converter(catalogue);
const model = spokenModel(catalogue);

const examples: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  item: { 'zh-CN': '毛巾', 'en-US': 'towels' },
  second: { 'zh-CN': '拖鞋', 'en-US': 'slippers' },
  object: { 'zh-CN': '马桶', 'en-US': 'toilet' },
  device: { 'zh-CN': '空调', 'en-US': 'air conditioner' },
  count: { 'zh-CN': '两', 'en-US': 'two' },
  degrees: { 'zh-CN': '二十四', 'en-US': 'twenty four' },
  time: { 'zh-CN': '七点', 'en-US': 'seven' },
};

const random = createRandom(7);

/** One way to say a template. */
function said(node: TemplateNode, source: string, locale: Locale): string {
  switch (node.kind) {
    case 'words':
      return node.text;
    case 'optional':
      return random() < 0.5 ? '' : said(node.body, source, locale);
    case 'alternatives':
      return said(node.options[Math.floor(random() * node.options.length)]!, source, locale);
    case 'sequence': {
      let [text, end] = ['', node.start];
      for (const part of node.parts) {
        text += (/\s/.test(source.slice(end, part.start)) ? ' ' : '') + said(part, source, locale);
        end = part.end;
      }
      return text;
    }
    case 'slot':
      return examples[node.name]?.[locale] ?? '';
    case 'rule': {
      const rule = model.rules?.[locale]?.[node.name] ?? '';
      return said(parseTemplate(rule), rule, locale);
    }
  }
}

const sentencesOf = (sample: string, locale: Locale): string[] => {
  const node = parseTemplate(sample);
  const all = Array.from({ length: 8 }, () => said(node, sample, locale).trim().replace(/\s+/g, ' '));
  return [...new Set(all)].filter(Boolean);
};

const samplesOf = (intent: string, locale: Locale): string[] =>
  (model.intents[intent]?.samples[locale] ?? []).map((sample) =>
    typeof sample === 'string' ? sample : sample.templates[0]!,
  );

const isUnderstood = (text: string, locale: Locale): boolean => {
  const { commands, toConfirm, toAsk, toComplete } = converter.convert(text, locale);
  return commands.length + toConfirm.length + toAsk.length + toComplete.length > 0;
};

describe.each<Locale>(['zh-CN', 'en-US'])('%s', (locale) => {
  test.each(['Bring', 'Chase', 'Repair', 'Room', 'Cover', 'Degrees'])(
    'each way to say %s is understood',
    (intent) => {
      const all = samplesOf(intent, locale).flatMap((sample) => sentencesOf(sample, locale));
      expect(all.length).toBeGreaterThan(0);
      expect(all.filter((text) => !isUnderstood(text, locale))).toEqual([]);
    },
  );

  test.each(['Facts', 'Wish', 'AtTime', 'Ask', 'Scene'])('nearly each way to say %s is', (intent) => {
    const all = samplesOf(intent, locale).flatMap((sample) => sentencesOf(sample, locale).slice(0, 3));
    const lost = all.filter((text) => !isUnderstood(text, locale));
    expect(lost.length / all.length, lost.join('\n')).toBeLessThan(0.08);
  });
});

test('a hotel’s own things are listened for; equal catalogues are known by one name', () => {
  const own = parseCatalogue(
    readFileSync(defaultCataloguePath, 'utf8').replace(
      'items:\n',
      'items:\n  bike:\n    give: borrow\n    limit: 2\n    say: { zh-CN: 自行车, en-US: bicycles }\n    words: { zh-CN: [自行车], en-US: ["bike[s]"] }\n',
    ),
    'ours.yaml',
  );
  const bike = spokenModel(own).types?.['Item']?.values.find(({ id }) => id === 'bike');
  expect(bike?.forms).toEqual({ 'zh-CN': ['自行车'], 'en-US': ['bike', 'bikes'] });
  expect(spokenModelOf(own).version).not.toBe(spokenModelOf(catalogue).version);
  expect(spokenModelOf(readCatalogue(defaultCataloguePath))).toEqual(spokenModelOf(catalogue));
});
