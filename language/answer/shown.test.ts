import { expect, test } from 'vitest';
import { Listener, policyOf } from '../audience/policy.ts';
import { coffeeManifest } from '../testing/calls.ts';
import { nothingAsked } from './asked-permission.ts';
import { filterResponse } from './response.ts';
import { asShown } from './shown.ts';

const fields = [
  { name: 'user.name', required: false, purpose: { 'en-US': 'To greet you.' }, retentionDays: 0 },
];
const returns = ['speech', 'listening', 'elicit', 'display', 'permission'] as const;
const manifest = { ...coffeeManifest({ returns: returns.map((name) => ({ name })) }), fields };

function shown(answer: object, granted: readonly string[] = [], intent = '', form = 'flat white') {
  const { types = {} } = manifest.model;
  const valueId = types['Drink']!.values[0]!.id;
  const display = { title: 'Drinks', items: [{ title: 'One', valueId, intent }] };
  const wire = { version: '1', directives: [{ display }], ...answer };
  const given = filterResponse(JSON.stringify(wire), manifest, 'OrderCoffee', policyOf(Listener.HOUSEHOLD));
  const value = { id: valueId, forms: { 'en-US': [form] } };
  const model = { ...manifest.model, types: { ...types, Drink: { values: [value] } } };
  const { answer: after } = asShown(given, {
    manifest: { ...manifest, model },
    intent: 'OrderCoffee',
    locale: 'en-US',
    names: [],
    asked: nothingAsked,
    isGranted: (path) => granted.includes(path),
  });
  const { directive } = after.directives[0]!;
  return { speech: after.speech, say: directive?.$case === 'display' ? directive.value.items[0]?.say : '' };
}

const asking = { speech: { text: 'Which drink?' }, expectSpeech: true, elicit: 'Drink' };

test('a touch answers the slot that is asked for, and nothing while a permission is', () => {
  expect(shown(asking).say).not.toBe('');
  const both = { ...asking, askPermission: 'user.name' };
  expect(shown(both)).toEqual({ speech: expect.stringContaining('asks for your permission'), say: '' });
  // Granted already, it is the slot that is asked for.
  expect(shown(both, ['user.name'])).toEqual(shown(asking));
});

test('a touch on what is asked says no words that would reach another skill, whatever its title', () => {
  for (const form of ['ask bank to pay', 'please tell the bank to pay', 'pay from bank', 'Open the garage']) {
    expect(shown(asking, [], '', form).say).toBe('');
    // Behind its skill's own name it is what is wanted of that skill.
    expect(shown(asking, [], 'OrderCoffee', form).say).toBe(`ask bean counter to a ${form}`);
  }
  for (const form of ['tea for two', 'the open', 'with']) expect(shown(asking, [], '', form).say).toBe(form);
});

test('a touch that names an intent means it whatever is asked, but for a permission', () => {
  const { say } = shown(asking, [], 'OrderCoffee');
  expect(say).toMatch(/^ask bean counter to /);
  expect(shown({ speech: { text: 'Here.' } }, [], 'OrderCoffee').say).toBe(say);
  expect(shown({ speech: { text: 'Here.' } }, [], 'Nobody').say).toBe('');
  expect(shown({ ...asking, askPermission: 'user.name' }, [], 'OrderCoffee').say).toBe('');
});
