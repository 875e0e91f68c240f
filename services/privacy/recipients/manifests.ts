/** Who receives data, as the manifests of skills say. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { dataClassName, dataClassOf } from '../../common/schema/registry.ts';
import { isPullablePath, isSlotPath } from '../disclosure/decide.ts';

const localised = z.record(z.string(), z.string());

/** Of a manifest and its model, what concerns recipients. Read as data: this service imports no skill's types. */
const manifestSchema = z.object({
  id: z.string(),
  version: z.string(),
  developer: z.object({ operator: z.string(), region: z.string(), contact: z.string() }),
  endpoint: z.string(),
  deletionUrl: z.string().optional(),
  fields: z.array(
    z.object({ name: z.string(), required: z.boolean(), purpose: localised, retentionDays: z.number() }),
  ),
});

const modelSchema = z.object({
  intents: z.record(
    z.string(),
    z.object({
      slots: z.record(z.string(), z.object({ type: z.union([z.string(), z.array(z.string())]) })).optional(),
    }),
  ),
  types: z.record(z.string(), z.object({ dataClass: z.string().optional() })).optional(),
});

export interface RecipientField {
  readonly path: string;
  readonly dataClass: string;
  readonly isPulled: boolean;
  readonly isRequired: boolean;
  readonly purpose: string;
  readonly retentionDays: number;
}

export interface SkillRecipient {
  readonly skillId: string;
  readonly version: string;
  readonly operator: string;
  readonly contact: string;
  readonly region: string;
  readonly isInProcess: boolean;
  readonly noticeUrl: string;
  readonly fields: readonly RecipientField[];
}

/** Built-in slot types above the class `command`, after the table in the SDK's `model.ts`. */
const slotClasses: Readonly<Record<string, string>> = {
  'room-number': 'location_coarse',
  digits: 'identifier',
  'phone-number': 'contact',
  'device-name': 'preference',
  'room-name': 'preference',
  'person-name': 'identifier',
  text: 'utterance',
};

const builtInModule = 'services/skills/built-in/index.ts';
const examplesFolder = 'skills-sdk/examples';

/** Every skill whose manifest is in this repository: those built in, and the examples. */
export async function loadSkillRecipients(checkout: string): Promise<SkillRecipient[]> {
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(checkout, path)).href);
  const recipients: SkillRecipient[] = [];
  const { builtInSkills } = (await load(builtInModule)) as {
    builtInSkills: readonly { manifest: { model: unknown } }[];
  };
  // They run where the router runs, whatever address a manifest would name.
  for (const { manifest } of builtInSkills) {
    recipients.push({ ...toRecipient(manifest, manifest.model), isInProcess: true });
  }
  for (const name of readdirSync(join(checkout, examplesFolder)).sort()) {
    const path = `${examplesFolder}/${name}`;
    if (!existsSync(join(checkout, path, 'manifest.ts'))) continue;
    const { manifest } = (await load(`${path}/manifest.ts`)) as { manifest: unknown };
    const { model } = (await load(`${path}/model.ts`)) as { model: unknown };
    recipients.push(toRecipient(manifest, model));
  }
  return recipients.sort((a, b) => a.skillId.localeCompare(b.skillId));
}

function toRecipient(manifestData: unknown, modelData: unknown): SkillRecipient {
  const manifest = manifestSchema.parse(manifestData);
  const model = modelSchema.safeParse(modelData).data;
  const isInProcess = manifest.endpoint === 'in-process';
  return {
    skillId: manifest.id,
    version: manifest.version,
    operator: manifest.developer.operator,
    contact: manifest.developer.contact,
    region: manifest.developer.region,
    isInProcess,
    noticeUrl: manifest.deletionUrl ?? '',
    fields: manifest.fields.map((field) => ({
      path: field.name,
      dataClass: classOf(field.name, model),
      isPulled: isPullablePath(field.name),
      isRequired: field.required,
      purpose: field.purpose['en-US'] ?? Object.values(field.purpose)[0] ?? '',
      retentionDays: field.retentionDays,
    })),
  };
}

function classOf(path: string, model: z.infer<typeof modelSchema> | undefined): string {
  if (!isSlotPath(path)) {
    const dataClass = dataClassOf('earshot.skill.v1.SkillRequest', path);
    return dataClass === undefined ? 'unknown' : dataClassName(dataClass);
  }
  const slotName = path.slice('slots.'.length);
  const types = Object.values(model?.intents ?? {}).flatMap(({ slots }) => slots?.[slotName]?.type ?? []);
  const classes = new Set(
    types.map((type) => model?.types?.[type]?.dataClass ?? slotClasses[type] ?? 'command'),
  );
  return classes.size === 0 ? 'unknown' : [...classes].sort().join(', ');
}
