/** The leaves of a request to a skill, read from the schema. */
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { skillRequestPaths } from './skill-request.ts';

/** A value that a request can hold, by its JSON path. Slots are not leaves: each is a field of its own. */
export interface RequestLeaf {
  readonly path: string;
  readonly dataClass: DataClass;
}

/** Every leaf of a request in the order in which it is written. */
export interface RequestSchema {
  readonly leaves: readonly RequestLeaf[];
}

/** Where slots stand in the request; a manifest names them `slots.<SlotName>`. */
export const slotsPath = 'intent.slots';
export const slotPrefix = 'slots.';

const schema: RequestSchema = { leaves: skillRequestPaths.filter(({ isGroup }) => !isGroup) };

/** The leaves of `earshot.skill.v1.SkillRequest` with the classes that the schema gives them. */
export const skillRequestSchema = (): RequestSchema => schema;

const classes: ReadonlyMap<string, DataClass> = new Map(
  skillRequestPaths.map(({ path, dataClass }) => [path, dataClass]),
);

/** Class of a path of the request, groups of fields among them; undefined when a request has no such field. */
export const classAtPath = (path: string): DataClass | undefined => classes.get(path);

/** Classes that name nobody: enabling a skill is enough for them to leave. */
export const impliedClasses: ReadonlySet<DataClass> = new Set<DataClass>([
  DataClass.PUBLIC,
  DataClass.OPERATIONAL,
  DataClass.COMMAND,
]);

/**
 * Leaves above the implied classes that belong to the envelope all the same: pseudonyms made for this skill alone,
 * the skill's own attributes given back, and the token that only exists if something else is granted.
 * Every other exception would be a hole; the property tests name these four again.
 */
export const envelopePaths: ReadonlySet<string> = new Set([
  'user.id',
  'device.id',
  'session.attributesJson',
  'pull.token',
]);

/** Of the envelope, what hotel rooms and children's devices keep back as well: nothing there may be recognised again. */
export const recognisingPaths: ReadonlySet<string> = new Set([
  'user.id',
  'device.id',
  'pull.token',
  'pull.url',
]);

/** Of these, the two names: whoever does not want to be recognised again has none, and misses nothing else. */
export const namingPaths: ReadonlySet<string> = new Set(['user.id', 'device.id']);

/** Profile fields: the skill reads them one by one from the privacy service, or not at all. */
export const pulledPaths: ReadonlySet<string> = new Set([
  'user.name',
  'user.contact.email',
  'user.contact.phone',
  'device.city',
  'device.address',
]);

/** Classes of profile data that a later field would hold; pulled even if nobody remembers to list its path. */
const pulledClasses: ReadonlySet<DataClass> = new Set<DataClass>([
  DataClass.AUDIO,
  DataClass.CONTACT,
  DataClass.LOCATION_PRECISE,
  DataClass.BIOMETRIC,
  DataClass.CHILD,
  DataClass.GOVERNMENT_ID,
  DataClass.TRANSACTION,
  DataClass.HEALTH,
  DataClass.IMAGE,
  DataClass.UNSPECIFIED,
]);

export type Delivery = 'implied' | 'pushed' | 'pulled';

/** How a leaf of the request may reach a skill at all. */
export function deliveryOf(leaf: RequestLeaf): Delivery {
  if (envelopePaths.has(leaf.path) || impliedClasses.has(leaf.dataClass)) return 'implied';
  if (pulledPaths.has(leaf.path) || pulledClasses.has(leaf.dataClass)) return 'pulled';
  return 'pushed';
}
