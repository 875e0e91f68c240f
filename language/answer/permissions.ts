/** How the permissions that a skill lacks are called when a person is asked for them. */
import type { SkillManifest } from '../manifest/types.ts';
import type { Locale } from '../model/types.ts';

/** What permissions are called: the titles of the scopes that hold the fields, else what each field is for. */
export function permissionNames(
  manifest: Pick<SkillManifest, 'fields' | 'scopes'>,
  fields: readonly string[],
  locale: Locale,
): string[] {
  const names = fields.map((field) => {
    const scope = manifest.scopes?.find((one) => one.fields.includes(field));
    const title = scope?.title[locale];
    if (title !== undefined) return title;
    const purpose = manifest.fields.find(({ name }) => name === field)?.purpose[locale];
    return purpose?.replace(/[.。]$/u, '') ?? field;
  });
  return [...new Set(names)];
}
