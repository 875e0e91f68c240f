/** Home Assistant's own test sentences, asked of the skill that importing its sentence files makes; names come at run time. */
import '../../../language/node/outside.ts';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  changeSnapshot,
  compileSkill,
  type EntityName,
  emptySnapshot,
  type FilledSlot,
  initialState,
  SkillIndex,
  type SlotContext,
  understand,
  validateModel,
} from '../../../language/engine.ts';
import type { Locale } from '../../../language/model/types.ts';
import { languageFolder } from '../../../skills-sdk/src/command/import/home-assistant/files.ts';
import { importHomeAssistant } from '../../../skills-sdk/src/command/import/home-assistant/index.ts';
import { formsOf } from '../../../skills-sdk/src/command/import/home-assistant/template.ts';
import { CorpusError } from './corpus.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);
const place = z.looseObject({ name: z.string(), id: z.string(), floor: z.string().optional() });
const fixtures = z.looseObject({
  floors: z.array(place).default([]),
  areas: z.array(place).default([]),
  entities: z
    .array(
      z.looseObject({
        name: z.string(),
        id: z.string(),
        area: z.string().optional(),
        attributes: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .default([]),
});
const testFile = z.looseObject({
  tests: z
    .array(
      z.looseObject({
        sentences: z.array(z.string()).nullish(),
        intent: z.looseObject({
          name: z.string(),
          slots: z.record(z.string(), z.union([value, z.array(value)])).nullish(),
          context: z.record(z.string(), z.unknown()).nullish(),
        }),
      }),
    )
    .default([]),
});

type Expected = Readonly<Record<string, z.infer<typeof value> | readonly z.infer<typeof value>[]>>;

export interface HomeAssistantMiss {
  readonly text: string;
  readonly expected: string;
  readonly got: string;
}

export interface HomeAssistantResult {
  readonly locale: Locale;
  readonly intents: number;
  readonly asked: number;
  readonly intentRight: number;
  /** Intent and all slots. */
  readonly right: number;
  readonly misses: readonly HomeAssistantMiss[];
  /** What did not carry over. */
  readonly notes: readonly string[];
  /** What is wrong with the model that was made. */
  readonly problems: readonly string[];
}

const nowMs = Date.UTC(2026, 10, 23, 2, 0);

/** @throws CorpusError where the folder holds no tests of this language */
export async function measureHomeAssistant(folder: string, locale: Locale): Promise<HomeAssistantResult> {
  const tests = languageFolder(join(folder, 'tests'), locale);
  if (tests === undefined) throw new CorpusError(folder, 0, `there are no tests for ${locale}`);
  const { model, notes } = await importHomeAssistant(folder, locale);
  const problems = validateModel(model).map(
    ({ severity, code, path, message }) => `${severity} ${code} ${path} ${message}`,
  );
  const skill = compileSkill('home', '1.0.0', model, locale);
  const snapshot = changeSnapshot(emptySnapshot(locale), { enable: [skill] }, new SkillIndex());
  const entities = await readEntities(join(tests, '_fixtures.yaml'));
  const misses: HomeAssistantMiss[] = [];
  let asked = 0;
  let intentRight = 0;
  for (const name of (await readdir(tests)).sort()) {
    if (!/\.ya?ml$/.test(name) || name.startsWith('_')) continue;
    const { tests: cases } = testFile.parse(parse(await readFile(join(tests, name), 'utf8')) ?? {});
    for (const { sentences, intent } of cases) {
      const area = intent.context?.['area'];
      const room =
        typeof area === 'string'
          ? (entities.find((one) => isRoom(one, area)) ?? roomCalled(area))
          : undefined;
      const context: SlotContext = {
        locale,
        nowMs,
        timeZone: 'Asia/Shanghai',
        entities: room && !entities.includes(room) ? [...entities, room] : entities,
        ...(room ? { roomId: room.entityId } : {}),
      };
      for (const text of sentences ?? []) {
        asked += 1;
        const input = {
          hypotheses: [{ text, confidence: 1 }],
          isRejectedByRecogniser: false,
          isBoundedOnly: false,
        };
        const { interpretation } = understand(input, snapshot, initialState, context);
        const isIntent = interpretation?.intent === intent.name;
        if (isIntent) intentRight += 1;
        if (isIntent && areSlotsRight(interpretation.slots, intent.slots ?? {}, context.entities)) continue;
        const got = (interpretation?.slots ?? []).map(
          (slot) => `${slot.name}=${String(slot.valueId ?? slot.value)}`,
        );
        misses.push({
          text,
          expected: `${intent.name} ${JSON.stringify(intent.slots ?? {})}${room ? ` in ${room.entityId}` : ''}`,
          got: interpretation ? `${interpretation.intent} ${got.join(' ')}` : 'refused',
        });
      }
    }
  }
  return {
    locale,
    intents: Object.keys(model.intents).length,
    asked,
    intentRight,
    right: asked - misses.length,
    misses,
    notes,
    problems,
  };
}

const isRoom = ({ slotType, names }: EntityName, area: string) =>
  slotType === 'room-name' && names.includes(area);

/** Some tests stand in a room that the home of the tests has under another name. */
const roomCalled = (name: string): EntityName => ({
  entityId: name.toLowerCase().replaceAll(' ', '_'),
  names: [name],
  slotType: 'room-name',
  kinds: ['area'],
});

/** Names of the home that the tests live in: an entity's kinds are its domain, and the domain with its class. */
async function readEntities(path: string): Promise<EntityName[]> {
  if (!existsSync(path)) return [];
  const { floors, areas, entities } = fixtures.parse(parse(await readFile(path, 'utf8')));
  const namesOf = (name: string) => formsOf(name) ?? [name];
  return [
    ...floors.map(
      ({ id, name }): EntityName => ({
        entityId: id,
        names: namesOf(name),
        slotType: 'room-name',
        kinds: ['floor'],
      }),
    ),
    ...areas.map(
      ({ id, name, floor }): EntityName => ({
        entityId: id,
        names: namesOf(name),
        slotType: 'room-name',
        kinds: ['area'],
        ...(floor === undefined ? {} : { roomId: floor }),
      }),
    ),
    ...entities.map(({ id, name, area, attributes }): EntityName => {
      const domain = id.split('.')[0]!;
      const own = attributes?.['device_class'];
      return {
        entityId: id,
        names: namesOf(name),
        slotType: 'device-name',
        kinds: [domain, ...(typeof own === 'string' ? [`${domain}.${own}`] : [])],
        ...(area === undefined ? {} : { roomId: area }),
      };
    }),
  ];
}

/** The slot `response` says which answer is meant, which these tests give in other words. */
const isCompared = ({ name }: FilledSlot) => name !== 'response' && name !== 'response_key';

function areSlotsRight(
  slots: readonly FilledSlot[],
  expected: Expected,
  entities: readonly EntityName[],
): boolean {
  const own = slots.filter(isCompared);
  if (own.length !== Object.keys(expected).length) return false;
  return own.every((slot) => {
    const wanted = Object.hasOwn(expected, slot.name) ? expected[slot.name] : undefined;
    if (wanted === undefined) return false;
    const said = saidAs(slot, entities);
    return (Array.isArray(wanted) ? wanted : [wanted]).some((one) => said.includes(plain(String(one))));
  });
}

const plain = (text: string) => text.toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** A thing by its names, anything else by its value. */
function saidAs({ value: heard, valueId }: FilledSlot, entities: readonly EntityName[]): string[] {
  const names = entities.filter(({ entityId }) => entityId === valueId).flatMap((one) => one.names);
  return [String(valueId ?? heard), ...names].map(plain);
}

export function describeHomeAssistant(result: HomeAssistantResult): string {
  const { locale, asked, right, intentRight, intents, misses, notes, problems } = result;
  const percent = (count: number) => `${((100 * count) / asked).toFixed(1)} %`;
  return [
    `${locale}: ${intents} intents, ${asked} test sentences: intent ${percent(intentRight)}, intent and slots ${percent(right)}`,
    ...misses.map(({ text, expected, got }) => `  missed  "${text}"  ${expected}  got  ${got}`),
    ...notes.map((note) => `  not carried over  ${note}`),
    ...problems.map((problem) => `  model  ${problem}`),
  ].join('\n');
}
