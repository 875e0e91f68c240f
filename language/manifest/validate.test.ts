import { expect, test } from 'vitest';
import { coffeeManifest, declare } from '../testing/calls.ts';
import { validateManifest } from './index.ts';

const codesOf = (manifest: unknown, options = {}) =>
  validateManifest(manifest, options).problems.map(({ code, path }) => `${code} ${path}`);

test('a good manifest passes, as a value and as text', () => {
  expect(validateManifest(coffeeManifest()).problems).toEqual([]);
  const parsed = validateManifest(JSON.stringify(coffeeManifest()));
  expect(parsed.isValid && parsed.manifest).toEqual(coffeeManifest());
});

test('names every problem at once, with its place and a hint', () => {
  const { fields: _, ...incomplete } = coffeeManifest({ version: 'one', locales: [] });
  const { problems } = validateManifest(incomplete);
  expect(problems.map(({ path }) => path).sort()).toEqual(['fields', 'locales', 'version']);
  for (const problem of problems) expect(problem.hint.length).toBeGreaterThan(10);
});

test('a third language is refused by its place, and by what is spoken here', () => {
  const { problems } = validateManifest({ ...coffeeManifest(), locales: ['en-US', 'zh-CN', 'fr-FR'] });
  expect(problems).toEqual([
    expect.objectContaining({
      path: 'locales[2]',
      message: expect.stringContaining('Earshot speaks zh-CN and en-US'),
    }),
  ]);
});

test('field names are paths of the schema', () => {
  const withFields = (...names: string[]) =>
    coffeeManifest({
      fields: [declare('slots.Note'), declare('slots.For'), ...names.map((name) => declare(name))],
    });
  expect(
    codesOf(withFields('utterance', 'history', 'user.name', 'device.address', 'device.timeZone')),
  ).toEqual([]);
  expect(codesOf(withFields('user.shoeSize'))).toEqual(['UNKNOWN_FIELD fields[2].name']);
  expect(codesOf(withFields('device.time_zone'))).toEqual(['UNKNOWN_FIELD fields[2].name']);
  expect(codesOf(withFields('user'))).toEqual(['FIELD_NOT_DECLARABLE fields[2].name']);
  expect(codesOf(withFields('user.contact'))).toEqual(['FIELD_NOT_DECLARABLE fields[2].name']);
  expect(codesOf(withFields('pull.token'))).toEqual(['FIELD_NOT_DECLARABLE fields[2].name']);
  expect(codesOf(withFields('locale'))).toEqual(['FIELD_NOT_DECLARABLE fields[2].name']);
  expect(codesOf(withFields('intent.slots'))).toEqual(['UNKNOWN_FIELD fields[2].name']);
  expect(codesOf(withFields('utterance', 'utterance'))).toEqual(['FIELD_TWICE fields[3].name']);
  expect(codesOf(withFields('user.accountToken'))).toEqual(['LINKING_MISSING fields[2].name']);
});

test('personal slots must be declared, bounded ones must not, unknown ones cannot', () => {
  expect(codesOf(coffeeManifest({ fields: [declare('slots.Note')] }))).toEqual(['SLOT_NOT_DECLARED fields']);
  const both = [declare('slots.Note'), declare('slots.For')];
  expect(codesOf(coffeeManifest({ fields: [...both, declare('slots.Drink')] }))).toEqual([
    'SLOT_NEEDS_NO_DECLARATION fields[2].name',
  ]);
  expect(codesOf(coffeeManifest({ fields: [...both, declare('slots.Milk')] }))).toEqual([
    'UNKNOWN_SLOT fields[2].name',
  ]);
});

test('a slot name means one class in every intent', () => {
  const { model } = coffeeManifest();
  const intents = {
    ...model.intents,
    Other: { slots: { Count: { type: 'text' } }, samples: { 'zh-CN': ['别的'], 'en-US': ['other'] } },
  };
  expect(codesOf(coffeeManifest({ model: { ...model, intents } }))).toContain(
    'SLOT_CLASSES_DIFFER model.intents.Other.slots.Count',
  );
});

test('what is kept can be deleted; 180 days at most', () => {
  const kept = { ...declare('slots.Note'), retentionDays: 30 };
  const fields = [kept, declare('slots.For')];
  expect(codesOf(coffeeManifest({ fields }))).toEqual(['DELETION_URL_MISSING deletionUrl']);
  expect(codesOf(coffeeManifest({ fields, deletionUrl: 'https://example.com/forget' }))).toEqual([]);
  expect(codesOf(coffeeManifest({ fields: [{ ...kept, retentionDays: 181 }] }))).toEqual([
    'SHAPE fields[0].retentionDays',
  ]);
});

test('speaks every locale that it lists', () => {
  const name = { 'en-US': 'Bean Counter' };
  expect(codesOf(coffeeManifest({ name }))).toEqual(['LOCALE_MISSING name']);
});

test('scopes hold declared fields, each once', () => {
  const scope = { name: 'a', title: { 'zh-CN': '甲', 'en-US': 'A' }, fields: ['slots.Note'] };
  expect(codesOf(coffeeManifest({ scopes: [scope] }))).toEqual([]);
  expect(
    codesOf(coffeeManifest({ scopes: [scope, { ...scope, fields: ['slots.Note', 'utterance'] }] })),
  ).toEqual(['SCOPE_FIELD_TWICE scopes[1].fields[0]', 'SCOPE_FIELD_NOT_DECLARED scopes[1].fields[1]']);
});

test('addresses are https; the machine itself only for development; in-process only for our own', () => {
  const at = (endpoint: string) => coffeeManifest({ endpoint });
  expect(codesOf(at('http://skill.example.com/'))).toEqual(['ENDPOINT_NOT_ALLOWED endpoint']);
  expect(codesOf(at('https://user:secret@skill.example.com/'))).toEqual(['ENDPOINT_NOT_ALLOWED endpoint']);
  expect(codesOf(at('http://127.0.0.1:8080/'))).toEqual(['ENDPOINT_NOT_ALLOWED endpoint']);
  expect(codesOf(at('http://127.0.0.1:8080/'), { allowLoopback: true })).toEqual([]);
  expect(codesOf(at('http://10.0.0.1/'), { allowLoopback: true })).toEqual(['ENDPOINT_NOT_ALLOWED endpoint']);
  expect(codesOf(at('ftp://skill.example.com/'))).toEqual(['SHAPE endpoint']);
  expect(codesOf(at('in-process'))).toEqual(['ENDPOINT_NOT_ALLOWED endpoint']);
  expect(codesOf(at('in-process'), { allowInProcess: true })).toEqual([]);
});

test('a page for privacy and a server of accounts are at this machine under development alone', () => {
  const { developer } = coffeeManifest();
  const sentences = { 'zh-CN': '名字', 'en-US': 'your name' };
  const at = (origin: string) =>
    coffeeManifest({
      developer: { ...developer, privacyPolicyUrl: `${origin}/privacy` },
      accountLinking: {
        ...{ authorizationUrl: `${origin}/authorize`, tokenUrl: `${origin}/token`, clientId: 'earshot' },
        ...{ scopes: [], skillLearns: sentences, earshotLearns: sentences },
      },
    });
  const refused = [
    'ENDPOINT_NOT_ALLOWED developer.privacyPolicyUrl',
    'ENDPOINT_NOT_ALLOWED accountLinking.authorizationUrl',
    'ENDPOINT_NOT_ALLOWED accountLinking.tokenUrl',
  ];
  expect(codesOf(at('https://tea.example.com'))).toEqual([]);
  expect(codesOf(at('http://localhost:9000'), { allowLoopback: true })).toEqual([]);
  expect(codesOf(at('http://localhost:9000'))).toEqual(refused);
  expect(codesOf(at('http://tea.example.com'), { allowLoopback: true })).toEqual(refused);
});

test.each([
  'https://10.0.0.1/',
  'https://169.254.169.254/',
  'https://[::ffff:127.0.0.1]/',
  'https://2130706433/',
  'https://redis/',
  'https://metadata.google.internal/',
  'https://skill.example.com:6379@127.0.0.1/',
  'https://skill.example.com:22/',
])('an address that points inward is refused at once: %s', (url) => {
  expect(codesOf(coffeeManifest({ endpoint: url }))).toEqual(['ENDPOINT_NOT_ALLOWED endpoint']);
  expect(codesOf(coffeeManifest({ deletionUrl: url }))).toEqual(['ENDPOINT_NOT_ALLOWED deletionUrl']);
});

test('ids of our own are refused to strangers', () => {
  expect(codesOf(coffeeManifest({ id: 'earshot.new-skill' }))).toEqual(['ID_RESERVED id']);
  expect(codesOf(coffeeManifest({ id: 'earshot.clock' }), { allowLoopback: true })).toEqual([
    'ID_RESERVED id',
  ]);
  expect(codesOf(coffeeManifest({ id: 'earshotty.clock' }))).toEqual([]);
  // Letters that look like ours are none of the alphabet of ids.
  expect(codesOf(coffeeManifest({ id: 'e\u0430rshot.clock' }))).toEqual(['SHAPE id']);
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'what every object has is no slot type: %s',
  (type) => {
    const text = JSON.stringify(coffeeManifest()).replace('"type":"Drink"', `"type":"${type}"`);
    expect(codesOf(text)).toContain('UNKNOWN_SLOT_TYPE model.intents.OrderCoffee.slots.Drink.type');
  },
);

test('look-alikes and inherited names are no fields', () => {
  const names = [
    'user.n\u0430me',
    'ut\u0442erance',
    '__proto__',
    'user.__proto__',
    'constructor',
    'user.constructor',
  ];
  for (const name of names) {
    const fields = [declare('slots.Note'), declare('slots.For'), declare(name)];
    expect(codesOf(coffeeManifest({ fields }))).toEqual(['UNKNOWN_FIELD fields[2].name']);
  }
});

test('what people read before they agree holds nothing unseen; what no store can hold is refused', () => {
  const { developer, model } = coffeeManifest();
  for (const mark of ['\u202e', '\u200b', '\u0000', '\n', '\u2066', '\ud800']) {
    const operator = `Example${mark}Coffee`;
    expect(codesOf(coffeeManifest({ developer: { ...developer, operator } }))).toContain(
      'SHAPE developer.operator',
    );
    const purpose = { 'zh-CN': '用来测试', 'en-US': `to${mark}test` };
    const fields = [{ ...declare('slots.Note'), purpose }, declare('slots.For')];
    expect(codesOf(coffeeManifest({ fields }))).toContain('SHAPE fields[0].purpose.en-US');
  }
  for (const mark of ['\u0000', '\ud800']) {
    const invocationNames = { 'zh-CN': ['咖啡豆'], 'en-US': [`bean${mark}`] };
    expect(codesOf(coffeeManifest({ model: { ...model, invocationNames } }))).toContain(
      'SHAPE model.invocationNames.en-US[0]',
    );
  }
});

test('a built-in slot type keeps its meaning', () => {
  const { model } = coffeeManifest();
  const values = [{ id: 'a', forms: { 'zh-CN': ['甲'], 'en-US': ['a'] } }];
  const redefined = { ...model, types: { ...model.types, text: { values } } };
  expect(codesOf(coffeeManifest({ model: redefined }))).toEqual(['SLOT_TYPE_RESERVED model.types.text']);
});

test('nothing beside the shape, and no more than half a megabyte', () => {
  expect(codesOf({ ...coffeeManifest(), tracking: true })).toEqual(['SHAPE ']);
  expect(codesOf('{')).toEqual(['SHAPE ']);
  expect(codesOf(' '.repeat(600_000))).toEqual(['TOO_LARGE ']);
});
