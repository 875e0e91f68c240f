/** What comes out of guests' words: what they ask, what needs asking back, and never anything of theirs. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Locale } from '../../../language/model/types.ts';
import { defaultCataloguePath, parseCatalogue, readCatalogue } from '../catalogue/read.ts';
import { commandTypes } from '../catalogue/types.ts';
import { roomValues, type StandardCommand } from './command.ts';
import { Converter } from './convert.ts';

const catalogue = readCatalogue(defaultCataloguePath);
const converter = new Converter(catalogue);
const commandsOf = (text: string, locale: Locale) => converter.convert(text, locale).commands;

describe('what is asked', () => {
  test.each<[Locale, string, StandardCommand[]]>([
    [
      'zh-CN',
      '麻烦送两瓶水，再来双拖鞋',
      [
        { type: 'deliver', item: 'water', quantity: 2 },
        { type: 'deliver', item: 'slippers', quantity: 1 },
      ],
    ],
    ['zh-CN', '兩瓶水，謝謝', [{ type: 'deliver', item: 'water', quantity: 2 }]],
    ['zh-CN', '刚才要的水怎么还没来', [{ type: 'chase', item: 'water' }]],
    ['zh-CN', '送两瓶水，算了，三瓶吧', [{ type: 'deliver', item: 'water', quantity: 3 }]],
    ['en-US', "there's no hot water", [{ type: 'repair', object: 'hot_water' }]],
    ['en-US', 'wake me at seven, no wait, seven thirty', [{ type: 'wake_up', time: '07:30' }]],
    ['zh-CN', '叫早别六点半了，六点吧', [{ type: 'wake_up', time: '06:00' }]],
    ['en-US', 'instead of four towels bring three', [{ type: 'deliver', item: 'towel', quantity: 3 }]],
    [
      'en-US',
      'leaving in half an hour, no, make it twenty minutes, a taxi please',
      [{ type: 'taxi', time: '+20m' }],
    ],
    [
      'en-US',
      'there are three of us and no slippers, could we get one each',
      [{ type: 'deliver', item: 'slippers', quantity: 3 }],
    ],
    ['zh-CN', '矿泉水来半打', [{ type: 'deliver', item: 'water', quantity: 6 }]],
    ['zh-CN', '调到二十六度', [{ type: 'room', device: 'air_conditioner', value: 26 }]],
    ['zh-CN', '我婚戒不见了，求你们给找找', [{ type: 'lost_property' }]],
    // Told, waited for, and over by itself.
    ['en-US', 'we were out of loo roll but your colleague just dropped some off', []],
    ['en-US', 'it was freezing in here but the heating has kicked in', []],
    ['zh-CN', '刚才没热水，现在好了', []],
    // The verb stands first, or nobody asks.
    ['en-US', 'are dogs allowed', [{ type: 'ask', topic: 'pets' }]],
    ['en-US', 'we are at breakfast', []],
    ['en-US', 'could I get a coffee, actually never mind', []],
    ['en-US', 'honey did you bring the charger', []],
  ])('%s %s', (locale, text, commands) => {
    expect(commandsOf(text, locale)).toEqual(commands);
  });

  test('above the hotel’s limit nothing leaves without a yes', () => {
    expect(converter.convert('please send thirty towels', 'en-US')).toEqual({
      commands: [],
      toConfirm: [{ type: 'deliver', item: 'towel', quantity: 30 }],
      toAsk: [],
      toComplete: [],
    });
  });

  test('a wake-up call without an hour is asked back', () => {
    const { commands, toComplete } = converter.convert('明天叫我起床', 'zh-CN');
    expect(commands).toEqual([]);
    expect(toComplete).toEqual([{ command: { type: 'wake_up' }, missing: 'time' }]);
  });

  test('a hotel’s own item needs its words and nothing else', () => {
    const own = parseCatalogue(
      readFileSync(defaultCataloguePath, 'utf8').replace(
        'items:\n',
        'items:\n  bike:\n    give: borrow\n    limit: 2\n    say: { zh-CN: 自行车, en-US: bicycles }\n    words: { zh-CN: [自行车], en-US: ["bike[s]"] }\n',
      ),
      'ours.yaml',
    );
    expect(new Converter(own).convert('can we borrow two bikes', 'en-US').commands).toEqual([
      { type: 'borrow', item: 'bike', quantity: 2 },
    ]);
    expect(commandsOf('can we borrow two bikes', 'en-US')).toEqual([]);
  });
});

describe('nothing of the guest’s leaves', () => {
  const ids = new Set<string>([
    ...commandTypes,
    ...roomValues,
    ...[catalogue.items, catalogue.objects, catalogue.devices, catalogue.scenes, catalogue.topics].flatMap(
      Object.keys,
    ),
    'scene',
    'off',
  ]);
  const isHotels = (value: unknown) =>
    typeof value === 'number'
      ? Number.isInteger(value) && value >= 0 && value < 1_000
      : ids.has(String(value)) || /^(?:[0-2][0-9]:[0-5][0-9]|\+[0-9]{1,3}m)$/.test(String(value));
  const words = fc.constantFrom(
    ...'please send me two towels water my name is Smith 1204 no wait never mind wake at seven thirty broken air conditioner 麻烦 送 两 瓶 水 毛巾 我 是 王 一 三 八 不要 算了 七 点 叫 醒 空调 坏 了 ， 。 😀'.split(
      ' ',
    ),
  );
  const sentence = fc.oneof(
    fc.string({ maxLength: 200, unit: 'grapheme' }),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
  );

  test('every word of every command is the schema’s or the hotel’s, whatever was said', () => {
    fc.assert(
      fc.property(sentence, fc.constantFrom<Locale>('zh-CN', 'en-US'), (text, locale) => {
        const { commands, toConfirm, toComplete } = converter.convert(text, locale);
        for (const command of [...commands, ...toConfirm, ...toComplete.map((one) => one.command)])
          expect(Object.values(command).filter((value) => !isHotels(value))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('longer than anybody speaks is nothing', () => {
    expect(commandsOf('two towels please '.repeat(100), 'en-US')).toEqual([]);
  });
});
