import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { Listener, policyOf } from '../audience/policy.ts';
import { returnNames } from '../manifest/index.ts';
import type { ReturnName, SkillManifest } from '../manifest/types.ts';
import { coffeeManifest } from '../testing/calls.ts';
import { AnswerRefused } from './refused.ts';
import { type FilteredResponse, filterResponse } from './response.ts';

const allReturns = returnNames.map((name) => ({ name }));
const plain = coffeeManifest({ returns: allReturns });
const { types = {} } = plain.model;
/** The skill may name drinks of its own. */
const everything: SkillManifest = {
  ...plain,
  fields: [{ name: 'user.name', required: false, purpose: { 'en-US': 'To greet you.' }, retentionDays: 0 }],
  model: { ...plain.model, types: { ...types, Drink: { ...types['Drink']!, takesNames: true } } },
};
const named = [{ type: 'Drink', valueId: 'd-1', forms: ['House Blend'] }];

const full = {
  version: '1',
  speech: { text: 'Speech.' },
  reprompt: { text: 'Reprompt.' },
  directives: [
    { card: { title: 'T', text: 'Card.' } },
    { audio: { url: 'https://a.example/x.mp3', title: 'Song' } },
    { display: { title: 'T', lines: ['one', 'two'] } },
    { deviceControl: { targetId: '', property: 'power', value: 'on' } },
    { timer: { timerId: 't1', durationS: 300, isCancel: false } },
    { deviceTool: { tool: 'self.light.set_colour', arguments: [{ name: 'red', value: '255' }] } },
  ],
  attributesJson: '{"n":1}',
  names: named,
  askPermission: 'user.name',
  expectSpeech: true,
  endSession: false,
  elicit: 'Drink',
  confirm: true,
  feedback: { code: 'ORDERED', message: 'canary message', effective: true },
};

const read = (value: unknown, manifest = everything, listener: Listener = Listener.HOUSEHOLD) =>
  filterResponse(
    typeof value === 'string' ? value : JSON.stringify(value),
    manifest,
    'OrderCoffee',
    policyOf(listener),
    new Set(['device.tools']),
  );

const returnNameOf = {
  ...({ card: 'card', audio: 'audio', display: 'display', timer: 'timer' } as const),
  deviceControl: 'device-control',
  deviceTool: 'device-tool',
} as const;

/** Which returns are still in a filtered answer. */
function returned(answer: FilteredResponse): Set<ReturnName> {
  const names = new Set<ReturnName>();
  if (answer.speech !== '') names.add('speech');
  if (answer.reprompt !== '') names.add('reprompt');
  if (answer.attributesJson !== undefined) names.add('attributes');
  if (answer.names !== undefined) names.add('names');
  if (answer.askPermission !== '') names.add('permission');
  if (answer.elicitSlot !== '') names.add('elicit');
  if (answer.isConfirming) names.add('confirm');
  if (answer.isExpectingSpeech && answer.elicitSlot === '' && !answer.isConfirming) names.add('listening');
  if (answer.feedback !== undefined) names.add('feedback');
  for (const { directive } of answer.directives) {
    if (directive !== undefined) names.add(returnNameOf[directive.$case]);
  }
  return names;
}

describe('an answer', () => {
  test('keeps what is listed', () => {
    const answer = read(full);
    expect(answer.dropped).toEqual([]);
    expect([...returned(answer)].sort()).toEqual(
      returnNames.filter((name) => name !== 'listening').toSorted(),
    );
    expect(answer.isExpectingSpeech).toBe(true);
    expect(answer.feedback).toEqual({ code: 'ORDERED', isEffective: true });
    expect(JSON.stringify(answer)).not.toContain('canary');
  });

  test('keeps nothing that is not listed, whatever is listed', () => {
    fc.assert(
      fc.property(fc.subarray([...returnNames]), (names) => {
        const answer = read(full, { ...everything, returns: names.map((name) => ({ name })) });
        for (const name of returned(answer)) expect(names).toContain(name);
        const missing = returnNames.filter((name) => !names.includes(name));
        expect(new Set(answer.dropped)).toEqual(new Set(missing));
      }),
    );
  });

  test('is not even looked at where it is not listed', () => {
    const speechOnly = coffeeManifest({ returns: [{ name: 'speech' }] });
    const answer = read(
      { ...full, reprompt: 7, feedback: 'x', directives: [{ card: 7 }, { tracker: {} }] },
      speechOnly,
    );
    expect(answer.speech).toBe('Speech.');
    expect(answer.dropped).toContain('other');
  });

  test('of any shape is either filtered or refused with one code', () => {
    const key = fc.constantFrom(...Object.keys(full), 'card', '__proto__', 'constructor');
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (value) => {
        try {
          read(value);
        } catch (error) {
          expect(error).toBeInstanceOf(AnswerRefused);
        }
      }),
      { numRuns: propertyRuns() },
    );
    for (const text of ['', 'null', '[]', '"x"', '{', '{"speech":{"text":7}}', '{"version":"2"}']) {
      expect(() => read(text), text).toThrow(AnswerRefused);
    }
  });

  test.each([
    ['markup', { speech: { text: 'a <script>b</script>' } }],
    ['a closing tag', { speech: { text: 'a </b> c' } }],
    ['a comment', { reprompt: { text: '<!-- -->' } }],
    ['a lone surrogate', '{"speech":{"text":"\\ud800"}}'],
    ['too much speech', { speech: { text: 'x'.repeat(4001) } }],
    ['markup on a card', { directives: [{ card: { title: 'T', text: '<img src=x onerror=1>' } }] }],
    ['a plain http stream', { directives: [{ audio: { url: 'http://a.example/x' } }] }],
    ['a data stream', { directives: [{ audio: { url: 'data:text/html,x' } }] }],
    ["the router of somebody's home", { directives: [{ audio: { url: 'https://192.168.1.1/reboot' } }] }],
    ['a printer at home', { directives: [{ audio: { url: 'https://printer.local/x.mp3' } }] }],
    ['credentials in an address', { directives: [{ audio: { url: 'https://u:p@a.example/' } }] }],
    [
      'two directives in one',
      { directives: [{ card: { title: '' }, audio: { url: 'https://a.example/' } }] },
    ],
    ['a property nobody has', { directives: [{ deviceControl: { property: 'door', value: 'open' } }] }],
    ['a sentence as a value', { directives: [{ deviceControl: { property: 'power', value: 'on please' } }] }],
    ['a timer of a year', { directives: [{ timer: { timerId: 'a', durationS: 31_536_000 } }] }],
    ['nine directives', { directives: Array(9).fill({ card: { title: 'T' } }) }],
    ['attributes that are no object', { attributesJson: '[1]' }],
    ['attributes that are no JSON', { attributesJson: '{' }],
    ['too many attributes', { attributesJson: JSON.stringify({ a: 'x'.repeat(9000) }) }],
    ['a slot that the intent has not', { elicit: 'Milk' }],
    ['a slot from the prototype', { elicit: 'constructor' }],
    ['a feedback code in prose', { feedback: { code: 'it went well' } }],
  ])('is refused for %s', (_, value) => {
    expect(() => read(value)).toThrow(AnswerRefused);
  });

  test('may say that something is less than something', () => {
    expect(read({ speech: { text: '3 < 5, and 5 > 3. 好。' } }).speech).toBe('3 < 5, and 5 > 3. 好。');
    expect(read({ speech: { text: 'a\u202eb\u0007c' } }).speech).toBe('abc');
  });

  test('above an utterance does not reach a hotel room or a child', () => {
    const bank = coffeeManifest({
      returns: [
        { name: 'speech' },
        { name: 'card', dataClass: 'transaction' },
        { name: 'display', dataClass: 'health' },
      ],
    });
    const answer = { speech: full.speech, directives: full.directives.slice(0, 3) };
    expect([...returned(read(answer, bank))]).toEqual(['speech', 'card', 'display']);
    expect([...returned(read(answer, bank, Listener.CHILD))]).toEqual(['speech']);
  });

  test('with default values only drops nothing', () => {
    const none = coffeeManifest({ returns: [] });
    const empty = {
      version: '1',
      expectSpeech: false,
      confirm: false,
      elicit: '',
      attributesJson: '',
      speech: null,
    };
    expect(read(empty, none).dropped).toEqual([]);
  });
});

describe('names that a skill gives', () => {
  const names = (value: unknown, listener?: Listener) =>
    read({ speech: { text: 'Hi.' }, names: value }, everything, listener);

  test('are read within bounds, and an empty list takes them back', () => {
    expect(names(named).names).toEqual(named);
    expect(names([]).names).toEqual([]);
  });

  test.each([
    ['of a type that takes none', [{ type: 'Size', valueId: 's', forms: ['huge'] }]],
    ['of no type at all', [{ type: 'constructor', valueId: 's', forms: ['huge'] }]],
    ['by type', { Drink: [] }],
    ['without a form', [{ type: 'Drink', valueId: 'd', forms: [] }]],
    ['with five forms', [{ type: 'Drink', valueId: 'd', forms: ['a', 'b', 'c', 'd', 'e'] }]],
    ['with a form of 61 characters', [{ type: 'Drink', valueId: 'd', forms: ['a'.repeat(61)] }]],
    ['with markup', [{ type: 'Drink', valueId: 'd', forms: ['<b>a'] }]],
    ['of signs', [{ type: 'Drink', valueId: 'd', forms: ['!!'] }]],
    ['whose id is a sentence', [{ type: 'Drink', valueId: 'for my mother', forms: ['a'] }]],
    ['with an id twice', [...named, ...named]],
    [
      'of which there are 101',
      Array.from({ length: 101 }, (_, n) => ({ type: 'Drink', valueId: `d-${n}`, forms: [`name ${n}`] })),
    ],
  ])('are refused %s', (_, value) => {
    expect(() => names(value)).toThrow(AnswerRefused);
  });

  test.each([Listener.HOTEL_GUEST, Listener.CHILD])(
    'are dropped unread where nothing is kept (%s)',
    (listener) => {
      const { names: kept, dropped } = names('anything', listener);
      expect([kept, dropped]).toEqual([undefined, ['names']]);
    },
  );
});
