import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Listener } from '../../../language/audience/policy.ts';
import { namingPaths } from '../../../language/projection/schema.ts';
import { propertyRuns } from '../../../property-runs.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { dataClassOf, messageFields } from '../../common/schema/registry.ts';
import { decideAudience } from '../audience/decide.ts';
import { type Consents, purposeNames } from '../consent/purposes.ts';
import {
  type AskedField,
  type DecisionContext,
  decideField,
  isGrantablePath,
  isPullablePath,
} from './decide.ts';

/** Every leaf of a request, with the class that the schema gives it. */
function leaves(message = 'earshot.skill.v1.SkillRequest', prefix = ''): string[] {
  return messageFields(message).flatMap((field) => {
    const path = `${prefix}${field.jsonName}`;
    if (path === 'intent.slots') return [];
    return field.message === undefined ? [path] : leaves(field.message, `${path}.`);
  });
}

const bounded = new Set<DataClass>([DataClass.PUBLIC, DataClass.OPERATIONAL, DataClass.COMMAND]);
const envelope = new Set(['user.id', 'device.id', 'session.attributesJson', 'pull.token']);

const paths = [
  ...leaves(),
  'slots.Size',
  'slots.Note',
  'slots.',
  'slots.a.b',
  'no.such.path',
  '__proto__',
  '',
];
const purposes = fc.constantFrom('To greet you.', 'to greet you.', '称呼您。', 'To sell it.', '');
const askedFields: fc.Arbitrary<AskedField> = fc.record({
  path: fc.constantFrom(...paths),
  valueClass: fc.constantFrom(...Object.values(DataClass)),
  isImpliedByEnabling: fc.boolean(),
  isPulled: fc.boolean(),
  declaredPurposes: fc.array(purposes, { maxLength: 2 }),
});
const regions = fc.constantFrom('cn', 'eu');
const consents = fc.subarray([...purposeNames]).map((names): Consents => new Set(names));
const contexts: fc.Arbitrary<DecisionContext> = fc.record({
  audience: fc
    .record({ place: fc.constantFrom('home', 'hotel', undefined), isChild: fc.boolean(), consents: consents })
    .map(decideAudience),
  maySendPreciseLocation: fc.boolean(),
  recipient: fc.option(fc.record({ region: regions, isInProcess: fc.boolean() }), { nil: undefined }),
  grants: fc
    .uniqueArray(
      fc.tuple(
        fc.constantFrom(...paths),
        fc.record({ grantId: fc.uuid(), purpose: purposes, recipientRegion: regions }),
      ),
      { selector: ([path]) => path },
    )
    .map((entries) => new Map(entries)),
});

describe('a field may leave only', () => {
  test('if it is bounded, or of the envelope at home, or granted for this region and this purpose', () => {
    fc.assert(
      fc.property(contexts, askedFields, (context, asked) => {
        const verdict = decideField(context, asked);
        if (!verdict.isAllowed) return;
        const isSlot = asked.path.startsWith('slots.');
        const schemaClass = isSlot
          ? asked.valueClass
          : dataClassOf('earshot.skill.v1.SkillRequest', asked.path);
        // What leaves is classed by the schema, never by the caller, except a slot of a known type.
        expect(schemaClass).toBeDefined();
        if (schemaClass !== DataClass.UNSPECIFIED) expect(verdict.valueClass).toBe(schemaClass);
        if (bounded.has(verdict.valueClass)) return;
        expect(context.audience.listener).toBe(Listener.HOUSEHOLD);
        expect(asked.isPulled).toBe(isPullablePath(asked.path));
        if (verdict.grant === undefined) {
          expect(asked.isImpliedByEnabling && envelope.has(asked.path)).toBe(true);
          if (namingPaths.has(asked.path)) expect(context.audience.policy.mayPersonalise).toBe(true);
          return;
        }
        if (verdict.valueClass === DataClass.LOCATION_PRECISE) {
          expect(context.maySendPreciseLocation).toBe(true);
        }
        expect(verdict.grant).toBe(context.grants.get(asked.path));
        expect(asked.declaredPurposes).toContain(verdict.grant.purpose);
        expect(context.recipient).toBeDefined();
        expect(
          context.recipient?.isInProcess === true ||
            context.recipient?.region === verdict.grant.recipientRegion,
        ).toBe(true);
      }),
      { numRuns: propertyRuns() },
    );
  });

  test('and nothing but bounded values can be made to leave by calling it implied', () => {
    const context: DecisionContext = {
      audience: decideAudience({ place: 'home', isChild: false, consents: new Set(purposeNames) }),
      recipient: { region: 'cn', isInProcess: true },
      grants: new Map(),
      maySendPreciseLocation: true,
    };
    for (const path of leaves()) {
      const valueClass = dataClassOf('earshot.skill.v1.SkillRequest', path) ?? DataClass.UNSPECIFIED;
      const verdict = decideField(context, {
        path,
        valueClass: DataClass.COMMAND,
        isImpliedByEnabling: true,
        isPulled: false,
        declaredPurposes: [],
      });
      expect([path, verdict.isAllowed]).toEqual([path, bounded.has(valueClass) || envelope.has(path)]);
    }
  });
});

test('what can be granted is what needs a grant', () => {
  expect(leaves().filter(isGrantablePath).sort()).toEqual([
    'device.address',
    'device.camera',
    'device.city',
    'device.status',
    'device.timeZone',
    'device.tools',
    'history',
    'user.accountToken',
    'user.contact.email',
    'user.contact.phone',
    'user.name',
    'utterance',
  ]);
});
