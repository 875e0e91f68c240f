/** What is shown of a skill before it is enabled. */
import type { SkillManifest } from '../../../language/manifest/types.ts';
import type { Locale, Localised } from '../../../language/model/types.ts';
import { slotPrefix } from '../../../language/projection/schema.ts';
import { slotTypeClass } from '../../../language/projection/slots.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import {
  type CatalogueEntry,
  type DeclaredField,
  SkillState,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { dataClassOf } from '../../common/schema/registry.ts';
import type { VersionState } from './store.ts';

const inLocale = (texts: Localised<string>, locale: Locale): string =>
  texts[locale] ?? Object.values(texts)[0] ?? '';

function classOfField(manifest: SkillManifest, path: string): DataClass {
  if (!path.startsWith(slotPrefix)) {
    return dataClassOf('earshot.skill.v1.SkillRequest', path) ?? DataClass.UNSPECIFIED;
  }
  const name = path.slice(slotPrefix.length);
  for (const intent of Object.values(manifest.model.intents)) {
    const type = intent.slots?.[name]?.type;
    if (type !== undefined) return slotTypeClass(manifest.model, type) ?? DataClass.UTTERANCE;
  }
  return DataClass.UTTERANCE;
}

const states: Readonly<Record<VersionState, SkillState>> = {
  draft: SkillState.DRAFT,
  certified: SkillState.CERTIFIED,
  live: SkillState.LIVE,
  suspended: SkillState.SUSPENDED,
};

export const catalogueState = (state: VersionState): SkillState => states[state];

/** Everything that is shown before a skill is enabled, in one language. */
export function catalogueEntry(manifest: SkillManifest, state: SkillState, locale: Locale): CatalogueEntry {
  const { developer } = manifest;
  return {
    skill: { skillId: manifest.id, version: manifest.version },
    name: inLocale(manifest.name, locale),
    state,
    operator: developer.operator,
    operatorContact: developer.contact,
    operatorRegion: developer.region,
    privacyPolicyUrl: developer.privacyPolicyUrl,
    fields: manifest.fields.map(
      (field): DeclaredField => ({
        path: field.name,
        valueClass: classOfField(manifest, field.name),
        isRequired: field.required,
        purpose: inLocale(field.purpose, locale),
        retentionDays: field.retentionDays,
      }),
    ),
  };
}

/** As a recogniser writes it or a person types it: no case, no spaces, no punctuation. */
function spoken(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{S}]+/gu, '');
}

/** Whether a skill goes by this name: one of its invocation names, or its display name, in any language. */
export function matchesSpokenName(manifest: SkillManifest, name: string): boolean {
  const wanted = spoken(name);
  if (wanted === '') return false;
  const names = [
    ...Object.values(manifest.name),
    ...Object.values(manifest.model.invocationNames).flatMap((list) => list ?? []),
  ];
  return names.some((own) => own !== undefined && spoken(own) === wanted);
}
