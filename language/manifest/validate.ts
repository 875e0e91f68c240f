/** Everything that is wrong with a manifest, in sentences that say what to do. */
import type { z } from 'zod';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { readEndpoint } from '../address/endpoint.ts';
import type { Locale, Localised } from '../model/types.ts';
import { classAtPath, deliveryOf, slotPrefix } from '../projection/schema.ts';
import { isBuiltInType, slotTypeClass } from '../projection/slots.ts';
import { manifestSchema } from './schema.ts';
import type { SkillManifest } from './types.ts';

/** One thing that is wrong with a manifest, and what to do about it. */
export interface ManifestProblem {
  /** JSON path, e.g. `fields[0].name`; empty for the manifest as a whole. */
  readonly path: string;
  readonly code: ManifestProblemCode;
  readonly message: string;
  readonly hint: string;
}

export type ManifestProblemCode =
  | 'SHAPE'
  | 'TOO_LARGE'
  | 'ID_RESERVED'
  | 'UNKNOWN_FIELD'
  | 'FIELD_NOT_DECLARABLE'
  | 'FIELD_TWICE'
  | 'UNKNOWN_SLOT'
  | 'SLOT_NEEDS_NO_DECLARATION'
  | 'SLOT_NOT_DECLARED'
  | 'SLOT_CLASSES_DIFFER'
  | 'UNKNOWN_SLOT_TYPE'
  | 'SLOT_TYPE_RESERVED'
  | 'RETURN_TWICE'
  | 'SCOPE_FIELD_NOT_DECLARED'
  | 'SCOPE_FIELD_TWICE'
  | 'LINKING_MISSING'
  | 'LOCALE_MISSING'
  | 'DELETION_URL_MISSING'
  | 'ENDPOINT_NOT_ALLOWED'
  | 'PROTOCOL_SETTINGS_MISSING';

export type ManifestValidation =
  | { readonly isValid: true; readonly manifest: SkillManifest; readonly problems: readonly [] }
  | { readonly isValid: false; readonly problems: readonly ManifestProblem[] };

/** Largest manifest with its interaction model, in bytes of JSON. */
export const maxManifestBytes = 512 * 1024;

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function shapeProblems(error: z.ZodError): ManifestProblem[] {
  return error.issues.map((issue) => ({
    path: pathText(issue.path),
    code: 'SHAPE' as const,
    message: issue.message,
    hint: 'See docs/schemas/skill-manifest.schema.json for what belongs here.',
  }));
}

/** Slots by name with the class of their type, over all intents; a name must mean one class everywhere. */
function slotClasses(manifest: SkillManifest, problems: ManifestProblem[]): Map<string, number> {
  const classes = new Map<string, number>();
  for (const [intentName, intent] of Object.entries(manifest.model.intents)) {
    for (const [name, slot] of Object.entries(intent.slots ?? {})) {
      const path = `model.intents.${intentName}.slots.${name}`;
      const dataClass = slotTypeClass(manifest.model, slot.type);
      if (dataClass === undefined) {
        problems.push({
          path: `${path}.type`,
          code: 'UNKNOWN_SLOT_TYPE',
          message: `There is no slot type "${slot.type}", or several of different data classes.`,
          hint: 'Use built-in types, or list the enumeration under model.types.',
        });
        continue;
      }
      const earlier = classes.get(name);
      if (earlier !== undefined && earlier !== dataClass) {
        problems.push({
          path,
          code: 'SLOT_CLASSES_DIFFER',
          message: `Slot "${name}" has another data class in another intent.`,
          hint: 'Give one of the two another name: a grant is for a slot by its name.',
        });
      }
      classes.set(name, dataClass);
    }
  }
  return classes;
}

/** Another meaning for a built-in type would let one name stand for two data classes. */
function typeProblems(manifest: SkillManifest, problems: ManifestProblem[]): void {
  for (const type of Object.keys(manifest.model.types ?? {})) {
    if (!isBuiltInType(type)) continue;
    problems.push({
      path: `model.types.${type}`,
      code: 'SLOT_TYPE_RESERVED',
      message: `"${type}" is a built-in slot type.`,
      hint: 'Give the enumeration another name.',
    });
  }
}

/** Ids of what comes with Earshot. A stranger who had one first could keep our own skill from starting. */
function isReservedId(id: string): boolean {
  return id === 'earshot' || id.startsWith('earshot.');
}

function idProblems(manifest: SkillManifest, options: ManifestOptions, problems: ManifestProblem[]): void {
  if (!isReservedId(manifest.id) || options.allowInProcess === true) return;
  problems.push({
    path: 'id',
    code: 'ID_RESERVED',
    message: 'Ids that begin with "earshot." belong to the skills that come with Earshot.',
    hint: 'Begin it with a domain name of your own, reversed.',
  });
}

function isCallable(url: string, isLocal: boolean): boolean {
  return readEndpoint(url, isLocal ? 'loopback' : 'public') !== undefined;
}

function isImpliedClass(path: string, dataClass: number): boolean {
  return deliveryOf({ path, dataClass: dataClass as never }) === 'implied';
}

function fieldProblems(manifest: SkillManifest, problems: ManifestProblem[]): void {
  const slots = slotClasses(manifest, problems);
  const seen = new Set<string>();
  for (const [index, field] of manifest.fields.entries()) {
    const path = `fields[${index}].name`;
    const add = (code: ManifestProblemCode, message: string, hint: string) =>
      problems.push({ path, code, message, hint });
    if (seen.has(field.name)) add('FIELD_TWICE', `"${field.name}" is declared twice.`, 'Keep one of them.');
    seen.add(field.name);
    if (field.name.startsWith(slotPrefix)) {
      const dataClass = slots.get(field.name.slice(slotPrefix.length));
      if (dataClass === undefined) {
        add(
          'UNKNOWN_SLOT',
          `No intent has the slot of "${field.name}".`,
          'Check the spelling; case matters.',
        );
      } else if (isImpliedClass(field.name, dataClass)) {
        add(
          'SLOT_NEEDS_NO_DECLARATION',
          `"${field.name}" is a bounded parameter and always arrives.`,
          'Take it out: people should only be asked for what needs asking.',
        );
      }
      continue;
    }
    const dataClass = classAtPath(field.name);
    if (dataClass === undefined || field.name === 'intent.slots') {
      add(
        'UNKNOWN_FIELD',
        `A request has no field "${field.name}".`,
        'docs/skill-protocol.md lists the fields; slots are written slots.<Name>.',
      );
    } else if (isImpliedClass(field.name, dataClass) || dataClass === DataClass.STRUCTURE) {
      add(
        'FIELD_NOT_DECLARABLE',
        `"${field.name}" belongs to the envelope or is a group of fields.`,
        'Declare single fields such as utterance or user.name; the envelope needs no declaration.',
      );
    } else if (field.name === 'user.accountToken' && manifest.accountLinking === undefined) {
      add(
        'LINKING_MISSING',
        'user.accountToken needs account linking.',
        'Add accountLinking to the manifest.',
      );
    }
  }
  for (const [name, dataClass] of slots) {
    const declared = `${slotPrefix}${name}`;
    if (!isImpliedClass(declared, dataClass) && !seen.has(declared)) {
      problems.push({
        path: 'fields',
        code: 'SLOT_NOT_DECLARED',
        message: `Slot "${name}" holds personal data and is not declared; it would never arrive.`,
        hint: `Add a field "${declared}" with its purpose, or use a bounded slot type.`,
      });
    }
  }
}

function localeProblems(manifest: SkillManifest, problems: ManifestProblem[]): void {
  const need = (texts: Localised<unknown> | undefined, path: string) => {
    if (texts === undefined) return;
    for (const locale of manifest.locales as readonly Locale[]) {
      if (texts[locale] !== undefined) continue;
      problems.push({
        path,
        code: 'LOCALE_MISSING',
        message: `There is no text for ${locale}, which the skill says it speaks.`,
        hint: `Add "${locale}" here, or take it out of locales.`,
      });
    }
  };
  need(manifest.name, 'name');
  need(manifest.model.invocationNames, 'model.invocationNames');
  for (const [index, field] of manifest.fields.entries()) need(field.purpose, `fields[${index}].purpose`);
  for (const [index, scope] of (manifest.scopes ?? []).entries()) need(scope.title, `scopes[${index}].title`);
  for (const [intentName, intent] of Object.entries(manifest.model.intents)) {
    const path = `model.intents.${intentName}`;
    need(intent.samples, `${path}.samples`);
    need(intent.confirm, `${path}.confirm`);
    for (const [name, slot] of Object.entries(intent.slots ?? {})) {
      if (slot.required === true) need(slot.elicit ?? {}, `${path}.slots.${name}.elicit`);
    }
  }
  need(manifest.accountLinking?.skillLearns, 'accountLinking.skillLearns');
  need(manifest.accountLinking?.earshotLearns, 'accountLinking.earshotLearns');
}

/** A protocol of others needs the names that others use. */
function protocolProblems(manifest: SkillManifest, problems: ManifestProblem[]): void {
  const isOthers = (manifest.protocol ?? 'earshot-v1') !== 'earshot-v1';
  if (isOthers && manifest.aligenie === undefined) {
    problems.push({
      path: 'aligenie',
      code: 'PROTOCOL_SETTINGS_MISSING',
      message: `The protocol ${manifest.protocol} needs the numbers of the skill and its intents.`,
      hint: 'Add aligenie: { skillId, intents }, as the console of AliGenie shows them.',
    });
  }
  for (const name of Object.keys(manifest.aligenie?.intents ?? {})) {
    if (Object.hasOwn(manifest.model.intents, name)) continue;
    problems.push({
      path: `aligenie.intents.${name}`,
      code: 'PROTOCOL_SETTINGS_MISSING',
      message: `The model has no intent "${name}".`,
      hint: 'Check the spelling; case matters.',
    });
  }
}

function listProblems(manifest: SkillManifest, problems: ManifestProblem[]): void {
  const returned = new Set<string>();
  for (const [index, { name }] of manifest.returns.entries()) {
    if (returned.has(name)) {
      problems.push({
        path: `returns[${index}].name`,
        code: 'RETURN_TWICE',
        message: `"${name}" is listed twice.`,
        hint: 'Keep one of them.',
      });
    }
    returned.add(name);
  }
  const declared = new Set(manifest.fields.map((field) => field.name));
  const scoped = new Set<string>();
  for (const [index, scope] of (manifest.scopes ?? []).entries()) {
    for (const [position, field] of scope.fields.entries()) {
      const path = `scopes[${index}].fields[${position}]`;
      if (!declared.has(field)) {
        const message = `"${field}" is not declared in fields.`;
        problems.push({ path, code: 'SCOPE_FIELD_NOT_DECLARED', message, hint: 'Declare it first.' });
      }
      if (scoped.has(field)) {
        const message = `"${field}" is in two scopes.`;
        problems.push({ path, code: 'SCOPE_FIELD_TWICE', message, hint: 'One switch for each field.' });
      }
      scoped.add(field);
    }
  }
}

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL is of the machine itself: allowed for skills under development alone. */
export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && loopbackHosts.has(new URL(url).hostname);
}

function addressProblems(
  manifest: SkillManifest,
  options: ManifestOptions,
  problems: ManifestProblem[],
): void {
  const keepsData = manifest.fields.some((field) => field.retentionDays > 0);
  if (keepsData && manifest.deletionUrl === undefined && manifest.endpoint !== 'in-process') {
    problems.push({
      path: 'deletionUrl',
      code: 'DELETION_URL_MISSING',
      message: 'A field is kept, so there must be an address that is told to delete it.',
      hint: 'Add deletionUrl, or set retentionDays to 0.',
    });
  }
  const check = (url: string | undefined, path: string) => {
    if (url === undefined || url === 'in-process') return;
    const isLocal = options.allowLoopback === true && isLoopbackUrl(url);
    // The same rules as at the call, where names are looked up as well: better told today than at the first turn.
    if (!isCallable(url, isLocal) || new URL(url).hash !== '') {
      problems.push({
        path,
        code: 'ENDPOINT_NOT_ALLOWED',
        message: 'The address must be https and public, without user name, password and fragment.',
        hint: 'For a skill on this machine, set EARSHOT_DEVELOPMENT_SKILLS=1 and use http://127.0.0.1.',
      });
    }
  };
  const { authorizationUrl, tokenUrl, revocationUrl } = manifest.accountLinking ?? {};
  const shown = {
    'developer.privacyPolicyUrl': manifest.developer.privacyPolicyUrl,
    'accountLinking.authorizationUrl': authorizationUrl,
    'accountLinking.tokenUrl': tokenUrl,
    'accountLinking.revocationUrl': revocationUrl,
  };
  for (const [path, url] of Object.entries(shown)) {
    const isLocal = options.allowLoopback === true && isLoopbackUrl(url ?? '');
    if (url === undefined || isLocal || new URL(url).protocol === 'https:') continue;
    problems.push({
      path,
      code: 'ENDPOINT_NOT_ALLOWED',
      message: 'The address must be https.',
      hint: 'Under development alone (EARSHOT_DEVELOPMENT_SKILLS=1) it may be http://127.0.0.1.',
    });
  }
  check(manifest.endpoint, 'endpoint');
  check(manifest.deletionUrl, 'deletionUrl');
  if (manifest.endpoint === 'in-process' && options.allowInProcess !== true) {
    problems.push({
      path: 'endpoint',
      code: 'ENDPOINT_NOT_ALLOWED',
      message: 'Only skills that come with Earshot run in its own process.',
      hint: 'Give the https URL at which your skill listens.',
    });
  }
}

export interface ManifestOptions {
  /** `http` to the machine itself. Default false. */
  readonly allowLoopback?: boolean;
  /** Skills that come with Earshot. Default false. */
  readonly allowInProcess?: boolean;
}

/**
 * Checks a manifest as JSON value or JSON text, and names everything that is wrong at once.
 * Field names are paths in `earshot.skill.v1.SkillRequest`; slots are fields by the name `slots.<SlotName>`.
 */
export function validateManifest(json: unknown, options: ManifestOptions = {}): ManifestValidation {
  let value = json;
  if (typeof json === 'string') {
    if (Buffer.byteLength(json) > maxManifestBytes) {
      const message = `A manifest may have ${maxManifestBytes} bytes.`;
      return {
        isValid: false,
        problems: [{ path: '', code: 'TOO_LARGE', message, hint: 'Use rules and types for what repeats.' }],
      };
    }
    try {
      value = JSON.parse(json);
    } catch {
      const message = 'This is not JSON.';
      return {
        isValid: false,
        problems: [{ path: '', code: 'SHAPE', message, hint: 'Check commas and quotes.' }],
      };
    }
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) return { isValid: false, problems: shapeProblems(parsed.error) };
  const manifest = parsed.data as SkillManifest;
  const problems: ManifestProblem[] = [];
  idProblems(manifest, options, problems);
  typeProblems(manifest, problems);
  fieldProblems(manifest, problems);
  localeProblems(manifest, problems);
  protocolProblems(manifest, problems);
  listProblems(manifest, problems);
  addressProblems(manifest, options, problems);
  return problems.length === 0 ? { isValid: true, manifest, problems: [] } : { isValid: false, problems };
}
