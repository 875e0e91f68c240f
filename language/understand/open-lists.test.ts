/** Values of open lists: the samples know which words belong together, and whether a value is meant at all. */
import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine.ts';
import type { InteractionModel } from '../model/types.ts';
import { interpret } from './interpret.ts';

const listed = (...forms: readonly string[]) => ({
  isOpen: true,
  values: forms.map((form, n) => ({ id: `v${n}`, forms: { 'en-US': [form] } })),
});

const model: InteractionModel = {
  invocationNames: { 'en-US': ['trip planner'] },
  types: {
    When: listed('week', 'this week', 'last week', 'today', 'month', 'this month', 'monday', 'this monday'),
    Town: listed('london', 'new york', 'paris', 'port harbour', 'boston'),
  },
  intents: {
    Trips: {
      slots: { when: { type: 'When' }, town: { type: 'Town' } },
      samples: {
        'en-US': [
          'show my trips {when}',
          'show my trips to {town}',
          'which trips do i have {when}',
          'which trips do i have to {town} {when}',
          'list every trip to {town} {when}',
          'do i travel to {town} {when}',
        ],
      },
    },
  },
};

const engine = createEngine({ models: [{ skillId: 'trips', model }], locale: 'en-US', clock: () => 0 });
const slotsOf = (text: string) =>
  Object.fromEntries(
    (engine.turn(text).interpretation?.slots ?? []).map(({ name, value, raw }) => [name, [value, raw]]),
  );

describe('open lists', () => {
  it.each([
    ['show my trips next week', { when: ['next week', 'next week'] }],
    ['do i travel to paris next week', { town: ['v2', 'paris'], when: ['next week', 'next week'] }],
    [
      'do i travel to new boston this month',
      { town: ['new boston', 'new boston'], when: ['v5', 'this month'] },
    ],
    ['list every trip to paris this week', { town: ['v2', 'paris'], when: ['v1', 'this week'] }],
  ])('keep a word that belongs to a value, though the list has the value without it: %s', (text, slots) => {
    expect(slotsOf(text)).toEqual(slots);
  });

  it.each([
    [
      'which trips do i have to san francisco today',
      { town: ['san francisco', 'san francisco'], when: ['v3', 'today'] },
    ],
    ['show my trips to san francisco', { town: ['san francisco', 'san francisco'] }],
    ['show my trips to Baden-Baden', { town: ['Baden-Baden', 'Baden-Baden'] }],
  ])('take a name that they do not have where a sample has its place, whole: %s', (text, slots) => {
    expect(slotsOf(text)).toEqual(slots);
  });
});

const samples = (...own: readonly string[]) => ({ 'en-US': own });
const books: InteractionModel = {
  invocationNames: samples('book shelf'),
  types: { Title: listed('emma', 'dracula', 'music', 'walden') },
  intents: {
    Read: {
      slots: { title: { type: 'Title' } },
      samples: samples(
        'play {title}',
        'read {title} to me',
        'go on with the book {title}',
        'i want to hear the book {title}',
        'resume my audiobook',
      ),
    },
  },
};
const tunes: InteractionModel = {
  invocationNames: samples('tune box'),
  intents: {
    Play: {
      samples: samples(
        'play music now',
        'play some music',
        'play the music',
        'play music for me',
        'can you play music please',
        'start playing music',
        'put on music',
      ),
    },
  },
};

describe('a template that says it word for word with a value of an open list', () => {
  const engineOf = (...models: readonly { readonly skillId: string; readonly model: InteractionModel }[]) =>
    createEngine({ models, locale: 'en-US', clock: () => 0 });
  const both = [
    { skillId: 'books', model: books },
    { skillId: 'tunes', model: tunes },
  ];
  const intentOf = (engine: ReturnType<typeof engineOf>, text: string) =>
    engine.turn(text).interpretation?.intent;

  it('gives way to what samples of another skill are nearer to, in whatever order the two were enabled', () => {
    for (const models of [both, both.toReversed()]) {
      const two = engineOf(...models);
      expect([intentOf(two, 'play music'), intentOf(two, 'play dracula')]).toEqual(['Play', 'Read']);
    }
  });

  it('is worth as little where another hypothesis was plainly said before', () => {
    const { snapshot } = engineOf(...both);
    const context = { locale: 'en-US', nowMs: 0, timeZone: 'UTC', entities: [] } as const;
    const worthOf = (isWordForWord: boolean) =>
      interpret('play music', snapshot, context, isWordForWord).find(({ intent }) => intent.name === 'Read')
        ?.confidence;
    expect(worthOf(true)).toBe(worthOf(false));
    expect(worthOf(true)).toBeLessThan(0.7);
  });

  it('is meant where nobody else is', () => {
    expect(intentOf(engineOf(both[0]!), 'play music')).toBe('Read');
  });
});

/** What a skill about the air, which knows these samples, takes of a sentence. */
function hearingOfAir(...known: readonly string[]): (text: string) => string[] {
  const model: InteractionModel = {
    invocationNames: samples('air watch'),
    types: {
      Kind: listed('humidity', 'pollen', 'ozone', 'smog'),
      When: listed('today', 'tomorrow', 'monday'),
    },
    intents: {
      Level: {
        slots: { kind: { type: 'Kind' }, when: { type: 'When' } },
        samples: samples(...known),
      },
    },
  };
  const engine = createEngine({ models: [{ skillId: 'air', model }], locale: 'en-US', clock: () => 0 });
  return (text) =>
    (engine.turn(text).interpretation?.slots ?? []).map(({ name, raw }) => `${name} ${raw}`).sort();
}

describe('few samples, whose places the tagger can hardly tell apart', () => {
  const heard = hearingOfAir('how is {kind} {when}', 'will there be {kind} {when}', 'is there {kind} {when}');

  it.each(['humidity', 'tomorrow', 'it is what it is tomorrow', 'humidity tomorrow or monday then'])(
    'take one word for one value: %s is no request',
    (text) => {
      expect(heard(text)).toEqual([]);
    },
  );
});

describe('values beside words that mean little by themselves', () => {
  const heard = hearingOfAir(
    'what is the level of {kind} in the air {when}',
    'will {kind} spoil my walk {when}',
    'how bad does the {kind} get {when}',
    'warn me of {kind} {when}',
    'how much {kind} is forecast {when}',
  );

  it.each(['how is the smog tomorrow', 'what is the smog tomorrow', 'will there be smog tomorrow'])(
    'are asked for where a sample begins with the same word: %s',
    (text) => expect(heard(text)).toEqual(['kind smog', 'when tomorrow']),
  );

  it.each([
    'it will be smog tomorrow',
    'there is smog tomorrow',
    'well there will be smog tomorrow',
    'how is it tomorrow',
    'how smog tomorrow',
  ])('are told, or are too few: %s', (text) => expect(heard(text)).toEqual([]));
});
