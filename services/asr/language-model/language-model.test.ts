import type { InteractionModel, Locale } from '@earshot/skills-sdk';
import { describe, expect, it } from 'vitest';
import { parseLexicon } from '../pronunciation/lexicon.ts';
import { Acceptor, packAcceptor } from './acceptor.ts';
import { buildGraph, compileLanguageModel } from './compile.ts';
import { countNGrams, sentenceStart, Vocabulary } from './counts.ts';
import { readingsOf } from './said-numbers.ts';
import { chineseNumber, englishNumber, joinWords, toWords } from './words.ts';

const lamp: InteractionModel = {
  invocationNames: { 'en-US': ['lamp club'], 'zh-CN': ['灯友'] },
  types: {
    room: { values: [{ id: 'k', forms: { 'en-US': ['kitchen', 'scullery'], 'zh-CN': ['厨房'] } }] },
  },
  intents: {
    Switch: {
      slots: { room: { type: 'room', required: true }, level: { type: 'number', min: 1, max: 3 } },
      samples: {
        'en-US': ['turn (on|off) the {room} light[s]', 'turn (on|off) the light', 'level {level}'],
        'zh-CN': ['[请]打开{room}的灯', '开灯'],
      },
    },
    Note: { slots: { what: { type: 'text' } }, samples: { 'en-US': ['write down {what}'] } },
  },
};

const skills = (model: InteractionModel) => [{ skillId: 'lamp', model }];
const graphOf = (model: InteractionModel, locale: Locale = 'en-US') =>
  buildGraph({ locale, skills: skills(model), names: {} });
const acceptorOf = (model: InteractionModel, locale: Locale = 'en-US') =>
  new Acceptor(packAcceptor(graphOf(model, locale).graph, locale));

describe('words', () => {
  it.each([
    ['0', 'zero', '零'],
    ['15', 'fifteen', '十五'],
    ['42', 'forty two', '四十二'],
    ['203', 'two hundred three', '二百零三'],
    ['1010', 'one thousand ten', '一千零一十'],
    ['007', 'zero zero seven', '零零七'],
  ])('says %s', (digits, english, chinese) => {
    expect(englishNumber(digits)).toBe(english);
    expect(chineseNumber(digits)).toBe(chinese);
  });

  it('takes punctuation off, keeps apostrophes, and joins as the language writes', () => {
    expect(toWords("I'd like 2 teas, please!", 'en-US')).toEqual(["i'd", 'like', 'two', 'teas', 'please']);
    expect(joinWords(toWords('打开客厅的灯。', 'zh-CN'), 'zh-CN')).toBe('打开客厅的灯');
  });
});

describe('the word graph', () => {
  it('leaves out a sample that cannot be used and says which', () => {
    const broken = {
      ...lamp,
      intents: {
        Bad: { samples: { 'en-US': ['turn {nothing}', '[maybe]', 'a (b', 'use <norule>', 'fine'] } },
      },
    };
    const { skipped, graph } = graphOf(broken);
    expect(skipped.map(({ intent, sampleIndex }) => [intent, sampleIndex])).toEqual([
      ['Bad', 0],
      ['Bad', 1],
      ['Bad', 2],
      ['Bad', 3],
    ]);
    const acceptor = new Acceptor(packAcceptor(graph, 'en-US'));
    expect(acceptor.overlooked(['fine'], 0)).toBe(0);
  });

  it('hears what a skill named itself beside what its model lists, and no other skill’s names', () => {
    const named = (key: string) => {
      const { graph } = buildGraph({
        locale: 'en-US',
        skills: skills(lamp),
        names: { [key]: ['reading nook'] },
      });
      return new Acceptor(packAcceptor(graph, 'en-US'));
    };
    const words = 'turn on the reading nook light'.split(' ');
    expect(named('lamp/room').overlooked(words, 0)).toBe(0);
    expect(named('lamp/room').overlooked('turn on the kitchen light'.split(' '), 0)).toBe(0);
    expect(named('other/room').overlooked(words, 0)).toBeUndefined();
  });

  it('does not grow with the number of expansions', () => {
    const many = '(one|two|three|four|five|six|seven|eight|nine|ten) '.repeat(25);
    const { graph } = graphOf({ ...lamp, intents: { Many: { samples: { 'en-US': [many] } } } });
    expect(graph.arcs.length).toBeLessThan(5_000);
  });
});

describe('a number in a sample', () => {
  const rooms: InteractionModel = {
    invocationNames: {},
    types: { line: { values: [{ id: 'l', forms: { 'en-US': ['line 305'], 'zh-CN': ['305路'] } }] } },
    intents: {
      Call: {
        slots: { line: { type: 'line' } },
        samples: {
          'en-US': ['call room 1204', 'raise it 30 degrees', 'where is {line}'],
          'zh-CN': ['打给1204房间', '调到30度', '{line}在哪里'],
        },
      },
    },
  };
  const heardOf = (locale: Locale, sentences: readonly string[]) => {
    const acceptor = acceptorOf(rooms, locale);
    return sentences.filter((sentence) => acceptor.overlooked(toWords(sentence, locale), 2) === 0);
  };

  it.each([
    [
      'en-US',
      [
        'twelve oh four',
        'one two oh four',
        'one thousand two hundred four',
        'one thousand two hundred and four',
      ].map((said) => `call room ${said}`),
      ['call room twelve oh five', 'call room four'],
    ],
    ['en-US', ['raise it thirty degrees', 'where is line three oh five'], ['raise it three oh degrees']],
    [
      'zh-CN',
      ['打给一二零四房间', '打给幺二零四房间', '打给一千二百零四房间', '调到三十度', '三零五路在哪里'],
      ['调到三零度'],
    ],
  ] as const)('is heard in every way it is said, and no other number is: %s', (locale, said, other) => {
    expect(heardOf(locale, said)).toEqual(said);
    expect(heardOf(locale, other)).toEqual([]);
  });

  it('is none in digits that nobody here reads', () => {
    for (const locale of ['en-US', 'zh-CN'] as const) {
      expect(readingsOf('room ٣٠٥', locale)).toEqual(['room ٣٠٥']);
      expect(toWords('room ٣٠٥', locale).join(' ')).not.toContain('undefined');
      expect(readingsOf('room ３０５', locale)).toEqual(readingsOf('room 305', locale));
    }
  });
});

describe('expected counts', () => {
  it('is a probability: what begins, and what follows each word, adds up', () => {
    const vocabulary = new Vocabulary();
    const { graph } = graphOf(lamp);
    const counts = countNGrams(graph, vocabulary);
    const sum = (row: ReadonlyMap<number, number>): number => [...row.values()].reduce((a, b) => a + b, 0);
    expect(sum(counts.bigrams.get(sentenceStart)!)).toBeCloseTo(1, 6);
    expect(counts.unigrams.get(1)).toBeCloseTo(1, 6);
    const turn = vocabulary.id('turn');
    expect(sum(counts.bigrams.get(turn)!)).toBeCloseTo(counts.unigrams.get(turn)!, 6);
  });
});

describe('the ARPA model', () => {
  const lexicon = parseLexicon(
    ['turn', 'on', 'off', 'the', 'kitchen', 'light', 'down', 'write', 'level', 'one', 'two', 'banana']
      .map((word) => `${word} T ER N`)
      .join('\n'),
  );
  const compile = (withBackground: boolean) =>
    compileLanguageModel(
      { locale: 'en-US', skills: skills(lamp), names: {} },
      {
        lexicon,
        pronouncer: { pronounce: (word) => (word === 'scullery' ? undefined : ['S K']) },
        smoothing: { backgroundShare: 0.5, bigramEscape: 0.1, trigramEscape: 0.1, startEscape: 0.2 },
        ...(withBackground
          ? {
              background: {
                unigrams: new Map([
                  ['banana', 3],
                  ['the', 1],
                ]),
              },
            }
          : {}),
      },
    );

  it('gives every word of the model a pronunciation or leaves it out altogether', () => {
    const { arpa, lexicon: dictionary } = compile(true);
    const sayable = new Set(dictionary.split('\n').map((line) => line.split(/[( ]/)[0]));
    const words = new Set(
      arpa
        .split('\n')
        .filter((line) => line.includes('\t'))
        .flatMap((line) => line.split('\t')[1]!.split(' ')),
    );
    for (const word of words) if (!/^<\/?s>$/.test(word)) expect(sayable).toContain(word);
    expect(words).not.toContain('scullery');
    expect(words).toContain('banana');
  });

  it('is a distribution: after any history all words together have probability 1', () => {
    const { arpa } = compile(true);
    const { probability, words, histories } = readArpa(arpa);
    for (const history of histories) {
      const total = words
        .filter((word) => word !== '<s>')
        .reduce((sum, word) => sum + probability(history, word), 0);
      expect(total, history.join(' ')).toBeGreaterThan(0.99);
      expect(total, history.join(' ')).toBeLessThan(1.01);
    }
  });

  it('has no background words without a background', () => {
    expect(compile(false).arpa).not.toContain('banana');
  });
});

describe('the acceptor', () => {
  const acceptor = acceptorOf(lamp);
  const overlooked = (text: string, limit = 2): number | undefined =>
    acceptor.overlooked(text.split(' '), limit);

  it('knows what the templates foresee, with courtesies around it', () => {
    expect(overlooked('turn on the kitchen light')).toBe(0);
    expect(overlooked('could you turn off the scullery lights please')).toBe(0);
    expect(overlooked('ask lamp club to turn on the light')).toBe(0);
    expect(overlooked('level three')).toBe(0);
    expect(overlooked('write down buy more candles')).toBe(0);
    expect(overlooked('never mind')).toBe(0);
  });

  it('counts the words to be left out, up to a limit', () => {
    expect(overlooked('turn on on the kitchen light')).toBe(1);
    expect(overlooked('turn on the uh kitchen banana light')).toBe(2);
    expect(overlooked('turn on the uh kitchen banana light', 1)).toBeUndefined();
    expect(overlooked('level four')).toBeUndefined();
    expect(overlooked('no way that i turn on')).toBeUndefined();
  });

  it('tells whole commands from beginnings and from commands that lack a required slot', () => {
    const progress = (text: string) => acceptor.progress(text.split(' '));
    expect(progress('turn on the')).toEqual({ isComplete: false, isPrefix: true });
    expect(progress('turn on the kitchen light')).toMatchObject({ isComplete: true });
    expect(progress('turn on the light')).toMatchObject({ isComplete: false });
    expect(progress('banana')).toEqual({ isComplete: false, isPrefix: false });
  });

  it('reads Chinese by characters, however the decoder cut the words', () => {
    const mandarin = acceptorOf(lamp, 'zh-CN');
    expect(mandarin.overlooked(['请', '打', '开厨', '房', '的', '灯'], 0)).toBe(0);
    expect(mandarin.overlooked(['开灯', '了'], 1)).toBe(1);
    expect(mandarin.overlooked(['开', '门'], 1)).toBeUndefined();
  });
});

/** An independent reading of the format, with Katz back-off. */
function readArpa(text: string) {
  const tables: Map<string, { p: number; b: number }>[] = [new Map(), new Map(), new Map()];
  let order = 0;
  for (const line of text.split('\n')) {
    const header = /^\\(\d)-grams:/.exec(line);
    if (header) order = Number(header[1]);
    const [p, words, b] = line.split('\t');
    if (order > 0 && words !== undefined) tables[order - 1]!.set(words, { p: Number(p), b: Number(b ?? 0) });
  }
  const probability = (history: readonly string[], word: string): number => {
    const found = tables[history.length]!.get([...history, word].join(' '));
    if (found) return 10 ** found.p;
    if (history.length === 0) return 0;
    const weight = tables[history.length - 1]!.get(history.join(' '))?.b ?? 0;
    return 10 ** weight * probability(history.slice(1), word);
  };
  const words = [...tables[0]!.keys()];
  const histories = [
    ...words.filter((word) => word !== '</s>').map((word) => [word]),
    ...[...tables[1]!.keys()].filter((key) => !key.endsWith('</s>')).map((key) => key.split(' ')),
  ];
  return { probability, words, histories };
}
