import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import '../../../language/node/outside.ts';
import { createEngine, type EntityName, validateModel } from '../../../language/engine.ts';
import type { Imported } from '../../../skills-sdk/src/command/import/imported.ts';
import { readForeign } from '../../../skills-sdk/src/command/import/index.ts';
import { measureHomeAssistant } from './home-assistant.ts';

const files: Readonly<Record<string, string>> = {
  'lists/shared.yaml': `
lists:
  level:
    range: {from: 0, to: 10}
`,
  'rules/en/verbs.yaml': `
expansion_rules:
  "turn it": "(turn|switch|)"
`,
  'sentences/en/_common.yaml': `
language: en
lists:
  level_word:
    values:
      - {in: "(full|maximal) [power]", out: 10}
      - {in: "off", out: 0}
  glow:
    values: [red, green]
  wish: {wildcard: true}
expansion_rules:
  name: "[the|my] {name}"
  at_level: "to <amount>"
  amount: "{level}[([ ]%)| percent]"
skip_words: ["be so kind"]
`,
  'sentences/en/lamp_Shine.yaml': `
intents:
  Shine:
    data:
      - sentences:
          - "<turn it> on <name>"
          - "<name> (on;<now>)"
        expansion_rules: {now: "[right] now"}
        requires_context: {domain: lamp}
        response: done
      - sentences: ["let there be light"]
        slots: {name: all}
        requires_context: {area: {slot: true}}
      - sentences: ["shine <at_level>", "shine {level_word:level}"]
      - sentences: ["shine for {nobody}", "shine [if|"]
`,
  'sentences/en/door_Open.yaml': `
intents:
  Open:
    data:
      - sentences: ["<turn it> on <name>"]
        excludes_context: {domain: [lamp]}
      - sentences: ["wish for {wish}"]
        requires_context: {mood: merry}
`,
  'tests/en/_fixtures.yaml': `
areas: [{name: Attic, id: attic}]
entities:
  - {name: "Tall lamp", id: lamp.tall, area: attic}
  - {name: Hatch, id: cover.hatch, attributes: {device_class: door}}
`,
  'tests/en/lamp_Shine.yaml': `
tests:
  - sentences: ["switch on the tall lamp", "tall lamp right now on", "be so kind turn on tall lamp"]
    intent: {name: Shine, slots: {name: Tall lamp}}
  - sentences: ["let there be light"]
    intent: {name: Shine, slots: {name: all, area: Attic}, context: {area: Attic}}
  - sentences: ["shine to 7 %", "shine to seven percent"]
    intent: {name: Shine, slots: {level: 7}}
  - sentences: ["shine maximal power"]
    intent: {name: Shine, slots: {level: 10}}
  - sentences: ["turn on hatch"]
    intent: {name: Shine, slots: {name: Hatch}}
`,
};

let folder: string;
let imported: Imported;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentences-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  imported = await readForeign(folder, 'en-US');
});

const entities: EntityName[] = [
  { entityId: 'a', names: ['attic'], slotType: 'room-name', kinds: ['area'] },
  { entityId: 'l', names: ['tall lamp'], slotType: 'device-name', kinds: ['lamp'], roomId: 'a' },
  { entityId: 'h', names: ['hatch'], slotType: 'device-name', kinds: ['cover'] },
];

describe('sentence files of Home Assistant', () => {
  test('become a model that can be registered, with a list of what did not carry over', () => {
    const { model, notes } = imported;
    expect(validateModel(model).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(Object.keys(model.intents).sort()).toEqual(['Open', 'Shine']);
    expect(notes.some((note) => note.includes('{nobody}'))).toBe(true);
    expect(notes.some((note) => note.includes('"shine [if|" cannot be read at character'))).toBe(true);
    expect(notes.some((note) => note.includes('requires mood'))).toBe(true);
  });

  test.each([
    ['turn on the hatch', undefined, 'Open name=h'],
    ['turn on tall lamp', undefined, 'Shine name=l response=done'],
    ['tall lamp now on', undefined, 'Shine name=l response=done'],
    ['let there be light', 'a', 'Shine area=a name=all'],
    ['let there be light', undefined, 'nothing'],
    ['shine to 3 percent', undefined, 'Shine level=3'],
    ['shine full', undefined, 'Shine level=10'],
    ['be so kind wish for a long life', undefined, 'Open wish=a long life'],
  ])('are understood: %s', (said, roomId, expected) => {
    const room = roomId === undefined ? {} : { roomId };
    const engine = createEngine({
      models: [{ skillId: 'home', model: imported.model }],
      locale: 'en-US',
      isTemplatesOnly: true,
      entities,
      ...room,
    });
    const { interpretation } = engine.turn(said);
    const slots = (interpretation?.slots ?? []).map(({ name, value }) => `${name}=${value}`).sort();
    expect(interpretation ? [interpretation.intent, ...slots].join(' ') : 'nothing').toBe(expected);
  });

  test('are measured by their own test sentences, and what is missed is named', async () => {
    const { asked, right, intentRight, misses } = await measureHomeAssistant(folder, 'en-US');
    expect({ asked, right, intentRight }).toEqual({ asked: 8, right: 7, intentRight: 7 });
    expect(misses.map(({ text, got }) => `${text}: ${got}`)).toEqual([
      'turn on hatch: Open name=cover.hatch',
    ]);
  });

  test('a folder that holds neither is refused by name', async () => {
    await expect(readForeign(join(folder, 'rules'), 'zh-CN')).rejects.toThrow(/no sentence files/);
  });
});
