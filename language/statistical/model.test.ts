import '../node/outside.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { type LabelledUtterance, StatisticalModel, train, trainInline } from './index.ts';

const rooms = ['kitchen', 'bedroom', 'hall', 'bathroom', 'study', 'attic', 'garage', 'cellar'];
const times = ['seven', 'half past nine', 'noon', 'ten to six', 'eight thirty', 'midnight'];
const artists = ['the beatles', 'miles davis', 'abba', 'nina simone', 'bach', 'prince'];
const templates: Readonly<Record<string, readonly string[]>> = {
  'light-on': ['turn on the {room} light', 'lights on in the {room}', 'switch the {room} light on please'],
  'light-off': ['turn off the {room} light', 'lights off in the {room}', 'make the {room} dark'],
  'alarm-set': ['wake me up at {time}', 'set an alarm for {time}', 'please wake me at {time}'],
  'alarm-query': ['when is my alarm', 'what alarms do i have', 'is there an alarm for {time}'],
  'music-play': ['play {artist}', 'i want to hear {artist}', 'put on some {artist} in the {room}'],
  'weather-query': ['what is the weather like', 'will it rain today', 'do i need an umbrella at {time}'],
  'joke-tell': ['tell me a joke', 'make me laugh', 'say something funny'],
};
const values: Readonly<Record<string, readonly string[]>> = { room: rooms, time: times, artist: artists };

/** Fills a template; `shift` picks the values. */
function fill(intent: string, template: string, shift: number): LabelledUtterance {
  const slots: { name: string; start: number; end: number }[] = [];
  let text = '';
  let from = 0;
  for (const match of template.matchAll(/\{(\w+)\}/g)) {
    text += template.slice(from, match.index);
    const list = values[match[1]!]!;
    const value = list[shift % list.length]!;
    slots.push({ name: match[1]!, start: text.length, end: text.length + value.length });
    text += value;
    from = match.index + match[0].length;
  }
  return { text: text + template.slice(from), intent, slots };
}

const examples = Object.entries(templates).flatMap(([intent, list]) =>
  list.flatMap((template) => [0, 1, 2, 3, 4, 5].map((shift) => fill(intent, template, shift))),
);

describe('a model trained on a few templates', () => {
  let model: StatisticalModel;
  beforeAll(() => {
    model = trainInline(examples, { locale: 'en-US' });
  });

  test('names intents and slots in sentences that it has not seen', () => {
    const light = model.predict('could you turn on the conservatory light');
    expect(light.intents[0]!.name).toBe('light-on');
    expect(light.slots).toMatchObject([{ name: 'room', text: 'conservatory', start: 22, end: 34 }]);
    const music = model.predict('i want to hear pink floyd');
    expect(music.intents[0]!.name).toBe('music-play');
    expect(music.slots).toMatchObject([{ name: 'artist', text: 'pink floyd' }]);
  });

  test('is less sure of strangers than of its own', () => {
    const own = examples.map(({ text }) => model.predict(text).confidence).sort((a, b) => a - b);
    const strangers = ['the quarterly figures disappointed investors', 'bonjour tout le monde', 'zxcvb qwrt'];
    const median = own[own.length >> 1]!;
    for (const text of strangers) expect(model.predict(text).confidence).toBeLessThan(median);
    expect(model.rejectBelow.atFivePercent).toBeLessThanOrEqual(model.rejectBelow.atTenPercent);
  });

  test('explains itself with words of the utterance', () => {
    const evidence = model.predict('tell me a joke').explain();
    expect(evidence.length).toBeGreaterThan(0);
    expect(evidence.some(({ feature }) => feature.includes('joke'))).toBe(true);
    expect(evidence[0]!.weight).toBeGreaterThan(0);
  });

  test('says the same after a journey through bytes', () => {
    const twin = StatisticalModel.deserialise(model.serialise());
    for (const { text } of examples.slice(0, 30)) {
      const { explain: _a, ...one } = model.predict(text);
      const { explain: _b, ...other } = twin.predict(text);
      expect(other).toEqual(one);
    }
  });

  test('refuses bytes that are no model', () => {
    const bytes = model.serialise();
    expect(() => StatisticalModel.deserialise(Buffer.from('nonsense nonsense'))).toThrow(RangeError);
    expect(() => StatisticalModel.deserialise(bytes.subarray(0, bytes.length >> 1))).toThrow(RangeError);
  });

  test('answers any text with sound numbers and spans', () => {
    const word = fc.constantFrom(
      'turn',
      'on',
      'the',
      'kitchen',
      'light',
      'play',
      '水',
      '😀',
      "o'clock",
      '７：３０',
      '\u0000',
    );
    const text = fc.oneof(
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
        .map((units) => String.fromCharCode(...units)),
      fc.array(word, { maxLength: 20 }).map((w) => w.join(' ')),
    );
    fc.assert(
      fc.property(text, (utterance) => {
        const { intents, slots, confidence } = model.predict(utterance);
        const total = intents.reduce((sum, { probability }) => sum + probability, 0);
        expect(total).toBeCloseTo(1, 3);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        let end = 0;
        for (const slot of slots) {
          expect(slot.start).toBeGreaterThanOrEqual(end);
          expect(slot.end).toBeGreaterThan(slot.start);
          expect(utterance.slice(slot.start, slot.end)).toBe(slot.text);
          end = slot.end;
        }
        expect(end).toBeLessThanOrEqual(utterance.length);
      }),
      { numRuns: propertyRuns(80) },
    );
  });

  test.each(['x'.repeat(10_000), 'light '.repeat(2000), '水'.repeat(10_000), ''])(
    'bounds its work (%#)',
    (text) => {
      const started = performance.now();
      expect(model.predict(text).intents).toHaveLength(7);
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});

describe('training', () => {
  test('gives the same model for the same seed', () => {
    const some = examples.filter((_, i) => i % 3 === 0);
    const one = trainInline(some, { locale: 'en-US', seed: 5 }).serialise();
    expect(trainInline(some, { locale: 'en-US', seed: 5 }).serialise().equals(one)).toBe(true);
  });

  test('runs beside the event loop', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const model = await train(examples, { locale: 'en-US' });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    expect(model.predict('lights off in the hall').intents[0]!.name).toBe('light-off');
  });

  test('refuses to learn from nothing', async () => {
    await expect(train([{ text: 'hm', intent: null, slots: [] }], { locale: 'en-US' })).rejects.toThrow(
      RangeError,
    );
  });

  test('learns rejection from utterances that are labelled as out of scope', () => {
    const chatter = [
      'we had soup at home',
      'my sister moved to leeds',
      'soup was cold at home',
      'she moved house',
    ];
    const strangers = chatter.flatMap((text) => [{ text, intent: null, slots: [] }]);
    const model = trainInline([...examples, ...strangers], { locale: 'en-US' });
    expect(model.predict('my sister had soup').confidence).toBeLessThan(0.5);
    expect(model.intentNames).toHaveLength(7);
  });

  test.each([
    ['one example', 1],
    ['two examples', 2],
    ['one intent', 6],
  ])('makes do with %s', (_, count) => {
    const model = trainInline(examples.slice(0, count), { locale: 'en-US' });
    expect(model.predict(examples[0]!.text).intents[0]!.name).toBe('light-on');
  });

  test('reads Chinese without spaces, and Latin words inside it', () => {
    const taught = ['客厅', '卧室', '厨房', '书房'].flatMap((room) => [
      { text: `打开${room}的灯`, intent: 'on', slots: [{ name: 'room', start: 2, end: 4 }] },
      { text: `关掉${room}的灯`, intent: 'off', slots: [{ name: 'room', start: 2, end: 4 }] },
    ]);
    const tv = { text: '打开TCL电视', intent: 'tv', slots: [{ name: 'brand', start: 2, end: 5 }] };
    const model = trainInline([...taught, tv, tv], { locale: 'zh-CN' });
    const off = model.predict('请关掉卧室的灯');
    expect(off.intents[0]!.name).toBe('off');
    expect(off.slots).toMatchObject([{ name: 'room', text: '卧室', start: 3, end: 5 }]);
    expect(model.predict('打开TCL电视').slots).toMatchObject([{ name: 'brand', text: 'TCL' }]);
  });
});
