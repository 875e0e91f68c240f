import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { Listener, policyOf } from '../audience/policy.ts';
import type { SkillManifest } from '../manifest/types.ts';
import { coffeeManifest, declare, slot } from '../testing/calls.ts';
import { planDisclosure, project, type RequestCandidate, type RequestSchema } from './index.ts';

/**
 * The rule again, in other words than the code's: what may stand in a request is
 * - what names nobody, by its class,
 * - the four things that were made for this skill alone,
 * - and what was declared and granted, unless it has to be pulled.
 */
const harmless = new Set<DataClass>([DataClass.PUBLIC, DataClass.OPERATIONAL, DataClass.COMMAND]);
const madeForTheSkill = ['user.id', 'device.id', 'session.attributesJson', 'pull.token'];

const classes = Object.values(DataClass).filter((value) => value !== DataClass.STRUCTURE);
const segment = fc.constantFrom('user', 'device', 'intent', 'note', 'home', 'voice', 'x');
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => [...parts, 'leaf'].join('.'));
const anyPath = fc.oneof(
  { weight: 3, arbitrary: path },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...madeForTheSkill, 'utterance', 'history', 'user.name', 'device.address'),
  },
);
const schemaArbitrary: fc.Arbitrary<RequestSchema> = fc
  .uniqueArray(fc.record({ path: anyPath, dataClass: fc.constantFrom(...classes) }), {
    selector: (leaf) => leaf.path,
    maxLength: 14,
  })
  .map((leaves) => ({ leaves }));

const slotTypes = ['number', 'text', 'person-name', 'date', 'Drink', 'Illness', 'room-number', 'device-name'];
const slotName = fc.constantFrom('A', 'B', 'C', 'Undefined');
const slotValue = fc.oneof(
  fc.integer().map(String),
  fc.string().map((text) => JSON.stringify(text)),
  fc.constant('"flat-white"'),
  fc.constant('{"degrees":1,"unit":"C"}'),
  fc.string(),
);

const world = fc.record({
  schema: schemaArbitrary,
  modelTypes: fc.record({
    A: fc.constantFrom(...slotTypes),
    B: fc.constantFrom(...slotTypes),
    C: fc.constantFrom(...slotTypes),
  }),
  slots: fc.array(
    fc.record({
      name: slotName,
      valueJson: slotValue,
      valueId: fc.constantFrom('', 'flat-white', 'flu', 'zz'),
    }),
    { maxLength: 5 },
  ),
  declareSeed: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  grantSeed: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  extraGrants: fc.array(anyPath, { maxLength: 4 }),
  listener: fc.oneof(
    { weight: 3, arbitrary: fc.constant(Listener.HOUSEHOLD) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values(Listener)) },
  ),
});

function manifestOf(types: Record<string, string>, declared: readonly string[]): SkillManifest {
  const base = coffeeManifest();
  const slots = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
  return {
    ...base,
    model: {
      ...base.model,
      intents: { Try: { slots, samples: { 'en-US': ['try'] } } },
      types: {
        ...base.model.types,
        Illness: { dataClass: 'health', values: [{ id: 'flu', forms: { 'en-US': ['flu'] } }] },
      },
    },
    fields: declared.map((name) => declare(name)),
  };
}

/** Every leaf of a request with its value, slots under their own names. */
function leavesOf(request: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(request).flatMap(([key, value]): [string, unknown][] => {
    const at = `${prefix}${key}`;
    if (at === 'intent.slots' && Array.isArray(value)) return value.map((one) => [`slots.${one.name}`, one]);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return leavesOf(value as Record<string, unknown>, `${at}.`);
    }
    return [[at, value]];
  });
}

test('for arbitrary schemas, manifests and grants, nothing leaves outside the intersection', () => {
  let personalSent = 0;
  fc.assert(
    fc.property(world, (given) => {
      const leafPaths = given.schema.leaves.map((leaf) => leaf.path);
      const knowable = [...leafPaths, 'slots.A', 'slots.B', 'slots.C'];
      const declared = knowable.filter((_, index) => given.declareSeed[index]);
      // The answer may hold anything, even paths nobody asked about.
      const granted = new Set([
        ...knowable.filter((_, index) => given.grantSeed[index]),
        ...given.extraGrants,
      ]);
      const manifest = manifestOf(given.modelTypes, declared);
      const candidate: RequestCandidate = {
        policy: policyOf(given.listener),
        intent: 'Try',
        slots: given.slots.map((one) => slot({ ...one, raw: `canary raw ${one.name}` })),
        entities: [],
        locale: 'en-US',
        values: Object.fromEntries(leafPaths.map((leafPath) => [leafPath, `canary:${leafPath}`])),
      };
      const plan = planDisclosure(candidate, manifest, given.schema);
      const late = { userPseudonym: 'pu', devicePseudonym: 'pd', pullUrl: 'url', pullToken: 'token' };
      const request = project(candidate, plan, granted, late);
      const bytes = JSON.stringify(request);

      const classOf = new Map(given.schema.leaves.map((leaf) => [leaf.path, leaf.dataClass]));
      const isPerson = given.listener === Listener.HOUSEHOLD;
      for (const [leafPath, value] of leavesOf(request)) {
        expect(granted.has(leafPath), `${leafPath} was not allowed`).toBe(true);
        if (leafPath.startsWith('slots.')) {
          const { valueClass, raw } = value as { valueClass: string; raw?: string };
          const isHarmless = valueClass === 'DATA_CLASS_COMMAND';
          expect(isHarmless || (isPerson && declared.includes(leafPath))).toBe(true);
          // The words as spoken never ride along with a bounded value.
          if (isHarmless) expect(raw).toBeUndefined();
          if (!isHarmless) personalSent += 1;
          continue;
        }
        const isHarmless = harmless.has(classOf.get(leafPath) ?? DataClass.UNSPECIFIED);
        const isMade = madeForTheSkill.includes(leafPath);
        expect(isHarmless || isMade || (isPerson && declared.includes(leafPath)), `${leafPath} left`).toBe(
          true,
        );
        if (!isHarmless && !isMade) personalSent += 1;
      }
      // The same on the bytes: a canary that is not allowed is nowhere, at any depth, under any name.
      for (const leaf of given.schema.leaves) {
        const mayLeave =
          granted.has(leaf.path) &&
          (harmless.has(leaf.dataClass) ||
            leaf.path === 'session.attributesJson' ||
            (isPerson && declared.includes(leaf.path)));
        if (!mayLeave) expect(bytes).not.toContain(`"canary:${leaf.path}"`);
      }
      expect(bytes).not.toContain('canary:user.id');
      expect(bytes).not.toContain('canary:device.id');
    }),
    { numRuns: propertyRuns() },
  );
  // A property that never saw a personal field leave would prove nothing. (Some 150 leave in 300 cases.)
  expect(personalSent).toBeGreaterThan(20);
});
