/** Plans which fields a request could hold, from the manifest and the schema's classes; consent decides later. */
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { NamedEntity, NamedValue, Slot } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { AudiencePolicy } from '../audience/policy.ts';
import type { SkillManifest } from '../manifest/types.ts';
import type { Locale } from '../model/types.ts';
import { latePaths } from './late-paths.ts';
import {
  deliveryOf,
  impliedClasses,
  namingPaths,
  type RequestLeaf,
  type RequestSchema,
  recognisingPaths,
  slotPrefix,
} from './schema.ts';
import { type ClassedSlot, classSlot, type SlotJson } from './slots.ts';

/**
 * Everything that is known when a skill is about to be called. It never leaves this process: `project` builds a
 * new object from the planned paths of it.
 */
export interface RequestCandidate {
  /** What follows from who is listening. */
  readonly policy: AudiencePolicy;
  /** By JSON path; a value that is not known is absent or undefined. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly intent: string;
  readonly slots: readonly Slot[];
  /** Names of the household: a value of a slot may be said back in them. */
  readonly entities: readonly NamedEntity[];
  /** What the skill added to its own types in this conversation. */
  readonly names?: readonly NamedValue[];
  /** In which purposes are named. */
  readonly locale: Locale;
}

/** One field that would leave if it is allowed. */
export interface PlannedField {
  readonly path: string;
  readonly valueClass: DataClass;
  readonly sizeBytes: number;
  /** Enabling the skill is enough for it to leave. */
  readonly isImpliedByEnabling: boolean;
  /** Read by the skill from the privacy service, never sent. */
  readonly isPulled: boolean;
  /** In the language of the turn. */
  readonly purpose: string;
  /** In every language of the manifest. */
  readonly declaredPurposes: string[];
  readonly isRequired: boolean;
}

/** What a developer sees of one field: whether it was sent, and why. */
export interface InspectedField {
  readonly path: string;
  readonly valueClass: DataClass;
  readonly isSent: boolean;
  readonly reason: string;
}

export interface WithheldField {
  readonly path: string;
  readonly valueClass: DataClass;
  readonly isSent: false;
  readonly reason: WithheldReason;
}

type WithheldReason = 'not_declared' | 'not_present' | 'device_kind' | 'not_personalised';

export interface DisclosurePlan {
  readonly fields: readonly PlannedField[];
  readonly withheld: readonly WithheldField[];
  /** Slots of the planned `slots.<Name>` fields, already cut down to what their class covers. */
  readonly slots: ReadonlyMap<string, SlotJson>;
}

/**
 * Planned even while it is empty: the first turn of a conversation must learn whether the words may be kept for the
 * next.
 */
export const historyPath = 'history';

interface Declaration {
  readonly isRequired: boolean;
  readonly purpose: string;
  readonly declaredPurposes: string[];
}

/** Manifests never change, so what they declare is gathered once for each locale. */
const declarations = new WeakMap<SkillManifest, Map<Locale, ReadonlyMap<string, Declaration>>>();

/** By the path of the field. */
export function declarationsOf(manifest: SkillManifest, locale: Locale): ReadonlyMap<string, Declaration> {
  let byLocale = declarations.get(manifest);
  if (byLocale === undefined) {
    byLocale = new Map();
    declarations.set(manifest, byLocale);
  }
  let declared = byLocale.get(locale);
  if (declared === undefined) {
    declared = new Map(
      manifest.fields.map((field) => {
        const declaredPurposes = Object.values(field.purpose);
        const purpose = field.purpose[locale] ?? declaredPurposes[0] ?? '';
        return [field.name, { isRequired: field.required, purpose, declaredPurposes }];
      }),
    );
    byLocale.set(locale, declared);
  }
  return declared;
}

function sizeOf(value: unknown): number {
  if (value === undefined) return 0;
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
}

const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

type Judged = PlannedField | WithheldField;

/** Of the leaves of the schema there is one of each kind; most of them stand in every plan, and in what developers see of it. */
const withheldLeaves = new WeakMap<RequestLeaf, Partial<Record<WithheldReason, WithheldField>>>();

function withheldLeaf(leaf: RequestLeaf, reason: WithheldReason): WithheldField {
  let known = withheldLeaves.get(leaf);
  if (known === undefined) {
    known = {};
    withheldLeaves.set(leaf, known);
  }
  const { path, dataClass: valueClass } = leaf;
  known[reason] ??= Object.freeze({ path, valueClass, isSent: false, reason });
  return known[reason];
}

function judgeLeaf(
  leaf: RequestLeaf,
  candidate: RequestCandidate,
  declared: ReadonlyMap<string, Declaration>,
): Judged {
  const { path, dataClass: valueClass } = leaf;
  const withheld = (reason: WithheldReason) => withheldLeaf(leaf, reason);
  const delivery = deliveryOf(leaf);
  const { policy } = candidate;
  const value = candidate.values[path];
  if (delivery === 'implied') {
    if (!policy.mayGrantPersonal && recognisingPaths.has(path)) return withheld('device_kind');
    if (!policy.mayPersonalise && namingPaths.has(path)) return withheld('not_personalised');
    if (!latePaths.has(path) && !isPresent(value)) return withheld('not_present');
    return {
      path,
      valueClass,
      sizeBytes: sizeOf(value),
      isImpliedByEnabling: true,
      isPulled: false,
      purpose: '',
      declaredPurposes: [],
      isRequired: false,
    };
  }
  const declaration = declared.get(path);
  if (declaration === undefined) return withheld('not_declared');
  if (!policy.mayGrantPersonal) return withheld('device_kind');
  const isPulled = delivery === 'pulled';
  const isLate = latePaths.has(path) || path === historyPath;
  if (!isPulled && !isPresent(value) && !isLate) return withheld('not_present');
  return {
    path,
    valueClass,
    sizeBytes: isPulled ? 0 : sizeOf(value),
    isImpliedByEnabling: false,
    isPulled,
    ...declaration,
  };
}

function judgeSlot(
  slot: ClassedSlot,
  path: string,
  candidate: RequestCandidate,
  declared: ReadonlyMap<string, Declaration>,
): Judged {
  const valueClass = slot.dataClass;
  const isImpliedByEnabling = impliedClasses.has(valueClass);
  const declaration = declared.get(path);
  if (!isImpliedByEnabling) {
    if (declaration === undefined) return { path, valueClass, isSent: false, reason: 'not_declared' };
    const { mayGrantPersonal, maySendOpenSlots } = candidate.policy;
    if (!mayGrantPersonal || !maySendOpenSlots)
      return { path, valueClass, isSent: false, reason: 'device_kind' };
  }
  return {
    path,
    valueClass,
    sizeBytes: sizeOf(slot.json),
    isImpliedByEnabling,
    isPulled: false,
    purpose: isImpliedByEnabling ? '' : (declaration?.purpose ?? ''),
    declaredPurposes: isImpliedByEnabling ? [] : (declaration?.declaredPurposes ?? []),
    isRequired: !isImpliedByEnabling && declaration?.isRequired === true,
  };
}

/**
 * Which fields this request would hold: the declared ones that are there, and the envelope. Nothing is decided about
 * grants here; the privacy service does that, and what it does not allow, `project` leaves out.
 */
export function planDisclosure(
  candidate: RequestCandidate,
  manifest: SkillManifest,
  schema: RequestSchema,
): DisclosurePlan {
  const declared = declarationsOf(manifest, candidate.locale);
  const slots = new Map<string, SlotJson>();
  const judged = schema.leaves.map((leaf) => judgeLeaf(leaf, candidate, declared));
  for (const slot of candidate.slots) {
    const path = `${slotPrefix}${slot.name}`;
    const classed = classSlot(manifest.model, candidate.intent, slot, candidate.entities, candidate.names);
    if (classed === undefined) {
      judged.push({ path, valueClass: DataClass.UTTERANCE, isSent: false, reason: 'not_declared' });
    } else if (!slots.has(path)) {
      const field = judgeSlot(classed, path, candidate, declared);
      judged.push(field);
      if (isPlanned(field)) slots.set(path, classed.json);
    }
  }
  const planned = judged.filter(isPlanned);
  const hasPulled = planned.some((field) => field.isPulled);
  const hasDeclared = planned.some((field) => !field.isImpliedByEnabling);
  const fields = planned.filter(
    ({ path }) => (hasPulled || !path.startsWith('pull.')) && (hasDeclared || path !== 'granted'),
  );
  return { fields, withheld: judged.filter((field): field is WithheldField => !isPlanned(field)), slots };
}

function isPlanned(field: Judged): field is PlannedField {
  return 'isPulled' in field;
}

/** Declared as required, and not among what may leave: the skill must not be called without it. */
export function missingRequired(plan: DisclosurePlan, allowedPaths: ReadonlySet<string>): string[] {
  return plan.fields
    .filter((field) => field.isRequired && !allowedPaths.has(field.path))
    .map(({ path }) => path);
}

/**
 * For each known field, whether it was sent and why: what a developer sees. Never a value.
 * @param refusals Reasons of the privacy service for what it did not allow, by path.
 * @param isCalled False where something required was missing: then nothing was sent, and what was allowed was not why.
 */
export function inspect(
  plan: DisclosurePlan,
  allowedPaths: ReadonlySet<string>,
  refusals: ReadonlyMap<string, string> = new Map(),
  isCalled = true,
): InspectedField[] {
  const planned = plan.fields.map((field): InspectedField => {
    const isAllowed = allowedPaths.has(field.path);
    const sent = field.isImpliedByEnabling ? 'implied' : field.isPulled ? 'pull_only' : 'granted';
    const reason = isCalled ? sent : 'not_called';
    return {
      path: field.path,
      valueClass: field.valueClass,
      isSent: isCalled && isAllowed && !field.isPulled,
      reason: isAllowed ? reason : (refusals.get(field.path) ?? 'not_granted'),
    };
  });
  return [...planned, ...plan.withheld];
}
