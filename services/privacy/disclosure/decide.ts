/** Decides which asked fields may leave, from what is known. Pure. */
import { Listener } from '../../../language/audience/policy.ts';
import {
  deliveryOf,
  envelopePaths,
  impliedClasses,
  namingPaths,
} from '../../../language/projection/schema.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { fieldAt, type SchemaField } from '../../common/schema/registry.ts';
import type { DecidedAudience } from '../audience/decide.ts';

/** What is known about the two ends when a decision is made. */
export interface DecisionContext {
  /** Who listens at the device, as everybody is told. */
  readonly audience: DecidedAudience;
  /** `undefined` when this version of the skill was never registered as a recipient. */
  readonly recipient: { readonly region: string; readonly isInProcess: boolean } | undefined;
  /** Live grants of this subject for this skill, by path. */
  readonly grants: ReadonlyMap<string, LiveGrant>;
  /** Whoever it is about agreed that precise places may leave at all. */
  readonly maySendPreciseLocation: boolean;
  /** An account elsewhere is linked for this skill. */
  readonly isLinked?: boolean;
}

export interface LiveGrant {
  readonly grantId: string;
  /** The sentence that was shown, word for word. */
  readonly purpose: string;
  /** The operator's region that was shown. */
  readonly recipientRegion: string;
}

/** A field as the router asks for it. */
export interface AskedField {
  readonly path: string;
  /** Counts for slots only; every other path has its class from the schema. */
  readonly valueClass: DataClass;
  readonly isImpliedByEnabling: boolean;
  readonly isPulled: boolean;
  /** All sentences by which the skill says why it asks; the granted one must be among them. */
  readonly declaredPurposes: readonly string[];
}

export type WithheldReason =
  | 'not_granted'
  | 'purpose_changed'
  | 'device_kind'
  | 'child'
  | 'not_personalised'
  | 'no_precise_location'
  | 'region'
  | 'not_implied'
  | 'not_linked'
  | 'pull_only'
  | 'unknown_path';

export type Verdict =
  | { readonly isAllowed: true; readonly valueClass: DataClass; readonly grant: LiveGrant | undefined }
  | { readonly isAllowed: false; readonly reason: WithheldReason };

/** The one field that is made by linking an account elsewhere. */
export const accountTokenPath = 'user.accountToken';
const requestMessage = 'earshot.skill.v1.SkillRequest';
/** What training may be granted stands in a schema of its own. */
const sampleMessage = 'earshot.training.v1.SampleFields';

const withheld = (reason: WithheldReason): Verdict => ({ isAllowed: false, reason });

/**
 * Whether one field may leave: the only place where `declared ∩ granted` is decided. Everything that is not
 * allowed here by name is refused. From hotel devices and children bounded values leave and nothing else, not even a
 * pseudonym: nobody there may be recognised again.
 */
export function decideField(context: DecisionContext, field: AskedField): Verdict {
  const valueClass = classOf(field);
  if (valueClass === undefined) return withheld('unknown_path');
  const isPulledPath = isPullablePath(field.path);
  if (field.isPulled !== isPulledPath) return withheld(field.isPulled ? 'unknown_path' : 'pull_only');
  const allowedByEnabling: Verdict = { isAllowed: true, valueClass, grant: undefined };
  if (impliedClasses.has(valueClass)) return allowedByEnabling;
  const { listener, policy } = context.audience;
  if (field.isImpliedByEnabling && namingPaths.has(field.path) && !policy.mayPersonalise) {
    if (policy.mayGrantPersonal) return withheld('not_personalised');
  }
  const isPermitted = field.isImpliedByEnabling
    ? policy.mayGrantPersonal
    : policy.mayGrantPersonal &&
      (policy.maySendOpenSlots || !isSlotPath(field.path)) &&
      (policy.mayOfferForTraining || !isSamplePath(field.path));
  if (!isPermitted) return withheld(listener === Listener.CHILD ? 'child' : 'device_kind');
  if (field.isImpliedByEnabling) {
    return envelopePaths.has(field.path) ? allowedByEnabling : withheld('not_implied');
  }
  if (valueClass === DataClass.LOCATION_PRECISE && !context.maySendPreciseLocation) {
    return withheld('no_precise_location');
  }
  const grant = context.grants.get(field.path);
  if (grant === undefined) return withheld('not_granted');
  if (field.path === accountTokenPath && context.isLinked !== true) return withheld('not_linked');
  // Agreed was to this purpose, not to whatever a later version says the field is for.
  if (!field.declaredPurposes.includes(grant.purpose)) return withheld('purpose_changed');
  // A recipient whose region nobody knows is in no region that anybody agreed to.
  if (context.recipient === undefined) return withheld('region');
  if (!context.recipient.isInProcess && context.recipient.region !== grant.recipientRegion) {
    return withheld('region');
  }
  return { isAllowed: true, valueClass, grant };
}

/** Kept by the privacy service, sealed; a skill reads it alone and never finds it in a request. */
export function isPullablePath(path: string): boolean {
  if (isSlotPath(path) || isSamplePath(path)) return false;
  const field = leafAt(path);
  return field !== undefined && deliveryOf({ path, dataClass: field.dataClass }) === 'pulled';
}

/** Class of a declared path: from the schema, and for slots from their type, which travels beside the value. */
function classOf({ path, valueClass }: AskedField): DataClass | undefined {
  if (isSlotPath(path)) return valueClass === DataClass.UNSPECIFIED ? DataClass.UTTERANCE : valueClass;
  return leafAt(path)?.dataClass;
}

/** A value, not the structure around some. */
function leafAt(path: string): SchemaField | undefined {
  const field = fieldAt(isSamplePath(path) ? sampleMessage : requestMessage, path);
  return field?.message === undefined ? field : undefined;
}

/** Something of a training sample; asked of people for training and for nobody else. */
export const isSamplePath = (path: string): boolean => path.startsWith('sample.');

export function isSlotPath(path: string): boolean {
  return /^slots\.[A-Za-z][A-Za-z0-9_]{0,63}$/.test(path);
}

/** Whether a person can be asked to grant this path at all. */
export function isGrantablePath(path: string): boolean {
  if (isSlotPath(path)) return true;
  const field = leafAt(path);
  return field !== undefined && !impliedClasses.has(field.dataClass) && !envelopePaths.has(path);
}
